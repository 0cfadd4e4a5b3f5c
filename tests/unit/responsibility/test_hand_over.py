import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.responsibility.hand_over import (
    LABELS_ZH,
    HandOver,
    names_a_unit,
    parse_hand_over,
    written,
)

WHOLE = "触发：认定为在建；材料：现场照片、勘验笔录；时限：2小时；接收：执法中队；反馈：当日回告"
READ = HandOver("认定为在建", "现场照片、勘验笔录", "2小时", "执法中队", "当日回告")
_WORDS = st.text("照片一二三、，。 ab1", max_size=8).map(str.strip)


class TestParseHandOver:
    def test_reads_the_five_parts(self) -> None:
        assert parse_hand_over(WHOLE) == READ
        assert READ.missing == ()

    def test_reads_them_in_any_order_with_either_punctuation_and_longer_labels(self) -> None:
        text = (
            "接收单位: 执法中队;  反馈要求：当日回告；触发条件:认定为在建;"
            "移交材料：现场照片、勘验笔录；时限：2小时；"
        )

        assert parse_hand_over(text) == READ

    def test_lets_a_part_hold_a_semicolon(self) -> None:
        found = parse_hand_over("材料：照片；笔录；时限：2小时")

        assert (found.material, found.limit) == ("照片；笔录", "2小时")
        assert found.missing == ("trigger", "receiver", "feedback")

    @pytest.mark.parametrize(
        "text",
        [
            "由乡镇移交县局",
            "详见附件2；另行约定",
            '{"trigger":',
            '{"when": "在建"}',
            '{"trigger": ["a"]}',
            "[1]",
        ],
    )
    def test_keeps_what_has_another_shape_whole(self, text: str) -> None:
        found = parse_hand_over(text)

        assert found == HandOver(free=text)
        assert not found.structured
        assert found.missing == tuple(LABELS_ZH)

    def test_keeps_what_stands_before_the_first_part(self) -> None:
        found = parse_hand_over("按县府办〔2026〕3号；触发：认定为在建")

        assert (found.free, found.trigger) == ("按县府办〔2026〕3号", "认定为在建")

    def test_reads_an_object_by_either_names(self) -> None:
        assert parse_hand_over('{"trigger": "在建", "时限": 2, "feedback": null}') == HandOver(
            trigger="在建", limit="2"
        )

    def test_says_nothing_of_an_empty_column(self) -> None:
        assert parse_hand_over(" ") == HandOver()


class TestWritten:
    def test_is_what_a_list_writes(self) -> None:
        assert written(READ) == WHOLE
        assert written(HandOver(limit="2小时", free="口头")) == "口头；时限：2小时"

    @given(st.builds(HandOver, *[_WORDS] * 6))
    def test_is_read_back_as_the_same(self, hand_over: HandOver) -> None:
        assert parse_hand_over(written(hand_over)) == hand_over


@pytest.mark.parametrize(
    ("receiver", "known"),
    [
        ("武康自然资源所", True),
        ("自然资源所", True),
        ("主体责任单位", True),
        ("自然资源", False),
        ("某某专班", False),
        ("", False),
    ],
)
def test_a_receiver_is_a_role_or_what_a_units_name_ends_in(
    receiver: str,
    known: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert names_a_unit(receiver, ["武康自然资源所", "公安局"]) is known
