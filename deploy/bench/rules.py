"""Decisions a second, each with its whole reason, from short lists and long ones.

The linear scan is the same code over the same lines with one difference: it
looks at every line to find those that cover the point, as a table read from
top to bottom would. Nothing is remembered between questions on either side.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from random import Random

from deploy.bench.audits import measured
from deploy.bench.figures import Asked, Emit, Figure, Goal, ratios
from deploy.bench.ground import Ground
from deploy.bench.peers import zen_engine
from deploy.bench.worlds import Ground as MadeUp
from deploy.bench.worlds import a_ground
from dispatch.people.register import UnitRegister
from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Line, Matter, Part
from dispatch.responsibility.specificity import Entry
from dispatch.routing.because import canonical
from dispatch.routing.decide import decide
from dispatch.routing.model import Question
from dispatch.routing.remembered import Answers
from dispatch.territory.model import Level
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode

_SIZES = (100, 1_000, 10_000)
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class _Book:
    territory: Territory
    register: UnitRegister
    index: ResponsibilityIndex
    receivers: Mapping[tuple[UnitCode, AreaCode], UnitCode]
    edition: str


class _Scanned(ResponsibilityIndex):
    """The same list without its shelves."""

    __slots__ = ("_all",)

    def covering(self, matter: MatterCode, path: tuple[AreaCode, ...]) -> list[Entry]:
        """Look at every line."""
        lineage, areas = self.lineage(matter), frozenset(path)
        return [
            entry
            for entry in self._everything()
            if entry.line.matter in lineage
            and (entry.line.areas is None or not entry.line.areas.isdisjoint(areas))
        ]

    def _everything(self) -> tuple[Entry, ...]:
        if not hasattr(self, "_all"):
            entries = (entry for shelf in self._shelves.values() for entry in shelf.entries)
            self._all = tuple({entry.line.row_id: entry for entry in entries}.values())
        return self._all


def run(ground: Ground, asked: Asked, emit: Emit) -> None:  # noqa: ARG001 - no server is needed
    """Measure."""
    questions = 1_000 if asked.quick else 4_000
    rates: dict[int, list[float]] = {size: [] for size in _SIZES}
    scans: list[float] = []
    bare: list[float] = []
    bare_scans: list[float] = []
    kept: list[float] = []
    county = a_ground()
    worlds = {size: _world(county, size, questions) for size in _SIZES}
    largest = _SIZES[-1]
    lines, asked_of, book = worlds[largest]
    scanned = _book_of(county, lines, _Scanned)
    few = asked_of[: max(40, questions // 40)]
    _compare(asked_of, book, scanned)
    for _ in range(asked.rounds):
        for size, (_, these, compiled) in worlds.items():
            rates[size].append(_rate(these, partial(_decided, compiled)))
        scans.append(_rate(few, partial(_decided, scanned)))
        bare.append(_rate(asked_of, partial(decide, book=book)))
        bare_scans.append(_rate(few, partial(decide, book=scanned)))
        answers = Answers(book)
        kept.append(_rate(asked_of, answers.to))
    areas = county.territory.county.leaves.bit_count()
    of = (
        f"{largest:,} lines, {largest * 9 // 100} matters, a township or village each of"
        f" {areas:,} areas, a fifth with a condition; {questions:,} questions that hit evenly;"
        " full because as values"
    )
    for size in _SIZES:
        emit(
            Figure("rules", f"decisions with because, {size:,} lines", "/s", tuple(rates[size]), of)
        )
    emit(
        Figure(
            "rules",
            "÷ linear scan, both with because",
            "×",
            ratios(rates[largest], scans),
            of,
            Goal(40),
        )
    )
    of_bare = of.replace("full because as values", "no because asked for")
    emit(Figure("rules", "÷ linear scan, both without", "×", ratios(bare, bare_scans), of_bare))
    emit(
        Figure(
            "rules", "10,000 ÷ 100 lines", "×", ratios(rates[largest], rates[100]), of, Goal(0.5)
        )
    )
    emit(Figure("rules", "with JSON and sentence, repeats remembered", "/s", tuple(kept), of))
    measured(rounds=asked.rounds, lines=4_000 if asked.quick else 10_000, emit=emit)
    if asked.peers:
        peer = [zen_engine(lines, asked_of, book, few) for _ in range(asked.rounds)]
        easier = f"{of}; the peer gets the easier job: first hit, no because, untuned, from Python"
        emit(Figure("rules", "zen-engine decision table", "/s", tuple(peer), easier))
        emit(Figure("rules", "÷ zen-engine", "×", ratios(rates[largest], peer), easier, Goal(100)))


def _compare(questions: Sequence[Question], book: _Book, scanned: _Book) -> None:
    for question in questions[:_SAMPLE]:
        quick, slow = (canonical(decide(question, one).because) for one in (book, scanned))
        if quick != slow:
            raise ValueError(f"the two ways answer {question} differently")


def _decided(book: _Book, question: Question) -> object:
    return decide(question, book).because


def _rate(questions: Sequence[Question], answer: Callable[[Question], object]) -> float:
    begun = time.perf_counter()
    for question in questions:
        answer(question)
    return len(questions) / (time.perf_counter() - begun)


def _world(county: MadeUp, size: int, count: int) -> tuple[list[Line], list[Question], _Book]:
    rng = Random(size)  # noqa: S311 - a made-up list
    places = [a.code for a in county.territory if a.level in {Level.TOWNSHIP, Level.VILLAGE}]
    units = [unit.code for unit in county.register if unit.active]
    matters = [MatterCode(f"B{n:05d}") for n in range(max(3, size * 9 // 100))]
    lines = [
        Line(
            row_id=RowId(f"R{n:06d}"),
            item_id=f"I{n:06d}",
            matter=matters[n % len(matters)],
            matter_name=f"事项{n % len(matters)}",
            platform=None,
            areas=frozenset({places[(n * 7) % len(places)]}),
            zone="",
            unit=units[n % len(units)],
            part=Part.LEAD,
            duty=Duty.DISPOSE,
            valid_from=None,
            valid_to=None,
            limit=None,
            basis="",
            conditions=parse_condition("area_m2 > 100") if n % 5 == 0 else (),
        )
        for n in range(size)
    ]
    today = datetime.now(UTC).date()
    hit = [lines[rng.randrange(size)] for _ in range(count)]
    questions = [
        Question(
            matter=line.matter,
            area=next(iter(line.areas or ())),
            day=today,
            attributes={"area_m2": 120},
        )
        for line in hit
    ]
    return lines, questions, _book_of(county, lines, ResponsibilityIndex)


def _book_of(county: MadeUp, lines: Sequence[Line], kind: type[ResponsibilityIndex]) -> _Book:
    matters = {
        line.matter: Matter(code=line.matter, name=line.matter_name, platform=None)
        for line in lines
    }
    index = kind.build(lines, matters, county.territory)
    return _Book(county.territory, county.register, index, {}, "bench")
