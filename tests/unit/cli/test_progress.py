import sys

import pytest

from dispatch.cli.progress import shown


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


class TestShown:
    def test_says_on_a_terminal_how_far_it_got_and_leaves_nothing_behind(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        on_a_terminal(monkeypatch)

        given = list(shown(range(10_000), total=10_000, what="reports"))

        said = capsys.readouterr()
        assert given == list(range(10_000))
        assert said.out == ""
        assert "\r2,500 of 10,000 reports" in said.err
        assert said.err.endswith("\r\x1b[K")

    def test_says_nothing_into_a_pipe(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert len(list(shown(range(10_000), total=10_000, what="reports"))) == 10_000

        assert capsys.readouterr().err == ""

    def test_says_nothing_of_what_is_done_at_once(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        on_a_terminal(monkeypatch)

        list(shown(range(100), total=100, what="reports"))

        assert capsys.readouterr().err == ""
