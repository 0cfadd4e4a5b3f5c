"""One page tells a case from Kafka to line and law, receiver, rungs and acknowledgement."""

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from dispatch.deadlines.years import MissingYear
from dispatch.people.scope import WORKER
from tests.web.people import Opens, Page
from tests.web.world import World


class TestCasePage:
    def test_tells_the_whole_story(self, browser: Opens, world: World) -> None:
        number = world.arrives(
            "永安街占道经营。", "330521001001", matter="M014", phone="13805721234"
        )
        world.forward(hours=2, minutes=1)
        world.climbs()
        for leader in ("wk-zfd-02",):
            alert = alert_of(world, leader, number)
            browser(leader).sends(f"/alerts/{alert}/acknowledgement")

        page = browser("desk1").opens(f"/cases/{number}")

        for words in (
            "township.events.v1 · 分区 0 · 位置",
            "M014-01",
            "《浙江省城市市容和环境卫生管理条例》",
            "转武康综合行政执法中队办理",
            "抄告武康街道综合信息指挥室",
            "第 1 级",
            "第 2 级",
            "普通督办",
            "✓✓ 已知悉",
            "下一级",
            "责任清单第 1 版",
        ):
            assert words in page, words

    def test_masks_the_reporter_until_somebody_asks_and_notes_who_did(
        self, browser: Opens, world: World
    ) -> None:
        visitor = browser("wk-zfd-01")

        masked = visitor.opens(f"/cases/{world.street}")
        shown = visitor.sends(f"/cases/{world.street}/contact")

        assert "138****1234" in masked
        assert "13805721234" not in masked
        assert "13805721234" in shown
        with world.deployment.work(WORKER) as work:
            noted = work.connection.execute(
                text(
                    "select actor, object from audit_entry where action = 'case.contact_shown'"
                    " order by seq desc limit 1"
                )
            ).one()
        assert noted == ("wk-zfd-01", world.street)

    def test_shows_what_would_have_changed_the_answer(self, browser: Opens, world: World) -> None:
        number = world.arrives("有人加盖阳光房。", "330521001001", matter="M001")

        page = browser("desk1").opens(f"/cases/{number}")

        assert "怎样会不同" in page
        assert "建设阶段:在建" in page
        assert "取决于建设阶段" in page

    def test_shows_the_hand_over_point_in_its_five_parts(
        self, browser: Opens, world: World
    ) -> None:
        number = world.arrives(
            "屋顶阳光房早盖好了。", "330521001001", matter="M001", attributes={"stage": "standing"}
        )

        page = browser("desk1").opens(f"/cases/{number}").raw

        for part, value in (
            ("触发", "认定为已建成"),
            ("材料", "测绘和规划核查意见"),
            ("时限", "3个工作日"),
            ("接收", "自然资源和规划所"),
            ("反馈", "处理决定作出后2个工作日"),
        ):
            assert f"<dt>{part}</dt><dd>{value}</dd>" in page, part

    def test_says_when_a_line_rests_on_minutes_and_not_on_a_law(
        self, browser: Opens, world: World
    ) -> None:
        number = world.arrives("有人在烧秸秆。", "330521003200", matter="M003")

        page = browser("desk1").opens(f"/cases/{number}").raw

        assert '<span class="tag law">会议纪要</span> 高新区环境秩序管理专题会议纪要' in page

    def test_shows_hostile_words_as_words(self, browser: Opens, world: World) -> None:
        number = world.arrives(
            "<img src=x onerror=alert(1)>占道 {{ 7*7 }}", "330521001001", matter="M014"
        )
        visitor = browser("wk-zfd-01")
        visitor.sends(f"/cases/{number}/comment", text="<b>加粗</b>")

        page = visitor.opens(f"/cases/{number}").raw

        assert "<img src=x" not in page
        assert "{{ 7*7 }}" in page
        assert "&lt;b&gt;加粗&lt;/b&gt;" in page


class TestMoves:
    def test_lead_a_case_from_acceptance_to_closure(self, browser: Opens, world: World) -> None:
        number = world.arrives("占道经营。", "330521001001", matter="M014")
        unit, room = browser("wk-zfd-01"), browser("wk-zhs-01")

        steps = [
            unit.sends_and_follows(f"/cases/{number}/acceptance"),
            unit.sends_and_follows(f"/cases/{number}/comment", text="已到现场"),
            unit.sends_and_follows(f"/cases/{number}/report-back", result="已清理"),
            room.sends_and_follows(f"/cases/{number}/verification", passed="yes", note="看过了"),
            room.sends_and_follows(f"/cases/{number}/closure", note=""),
        ]

        assert [state_of(page) for page in steps] == [
            "处置中",
            "处置中",
            "待核实",
            "待办结",
            "已办结",
        ]

    def test_offer_only_what_may_be_done_now_by_this_person(
        self, browser: Opens, world: World
    ) -> None:
        number = world.arrives("占道经营。", "330521001001", matter="M014")

        unit = browser("wk-zfd-01").opens(f"/cases/{number}").raw
        supervisor = browser("duban1").opens(f"/cases/{number}").raw

        assert f"/cases/{number}/acceptance" in unit
        assert f"/cases/{number}/closure" not in unit
        assert f"/cases/{number}/acceptance" not in supervisor

    def test_say_why_one_is_refused_and_change_nothing(self, browser: Opens, world: World) -> None:
        number = world.arrives("占道经营。", "330521001001", matter="M014")

        page = browser("wk-zfd-01").sends_and_follows(
            f"/cases/{number}/report-back", result="已清理"
        )

        assert "✕ 未办成" in page
        assert "当前为“待签收”" in page
        assert state_of(page) == "待签收"

    def test_let_nobody_verify_their_own_work(self, browser: Opens, world: World) -> None:
        number = world.arrives("占道经营。", "330521001001", matter="M014")
        unit = browser("wk-zfd-01")
        unit.sends(f"/cases/{number}/acceptance")
        unit.sends(f"/cases/{number}/report-back", result="已清理")

        page = unit.sends_and_follows(f"/cases/{number}/verification", passed="yes", note="")

        assert "不得由承办单位自行核实" in page

    def test_refuse_a_verification_that_says_neither_yes_nor_no(
        self, browser: Opens, world: World
    ) -> None:
        answer = browser("wk-zhs-01").sends(f"/cases/{world.street}/verification", passed="maybe")

        assert answer.status == 400


def state_of(page: Page) -> str:
    return re.findall(r'class="chip state-\w+"><i[^>]*>.</i>(\w+)<', page.raw)[0]


def alert_of(world: World, account: str, number: str) -> UUID:
    with world.deployment.work(WORKER) as work:
        return work.connection.scalar(
            text(
                "select notice_id from notice n join cases c on c.case_id = n.subject_id"
                " where n.account = :account and c.number = :number and rung > 0"
                " and clock = 'handle' order by rung desc limit 1"
            ),
            {"account": account, "number": number},
        )


class TestMissingYear:
    def test_leaves_the_page_with_what_is_known(
        self, browser: Opens, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def lacks_the_year(*_given: object, **_named: object) -> None:
            raise MissingYear(2031)

        for name in ("spent_share", "is_overdue", "late_minutes"):
            monkeypatch.setattr(f"dispatch.web.desk.case.{name}", lacks_the_year)
        monkeypatch.setattr("dispatch.web.moments.elapsed", lacks_the_year)

        page = browser("desk1").opens(f"/cases/{world.street}")

        assert page.status == 200
        assert "日历缺年份,无法计算" in page
