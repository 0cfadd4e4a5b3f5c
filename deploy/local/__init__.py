"""Real PostgreSQL, Kafka and Redis from packages, for the demo and the tests.

    stack.py      the three together: up, down, status, endpoints     READ THIS FIRST
    server.py     what all three have in common: start, health, stop, never outlive us
    postgres.py   kafka.py   redis.py
    jars.py       Kafka's jars by a lock with hashes
    keeper.py     the process that holds a stack which outlives the command that asked for it
    child.py      a process that cannot outlive us
    launch.py     becomes the server; watchdog.py stands in where the kernel cannot help

Everything a stack writes lies under one data folder. Servers listen on the
loopback alone, on free ports.
"""
