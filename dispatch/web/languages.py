"""Chinese by default, English by a switch: which language a visitor reads.

Templates and pages write Chinese inside ``_("…")``; the English text stands in
``translations/en/LC_MESSAGES/messages.po``.
"""

from flask import Flask, session
from flask_babel import Babel

CHINESE = "zh"
ENGLISH = "en"


def speak(app: Flask) -> None:
    """Let the application answer in the visitor's language."""
    app.config["BABEL_DEFAULT_LOCALE"] = CHINESE
    Babel(app, locale_selector=chosen)


def chosen() -> str:
    """Return the language of this visitor: Chinese until they choose English."""
    return ENGLISH if session.get("language") == ENGLISH else CHINESE
