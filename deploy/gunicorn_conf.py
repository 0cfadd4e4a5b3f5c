"""How gunicorn serves the web: ``gunicorn -c deploy/gunicorn_conf.py dispatch.web.wsgi:app``.

Several processes with a few threads each: a page holds a database connection
for its whole transaction, so threads beyond the pool only wait.
"""

import os

bind = os.environ.get("DISPATCH_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("DISPATCH_WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = 8
timeout = 30
graceful_timeout = 25
keepalive = 5
# A leak, should there be one, ends with the process; the spread keeps them from ending together.
max_requests = 20_000
max_requests_jitter = 2_000
# Behind a proxy only the proxy may say what the scheme and the client's address were.
forwarded_allow_ips = os.environ.get("DISPATCH_TRUSTED_PROXIES", "127.0.0.1")
# Nothing outside the data folder is written: containers are read-only.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "info"
