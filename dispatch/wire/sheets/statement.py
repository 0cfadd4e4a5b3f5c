"""One thing that a list says: who is what, for which matter. What becomes a row."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dispatch.wire.sheets.fields import LINE_FIELDS, REMARK
from dispatch.wire.sheets.matter_codes import FoundMatter

FILING = "立案条件"
"""The attribute of a report that lines of a case standard ask for."""
_HASHED = 10


@dataclass(frozen=True, slots=True)
class Statement:
    """A line to be, and the row of the sheet that it comes from."""

    matter: FoundMatter
    unit: str
    role: str
    duty: str
    area: str = "*"
    zone: str = "all"
    filing: str = ""
    """The filing condition that it holds under; empty where there is none."""
    condition: str = ""
    platform: str = ""
    valid_from: str = ""
    valid_to: str = ""
    limit: tuple[str, str] = ("", "")
    basis: str = ""
    basis_kind: str = ""
    list_kind: str = ""
    overrides: str = ""
    hand_over: str = ""
    item_id: str = ""
    row_id: str = ""
    remark: str = ""
    cell: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What conditions of one matter are told apart within."""
        return self.matter.code, self.area, self.zone


def condensed(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements with a filing condition only where it changes anything.

    What is said under every condition of its matter holds without one; what is said under
    some of them gets a line for each.
    """
    given = tuple(statements)
    all_filings: dict[tuple[str, str, str], dict[str, None]] = {}
    same: dict[Statement, list[Statement]] = {}
    for each in given:
        all_filings.setdefault(each.place, {})[each.filing] = None
        bare = replace(each, filing="", remark="", cell="")
        same.setdefault(bare, []).append(each)
    found: list[Statement] = []
    for bare, members in same.items():
        filings = dict.fromkeys(each.filing for each in members)
        if len(filings) == len(all_filings[bare.place]):
            remark = "；".join(dict.fromkeys(filter(None, (each.remark for each in members))))
            found.append(replace(bare, remark=remark, cell=members[0].cell))
            continue
        found += _one_each(members)
    return tuple(found)


def _one_each(members: list[Statement]) -> Iterable[Statement]:
    seen: set[str] = set()
    for each in members:
        if each.filing not in seen:
            seen.add(each.filing)
            parts = filter(None, (each.condition, _condition(each.filing)))
            yield replace(each, condition=" & ".join(parts), filing="")


def _condition(filing: str) -> str:
    """Return a filing condition as a line writes it: no sign in it may read as an operator."""
    if not filing:
        return ""
    text = " ".join(filing.replace("&", "、").split()).lstrip("=<>! ")
    return f"{FILING} = {text}"


def rows_of(statements: Iterable[Statement]) -> tuple[dict[str, str], ...]:
    """Return the rows of a list, each with an id that the same statement gets again."""
    taken: set[str] = set()
    rows = []
    for each in statements:
        row = dict.fromkeys((*LINE_FIELDS, REMARK), "") | dict(_row(each))
        row["row_id"] = each.row_id or _row_id(row, taken)
        taken.add(row["row_id"])
        rows.append(row)
    return tuple(rows)


def _row(each: Statement) -> Mapping[str, str]:
    return {
        "item_id": each.item_id,
        "matter_code": each.matter.code,
        "matter_name": each.matter.name,
        "gov_code": each.matter.gov_code,
        "platform": each.platform,
        "area": each.area,
        "zone": each.zone,
        "unit": each.unit,
        "role": each.role,
        "duty": each.duty,
        "valid_from": each.valid_from,
        "valid_to": each.valid_to,
        "limit_value": each.limit[0],
        "limit_type": each.limit[1],
        "basis": each.basis,
        "basis_kind": each.basis_kind,
        "list_kind": each.list_kind,
        "condition": each.condition,
        "overrides": each.overrides,
        "hand_over": each.hand_over,
        REMARK: each.remark,
    }


def _row_id(row: Mapping[str, str], taken: set[str]) -> str:
    """Return an id made of what the line is about; a changed limit or law keeps it."""
    about = "\x1f".join(
        row[name]
        for name in (
            *("matter_code", "area", "zone", "condition", "unit", "role", "duty"),
            *("valid_from", "list_kind"),
        )
    )
    base = "R" + hashlib.sha256(about.encode()).hexdigest()[:_HASHED]
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
