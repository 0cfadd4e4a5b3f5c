"""How much time is promised: a value in one of the four kinds of limit."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from dispatch.errors import Unusable
from dispatch.vocabulary import LABELS, LimitType

Amount = Fraction | Decimal | int | float | str

MINUTE = "分钟"

MOST = 100_000
"""No promise is longer, in whatever unit: a slip of the pen is refused early."""

MINUTES_IN = {
    LimitType.URGENT_HOUR: 60,
    LimitType.URGENT_DAY: 24 * 60,
    LimitType.WORK_HOUR: 60,
}
"""A ``work_day`` is missing here on purpose: its length is the county's."""

WORKING_TIME = frozenset({LimitType.WORK_HOUR, LimitType.WORK_DAY})
URGENT = frozenset({LimitType.URGENT_HOUR, LimitType.URGENT_DAY})


class BadLimit(Unusable):
    """A limit is no number, negative or absurdly long."""

    code = "deadlines.bad_limit"


class AmbiguousLimit(Unusable):
    """A limit's type is not one of the four, so it could mean several things."""

    code = "deadlines.ambiguous_limit"


def exact(value: Amount) -> Fraction:
    """Return ``value`` as it was written down, so that 0.1 is a tenth.

    Raises:
        BadLimit: it is not a number from 0 to ``MOST``.
    """
    if isinstance(value, Fraction):
        number = value
    else:
        try:
            written = Decimal(str(value).strip())
            # Checked before it becomes a fraction: 1e999999 would fill the memory.
            in_range = written.is_finite() and 0 <= written <= MOST
        except InvalidOperation:
            in_range = False
        if not in_range:
            raise BadLimit(f"limit {value!s:.40} is not a number from 0 to {MOST}")
        number = Fraction(written)
    if not 0 <= number <= MOST:
        raise BadLimit(f"limit {number} is not a number from 0 to {MOST}")
    return number


def limit_type(word: str) -> LimitType:
    """Return the kind of limit a word names; a bare hour or day is never guessed.

    Raises:
        AmbiguousLimit: the word is not one of the four.
    """
    try:
        return LimitType(word)
    except ValueError:
        allowed = ", ".join(f"{kind} ({LABELS[kind]})" for kind in LimitType)
        raise AmbiguousLimit(
            f"limit type {word!r:.40} is ambiguous; say one of {allowed}"
        ) from None


@dataclass(frozen=True, slots=True)
class Budget:
    """An amount of time that a clock may use up."""

    value: Fraction
    """Exact, also for five minutes of an hour; ``str`` of it reads back without loss."""
    type: LimitType

    @classmethod
    def of(cls, value: Amount, type_: LimitType) -> "Budget":
        """Return a budget of ``value`` units.

        Raises:
            BadLimit: the value is not a number above 0 and up to ``MOST``.
        """
        number = exact(value)
        if not number:
            raise BadLimit("a promise needs a limit above 0")
        return cls(number, type_)

    @property
    def text(self) -> str:
        """The budget as people read it: 5 分钟, 2 工作时, 15 工作日."""
        minutes = self.value * 60
        if self.type is LimitType.URGENT_HOUR and self.value < 1 and minutes.denominator == 1:
            return f"{minutes} {MINUTE}"
        return f"{float(self.value):.4g} {LABELS[self.type]}"
