import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dispatch.responsibility.model import Condition, Duty, Limit, Part
from dispatch.territory.model import Level
from dispatch.vocabulary import AreaCode, LimitType, MatterCode, Platform, Role, UnitCode
from dispatch.wire.county.reader import read_files, read_folder

Files = dict[str, bytes]
FolderBuilder = Callable[..., Files]


class TestReadFiles:
    def test_reads_a_line_with_all_it_says(self, a_folder: FolderBuilder) -> None:
        line = read_files(
            a_folder(("responsibility.csv", "某法,law,,,,", "某法,law,basic,x>=3,R2,移交")),
            strict=True,
        ).lines[0]

        assert (line.row_id, line.number, line.matter, line.unit) == ("R1", 2, "M1", "GA")
        assert (line.part, line.duty, line.areas) == (Part.LEAD, Duty.DISPOSE, None)
        assert (line.valid_from, line.valid_to) == (date(2026, 1, 1), None)
        assert line.limit == Limit(2, LimitType.URGENT_HOUR, "2 urgent_hour")
        assert (line.basis, line.basis_kind, line.list_kind) == ("某法", "law", "basic")
        assert line.conditions == (Condition("x", ">=", "3"),)
        assert (line.overrides, line.hand_over) == (frozenset({"R2"}), "移交")

    def test_reads_codes_joined_by_either_semicolon(self, a_folder: FolderBuilder) -> None:
        swap = ("responsibility.csv", "*,all", "330521001 ； 330521102;,all")

        assert read_files(a_folder(swap)).lines[0].areas == {"330521001", "330521102"}

    def test_reads_everything_else_beside_the_list(self, a_folder: FolderBuilder) -> None:
        book = read_files(a_folder(), strict=True)

        assert (book.county_code, book.name) == ("330521", "德清")
        assert book.matters[MatterCode("M1")].keywords == ("广场舞", "音响太吵")
        assert book.matters[MatterCode("M1")].parent == "M0"
        assert book.receivers == {(UnitCode("GA"), AreaCode("330521001")): "PCS"}
        assert [(power.matter, power.township) for power in book.powers] == [("M1", "330521102")]
        assert [person.account for person in book.people] == ["desk1", "wk-liwei"]
        assert book.people[1].roles == {Role.UNIT, Role.VILLAGE}
        station = book.register.get(UnitCode("PCS"))
        assert station is not None
        assert (station.parent_functional, station.platform) == ("GA", Platform.SOCIAL_GOVERNANCE)

    def test_hangs_grids_below_their_villages(self, a_folder: FolderBuilder) -> None:
        grid = read_files(a_folder()).territory.get("330521001001001")

        assert grid is not None
        assert (grid.level, grid.township, grid.zone) == (Level.GRID, "330521001", "urban")

    def test_names_the_edition_by_the_lists_bytes(self, a_folder: FolderBuilder) -> None:
        files = a_folder()

        expected = "sha256:" + hashlib.sha256(files["responsibility.csv"]).hexdigest()
        assert read_files(files).edition == expected

    def test_keeps_the_files_it_knows_and_no_others(self, a_folder: FolderBuilder) -> None:
        files = a_folder()

        assert read_files(files | {"notes.txt": b"\xff"}).files == files

    def test_reads_its_own_kept_files_to_the_same_county(self, a_folder: FolderBuilder) -> None:
        first = read_files(a_folder(), strict=True)

        again = read_files(first.files, strict=True)

        assert (again.lines, again.people, again.edition) == (
            first.lines,
            first.people,
            first.edition,
        )

    def test_passes_over_byte_order_marks_blanks_and_unknown_columns(
        self, a_folder: FolderBuilder
    ) -> None:
        files = a_folder(
            ("receivers.csv", "unit,township,receiver", " unit ,township,receiver,why")
        )
        files["receivers.csv"] = files["receivers.csv"].replace(b"PCS", b" PCS , near\n , \n")
        marked = {
            name: b"\xef\xbb\xbf" + data if name.endswith(".csv") else data
            for name, data in files.items()
        }

        assert read_files(marked, strict=True).receivers == {("GA", "330521001"): "PCS"}

    def test_reads_a_county_that_skips_the_townships(self, a_bare_folder: Files) -> None:
        files = a_bare_folder | {
            "divisions.csv": "level,code,name,parent_code,kind,note\n"
            "county,330383,龙港市,3303,,\nvillage,330383198001,一社区,330383,community,\n".encode(),
            "units.csv": "unit_code,name,level,kind,parent,active\n"
            "CC,中心,county,command_center,330383,1\nGA,公安局,county,department,330383,1\n".encode(),
            "responsibility.csv": files_line(a_bare_folder),
        }

        book = read_files(files, strict=True)

        assert (book.county_code, book.territory.townships) == ("330383", ())
        assert [p.areas for p in book.people if Role.GRID_WORKER in p.roles] == [("330383198001",)]

    def test_takes_the_county_that_its_settings_name_out_of_several(
        self, a_folder: FolderBuilder
    ) -> None:
        swap = ("divisions.csv", "county,330521,", "county,330522,长兴县,3305,,\ncounty,330521,")

        book = read_files(a_folder(swap), strict=True)

        assert book.county_code == "330521"
        assert "330522" not in book.territory


class TestABareFolder:
    def test_has_the_matters_its_list_speaks_of(self, a_bare_folder: Files) -> None:
        matters = read_files(a_bare_folder, strict=True).matters

        assert [(m.code, m.name, m.platform) for m in matters.values()] == [
            ("M1", "噪声扰民", Platform.SOCIAL_GOVERNANCE)
        ]

    def test_has_the_products_promises_ladders_and_words(self, a_bare_folder: Files) -> None:
        book = read_files(a_bare_folder, strict=True)

        assert book.limits.budgets
        assert book.ladders.ladders
        assert book.triage.words

    def test_has_the_name_of_its_division(self, a_bare_folder: Files) -> None:
        assert read_files(a_bare_folder).name == "德清县"

    def test_may_leave_out_the_optional_columns(self, a_bare_folder: Files) -> None:
        files = dict(a_bare_folder)
        for name, optional in (("units.csv", 3), ("responsibility.csv", 5), ("divisions.csv", 1)):
            rows = files[name].decode().splitlines()
            files[name] = "\n".join(row.rsplit(",", optional)[0] for row in rows).encode()

        book = read_files(files, strict=True)

        assert (book.lines[0].conditions, book.lines[0].basis_kind) == ((), "")


class TestReadFolder:
    def test_reads_what_lies_in_a_folder(self, a_folder: FolderBuilder, tmp_path: Path) -> None:
        files = a_folder()
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        (tmp_path / "README.md").write_text("not the county's")

        assert read_folder(tmp_path, strict=True).files == files


def files_line(files: Files) -> bytes:
    """Return a list of one line that holds in any county."""
    return b"\n".join(files["responsibility.csv"].splitlines()[:2])
