"""The county desk: what the rules could not decide, and what nobody could read."""

from uuid import UUID

from sqlalchemy import text

from dispatch.people.scope import WORKER
from tests.web.people import Opens
from tests.web.world import World


class TestSorting:
    def test_shows_a_conflict_with_both_contenders(self, browser: Opens, world: World) -> None:
        page = browser("desk1").opens("/sorting?outcome=conflict")

        assert world.conflict in page
        assert "M043-02" in page
        assert "M043-03" in page
        assert page.text.count("＝ 并列") >= 2

    def test_shows_a_gap_with_its_near_misses(self, browser: Opens, world: World) -> None:
        page = browser("desk1").opens("/sorting?outcome=gap")

        assert world.gap in page
        assert "M040-01" in page
        assert "仅在 武康街道" in page

    def test_shows_what_the_words_did_not_say(self, browser: Opens, world: World) -> None:
        number = world.arrives("有件事想反映。", "330521001001")

        page = browser("desk1").opens("/sorting?outcome=unsorted")

        assert number in page
        assert "从上报内容看不出是哪一个事项" in page

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
