"""While somebody writes: what it may be."""

import pytest
from sqlalchemy import text

from dispatch.people.scope import WORKER
from dispatch.web.limiter import limiter
from tests.web.people import Opens
from tests.web.world import World

WORDS = "桥头有人占道经营摆摊"


class TestSuggesting:
    def test_offers_matters_with_what_was_written(self, browser: Opens) -> None:
        page = browser("wk-aokai").sends("/report/suggest", text=WORDS)

        assert page.status == 200
        assert 'data-matter="M014"' in page.raw
        assert "因为写到:" in page
        assert "占道经营" in page
        assert "<html" not in page.raw

    @pytest.mark.parametrize("words", ["", "   ", "占", "hello world", "天气不错呀"])
    def test_offers_nothing_for_words_that_say_nothing(self, browser: Opens, words: str) -> None:
        page = browser("wk-aokai").sends("/report/suggest", text=words)

        assert (page.status, "data-matter" in page.raw) == (200, False)

    def test_shows_what_was_written_as_text_only(self, browser: Opens) -> None:
        page = browser("wk-aokai").sends("/report/suggest", text=f"<script>x</script>{WORDS}")

        assert "<script" not in page.raw

    def test_keeps_nothing(self, browser: Opens, world: World) -> None:
        def kept() -> int:
            with world.deployment.work(WORKER) as work:
                return work.connection.scalar(text("select count(*) from report")) or 0

        before = kept()

        browser("wk-aokai").sends("/report/suggest", text=WORDS)

        assert kept() == before

    @pytest.mark.parametrize("account", ["duban1", "qingdan1", "admin", "wk-zfd-01"])
    def test_is_for_those_who_report(self, browser: Opens, account: str) -> None:
        assert browser(account).sends("/report/suggest", text=WORDS).status == 403

    def test_needs_the_forms_token(self, browser: Opens) -> None:
        answer = browser("wk-aokai").client.post("/report/suggest", data={"text": WORDS})

        assert answer.status_code == 400

    def test_is_not_asked_without_end(
        self, browser: Opens, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor, neighbour = browser("wk-aokai"), browser("wk-cun-01")
        monkeypatch.setattr(limiter, "enabled", True)

        answers = [visitor.sends("/report/suggest", text=WORDS).status for _ in range(62)]

        assert answers[:60] == [200] * 60
        assert answers[-1] == 429
        assert neighbour.sends("/report/suggest", text=WORDS).status == 200
