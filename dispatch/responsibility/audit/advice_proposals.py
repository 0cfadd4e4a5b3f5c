"""What might mend what is only worth a look."""

from collections import Counter
from collections.abc import Iterator

from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.choices import Case, Choice, overriding
from dispatch.responsibility.audit.edits import CHOSEN, AddRow, DropRow, SetField
from dispatch.responsibility.model import AT_TOWNSHIP, Line, Part
from dispatch.responsibility.specificity import entry_of, narrower_in
from dispatch.vocabulary import LABELS, UnitCode

_LIMITS = 3


def declare_the_exception(case: Case) -> Iterator[Choice]:
    """Write down that the narrower line is meant to win."""
    entries = [
        entry_of(
            line,
            leaves=case.leaves_of(line),
            depth=len(case.audited.index.lineage(line.matter)),
        )
        for line in case.lines
    ]
    one, other = entries
    narrow, wide = (one, other) if narrower_in(one, other) else (other, one)
    row, over = narrow.line.row_id, wide.line.row_id
    yield Choice(
        Words(
            f"写明第{row}条是第{over}条的例外（填写“优先于条目”）",
            f"say that line {row} is an exception to {over}",
        ),
        (SetField(row, "overrides", overriding(narrow.line, added=over)),),
    )


def give_a_limit(case: Case) -> Iterator[Choice]:
    """Offer the limits that the same unit has for its other matters, the commonest first."""
    (line,) = case.lines
    others = [each for each in case.audited.lines if each.limit and each.limit.type]
    mine = [each for each in others if each.unit == line.unit]
    counts = Counter((each.limit.value, each.limit.type) for each in mine or others if each.limit)
    ranked = sorted(counts, key=lambda limit: (-counts[limit], str(limit)))
    for value, kind in ranked[:_LIMITS]:
        if value is None or kind is None:
            continue
        yield Choice(
            Words(
                f"定为{value:g}个{LABELS[kind]}，与该单位其他事项一致",
                f"make it {value:g} {kind.value}, as for the unit's other matters",
            ),
            (
                SetField(line.row_id, "limit_value", f"{value:g}"),
                SetField(line.row_id, "limit_type", kind.value),
            ),
        )


def only_lead(case: Case) -> Iterator[Choice]:
    """Drop the lines in which a lead also cooperates with itself."""
    helping = [line for line in case.lines if line.part is not Part.LEAD]
    rows = "、".join(line.row_id for line in helping)
    yield Choice(
        Words(f"删去配合条目{rows}，只留牵头", f"drop the cooperating lines {rows}"),
        tuple(DropRow(line.row_id) for line in helping),
    )


def give_a_basis(case: Case) -> Iterator[Choice]:
    """Ask for the law."""
    yield _written(case, "basis", Words("填写法律依据", "write down the legal basis"))


def agree_on_the_hand_over(case: Case) -> Iterator[Choice]:
    """Ask for what is handed over, when and to whom."""
    words = Words("填写移交约定：触发、材料、时限、接收、反馈", "write down the hand-over")
    yield _written(case, "hand_over", words)


def name_one_that_there_is(case: Case) -> Iterator[Choice]:
    """Replace a unit that is none, or drop its line."""
    (line,) = case.lines
    for unit in (*(u for u in case.units() if u != AT_TOWNSHIP), UnitCode(CHOSEN)):
        name = case.named(unit)
        needs = "unit" if unit == CHOSEN else ""
        edits = (SetField(line.row_id, "unit", unit),)
        yield Choice(Words(f"改为{name.zh}", f"make it {name.en}"), edits, needs)
    yield Choice(
        Words(f"删去第{line.row_id}条", f"drop line {line.row_id}"), (DropRow(line.row_id),)
    )


def name_who_does(case: Case) -> Iterator[Choice]:
    """Add the line of the stage that nobody leads."""
    finding = case.finding
    like = next((line for line in case.audited.lines if line.matter == finding.matter), None)
    if like is None:
        return
    row = next(case.new_rows(finding.matter))
    for unit in (*case.units(), UnitCode(CHOSEN)):
        name = case.named(unit)
        values = (
            ("unit", unit),
            ("role", Part.LEAD.value),
            ("duty", finding.what),
            ("area", finding.area),
            ("zone", "all"),
            ("condition", ""),
            ("overrides", ""),
            ("hand_over", ""),
            ("limit_value", ""),
            ("limit_type", ""),
        )
        yield Choice(
            Words(f"补一条：由{name.zh}牵头", f"add a line: {name.en} leads it"),
            (AddRow(row, like.row_id, values),),
            "unit" if unit == CHOSEN else "",
        )


def _written(case: Case, column: str, words: Words) -> Choice:
    lines: tuple[Line, ...] = case.lines
    lead = next((line for line in lines if line.part is Part.LEAD), lines[0])
    return Choice(words, (SetField(lead.row_id, column, CHOSEN),), column)
