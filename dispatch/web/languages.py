"""Chinese by default, English by a switch: which language a visitor reads.

Templates and pages write Chinese inside ``_("…")``; the English text stands in
``translations/en/LC_MESSAGES/messages.po``, which is read as it is: nobody has
to compile it. What a county itself wrote – names, reports, opinions – stays as
it was written, and is marked as Chinese where the page around it is not.

    codes and errors ─► said(…)    _("…") ─► gettext      ─► messages.po
    county data      ─► as_written(…)                     ─► <span lang="zh">
"""

import io
import re
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, Domain, force_locale, get_locale, gettext
from markupsafe import Markup, escape

from dispatch.errors import DispatchError, Phrase

CHINESE = "zh"
ENGLISH = "en"
NAMES = {CHINESE: "中文", ENGLISH: "English"}
CATALOGUE = Path(__file__).parent / "translations" / ENGLISH / "LC_MESSAGES" / "messages.po"

_HAN = re.compile("[\u3400-\u9fff]")


class Catalogue(Domain):  # type: ignore[misc]  # the library publishes no types
    """The texts of each language, read once from the catalogue that people edit."""

    def __init__(self) -> None:
        super().__init__()
        self._english: NullTranslations | None = None

    def get_translations(self) -> NullTranslations:
        """Return the texts in the language being spoken; Chinese needs no translation."""
        locale = get_locale()
        if locale is None or locale.language != ENGLISH:
            return NullTranslations()
        if self._english is None:
            self._english = _read(CATALOGUE)
        return self._english


def speak(app: Flask) -> None:
    """Let the application answer in the visitor's language."""
    app.config["BABEL_DEFAULT_LOCALE"] = CHINESE
    babel = Babel(app, locale_selector=chosen)
    babel.domain_instance = Catalogue()
    app.jinja_env.filters["as_written"] = as_written
    app.jinja_env.globals.update(language=spoken, languages=NAMES)


def chosen() -> str:
    """Return the language of this visitor: Chinese until they choose English.

    Programs say what they read with each request instead.
    """
    if not has_request_context():
        return CHINESE
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match((CHINESE, ENGLISH), CHINESE)
    return ENGLISH if session.get("language") == ENGLISH else CHINESE


def spoken() -> str:
    """Return the language that is being answered in."""
    locale = get_locale()
    return ENGLISH if locale is not None and locale.language == ENGLISH else CHINESE


def said(text: str) -> str:
    """Return one of our own texts in the language being spoken.

    For texts that stand in a table of codes; a page writes ``_("…")`` itself.
    """
    return str(gettext(text)) if text else text


def error_text(error: DispatchError, language: str | None = None) -> str:
    """Say what an error says, in a given language or in the one being spoken."""
    if language is not None:
        with force_locale(language):
            return error_text(error)
    if not error.values:
        return said(error.wording)
    values = {
        name: said(value) if isinstance(value, Phrase) else value
        for name, value in error.values.items()
    }
    return str(gettext(error.wording, **values))


def as_written(text: object) -> str:
    """Return what a county wrote, marked as Chinese where another language is spoken."""
    shown = "" if text is None else text
    if spoken() == CHINESE or not _HAN.search(str(shown)):
        return shown if isinstance(shown, Markup) else str(shown)
    return Markup('<span lang="zh">{}</span>').format(escape(shown))


def _read(catalogue: Path) -> NullTranslations:
    compiled = io.BytesIO()
    with catalogue.open("rb") as file:
        write_mo(compiled, read_po(file, locale=ENGLISH))
    compiled.seek(0)
    return Translations(compiled)
