"""Where gunicorn finds the live application, its reader at work."""

from dispatch.bootstrap import assemble, read_settings
from dispatch.logs import log_as_json
from dispatch.web.live.app import READER, create_live
from dispatch.web.live.reader import Reader

log_as_json()
app = create_live(assemble(read_settings()))
reader: Reader = app.extensions[READER]
reader.start()
