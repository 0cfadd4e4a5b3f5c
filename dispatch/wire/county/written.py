"""A county's tables as rows that can be edited, and written back.

    bytes ─► rows of text, every column kept ─► edited ─► bytes that the readers take

What nobody touched stays as it was, column order and unknown columns included; written once,
a file is written the same way again.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.editions.model import Action, ChangedMeanwhile, Edit
from dispatch.errors import Refused
from dispatch.wire.county import files as names

KEYS: Mapping[str, str] = {
    names.LINES: "row_id",
    names.MATTERS: "matter_code",
    names.TESTS: "test_id",
}
"""The tables that a draft edits row by row, and the column that names a row."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    names.LINES: (
        *("row_id", "item_id", "matter_code", "matter_name", "gov_code", "platform", "area"),
        *("zone", "unit", "role", "duty", "valid_from", "valid_to", "limit_value", "limit_type"),
        *("basis", "basis_kind", "list_kind", "condition", "overrides", "hand_over"),
    ),
    names.MATTERS: (
        *("matter_code", "name", "gov_code", "platform", "keywords", "list_kind"),
        *("parent_code", "required_stages"),
    ),
    names.TESTS: (
        *("test_id", "name", "matter_code", "text", "area", "day", "attributes"),
        *("expect_outcome", "expect_lead"),
    ),
}
"""The columns that a new table has, in their order."""


class NoSuchRow(Refused):
    """An edit speaks of a row that the draft does not have, or adds one that it has."""

    code = "editions.no_such_row"


@dataclass(frozen=True, slots=True)
class Written:
    """A table as text: its columns in order, its rows in order."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    def find(self, key: str, value: str) -> Mapping[str, str] | None:
        """Return the row that a key names."""
        return next((row for row in self.rows if row.get(key) == value), None)


def read_written(name: str, data: bytes | None) -> Written:
    """Return a table's rows as they are written; a file that is not there is an empty table."""
    if not data:
        return Written(COLUMNS[name], ())
    records = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if not records:
        return Written(COLUMNS[name], ())
    header = tuple(column.strip() for column in records[0])
    missing = tuple(column for column in COLUMNS[name] if column not in header)
    columns = header + missing
    rows = tuple(
        {
            column: value.strip()
            for column, value in zip(columns, [*record, *[""] * len(columns)], strict=False)
        }
        for record in records[1:]
        if any(value.strip() for value in record)
    )
    return Written(columns, rows)


def keys_by_row(name: str, data: bytes | None) -> Mapping[int, str]:
    """Return what each row of a file is called by its number, as the readers count rows.

    A file that breaks off has those before the break.
    """
    found: dict[int, str] = {}
    at = None
    try:
        rows = csv.reader(io.StringIO((data or b"").decode("utf-8-sig"), newline=""), strict=True)
        for number, record in enumerate(rows, start=1):
            if number == 1:
                header = [column.strip() for column in record]
                at = header.index(KEYS[name]) if KEYS[name] in header else None
            elif at is not None and at < len(record):
                found[number] = record[at].strip()
    except (csv.Error, UnicodeDecodeError):
        return found
    return found


def write(table: Written) -> bytes:
    """Return a table as the bytes of a file: UTF-8, commas, line feeds."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([row.get(column, "") for column in table.columns] for row in table.rows)
    return out.getvalue().encode()


def edited(name: str, table: Written, edits: Iterable[Edit]) -> tuple[Written, tuple[Edit, ...]]:
    """Return the table after edits, and the edits with what stood there before.

    A row that is added goes behind the last row of its matter, so that a list stays in order.

    Raises:
        NoSuchRow: an edit's row is not there, or is there already.
        ChangedMeanwhile: what the editor saw is not what stands there.
    """
    key = KEYS[name]
    rows = [dict(row) for row in table.rows]
    at = {row[key]: place for place, row in enumerate(rows)}
    done: list[Edit] = []
    dropped: set[int] = set()
    added: list[dict[str, str]] = []
    fresh: dict[str, dict[str, str]] = {}
    for edit in edits:
        place = at.get(edit.row)
        here = fresh.get(edit.row) or (
            rows[place] if place is not None and place not in dropped else None
        )
        if edit.action is Action.ADD:
            if here is not None:
                raise NoSuchRow("编号 %(row)s 已有,请换一个编号", row=edit.row)
            row = dict.fromkeys(table.columns, "") | _clean(edit.fields) | {key: edit.row}
            fresh[edit.row] = row
            added.append(row)
            done.append(_kept(edit, {}, row))
            continue
        if here is None:
            raise NoSuchRow("草案里没有条目 %(row)s,可能已被删除", row=edit.row)
        _unchanged(edit, here)
        if edit.action is Action.DROP:
            done.append(_kept(edit, here, {}))
            if edit.row in fresh:
                added.remove(fresh.pop(edit.row))
            else:
                dropped.add(at[edit.row])
            continue
        after = _clean(edit.fields)
        changed = {
            column: value for column, value in after.items() if here.get(column, "") != value
        }
        if changed:
            done.append(_kept(edit, {column: here.get(column, "") for column in changed}, changed))
            here.update(changed)
    kept = [row for place, row in enumerate(rows) if place not in dropped]
    for row in added:
        kept.insert(_behind(kept, row), row)
    columns = table.columns + tuple(
        sorted({column for row in kept for column in row} - set(table.columns))
    )
    return Written(columns, tuple(kept)), tuple(done)


def differences(name: str, before: Written, after: Written, *, why: str) -> tuple[Edit, ...]:
    """Return the edits that make one table into another, by the rows' keys."""
    key = KEYS[name]
    old, new = ({row[key]: row for row in table.rows} for table in (before, after))
    found: list[Edit] = []
    for row_id, row in new.items():
        if (was := old.get(row_id)) is None:
            found.append(Edit(name, row_id, Action.ADD, dict(row), {}, why))
        elif changed := [c for c in after.columns if row.get(c, "") != was.get(c, "")]:
            found.append(
                Edit(
                    name,
                    row_id,
                    Action.SET,
                    {c: row.get(c, "") for c in changed},
                    {c: was.get(c, "") for c in changed},
                    why,
                )
            )
    found += [
        Edit(name, row_id, Action.DROP, {}, dict(row), why)
        for row_id, row in old.items()
        if row_id not in new
    ]
    return tuple(found)


def _unchanged(edit: Edit, here: Mapping[str, str]) -> None:
    for column, seen in edit.before.items():
        if here.get(column, "") != seen:
            raise ChangedMeanwhile(
                "条目 %(row)s 的 %(column)s 已被改为“%(now)s”(您看到的是“%(seen)s”),"
                "请按新的内容再改",
                row=edit.row,
                column=column,
                now=here.get(column, ""),
                seen=seen,
            )


def _behind(rows: Sequence[Mapping[str, str]], row: Mapping[str, str]) -> int:
    matter = row.get("matter_code", "")
    places = [at for at, other in enumerate(rows) if matter and other.get("matter_code") == matter]
    return places[-1] + 1 if places else len(rows)


def _clean(fields: Mapping[str, str]) -> dict[str, str]:
    return {column: value.replace("\0", "").strip() for column, value in fields.items()}


def _kept(edit: Edit, before: Mapping[str, str], after: Mapping[str, str]) -> Edit:
    return Edit(edit.file, edit.row, edit.action, dict(after), dict(before), edit.why)
