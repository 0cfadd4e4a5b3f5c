"""What a message says, and what it never says."""

from dispatch.notices.message import Line, message, trial

URL = "https://example.cn"


def a_line(nth: int = 1, **more: str) -> Line:
    given = {
        "number": f"C330521202600000{nth}",
        "title": "占道经营",
        "unit": "综合执法中队",
        "what": "签收时限红牌督办",
        "time": "已超期 3 小时",
    }
    return Line(**{**given, **more})


def of(*lines: Line, **more: object):
    return message(lines, county="德清县", public_url=URL, **more)


class TestMessage:
    def test_of_one_case_says_number_matter_unit_time_and_where_to_look(self) -> None:
        said = of(a_line())

        assert said.title == "德清县签收时限红牌督办:C3305212026000001"
        for words in (
            "占道经营",
            "综合执法中队",
            "已超期 3 小时",
            f"{URL}/cases/C3305212026000001",
        ):
            assert words in said.body

    def test_of_several_counts_them_and_names_the_first_five(self) -> None:
        said = of(*(a_line(n) for n in range(7)))

        assert said.title == "德清县:您有 7 件事项需要处理"
        assert said.body.count("/cases/") == 5
        assert "另有 2 件" in said.body

    def test_tells_a_group_of_one_rung_once(self) -> None:
        assert of(a_line(), a_line()) == of(a_line())

    def test_says_that_it_may_be_a_repetition(self) -> None:
        assert of(a_line(), repeated=True).title.startswith("(重发)")

    def test_makes_numbers_of_people_unreadable(self) -> None:
        said = of(a_line(title="电话13805721234 证330521198001011234"))

        assert "13805721234" not in said.body
        assert "198001011234" not in said.body

    def test_has_no_link_without_an_address(self) -> None:
        assert "http" not in message([a_line()], county="德清县", public_url="").body

    def test_of_a_record_needs_no_number(self) -> None:
        said = of(a_line(number="", title="隔离的记录"))

        assert "隔离记录" in said.title
        assert "/cases/" not in said.body


class TestTrial:
    def test_says_that_it_is_one(self) -> None:
        assert "测试" in trial("德清县", "指挥中心群").title
