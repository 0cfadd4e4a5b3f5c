"""Checks of automatic decisions: who sees them, and what a verdict says."""

import uuid
from itertools import count

import pytest

from dispatch.people.scope import WORKER
from dispatch.triage.checks import Check, is_drawn
from tests.web.people import Opens
from tests.web.world import COUNTY, World

DRAWN = (f"web-{n}" for n in count() if is_drawn("urn:test:township", f"web-{n}", 0.02))


@pytest.fixture
def check(world: World) -> Check:
    """One that was drawn a moment ago."""
    number = uuid.uuid4().hex[:8]
    found = Check(
        county=COUNTY,
        case_id=uuid.uuid4(),
        number=f"C330521{number}",
        title="",
        text=f"桥头{number}有人摆摊,电话13805721234",
        suggested="M014",  # type: ignore[arg-type]
        source="model",
        model_version="abc123",
        reasons=("摆摊",),
        picked_at=world.clock.now(),
    )
    with world.deployment.work(WORKER) as work:
        work.checks.add([found])
    return found


class TestThePage:
    @pytest.mark.parametrize("account", ["desk1", "qingdan1"])
    def test_shows_what_waits_with_its_reasons_and_no_number_of_anybody(
        self, browser: Opens, check: Check, account: str
    ) -> None:
        page = browser(account).opens("/triage/checks")

        assert "判为:占道经营与店外经营" in page
        assert check.text[:10] in page
        assert "<mark>摆摊</mark>" in page.raw
        assert "13805721234" not in page

    @pytest.mark.parametrize("account", ["wk-aokai", "wk-zfd-01", "duban1", "admin", "auditor"])
    def test_is_closed_to_others(self, browser: Opens, check: Check, account: str) -> None:
        visitor = browser(account)

        assert visitor.opens("/triage/checks").status == 403
        sent = visitor.sends(f"/triage/checks/{check.case_id}", verdict="right")
        assert sent.status == 403
        assert "分类抽查" not in visitor.opens("/")

    def test_says_how_often_it_was_wrong_and_how_sure_that_is(
        self, browser: Opens, check: Check
    ) -> None:
        visitor = browser("desk1")

        done = visitor.sends(f"/triage/checks/{check.case_id}", verdict="wrong", matter="M015")
        page = visitor.opens("/triage/checks")

        assert done.status == 303
        assert "已记下核对结果" in page
        assert "真实错误率有 95% 的把握在" in page
        assert check.text[:10] not in page

    def test_asks_for_the_right_matter_and_keeps_the_check(
        self, browser: Opens, check: Check
    ) -> None:
        visitor = browser("qingdan1")

        page = visitor.sends(f"/triage/checks/{check.case_id}", verdict="wrong", matter="")

        assert page.status == 422
        assert "请选择正确的事项" in page
        assert check.text[:10] in page

    def test_speaks_english(self, browser: Opens, check: Check) -> None:
        visitor = browser("desk1")
        visitor.sends("/language", language="en")

        page = visitor.opens("/triage/checks")

        assert "Triage checks" in page
        assert "Taken to be:" in page
