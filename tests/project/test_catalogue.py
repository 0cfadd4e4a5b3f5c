"""Everything that the product says in Chinese it can say in English."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from dispatch.web.languages import CATALOGUE
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
