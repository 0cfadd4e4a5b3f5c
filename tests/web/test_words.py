"""Every code that can reach a page has its Chinese word."""

from enum import StrEnum

import pytest

from dispatch.casework.model import Kind, State
from dispatch.deadlines.promise import Ground
from dispatch.deadlines.rungs import Audience
from dispatch.intake.quarantine import QuarantineReason
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Reach
from dispatch.responsibility.model import Part
from dispatch.routing.because import Result
from dispatch.routing.model import Outcome, Reason
from dispatch.territory.zones import ZoneSource
from dispatch.triage.model import MatterSource, UrgencySource
from dispatch.vocabulary import LABELS
from dispatch.web import glossary
from dispatch.web.moments import duration
from dispatch.web.words import label, mask, without_digest


class TestGlossary:
    @pytest.mark.parametrize(
        ("table", "codes"),
        [
            (glossary.OUTCOMES, Outcome),
            (glossary.REASONS, Reason),
            (glossary.RESULTS, Result),
            (glossary.PARTS, Part),
            (glossary.AUDIENCES, Audience),
            (glossary.NOTICES, NoticeKind),
            (glossary.GROUNDS, Ground),
            (glossary.SOURCES, MatterSource),
            (glossary.SOURCES, UrgencySource),
            (glossary.SOURCES, ZoneSource),
        ],
        ids=lambda given: getattr(given, "__name__", ""),
    )
    def test_names_every_code(self, table: dict[str, str], codes: type[StrEnum]) -> None:
        assert {code.value for code in codes} <= set(table)

    def test_has_a_word_for_every_state_kind_and_reason(self) -> None:
        for code in (*State, *Kind, *QuarantineReason, *LABELS):
            assert label(code) != code.value

    def test_shows_a_code_that_nobody_knows_as_it_is(self) -> None:
        assert label("something new") == "something new"
        assert label(Reach.SOME) == "some"
        assert label(None) == "—"


class TestMask:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("电话13812345678", "电话138****5678"),
            ("身份证330521199001011234", "身份证330521********1234"),
            ("33052119900101123X", "330521********123X"),
            ("订单 138123456789", "订单 138123456789"),
            (None, ""),
        ],
    )
    def test_hides_the_middle_of_personal_numbers(self, given: str | None, shown: str) -> None:
        assert mask(given) == shown


class TestDuration:
    @pytest.mark.parametrize(
        ("minutes", "day", "words"),
        [
            (0, 1440, "不到 1 分"),
            (59, 1440, "59 分"),
            (200, 1440, "3 小时 20 分"),
            (1500, 1440, "1 天 1 小时"),
            (960, 480, "2 个工作日"),
            (1000, 480, "2 个工作日"),
        ],
    )
    def test_is_said_as_people_say_it(self, minutes: int, day: int, words: str) -> None:
        assert duration(minutes, day) == words


class TestSentence:
    def test_leaves_out_the_digest(self) -> None:
        assert without_digest("按责任清单（sha256:6ba69b7cf427）第1条") == "按责任清单第1条"
