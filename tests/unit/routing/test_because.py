import json

import pytest

from dispatch.responsibility.model import AT_TOWNSHIP, ListKind, Part
from dispatch.routing.because import Candidate, Change, Failure, because_from, canonical, document
from dispatch.routing.candidates import NEAR_MISSES
from dispatch.routing.decide import decide
from dispatch.routing.model import Question
from dispatch.routing.sentence import sentence_zh
from tests.builders import (
    A_DAY,
    BUREAU,
    COMMUNITY,
    COUNTY,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    Book,
    a_book,
    a_limit,
    a_line,
    a_matter,
    a_question,
    a_unit,
)


def shown(question: Question, book: Book) -> dict[str, Candidate]:
    return {one.row: one for one in decide(question, book).because.candidates}


class TestBecause:
    def test_says_which_line_won_and_what_the_others_lost_by(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", OTHER_BUREAU, areas=VILLAGE, zone="rural"))

        lines = shown(a_question(), book)

        assert lines["A2"].result == "won"
        assert lines["A1"] == Candidate(
            "A1", BUREAU, "lead", "lost", to="A2", narrower_in=("area", "zone")
        )

    def test_says_what_a_line_failed_in(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", zone="urban", condition="severity >= 3", valid_to=A_DAY.replace(day=1)),
        )

        lines = shown(a_question(attributes={"severity": 2}), book)

        assert lines["A2"].result == "failed"
        assert lines["A2"].failed == (
            Failure("date", "/2026-03-01", "2026-03-02"),
            Failure("zone", "urban", "rural"),
            Failure("condition", "severity >= 3", "2"),
        )

    def test_leaves_a_line_open_on_what_was_not_said(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", OTHER_BUREAU, condition="severity >= 3"))

        lines = shown(a_question(), book)

        assert lines["A1"].result == "stands"
        assert lines["A2"].result == "open"
        assert lines["A2"].failed == (Failure("condition", "severity >= 3", None),)

    def test_says_which_line_overrides_another(self) -> None:
        book = a_book(a_line("A1", overrides=["A2"]), a_line("A2", OTHER_BUREAU))

        assert shown(a_question(), book)["A2"].to == "A1"
        assert shown(a_question(), book)["A2"].result == "overridden"

    def test_shows_who_supports_and_who_contends(self) -> None:
        book = a_book(
            a_line("A1"), a_line("A2", OTHER_BUREAU), a_line("A3", AT_TOWNSHIP, part=Part.COOPERATE)
        )

        lines = shown(a_question(), book)

        assert {row: one.result for row, one in lines.items()} == {
            "A1": "stands",
            "A2": "stands",
            "A3": "supports",
        }
        assert lines["A3"].unit == TOWNSHIP

    def test_shows_a_gap_its_near_misses_nearest_first(self) -> None:
        book = a_book(
            a_line("A1", areas=OTHER_TOWNSHIP, zone="urban"),
            a_line("A2", areas=OTHER_TOWNSHIP),
            a_line("A3", matter="M002"),
        )

        because = decide(a_question(VILLAGE), book).because

        assert [one.row for one in because.candidates] == ["A2", "A1"]
        assert because.candidates[0].failed == (Failure("area", OTHER_TOWNSHIP, VILLAGE),)

    def test_counts_the_near_misses_it_leaves_out(self) -> None:
        lines = [a_line(f"A{n:02}", areas=OTHER_TOWNSHIP) for n in range(NEAR_MISSES + 3)]

        because = decide(a_question(VILLAGE), a_book(*lines)).because

        assert len(because.candidates) == NEAR_MISSES
        assert because.left_out == 3

    def test_says_what_would_change_it(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", OTHER_BUREAU, zone="urban"),
            a_line("A3", OTHER_BUREAU, zone="rural", condition="severity >= 3"),
        )

        because = decide(a_question(VILLAGE, attributes={"severity": 1}), book).because

        assert because.changes == (
            Change("zone", "urban", "decided", OTHER_BUREAU, ("A2",)),
            Change("severity", "severity >= 3", "decided", OTHER_BUREAU, ("A3",)),
        )

    def test_says_where_each_input_came_from(self) -> None:
        because = decide(a_question(COMMUNITY + "999"), a_book(a_line())).because

        assert because.inputs.area_given == COMMUNITY + "999"
        assert because.inputs.area == COMMUNITY
        assert because.inputs.area_name == "武康街道居仁社区"
        assert not because.inputs.area_exact
        assert (because.inputs.zone, because.inputs.zone_source) == ("urban", "area")
        assert because.inputs.day == "2026-03-02"

    def test_keeps_the_ground_of_the_deciding_line(self) -> None:
        book = a_book(a_line(basis="《固体废物污染环境防治法》第四十九条", limit=a_limit()))

        (ground,) = decide(a_question(), book).because.grounds

        assert ground.limit == "40 work_hour"
        assert ground.basis == "《固体废物污染环境防治法》第四十九条"

    def test_is_the_same_text_whenever_it_is_asked_for(self) -> None:
        lines = [a_line(f"A{n}", areas=VILLAGE, zone="rural") for n in range(4)]
        first = decide(a_question(), a_book(*lines))
        again = decide(a_question(), a_book(*reversed(lines)))

        assert canonical(first.because) == canonical(first.because) == canonical(again.because)

    @pytest.mark.parametrize("area", [VILLAGE, TOWNSHIP, "330522001"])
    def test_is_read_back_whole_from_what_was_kept(self, area: str) -> None:
        book = a_book(
            a_line("A1", limit=a_limit()),
            a_line("A2", OTHER_BUREAU, zone="urban", condition="severity >= 3"),
            a_line("A3", OTHER_BUREAU, areas=VILLAGE, part=Part.COOPERATE),
        )
        because = decide(a_question(area), book).because

        kept = json.loads(canonical(because))

        assert because_from(kept) == because
        assert document(because_from(kept)) == kept


class TestSentence:
    def test_names_line_lead_helper_receiver_copy_limit_and_basis(self) -> None:
        book = a_book(
            a_line("A1", basis="《条例》第九条", limit=a_limit(8)),
            a_line("A2", OTHER_BUREAU, part=Part.COOPERATE),
            units=[a_unit("R1", name="综合执法武康中队")],
            receivers={(BUREAU, TOWNSHIP): "R1"},
        )

        assert sentence_zh(decide(a_question(), book).because) == (
            "按责任清单（7）第A1条，武康街道对河口村“乱倒垃圾”由德清县综合行政执法局牵头处置，"
            "湖州市生态环境局德清分局配合，转综合执法武康中队办理，抄告武康街道，"
            "办理时限8个工作时，依据《条例》第九条。"
        )

    @pytest.mark.parametrize(
        ("area", "book", "says"),
        [
            (VILLAGE, a_book(a_line("A1"), a_line("A2", OTHER_BUREAU)), "（第A1、A2条）"),
            (VILLAGE, a_book(a_line(areas=OTHER_TOWNSHIP)), "没有牵头处置的条目"),
            (VILLAGE, a_book(matters=[a_matter("M9")]), "未能识别事项"),
            ("330522", a_book(a_line()), "发生地330522不在本县范围"),
            ("", a_book(a_line()), "未写明发生地"),
            (VILLAGE, a_book(a_line(unit="GHOST")), "牵头单位GHOST已停用或不在单位名录"),
            (COUNTY, a_book(a_line(unit=AT_TOWNSHIP)), "所在镇街不明"),
            (
                TOWNSHIP,
                a_book(a_line("A1", zone="urban"), a_line("A2", zone="rural")),
                "取决于城乡区域",
            ),
            (VILLAGE, a_book(a_line(condition="地类 = 耕地")), "取决于地类"),
            (
                VILLAGE,
                a_book(a_line(unit=AT_TOWNSHIP, list_kind=ListKind.RECALLED)),
                "已由上级收回",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_says_why_a_person_must_decide(self, area: str, book: Book, says: str) -> None:
        sentence = sentence_zh(decide(a_question(area), book).because)

        assert says in sentence
        assert sentence.endswith("。")
        assert "县级指挥中心" in sentence
