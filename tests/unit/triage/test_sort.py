"""What a report is taken to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.responsibility.model import Matter
from dispatch.triage import Suggestion, TriageBook, compile_book, sort
from dispatch.triage.model import MatterSource, Place, UrgencySource
from dispatch.vocabulary import URGENCY_ORDER, MatterCode, Urgency


def a_matter(code: str, name: str = "某事", *keywords: str) -> Matter:
    return Matter(MatterCode(code), name, platform=None, keywords=keywords)


MANHOLE = a_matter("M039", "窨井盖缺失破损", "窨井盖", "井盖")
STALL = a_matter("M014", "占道经营与店外经营", "占道经营", "流动摊贩")
PARKING = a_matter("M015", "机动车违停占道", "违停", "占道")
TOLL = a_matter("M900", "电子收费", "ETC")
SAFETY = {Urgency.RED: ("爆炸", "燃气泄漏"), Urgency.ORANGE: ("冒烟",)}


def a_book(*matters: Matter, margin: float = 0.2) -> TriageBook:
    return compile_book(
        {matter.code: matter for matter in matters},
        margin=margin,
        title_weight=2.0,
        length_power=1.5,
        safety=SAFETY,
    )


BOOK = a_book(MANHOLE, STALL, PARKING, TOLL)
MATTERS = frozenset({MANHOLE.code, STALL.code, PARKING.code, TOLL.code})


def suggest(
    text: str,
    *,
    title: str | None = None,
    matter_hint: str | None = None,
    urgency_hint: Urgency | None = None,
    book: TriageBook = BOOK,
) -> Suggestion:
    return sort(
        book,
        text=text,
        title=title,
        matter_hint=matter_hint,
        urgency_hint=urgency_hint,
        matters=MATTERS,
    )


class TestTheMatter:
    def test_is_the_forms_when_the_county_knows_it(self) -> None:
        answer = suggest("路边的井盖没了", matter_hint="M014")

        assert (answer.matter, answer.source) == ("M014", MatterSource.FORM)
        assert [found.matter for found in answer.because] == ["M039"]

    def test_is_the_words_when_the_county_does_not_know_the_hint(self) -> None:
        answer = suggest("路边的井盖没了", matter_hint="M777")

        assert (answer.matter, answer.source) == ("M039", MatterSource.KEYWORD)

    def test_is_nobodys_when_no_word_is_found(self) -> None:
        answer = suggest("天气不错")

        assert (answer.matter, answer.source, answer.top3) == (None, MatterSource.NONE, ())

    def test_follows_the_longer_word_and_not_the_shorter_one_inside_it(self) -> None:
        answer = suggest("门口有人占道经营")

        assert answer.matter == "M014"
        assert [found.word for found in answer.because] == ["占道经营"]

    def test_hears_the_shorter_word_where_it_also_stands_alone(self) -> None:
        answer = suggest("有人占道经营，还有车占道")

        assert {found.word for found in answer.because} == {"占道经营", "占道"}

    def test_counts_a_word_once_however_often_it_is_said(self) -> None:
        once, often = suggest("井盖"), suggest("井盖井盖井盖")

        assert once.top3 == often.top3

    def test_counts_a_word_in_the_title_twice(self) -> None:
        in_text, in_title = suggest("井盖"), suggest("请来看看", title="井盖")

        assert in_title.top3[0][1] == 2 * in_text.top3[0][1]
        assert in_title.because[0].place is Place.TITLE

    def test_is_nobodys_when_two_are_too_close_and_the_best_are_kept(self) -> None:
        answer = suggest("井盖旁边有车违停")

        assert (answer.matter, answer.source) == (None, MatterSource.NONE)
        assert [code for code, _ in answer.top3] == ["M015", "M039"]

    def test_is_the_leaders_exactly_at_the_margin(self) -> None:
        close = suggest("井盖旁边占道经营，流动摊贩", book=a_book(MANHOLE, STALL, margin=0.8))

        best, second = (score for _, score in close.top3)
        at_the_margin = a_book(MANHOLE, STALL, margin=(best - second) / best)

        assert suggest("井盖旁边占道经营，流动摊贩", book=at_the_margin).matter == "M014"

    def test_is_nobodys_at_a_tie_even_without_a_margin(self) -> None:
        assert suggest("井盖旁边有车违停", book=a_book(MANHOLE, PARKING, margin=0)).matter is None

    def test_keeps_three_at_most(self) -> None:
        answer = suggest("井盖、违停、流动摊贩、ETC")

        assert len(answer.top3) == 3

    def test_weighs_a_word_of_many_matters_less(self) -> None:
        shared = a_matter("M901", "别的事", "井盖")

        alone, together = suggest("井盖"), suggest("井盖", book=a_book(MANHOLE, shared))

        assert together.top3[0][1] == alone.top3[0][1] / 2

    def test_is_named_by_its_own_name_without_what_stands_in_brackets(self) -> None:
        burning = a_matter("M004", "焚烧垃圾树叶（城区）")
        book = a_book(burning)

        assert suggest("有人焚烧垃圾树叶", book=book).matter == "M004"
        assert suggest("城区的事", book=book).matter is None

    def test_does_not_care_for_width_or_case(self) -> None:
        assert suggest("ｅｔｃ收费口").matter == "M900"

    @pytest.mark.parametrize("text", ["fetch", "etcetera", "etc2"])
    def test_finds_no_latin_word_inside_another(self, text: str) -> None:
        assert suggest(text).matter is None

    def test_is_nobodys_in_a_book_without_words(self) -> None:
        empty = compile_book({}, margin=0.2, title_weight=2, length_power=1.5, safety={})

        assert suggest("井盖爆炸", book=empty).matter is None


class TestTheUrgency:
    @pytest.mark.parametrize(
        ("hint", "text", "urgency", "source"),
        [
            (None, "井盖", Urgency.YELLOW, UrgencySource.DEFAULT),
            (Urgency.BLUE, "井盖", Urgency.BLUE, UrgencySource.FORM),
            (Urgency.YELLOW, "听到爆炸声", Urgency.RED, UrgencySource.SAFETY_WORD),
            (Urgency.BLUE, "配电箱冒烟", Urgency.ORANGE, UrgencySource.SAFETY_WORD),
            (Urgency.RED, "配电箱冒烟", Urgency.RED, UrgencySource.FORM),
            (Urgency.RED, "井盖", Urgency.RED, UrgencySource.FORM),
            (None, "冒烟后爆炸", Urgency.RED, UrgencySource.SAFETY_WORD),
            (Urgency.ORANGE, "冒烟", Urgency.ORANGE, UrgencySource.FORM),
        ],
    )
    def test_is_raised_by_safety_words_and_never_lowered(
        self, hint: Urgency | None, text: str, urgency: Urgency, source: UrgencySource
    ) -> None:
        answer = suggest(text, urgency_hint=hint)

        assert (answer.urgency, answer.urgency_source) == (urgency, source)

    def test_hears_the_title_too_and_names_its_words(self) -> None:
        answer = suggest("冒烟", title="燃气泄漏")

        assert (answer.urgency, answer.safety_words) == (Urgency.RED, ("冒烟", "燃气泄漏"))

    def test_hears_a_safety_word_inside_a_keyword(self) -> None:
        fireworks = a_matter("M019", "烟花", "爆炸物品")

        answer = suggest("存放爆炸物品", book=a_book(fireworks))

        assert (answer.matter, answer.urgency) == ("M019", Urgency.RED)

    def test_does_not_understand_a_denial(self) -> None:
        assert suggest("没有爆炸").urgency is Urgency.RED

    @given(
        text=st.text(st.sampled_from("爆炸冒烟燃气泄漏井盖占道经营违停 ETCetc"), max_size=30),
        hint=st.none() | st.sampled_from(Urgency),
    )
    def test_never_falls_below_the_hint_and_the_answer_never_wavers(
        self, text: str, hint: Urgency | None
    ) -> None:
        answer = suggest(text, title=text[:5], urgency_hint=hint)

        floor = URGENCY_ORDER.index(hint or Urgency.YELLOW)
        assert URGENCY_ORDER.index(answer.urgency) >= floor
        assert answer == suggest(text, title=text[:5], urgency_hint=hint)


class TestABook:
    def test_is_the_same_whatever_the_order_of_its_matters(self) -> None:
        assert a_book(MANHOLE, STALL).words == a_book(STALL, MANHOLE).words

    def test_raises_a_word_listed_twice_to_the_higher(self) -> None:
        book = compile_book(
            {},
            margin=0.2,
            title_weight=2,
            length_power=1.5,
            safety={Urgency.RED: ["爆炸"], Urgency.ORANGE: ["爆炸"]},
        )

        assert suggest("爆炸", book=book).urgency is Urgency.RED

    def test_passes_over_empty_words(self) -> None:
        assert suggest("任何事", book=a_book(a_matter("M1", "某事", "", " "))).matter is None
