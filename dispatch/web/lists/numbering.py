"""The next free number of a new row, made like those beside it."""

import re

from dispatch.web.lists.sheets import LINES, TESTS, Sheet
from dispatch.wire.county.written import Written

_LAST_NUMBER = re.compile(r"^(.*?)(\d+)$")


def next_row_id(sheet: Sheet, table: Written, matter: str) -> str:
    """Return a number that no row has: M014-07 behind M014-06, M062 behind M061, T05 behind T04."""
    taken = {row[sheet.key] for row in table.rows}
    alike = [
        row[sheet.key]
        for row in table.rows
        if sheet is not LINES or not matter or row.get("matter_code") == matter
    ]
    stem, width = (f"{matter}-" if sheet is LINES and matter else _STEMS.get(sheet.name, "")), 2
    number = 0
    for each in alike:
        if (found := _LAST_NUMBER.match(each)) and int(found[2]) > number:
            stem, width, number = found[1], len(found[2]), int(found[2])
    while (proposed := f"{stem}{number + 1:0{width}}") in taken:
        number += 1
    return proposed


_STEMS = {TESTS.name: "T", "matters": "M", LINES.name: "L"}
