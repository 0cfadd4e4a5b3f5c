"""县乡界面: both sides of a matter on one row."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from dispatch.people.register import UnitRegister
from dispatch.responsibility.interface import InterfaceRow, interface_sheet
from dispatch.responsibility.model import Duty, Line, Matter, Part
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, MatterCode, Platform, UnitCode
from dispatch.wire.county.reader import read_folder
from tests.builders import (
    BUREAU,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_limit,
    a_line,
    a_matter,
    a_territory,
    a_unit,
    ordinary_units,
)

EXAMPLE = Path(__file__).parents[3] / "config" / "counties" / "330521"
SQUAD = "330521001-ZF"


@dataclass(frozen=True)
class Sheet:
    lines: tuple[Line, ...]
    matters: dict[MatterCode, Matter] = field(default_factory=dict)
    territory: Territory = field(default_factory=a_territory)
    register: UnitRegister = field(
        default_factory=lambda: UnitRegister(
            (*ordinary_units(), a_unit(SQUAD, kind="stationed", name="执法中队"))
        )
    )
    receivers: dict[tuple[UnitCode, AreaCode], UnitCode] = field(
        default_factory=lambda: {(UnitCode(BUREAU), AreaCode(TOWNSHIP)): UnitCode(SQUAD)}
    )


def sheet(*lines: Line, on: date | None = None, **matters: Matter) -> tuple[InterfaceRow, ...]:
    return interface_sheet(Sheet(lines, {m.code: m for m in matters.values()}), on=on)


class TestInterfaceSheet:
    def test_sets_county_and_township_side_by_side(self):
        (row,) = sheet(
            a_line("A4", "@township", duty=Duty.PATROL),
            replace(a_line("A1", BUREAU, limit=a_limit()), hand_over="触发：立案；时限：3日"),
            a_line("A3", TOWNSHIP, areas=TOWNSHIP, part=Part.COOPERATE),
            a_line("A2", OTHER_BUREAU, duty=Duty.SUPERVISE),
            dumping=a_matter(name="乱倒垃圾"),
        )

        assert (row.matter, row.name) == ("M001", "乱倒垃圾")
        assert [(task.row, task.name) for task in row.county] == [
            ("A1", "德清县综合行政执法局"),
            ("A2", "湖州市生态环境局德清分局"),
        ]
        assert [(task.row, task.name, task.places) for task in row.township] == [
            ("A4", "所在镇街", ()),
            ("A3", "武康街道", ("武康街道",)),
        ]
        assert [(each.name, each.lead, each.townships) for each in row.stationed] == [
            ("执法中队", BUREAU, ("武康街道",))
        ]
        (point,) = row.hand_over
        assert (point.rows, point.text) == (("A1",), "触发：立案；时限：3日")
        assert (point.agreed.trigger, point.agreed.limit) == ("立案", "3日")

    def test_says_where_and_when_a_line_holds(self):
        (row,) = sheet(
            a_line("A1", areas=f"{VILLAGE};{OTHER_TOWNSHIP}", zone="urban", condition="size > 3")
        )

        (task,) = row.county
        assert (task.places, task.zone, task.conditions) == (
            ("对河口村", "新市镇"),
            "urban",
            ("size > 3",),
        )

    def test_of_a_day_leaves_out_what_is_not_in_force(self):
        lines = (
            a_line("A1", valid_to=date(2026, 1, 31)),
            a_line("A2", valid_from=date(2026, 2, 1)),
            a_line("A3", matter="M002", valid_to=date(2026, 1, 31)),
        )

        (row,) = sheet(*lines, on=date(2026, 2, 1))

        assert [task.row for task in row.county] == ["A2"]
        assert len(sheet(*lines)) == 2

    def test_goes_by_platform_and_then_by_code(self):
        rows = sheet(
            *(a_line(f"A{n}", matter=f"M{n}") for n in (1, 2, 3)),
            one=replace(a_matter("M1"), platform=Platform.CONVENIENCE_SERVICE),
            two=replace(a_matter("M2"), platform=Platform.SOCIAL_GOVERNANCE),
        )

        assert [row.matter for row in rows] == ["M2", "M1", "M3"]

    def test_of_the_county_that_is_shipped_has_every_matter_of_its_list_once(self):
        book = read_folder(EXAMPLE)

        rows = interface_sheet(book)

        assert sorted(row.matter for row in rows) == sorted({line.matter for line in book.lines})
        tasks = [task.row for row in rows for task in (*row.county, *row.township)]
        assert sorted(tasks) == sorted(line.row_id for line in book.lines)
