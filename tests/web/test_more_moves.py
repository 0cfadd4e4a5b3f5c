"""The later moves, from the forms of a case's page to its timeline."""

from datetime import timedelta

from dispatch.clock import COUNTY_ZONE
from tests.web.people import Opens
from tests.web.world import World


def a_case(world: World) -> str:
    return world.arrives("墙上贴满小广告", "330521001001", matter="M062")


class TestCasePage:
    def test_hands_a_case_back_and_assigns_it_anew(self, browser: Opens, world: World) -> None:
        number = a_case(world)
        unit, desk = browser("wk-zfd-01"), browser("desk1")
        assert f"/cases/{number}/hand-back" in unit.opens(f"/cases/{number}").raw

        page = unit.sends_and_follows(f"/cases/{number}/hand-back", ground="area", why="不在辖区")
        assert "待研判" in page
        assert "退回理由:属地不符" in page
        assert "不在辖区" in page

        page = desk.sends_and_follows(
            f"/cases/{number}/assignment", unit="330521-GA", note="请办理"
        )
        assert "待签收" in page

    def test_refuses_to_hand_back_without_a_ground(self, browser: Opens, world: World) -> None:
        number = a_case(world)

        page = browser("wk-zfd-01").sends_and_follows(
            f"/cases/{number}/hand-back", ground="", why="不在辖区"
        )

        assert "请选择退回理由" in page

    def test_transfers_supervises_and_suspends(self, browser: Opens, world: World) -> None:
        number = a_case(world)
        desk, supervisor = browser("desk1"), browser("duban1")
        later = (world.clock.now() + timedelta(days=5)).astimezone(COUNTY_ZONE).date()

        for who, move, said, seen in (
            (desk, "transfer", {"unit": "330521-GA", "note": "改由公安办理"}, "改由公安办理"),
            (supervisor, "supervision", {"strength": "yellow_card", "note": "限期"}, "黄牌督办"),
            (
                desk,
                "suspension",
                {"until": later.isoformat(), "reason": "等材料"},
                "处置时钟停走至",
            ),
        ):
            assert f"/cases/{number}/{move}" in who.opens(f"/cases/{number}").raw
            assert seen in who.sends_and_follows(f"/cases/{number}/{move}", **said)

    def test_opens_a_closed_case_again(self, browser: Opens, world: World) -> None:
        number = a_case(world)
        unit, room, desk = browser("wk-zfd-01"), browser("wk-zhs-01"), browser("desk1")
        unit.sends(f"/cases/{number}/acceptance")
        unit.sends(f"/cases/{number}/report-back", result="已清理")
        room.sends(f"/cases/{number}/verification", passed="yes")
        desk.sends(f"/cases/{number}/closure")

        page = desk.sends_and_follows(f"/cases/{number}/reopening", why="又出现了")

        assert "处置中" in page
        assert "又出现了" in page

    def test_takes_no_strength_or_day_that_is_none(self, browser: Opens, world: World) -> None:
        number = a_case(world)

        asked = {"strength": "loud", "note": "x"}
        assert browser("duban1").sends(f"/cases/{number}/supervision", **asked).status == 400
        asked = {"until": "soon", "reason": "x"}
        assert browser("desk1").sends(f"/cases/{number}/suspension", **asked).status == 400
