"""A whole county at work on one machine, to look at or to check.

    command.py       ./run demo: the options, and which of the two stories is told
    house.py         everything started, in order; everything stopped       READ THIS FIRST
    live.py          the plain demo: traffic and people until Ctrl-C
    check.py         --check: one course of the county clock, proved by queries

    processes.py     our processes: started, watched, restarted, ended
    first_instant.py where the county clock begins
    points.py        what the list answers where: conflicts, gaps, townships' leads
    traffic.py       believable reports; phrases.py their words, malformed.py the broken ones
    web_door.py      reports by phone
    people.py        who acts on cases, and which are left lying
    broker.py        sending to Kafka, and asking it how far everybody is
    sending.py       what a check sends; accounting.py its fate, comparing.py the list's word
    evidence.py      what the database says; worker_logs.py what the workers cried out
    one_record.py    one record followed to its page, which visitor.py opens
    findings.py      what was expected and what was seen, as one table

Nothing here is part of the product: it starts the product and looks at it.
"""
