"""Where gunicorn finds the application."""

from dispatch.bootstrap import assemble, read_settings
from dispatch.logs import log_as_json
from dispatch.web.app import create_app

log_as_json()
app = create_app(assemble(read_settings()))
