"""A text is said in the language that the reader asked for."""

import pytest
from flask import Flask

from dispatch.errors import Phrase, Refused
from dispatch.web.languages import as_written, error_text, said, speak


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
