"""Everything that the product says in Chinese it can say in English."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from dispatch.errors import Phrase, Refused
from dispatch.web.languages import CATALOGUE, as_written, error_text, said, speak
from tests.support.texts import (
    HAN,
    glued_in_python,
    raw_in_templates,
    said_in_python,
    said_in_templates,
)

_VALUE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def english(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    found = {}
    for message in catalogue:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            texts = (message.string,) if isinstance(message.string, str) else message.string
            found[key] = tuple(texts)
    return found


class TestCatalogue:
    def test_has_english_for_every_text_of_the_sources(self, catalogue: Catalog) -> None:
        known = english(catalogue)
        texts = [*said_in_templates(), *said_in_python()]

        missing = {t.words: t.where for t in texts if not all(known.get(t.words, ("",)))}

        assert len(texts) > 300
        assert missing == {}

    def test_keeps_no_text_that_nothing_says(self, catalogue: Catalog) -> None:
        texts = {text.words for text in (*said_in_templates(), *said_in_python())}

        assert english(catalogue).keys() - texts == set()

    def test_is_english(self, catalogue: Catalog) -> None:
        chinese = {key for key, texts in english(catalogue).items() if HAN.search("".join(texts))}

        assert chinese == set()

    def test_keeps_the_values_of_every_text(self, catalogue: Catalog) -> None:
        lost = {
            key
            for key, texts in english(catalogue).items()
            for text in texts
            if set(_VALUE.findall(text)) != set(_VALUE.findall(key))
        }

        assert lost == set()


class TestSources:
    def test_leave_no_chinese_outside_a_text_that_is_translated(self) -> None:
        assert raw_in_templates() == []

    def test_keep_values_beside_the_text(self) -> None:
        assert glued_in_python() == []


class TestLanguages:
    @pytest.fixture
    def app(self) -> Flask:
        app = Flask("dispatch.web.app")
        app.secret_key = "for tests"
        speak(app)
        return app

    def test_says_an_error_in_the_language_asked_for(self, app: Flask) -> None:
        why = Refused("请填写%(what)s", what=Phrase("处置结果"))

        with app.test_request_context():
            assert str(why) == error_text(why) == "请填写处置结果"
            assert error_text(why, "en") == "Please fill in: Result"

    def test_says_an_error_without_english_as_it_is(self, app: Flask) -> None:
        with app.test_request_context():
            assert error_text(Refused("100% plain"), "en") == "100% plain"

    @pytest.mark.parametrize(
        ("path", "accepts", "says"),
        [
            ("/api/v1/cases", "en-GB,en;q=0.9", "Matter"),
            ("/api/v1/cases", "zh-CN", "事项"),
            ("/api/v1/cases", "fr", "事项"),
            ("/queue", "en", "事项"),
        ],
    )
    def test_lets_programs_say_what_they_read(
        self, app: Flask, path: str, accepts: str, says: str
    ) -> None:
        with app.test_request_context(path, headers={"Accept-Language": accepts}):
            assert said("事项") == says

    def test_marks_what_a_county_wrote(self, app: Flask) -> None:
        with app.test_request_context("/api/", headers={"Accept-Language": "en"}):
            assert as_written("<武康>") == '<span lang="zh">&lt;武康&gt;</span>'
            assert as_written("R-2") == "R-2"
        with app.test_request_context():
            assert as_written("武康") == "武康"
