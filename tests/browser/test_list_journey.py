"""A list keeper's whole day by the keys alone: a gap found, mended, tried, approved by another
person, in force, and the next report goes where the list now says."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from dispatch.flows.keep_history import import_history
from dispatch.history.model import PastCase
from dispatch.people.scope import WORKER
from dispatch.vocabulary import MatterCode, UnitCode
from tests.browser.conftest import Visits
from tests.web.lists import KEEPER, SECOND
from tests.web.world import COUNTY, World
from workers.lists import ListKeeper

LAMPS, BARE, NEXT = "M040", "330521004", "330521004201"
"""Street lamps, and the one township where nobody leads them."""
_FAR = 400
"""So often Tab is pressed before a thing counts as out of reach."""


@pytest.fixture
def lamps(world: World) -> Iterator[World]:
    """The county with a past of broken lamps; afterwards its list is the shipped one again."""
    actor = world.actor(KEEPER)
    past = [
        PastCase(
            source="旧平台",
            case_id=f"LD{number}",
            occurred_on=date(2026, 3, 1),
            area=NEXT,
            matter=MatterCode(LAMPS),
            unit=UnitCode("330521-ZJ"),
            text="路灯不亮",
        )
        for number in range(5)
    ]
    with world.deployment.work(actor.scope) as work:
        import_history(
            past,
            source="旧平台",
            file_name="旧平台.csv",
            refused=0,
            actor=actor,
            work=work,
            county=world.deployment.county(COUNTY),
            now=world.clock.now(),
        )
    yield world
    world.load()
    world.deployment._looked = 0.0  # noqa: SLF001 - two seconds are long in a test


def by_keys(page: Page, target: Locator) -> Locator:
    """Go to something with the Tab key, as somebody without a mouse does."""
    expect(target).to_be_visible()
    for _ in range(_FAR):
        if target.evaluate("one => one === document.activeElement"):
            return target
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def opens(page: Page, target: Locator) -> None:
    by_keys(page, target)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def writes(page: Page, target: Locator, words: str) -> None:
    by_keys(page, target)
    page.keyboard.type(words)


def works(world: World) -> None:
    """Let the workers' loop of the lists do what waits."""
    ListKeeper(world.deployment).round()
    world.deployment._looked = 0.0  # noqa: SLF001 - two seconds are long in a test


def lead_of(world: World, number: str) -> tuple[str | None, int]:
    with world.deployment.work(WORKER) as work:
        case = work.cases.get(number)
    return case.lead_unit, case.edition


def test_from_a_gap_to_the_next_report_by_the_keys_alone(visits: Visits, lamps: World) -> None:
    before = lamps.deployment.county(COUNTY).edition
    assert lead_of(lamps, lamps.arrives("路灯又坏了。", NEXT, matter=LAMPS))[0] is None
    keeper = visits(KEEPER, "/lists")

    writes(keeper, keeper.get_by_label("新建草案"), "补上路灯的空白")
    keeper.keyboard.press("Enter")
    keeper.wait_for_url(re.compile("/lists/drafts/"))
    draft = keeper.url

    opens(keeper, keeper.get_by_role("link", name="体检", exact=True))
    gap = keeper.locator(".finding", has_text="三不管").first
    expect(gap).to_contain_text("下渚湖街道")
    expect(gap).to_contain_text("历史案件 5 件")
    opens(keeper, gap.get_by_role("button", name=re.compile("照此修改.*住房和城乡建设局")).first)
    expect(keeper.get_by_text("已按建议修改草案")).to_be_visible()
    expect(keeper.locator(".finding", has_text="三不管")).to_have_count(0)

    opens(keeper, keeper.get_by_role("link", name="推演", exact=True))
    opens(keeper, keeper.get_by_role("button", name="开始推演"))
    expect(keeper.locator("progress")).to_be_visible()
    works(lamps)
    expect(keeper.get_by_text("已完成")).to_be_visible(timeout=15_000)
    expect(keeper.locator("main")).to_contain_text("德清县住房和城乡建设局")

    opens(keeper, keeper.get_by_role("link", name="提交与审定"))
    writes(keeper, keeper.get_by_label("提交说明"), "下渚湖街道路灯无人牵头,由住建局负责")
    opens(keeper, keeper.get_by_role("button", name="提交审定"))
    expect(keeper.get_by_text("已提交,等待另一位清单管理员审定")).to_be_visible()
    expect(keeper.get_by_role("button", name="审定并施行")).to_have_count(0)

    second = visits(SECOND, f"{draft.split('?')[0]}/decision")
    expect(second.locator("main")).to_contain_text("路灯")
    opens(second, second.get_by_role("button", name="审定并施行"))
    expect(second.get_by_text("到施行日期自动施行").first).to_be_visible()
    works(lamps)
    opens(second, second.locator(".menu").get_by_role("link", name="清单管理"))
    expect(second.locator("main")).to_contain_text(f"第 {before + 1} 版")

    number = lamps.arrives("路灯还是不亮。", NEXT, matter=LAMPS)
    assert lead_of(lamps, number) == ("330521-ZJ", before + 1)
