"""``list_tests.csv``: reports that the list must send where its keepers say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dispatch.routing.model import Outcome
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode
from dispatch.wire.county.files import TESTS
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = ("test_id", "name", "matter_code", "area", "expect_outcome", "expect_lead")


@dataclass(frozen=True, slots=True)
class ListTest:
    """One test: a report as it might come, and what the list must say of it."""

    test_id: str
    name: str
    matter: MatterCode | None
    """None: found from ``text``, as for a report."""
    text: str
    area: AreaCode
    day: date | None
    """None: the day the test is run."""
    attributes: Mapping[str, str]
    outcome: Outcome
    lead: UnitCode | None


NumberedTests = tuple[tuple[Row, ListTest], ...]


def read_tests(data: bytes, problems: Problems) -> NumberedTests | None:
    """Return the list's tests, or None when the file is no table."""
    rows = read_rows(TESTS, data, _COLUMNS, problems)
    if rows is None:
        return None
    unique(((row, row.needed("test_id")) for row in rows), "test_id")
    return tuple((row, test) for row in rows if (test := _test(row)))


def _test(row: Row) -> ListTest | None:
    outcome = row.needed_choice("expect_outcome", Outcome)
    matter, text, lead = row.text("matter_code"), row.text("text"), row.text("expect_lead")
    if not matter and not text:
        row.wrong("matter_code", "is empty, and so is text; a test needs one of them")
    if outcome is Outcome.DECIDED and not lead:
        row.wrong("expect_lead", "is empty; name the unit that must lead")
    if outcome is not Outcome.DECIDED and lead:
        row.wrong("expect_lead", f"{lead!r} cannot lead where the outcome is {outcome}")
    if outcome is None:
        return None
    return ListTest(
        test_id=row.text("test_id"),
        name=row.needed("name"),
        matter=MatterCode(matter) if matter else None,
        text=text,
        area=AreaCode(row.needed("area")),
        day=row.day("day"),
        attributes=_attributes(row),
        outcome=outcome,
        lead=UnitCode(lead) if lead else None,
    )


def _attributes(row: Row) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, row.text("attributes").split("&"))):
        key, equals, value = part.partition("=")
        if not equals or not key.strip() or not value.strip():
            row.wrong("attributes", f"{part!r} is not key=value; join several by &")
            continue
        found[key.strip()] = value.strip()
    return found
