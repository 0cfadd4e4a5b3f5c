"""The county desk: what the rules could not decide, and what nobody could read."""

from uuid import UUID

import pytest
from sqlalchemy import text

from dispatch.people.scope import WORKER
from tests.web.people import Opens
from tests.web.world import World


class TestSorting:
    def test_shows_a_conflict_with_both_contenders_side_by_side(
        self, browser: Opens, world: World
    ) -> None:
        page = browser("desk1").opens(f"/sorting?outcome=conflict&case={world.conflict}")

        assert world.conflict in page
        assert "争议单位并排比较" in page
        assert page.text.count("data-key=") == 2
        assert "M043-02" in page
        assert "M043-03" in page
        assert page.text.count("＝ 并列") >= 2

    def test_shows_a_gap_with_its_near_misses_and_why_each_fails(
        self, browser: Opens, world: World
    ) -> None:
        page = browser("desk1").opens(f"/sorting?outcome=gap&case={world.gap}")

        assert "M040-01" in page
        assert "没能定责,因为" in page
        assert "只写在 武康街道" in page

    def test_shows_what_the_words_did_not_say(self, browser: Opens, world: World) -> None:
        number = world.arrives("有件事想反映。", "330521001001")

        page = browser("desk1").opens(f"/sorting?outcome=unsorted&case={number}")

        assert number in page
        assert "从上报内容看不出是哪一个事项" in page

    def test_shows_the_most_pressing_case_when_none_is_asked_for(
        self, browser: Opens, world: World
    ) -> None:
        page = browser("desk1").opens("/sorting")

        assert 'id="chosen"' in page
        assert 'class="panes"' in page

    def test_names_the_matters_that_the_words_speak_for_with_their_leads(
        self, browser: Opens, world: World
    ) -> None:
        number = world.arrives("路灯不亮,旁边有人乱倒垃圾。", "330521001001")

        page = browser("desk1").opens(f"/sorting?case={number}")

        assert "可能的事项" in page
        assert "文字得分" in page
        assert "M058-" in page

    def test_asks_for_a_missing_input_and_decides_by_the_answer(
        self, browser: Opens, world: World
    ) -> None:
        number = world.arrives("有人在私搭乱建。", "330521001001", matter="M001")
        visitor = browser("desk1")

        asked = visitor.opens(f"/sorting?case={number}")
        told = visitor.opens(f"/sorting?case={number}&say.stage=standing")

        assert "建设阶段是哪一种?" in asked
        assert "建设阶段:在建" in asked
        assert "您已补充" in told
        assert "按现行清单" not in asked
        assert "M001-02" in told

    def test_keeps_what_was_supplied_with_the_decision(self, browser: Opens, world: World) -> None:
        number = world.arrives("有人在私搭乱建。", "330521001001", matter="M001")

        browser("desk1").sends_and_follows(
            f"/sorting/{number}",
            unit="330521-ZRGH",
            note="已建成",
            **{"say.stage": "standing", "matter": "M001"},
        )

        kept = entry(world, number)
        assert kept["supplied"] == [["stage", "standing", "stage = standing"]]
        assert kept["rows"] == ["M001-02"]
        assert kept["outcome"] == "decided"
        assert kept["edition"] == 1

    def test_prefills_the_reason_of_a_pick(self, browser: Opens, world: World) -> None:
        number = world.arrives("校门口又堵了。", "330521102201", matter="M043")

        page = browser("desk1").opens(f"/sorting?case={number}&pick=1")

        assert "确认交办" in page
        assert "同样具体,经研判由" in page

    @pytest.mark.parametrize("pick", ["0", "99", "x", "-1", "²"])
    def test_takes_no_pick_that_is_none(self, browser: Opens, world: World, pick: str) -> None:
        page = browser("desk1").opens(f"/sorting?case={world.conflict}&pick={pick}")

        assert page.status == 200
        assert "data-confirm" not in page

    def test_goes_on_to_the_next_case(self, browser: Opens, world: World) -> None:
        number = world.arrives("校门口又堵了。", "330521102201", matter="M043")

        answer = browser("desk1").sends(
            f"/sorting/{number}", unit="330521-GA", note="公安牵头", next=world.conflict
        )

        assert answer.status == 303
        assert f"case={world.conflict}" in answer.location

    def test_says_who_decided_meanwhile_and_changes_nothing(
        self, browser: Opens, world: World
    ) -> None:
        number = world.arrives("校门口又堵了。", "330521102201", matter="M043")
        other = browser("desk2")
        other.sends(f"/sorting/{number}", unit="330521-GA", note="公安牵头")

        late = browser("desk1").sends_and_follows(
            f"/sorting/{number}", unit="330521-ZHZF", note="执法牵头"
        )
        looked = browser("desk1").opens(f"/sorting?case={number}")

        assert "您的选择没有写入" in late
        assert "已有人办理" in looked
        assert entry(world, number)["note"] == "公安牵头"

    def test_keeps_the_words_of_a_form_it_refuses(self, browser: Opens, world: World) -> None:
        number = world.arrives("路灯坏了四盏。", "330521004201", matter="M040")

        answer = browser("desk1").sends(f"/sorting/{number}", unit="no-such", note="写了很多字")

        assert answer.status == 422
        assert "不存在或已停用" in answer
        assert "写了很多字" in answer

    def test_says_nothing_of_a_case_that_does_not_exist(self, browser: Opens) -> None:
        page = browser("desk1").opens("/sorting?case=C3305212026999999")

        assert page.status == 200
        assert "没有案件 C3305212026999999" in page

    def test_shows_cases_that_may_be_the_same(self, browser: Opens, world: World) -> None:
        first = world.arrives("学校门口放学时车辆堵成一片。", "330521102201", matter="M043")
        again = world.arrives("学校门口放学车辆又堵成一片了。", "330521102201", matter="M043")

        page = browser("desk1").opens(f"/sorting?case={again}")

        assert "可能重复" in page
        assert f"/cases/{first}" in page

    def test_assigns_to_the_units_own_station_in_that_township(
        self, browser: Opens, world: World
    ) -> None:
        number = world.arrives("校门口又堵了。", "330521102201", matter="M043")
        visitor = browser("desk1")

        done = visitor.sends_and_follows(
            f"/cases/{number}/assignment",
            unit="330521-GA",
            matter="",
            note="公安牵头",
            back="sorting",
        )
        page = visitor.opens(f"/cases/{number}")

        assert "已交办" in done
        assert "新市派出所" in page
        assert "公安牵头" in page

    def test_refuses_a_unit_that_is_none(self, browser: Opens, world: World) -> None:
        answer = browser("desk1").sends_and_follows(
            f"/cases/{world.gap}/assignment", unit="no-such", matter="", note="x"
        )

        assert "不存在或已停用" in answer

    def test_refuses_an_assignment_without_a_word_of_reason(
        self, browser: Opens, world: World
    ) -> None:
        answer = browser("desk1").sends_and_follows(
            f"/cases/{world.gap}/assignment", unit="330521-ZJ", matter="", note=" "
        )

        assert "请填写交办意见" in answer
        assert "待研判" in answer


class TestQuarantine:
    def test_lists_each_record_with_its_reason(self, browser: Opens) -> None:
        page = browser("desk1").opens("/quarantine")

        assert "字段重复" in page
        assert "township.events.v1" in page

    def test_shows_a_record_inert(self, browser: Opens, world: World) -> None:
        world.takes(b"<script>alert(1)</script>\x00\x1b[31m\xff")
        record = newest(world)

        page = browser("desk1").opens(f"/quarantine/{record}")

        assert "<script>alert(1)" not in page.raw
        assert "<script>alert(1)</script>" in page
        assert r"\x1b[31m\xff" in page

    def test_keeps_what_is_refused_again(self, browser: Opens, world: World) -> None:
        world.takes(b"[]")
        record = newest(world)

        answer = browser("desk1").sends_and_follows(f"/quarantine/{record}/replay")

        assert "not_an_object" in answer
        assert "待处理" in answer

    def test_puts_a_record_away_only_with_a_reason(self, browser: Opens, world: World) -> None:
        world.takes(b"{}")
        record = newest(world)
        visitor = browser("desk1")

        without = visitor.sends_and_follows(f"/quarantine/{record}/dismissal", note="")
        done = visitor.sends_and_follows(f"/quarantine/{record}/dismissal", note="测试数据")
        again = visitor.sends_and_follows(f"/quarantine/{record}/dismissal", note="再来")

        assert "请填写" in without
        assert "已作不予采用处理" in done
        assert "未办成" in again
        assert "测试数据" in visitor.opens(f"/quarantine/{record}")

    def test_takes_a_record_again_once_it_can_be_read(self, browser: Opens, world: World) -> None:
        mended = a_record_that_was_refused_by_mistake(world)

        answer = browser("desk1").sends_and_follows(f"/quarantine/{mended}/replay")

        assert "已重新受理" in answer
        with world.deployment.work(WORKER) as work:
            taken = work.connection.scalar(
                text("select count(*) from cases where title like '被误拒的%'")
            )
        assert taken == 1


def entry(world: World, number: str) -> dict:
    """Return what the timeline keeps of the case's assignment."""
    with world.deployment.work(WORKER) as work:
        return work.connection.scalar(
            text(
                "select j.body from journal j join cases c on c.case_id = j.case_id"
                " where c.number = :number and j.kind = 'assigned'"
            ),
            {"number": number},
        )


def newest(world: World) -> UUID:
    with world.deployment.work(WORKER) as work:
        return work.connection.scalar(
            text("select quarantine_id from quarantine order by position desc limit 1")
        )


def a_record_that_was_refused_by_mistake(world: World) -> UUID:
    """Put the bytes of a good record where those of a refused one were."""
    good = world.message("被误拒的一件占道经营", "330521001001")
    world.takes(b"refused")
    record = newest(world)
    with world.deployment.work(WORKER) as work:
        work.connection.execute(
            text("update quarantine set raw = :raw where quarantine_id = :id"),
            {"raw": good, "id": record},
        )
    return record
