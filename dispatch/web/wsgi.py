"""Where gunicorn finds the application."""

from dispatch.bootstrap import assemble, read_settings
from dispatch.web.app import create_app

app = create_app(assemble(read_settings()))
