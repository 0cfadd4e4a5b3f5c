"""Questions gathered while a sheet is read, each asked once however many cells raise it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dispatch.wire.sheets.model import Choice, Question

_MANY = 500
LEAVE_OUT = "-"
"""The answer that a text means nothing we keep."""
LEAVE_ROWS_OUT = "--"
"""The answer that the rows that say so are not wanted."""


@dataclass(slots=True)
class _Raised:
    kind: str
    text: str
    sentence: str
    choices: tuple[Choice, ...]
    proposed: str
    group: str
    cells: dict[str, None] = field(default_factory=dict)


class Asked:
    """Answers that somebody gave, and the questions that are still open."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._raised: dict[str, _Raised] = {}

    def quiet(self) -> "Asked":
        """Return one that knows the same answers and whose questions nobody hears."""
        return Asked(self._answers)

    def answer(self, id_: str, group: str = "") -> str | None:
        """Return what was answered to a question, or to its whole group."""
        given = self._answers.get(id_) or (self._answers.get(group) if group else None)
        return given.strip() if given else None

    @property
    def crowded(self) -> bool:
        """Whether so much is asked that looking for likely answers would only cost time."""
        return len(self._raised) > _MANY

    def ask(
        self,
        id_: str,
        *,
        kind: str,
        text: str,
        sentence: str,
        choices: Iterable[Choice],
        cell: str,
        proposed: str = "",
        group: str = "",
    ) -> None:
        """Note that a cell raises a question."""
        raised = self._raised.setdefault(
            id_, _Raised(kind, text, sentence, tuple(choices), proposed, group)
        )
        raised.cells[cell] = None

    def open(self) -> tuple[Question, ...]:
        """Return the open questions in the order in which they were first raised."""
        return tuple(
            Question(
                id=id_,
                kind=each.kind,
                text=each.text,
                sentence=each.sentence,
                choices=each.choices,
                cells=tuple(each.cells),
                proposed=each.proposed,
                group=each.group,
            )
            for id_, each in self._raised.items()
        )
