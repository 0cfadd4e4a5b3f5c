from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch.wire.county.problems import CountyRefused
from dispatch.wire.county.reader import read_files, read_folder

Files = dict[str, bytes]
FolderBuilder = Callable[..., Files]
DIVISIONS, GRIDS, UNITS, MATTERS = "divisions.csv", "grids.csv", "units.csv", "matters.csv"
LINES, RECEIVERS, POWERS, PEOPLE = "responsibility.csv", "receivers.csv", "powers.csv", "people.csv"


Found = list[tuple[str, int | None, str | None, str]]


def refused(files: Files, *, strict: bool = True) -> Found:
    with pytest.raises(CountyRefused) as caught:
        read_files(files, strict=strict)
    return [(p.file, p.row, p.column, p.message) for p in caught.value.problems]


BROKEN = [
    # the ground
    (DIVISIONS, "township,330521001,", "tonwship,330521001,", 4, "level", "use one of"),
    (DIVISIONS, "village,330521102200,", "grid,330521102200,", 7, "level", "use one of"),
    (DIVISIONS, "330521102200,句城村", "330521001001,句城村", 7, "code", "stands in row 6 already"),
    (DIVISIONS, "330521102200,句城村", "33052110220X,句城村", 7, "code", "digits only"),
    (DIVISIONS, "330521102200,句城村", ",句城村", 7, "code", "is empty"),
    (DIVISIONS, "句城村,", ",", 7, "name", "is empty"),
    (DIVISIONS, "句城村,330521102", "句城村,330521999", 7, "parent_code", "no known division"),
    (DIVISIONS, "句城村,330521102", "句城村,", 7, "parent_code", "may have no parent"),
    (DIVISIONS, "新市镇,330521,", "新市镇,330521102200,", 5, "parent_code", "no higher level"),
    (DIVISIONS, "county,330521,德清县", "city,330521,德清县", None, None, "no row of level county"),
    (GRIDS, "居仁社区第1网格,330521001001", "一格,330521009001", 2, "village_code", "no known"),
    (GRIDS, "330521001001001,居", "330521001001X01,居", 2, "grid_code", "digits only"),
    (GRIDS, "120.1,30.5", "220.1,30.5", 2, "lon", "no degree"),
    (GRIDS, "120.1,30.5", "120.1,north", 2, "lat", "no degree"),
    (GRIDS, "120.1,30.5", "120.1,nan", 2, "lat", "no degree"),
    # units
    (UNITS, "\nOLD,", "\nGA,", 4, "unit_code", "stands in row 3 already"),
    (
        UNITS,
        "武康派出所,township,stationed,330521001",
        "所,township,stationed,XX",
        7,
        "parent",
        "XX",
    ),
    (UNITS, "330521001,1,GA,", "330521001,1,GAA,", 7, "parent_functional", "no known unit"),
    (UNITS, "1,GA,330521001,", "1,GA,330521777,", 7, "areas", "no known division"),
    (UNITS, "330521001,social_governance", "330521001,social", 7, "platform", "use one of"),
    (UNITS, "330521,0,,,", "330521,perhaps,,,", 4, "active", "neither 1 nor 0"),
    (UNITS, "330521,0,,,", "330521,,,,", 4, "active", "is empty"),
    (UNITS, "department,330521,0", ",330521,0", 4, "kind", "is empty"),
    (UNITS, "township,township,330521,1,,330521001", "x,township,PCS,1,,", 5, "parent", "circle"),
    (UNITS, "command_center,330521,1", "command_center,330521,0", None, "kind", "exactly one"),
    (UNITS, "GA,公安局,county,department", "GA,局,county,command_center", 3, "kind", "a second"),
    # matters
    (MATTERS, "M0,噪声", "M1,噪声", 3, "matter_code", "stands in row 2 already"),
    (MATTERS, "cooperative,M0,", "cooperative,M9,", 3, "parent_code", "no known matter"),
    (MATTERS, "吵,cooperative,,", "吵,cooperative,M1,", 2, "parent_code", "circle"),
    (MATTERS, "M0,dispose", "M0,disposal", 3, "required_stages", "use permit"),
    (MATTERS, "太吵,cooperative", "太吵,cooperating", 3, "list_kind", "use one of"),
    # the list
    (LINES, "R2,I1", "R1,I1", 3, "row_id", "stands in row 2 already"),
    (LINES, "R2,I1", ",I1", 3, "row_id", "is empty"),
    (LINES, "R2,I1,M1", "R2,I1,M7", 3, "matter_code", "no known matter"),
    (LINES, "R2,I1,M1", "R2,I1,", 3, "matter_code", "is empty"),
    (LINES, "*,all", "330521103,all", 2, "area", "no division or grid"),
    (LINES, "*,all", "3305,all", 2, "area", "no division or grid"),
    (LINES, "*,all", ",all", 2, "area", "is empty"),
    (LINES, "*,all", "*,", 2, "zone", "is empty"),
    (LINES, "all,GA,lead", "all,GAX,lead", 2, "unit", "no known unit"),
    (LINES, "lead,dispose", "leader,dispose", 2, "role", "use one of"),
    (LINES, "lead,dispose", "lead,disposal", 2, "duty", "use one of"),
    (LINES, "lead,dispose", ",dispose", 2, "role", "is empty"),
    (LINES, "social_governance,*", "socialism,*", 2, "platform", "use one of"),
    (LINES, "2026-01-01,", "2026-02-30,", 2, "valid_from", "no date"),
    (LINES, "2026-01-01,", "20260101,", 2, "valid_from", "no date"),
    (LINES, "2026-01-01,", "2026-01-01,2025-12-31", 2, "valid_to", "lies before"),
    (LINES, "2,urgent_hour", "2,hour", 2, "limit_type", "use one of"),
    (LINES, "2,urgent_hour", "2,", 2, "limit_type", "use one of"),
    (LINES, "2,urgent_hour", ",urgent_hour", 2, "limit_value", "no number above 0"),
    (LINES, "2,urgent_hour", "两,urgent_hour", 2, "limit_value", "no number above 0"),
    (LINES, "2,urgent_hour", "0,urgent_hour", 2, "limit_value", "no number above 0"),
    (LINES, "2,urgent_hour", "inf,urgent_hour", 2, "limit_value", "no number above 0"),
    (LINES, "2,urgent_hour", "1e9,urgent_hour", 2, "limit_value", "up to 100000"),
    (LINES, "2,urgent_hour", "nan,urgent_hour", 2, "limit_value", "no number above 0"),
    (LINES, "某法,law", "某法,custom", 2, "basis_kind", "use one of"),
    (LINES, "law,,,,", "law,recall,,,", 2, "list_kind", "use one of"),
    (LINES, "law,,,,", "law,,stage,,", 2, "condition", "key op value"),
    (LINES, "law,,,,", "law,,,R8,", 2, "overrides", "no row_id"),
    (LINES, "law,,,,", "law,,,R1,", 2, "overrides", "circle"),
    (LINES, "law,,,,", "law,,,,,x", 2, None, "mend the commas"),
    # who takes it, who may, who they are
    (RECEIVERS, "GA,330521001", "GX,330521001", 2, "unit", "no known unit"),
    (RECEIVERS, "GA,330521001", "GA,330521001001", 2, "township", "no township"),
    (RECEIVERS, "PCS", "PCX", 2, "receiver", "no known unit"),
    (RECEIVERS, "PCS", "OLD", 2, "receiver", "is not active"),
    (RECEIVERS, "PCS\n", "PCS\nGA,330521001,CC\n", 3, "township", "stands in row 2 already"),
    (POWERS, "M1,", "M6,", 2, "matter_code", "no known matter"),
    (POWERS, "330521102", "330521", 2, "township", "no township"),
    (POWERS, "330521102", "330521102\nM1,330521102", 3, "township", "stands in row 2 already"),
    (PEOPLE, "wk-liwei,", "desk1,", 3, "account", "stands in row 2 already"),
    (PEOPLE, "wk-liwei,", "Wk Liwei,", 3, "account", "other signs"),
    (PEOPLE, "李伟,PCS", "李伟,PCX", 3, "unit", "no known unit"),
    (PEOPLE, "李伟,PCS", "李伟,OLD", 3, "unit", "is not active"),
    (PEOPLE, "unit;village", "unit;king", 3, "roles", "'king' is unknown"),
    (PEOPLE, "unit;village", "", 3, "roles", "is empty"),
    (PEOPLE, "handler,", ",", 3, "post", "is empty"),
    (PEOPLE, "village,330521001001", "village,330521001999", 3, "areas", "no division or grid"),
    # the county itself
    ("county.yaml", '"330521"', '"33x"', None, "code", "no division code"),
    ("county.yaml", "Asia/Shanghai", "Asia/Urumqi", None, "zone", "the only zone"),
    ("county.yaml", "zone: Asia/Shanghai", "zone: [", 4, None, "YAML"),
    (
        "county.yaml",
        'code: "330521"\nname: 德清\nzone: Asia/Shanghai\n',
        "- a\n",
        None,
        None,
        "is no",
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: f"{broken[0]}: {broken[-1]}")
def test_a_broken_county_is_refused_naming_file_row_and_column(
    a_folder: FolderBuilder, broken: tuple[str, str, str, int | None, str | None, str]
) -> None:
    file, old, new, row, column, message = broken

    found = refused(a_folder((file, old, new)))

    assert any((f, r, c) == (file, row, column) and message in m for f, r, c, m in found), found


class TestRefusal:
    def test_names_everything_that_is_wrong_at_once(self, a_folder: FolderBuilder) -> None:
        files = a_folder(
            (DIVISIONS, "330521102200,句城村", "33052110220X,句城村"),
            (UNITS, "1,GA,330521001,", "1,GAA,330521001,"),
            (LINES, "2,urgent_hour", "2,hour"),
            (RECEIVERS, "PCS", "OLD"),
            (PEOPLE, "unit;village", "unit;king"),
        )
        del files["calendar.json"]

        found = refused(files)

        assert [(f, r, c) for f, r, c, _ in found] == [
            ("calendar.json", None, None),
            (DIVISIONS, 7, "code"),
            (LINES, 2, "limit_type"),
            (PEOPLE, 3, "roles"),
            (UNITS, 7, "parent_functional"),
            (RECEIVERS, 2, "receiver"),
        ]

    def test_reads_as_one_line_for_each_problem(self, a_folder: FolderBuilder) -> None:
        with pytest.raises(CountyRefused) as caught:
            read_files(a_folder((RECEIVERS, "PCS", "OLD")))

        assert str(caught.value) == (
            "receivers.csv, row 2, column receiver: 'OLD' is not active; "
            "name the unit that took over"
        )

    @pytest.mark.parametrize("file", ["divisions.csv", "units.csv", LINES, "calendar.json"])
    def test_names_a_missing_file(self, a_folder: FolderBuilder, file: str) -> None:
        files = a_folder()
        del files[file]

        assert (file, None, None, "is missing; a county cannot do without it") in refused(files)

    def test_names_each_missing_column(self, a_folder: FolderBuilder) -> None:
        found = refused(a_folder((LINES, "valid_from,valid_to", "valid_since,valid_until")))

        assert [(f, r, c) for f, r, c, _ in found] == [
            (LINES, 1, "valid_from"),
            (LINES, 1, "valid_to"),
        ]

    def test_names_a_column_that_stands_twice(self, a_folder: FolderBuilder) -> None:
        found = refused(a_folder((LINES, "basis_kind", "basis")))

        assert (LINES, 1, "basis", "the column stands here twice") in found

    def test_says_on_which_row_a_file_stops_being_utf_8(self, a_folder: FolderBuilder) -> None:
        files = a_folder()
        files[UNITS] = files[UNITS].decode().encode("gb18030")

        assert (UNITS, 2, None, "is not UTF-8; save it again as UTF-8") in refused(files)

    @pytest.mark.parametrize(
        ("data", "message"), [(b"", "is empty"), (b'a,b\n"c"d,e\n', "is no CSV")]
    )
    def test_names_a_file_that_is_no_table(
        self, a_folder: FolderBuilder, data: bytes, message: str
    ) -> None:
        found = refused(a_folder() | {POWERS: data})

        assert any(f == POWERS and message in m for f, _, _, m in found)

    def test_counts_blank_rows_as_a_spreadsheet_does(self, a_folder: FolderBuilder) -> None:
        found = refused(a_folder((RECEIVERS, "GA,330521001,PCS", "\n,,\nGA,330521001,PCX")))

        assert [(f, r, c) for f, r, c, _ in found] == [(RECEIVERS, 4, "receiver")]

    def test_misses_the_county_that_its_own_settings_name(self, a_folder: FolderBuilder) -> None:
        found = refused(a_folder(("county.yaml", '"330521"', '"330522"')))

        assert [(f, m) for f, _, _, m in found] == [
            (DIVISIONS, "has no row of level county with the code 330522 of county.yaml")
        ]

    def test_says_that_several_counties_need_a_name(self, a_folder: FolderBuilder) -> None:
        files = a_folder(
            (DIVISIONS, "county,330521,", "county,330522,长兴县,3305,,\ncounty,330521,")
        )
        del files["county.yaml"]

        assert any("say which one in county.yaml" in m for _, _, _, m in refused(files))

    def test_misses_a_township_whose_own_unit_should_lead(self, a_folder: FolderBuilder) -> None:
        found = refused(
            a_folder(
                (UNITS, "330521102,新市镇", "330521-X,新市镇"),
                (LINES, "all,GA,lead", "urban,@township,lead"),
            )
        )

        assert any(f == LINES and r == 2 and c == "unit" for f, r, c, _ in found)

    @pytest.mark.parametrize("data", [b"{", b"[]", b'{"type": "Feature"}', b"\xff"])
    @pytest.mark.parametrize("file", ["boundaries.geojson", "zones.geojson"])
    def test_names_a_map_that_is_none(
        self, a_folder: FolderBuilder, file: str, data: bytes
    ) -> None:
        assert [f for f, *_ in refused(a_folder() | {file: data})] == [file]

    @pytest.mark.parametrize(
        ("field", "row", "words"),
        [
            (b"\0", 3, "holds a NUL character"),
            (b'"x', 3, "opens a quotation mark that is never closed"),
            (b"x" * 140_000, 3, "has a field of more than 131,072 characters"),
        ],
    )
    def test_names_the_row_of_what_is_no_text_of_a_table(
        self, a_folder: FolderBuilder, field: bytes, row: int, words: str
    ) -> None:
        files = a_folder()
        lines = files[LINES].split(b"\n")
        lines[2] = lines[2].replace(b"R2", field, 1)

        found = refused(files | {LINES: b"\n".join(lines)})

        assert [(f, r) for f, r, _, m in found if words in m] == [(LINES, row)]

    @pytest.mark.parametrize(
        ("file", "data"),
        [
            ("calendar.json", b"[" * 100_000),
            ("zones.geojson", b"[" * 100_000),
            ("limits.yaml", b"a: " + b"[" * 5_000),
        ],
    )
    def test_names_a_file_that_is_nested_too_deeply(
        self, a_folder: FolderBuilder, file: str, data: bytes
    ) -> None:
        found = refused(a_folder() | {file: data})

        assert [f for f, _, _, m in found if "nested too deeply" in m] == [file]

    def test_names_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CountyRefused, match="is no folder"):
            read_folder(tmp_path / "nowhere")

    def test_names_a_file_that_cannot_be_opened(self, tmp_path: Path) -> None:
        (tmp_path / "units.csv").mkdir()

        with pytest.raises(CountyRefused, match=r"units\.csv: cannot be opened"):
            read_folder(tmp_path)


class TestLenientReading:
    def test_keeps_an_ambiguous_limit_as_it_was_written(self, a_folder: FolderBuilder) -> None:
        book = read_files(a_folder((LINES, "2,urgent_hour", "15,day")))

        limit = book.lines[0].limit
        assert limit is not None
        assert (limit.value, limit.type, limit.raw) == (15, None, "15 day")

    def test_keeps_a_limit_that_is_no_number(self, a_folder: FolderBuilder) -> None:
        book = read_files(a_folder((LINES, "2,urgent_hour", "尽快,urgent_hour")))

        limit = book.lines[0].limit
        assert limit is not None
        assert (limit.value, limit.type, limit.raw) == (None, None, "尽快 urgent_hour")

    def test_keeps_a_line_whose_unit_is_in_no_register(self, a_folder: FolderBuilder) -> None:
        book = read_files(a_folder((LINES, "all,GA,lead", "all,GAX,lead")))

        assert book.lines[0].unit == "GAX"

    def test_refuses_all_else_as_strict_reading_does(self, a_folder: FolderBuilder) -> None:
        found = refused(a_folder((LINES, "2026-01-01,", "2026-02-30,")), strict=False)

        assert [(f, r, c) for f, r, c, _ in found] == [(LINES, 2, "valid_from")]


class TestStrictReading:
    def test_keeps_a_line_whose_unit_is_no_longer_active(self, a_folder: FolderBuilder) -> None:
        book = read_files(a_folder((LINES, "all,GA,lead", "all,OLD,lead")), strict=True)

        assert book.lines[0].unit == "OLD"
