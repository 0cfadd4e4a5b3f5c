"""The master catalogue under the county's matters, and the three lists on the same codes."""

from collections.abc import Callable
from datetime import date

import pytest

from dispatch.responsibility.chain import NO_CATALOGUES, EnforcementKind, Item
from dispatch.responsibility.master import Origin
from dispatch.vocabulary import MatterCode, Platform, UnitCode
from dispatch.wire.county.about import MasterVersion
from dispatch.wire.county.checking import problems_of_rows
from dispatch.wire.county.problems import CountyRefused
from dispatch.wire.county.reader import read_files
from dispatch.wire.county.written import Written

Files = dict[str, bytes]
FolderBuilder = Callable[..., Files]
MATTERS, MASTER, YAML = "matters.csv", "master.csv", "county.yaml"
HEADER = "matter_code,name,gov_code,platform,keywords,list_kind,parent_code,required_stages"
ABOVE = """\
M0,噪声,01,social_governance,吵,cooperative,,
M1,噪声扰民,06028,social_governance,广场舞,cooperative,M0,dispose
M5,占道,09006,comprehensive_law_enforcement,摆摊,territorial,,
"""
ITEMS = "matter_code,item_code,name,unit,basis,kind,valid_from,valid_to"
ITEM = "M1,ZF-1,对噪声扰民的处罚,GA,某法,professional,2026-01-01,"


@pytest.fixture
def over(a_folder: FolderBuilder) -> Callable[..., Files]:
    """A county whose own rows lie over a master's."""

    def build(*own: str, master: str = ABOVE) -> Files:
        rows = "\n".join((f"{HEADER},retired", *own))
        return a_folder() | {
            MATTERS: f"{rows}\n".encode(),
            MASTER: f"{HEADER}\n{master}".encode(),
        }

    return build


def refused(files: Files) -> list[tuple[str, int | None, str | None, str]]:
    with pytest.raises(CountyRefused) as caught:
        read_files(files, strict=True)
    return [(p.file, p.row, p.column, p.message) for p in caught.value.problems]


class TestMaster:
    def test_gives_what_the_countys_rows_leave_out(self, over: Callable[..., Files]) -> None:
        book = read_files(over("M1,,,,太吵;音响,,,,", "M9,自有事项,,,,,M0,,"), strict=True)

        one = book.matters[MatterCode("M1")]
        assert (one.name, one.keywords, one.parent) == ("噪声扰民", ("太吵", "音响"), "M0")
        assert one.platform is Platform.SOCIAL_GOVERNANCE
        assert sorted(book.matters) == ["M0", "M1", "M5", "M9"]
        assert book.matter_origins[MatterCode("M1")]["keywords"] is Origin.COUNTY
        assert book.matter_origins[MatterCode("M1")]["name"] is Origin.MASTER
        assert set(book.matter_origins[MatterCode("M9")].values()) == {Origin.COUNTY}

    def test_loses_what_the_county_retires(self, over: Callable[..., Files]) -> None:
        book = read_files(over("M5,,,,,,,,1"), strict=True)

        assert sorted(book.matters) == ["M0", "M1"]

    def test_is_enough_without_any_row_of_the_countys(self, a_folder: FolderBuilder) -> None:
        files = a_folder() | {MASTER: f"{HEADER}\n{ABOVE}".encode()}
        del files[MATTERS]

        assert sorted(read_files(files, strict=True).matters) == ["M0", "M1", "M5"]

    def test_is_called_by_name_and_version(self, a_folder: FolderBuilder) -> None:
        named = (YAML, "name: 德清\n", "name: 德清\nmaster: {name: 省级目录, version: 2026.1}\n")
        files = a_folder(named) | {MASTER: f"{HEADER}\n{ABOVE}".encode()}

        assert read_files(files, strict=True).master == MasterVersion("省级目录", "2026.1")

    @pytest.mark.parametrize(
        ("own", "row", "column", "message"),
        [
            ("M8,,,,,,,,", 2, "name", "is empty"),
            ("M8,别的,,,,,,,1", 2, "retired", "no such matter in master.csv"),
            ("M0,,,,,,,,1", 2, "retired", "M1 would be left below it"),
            ("M0,,,,,,,,perhaps", 2, "retired", "neither 1 nor 0"),
            ("M1,,,,,,M7,,", 2, "parent_code", "no known matter"),
            ("M0,,,,,,M1,,", 2, "parent_code", "circle"),
        ],
    )
    def test_refuses_rows_that_do_not_fit_it(
        self, over: Callable[..., Files], own: str, row: int, column: str, message: str
    ) -> None:
        found = refused(over(own))

        assert any((f, r, c) == (MATTERS, row, column) and message in m for f, r, c, m in found), (
            found
        )

    def test_lets_a_child_move_before_its_parent_is_retired(
        self, over: Callable[..., Files]
    ) -> None:
        book = read_files(over("M0,,,,,,,,1", "M1,,,,,,M5,,"), strict=True)

        assert book.matters[MatterCode("M1")].parent == "M5"

    def test_refuses_lines_on_a_retired_matter(self, over: Callable[..., Files]) -> None:
        found = refused(over("M1,,,,,,,,1"))

        assert ("responsibility.csv", 2, "matter_code", "'M1' is no known matter") in found

    def test_is_named_where_it_is_wrong_itself(self, over: Callable[..., Files]) -> None:
        found = refused(over(master="M0,噪声,,,,,M7,\n"))

        assert (MASTER, 2, "parent_code", "'M7' is no known matter") in found

    @pytest.mark.parametrize(
        ("said", "message"),
        [
            ("{name: 省级目录}", "has no version"),
            ("{name: a, version: b}", "there is no master.csv"),
        ],
    )
    def test_must_be_there_when_county_yaml_names_it(
        self, a_folder: FolderBuilder, said: str, message: str
    ) -> None:
        found = refused(a_folder((YAML, "name: 德清\n", f"name: 德清\nmaster: {said}\n")))

        assert any((f, c) == (YAML, "master") and message in m for f, _, c, m in found), found

    def test_lets_a_draft_keep_a_row_that_leaves_things_to_it(
        self, over: Callable[..., Files]
    ) -> None:
        files = over("M1,,,,太吵,,,,")
        rows = ({"matter_code": "M1", "keywords": "太吵"}, {"matter_code": "M8", "keywords": "x"})
        table = Written(("matter_code", *HEADER.split(",")[1:]), rows)

        found = list(problems_of_rows(MATTERS, table, rows, files))

        assert [(row["matter_code"], problem.column) for row, problem in found] == [("M8", "name")]


class TestCatalogues:
    def test_are_carried_on_the_book(self, a_folder: FolderBuilder) -> None:
        files = a_folder() | {"enforcement_catalogue.csv": f"{ITEMS}\n{ITEM}\n".encode()}

        book = read_files(files, strict=True)

        assert book.catalogues.enforcement == (
            Item(
                MatterCode("M1"),
                "ZF-1",
                "对噪声扰民的处罚",
                UnitCode("GA"),
                "某法",
                EnforcementKind.PROFESSIONAL,
                date(2026, 1, 1),
                None,
            ),
        )
        assert book.catalogues.permits is None
        assert read_files(a_folder()).catalogues == NO_CATALOGUES

    @pytest.mark.parametrize(
        ("old", "new", "column", "message"),
        [
            ("M1,", "M7,", "matter_code", "no known matter"),
            ("GA", "GX", "unit", "no known unit"),
            ("GA", "", "unit", "is empty"),
            ("ZF-1", "", "item_code", "is empty"),
            ("professional", "both", "kind", "use one of comprehensive, professional"),
            ("2026-01-01,", "2026-13-01,", "valid_from", "no date"),
            ("2026-01-01,", "2026-01-01,2025-01-01", "valid_to", "lies before"),
        ],
    )
    def test_are_refused_naming_row_and_column(
        self, a_folder: FolderBuilder, old: str, new: str, column: str, message: str
    ) -> None:
        data = f"{ITEMS}\n{ITEM.replace(old, new, 1)}\n".encode()

        found = refused(a_folder() | {"enforcement_catalogue.csv": data})

        assert any(
            (f, r, c) == ("enforcement_catalogue.csv", 2, column) and message in m
            for f, r, c, m in found
        ), found

    def test_are_refused_where_an_item_stands_twice_for_one_unit(
        self, a_folder: FolderBuilder
    ) -> None:
        found = refused(a_folder() | {"permit_list.csv": f"{ITEMS}\n{ITEM}\n{ITEM}\n".encode()})

        assert [(f, r, c) for f, r, c, _ in found] == [("permit_list.csv", 3, "item_code")]
