"""What no file may have is refused with its cell and its mend, before it can do harm."""

import io
import zipfile
from dataclasses import replace

import pytest

from dispatch.wire.sheets.bounds import LIST
from dispatch.wire.sheets.history import read_history
from dispatch.wire.sheets.mapping import propose_history_mapping
from dispatch.wire.sheets.model import SheetRefused
from dispatch.wire.sheets.read import read_tables
from tests.unit.wire.sheets.building import a_known, a_workbook, imported, with_part

HEADER = ("事项名称", "责任单位")
SHEET = "xl/worksheets/sheet1.xml"


def refusal(name: str, data: bytes, **bounds: int) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        read_tables(name, data, replace(LIST, **bounds))
    assert all(each.mend_zh and each.message_en for each in caught.value.problems)
    return caught.value


def a_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


class TestReadTables:
    def test_refuses_every_formula_with_its_cell(self) -> None:
        data = a_workbook(HEADER, ("乱倒垃圾", "=A1"), ("噪声", '=HYPERLINK("http://x","y")'))

        (table,) = read_tables("list.xlsx", data)

        assert [each.cell for each in table.problems] == ["清单表!B2", "清单表!B3"]
        assert all("数值" in each.mend_zh for each in table.problems)

    def test_names_formulas_together_with_everything_else(self) -> None:
        rows = (("乱倒垃圾", "=A1"), ("噪声", "公安局"), ("噪声", ""), ("乱倒垃圾", "住建部门"))
        (table,) = read_tables("list.xlsx", a_workbook(HEADER, *rows))

        found = imported(table, a_known())

        assert [each.cell for each in found.problems] == ["清单表!B2", "清单表!B4"]
        assert [each.id for each in found.questions] == ["unit:住建部门"]
        assert [row["matter_name"] for row in found.rows] == ["噪声"]
        assert not found.ready

    def test_is_no_list_for_a_formula_alone(self) -> None:
        rows = (("噪声", "公安局"), ("乱倒垃圾", "=A1"))
        (table,) = read_tables("list.xlsx", a_workbook(HEADER, *rows))

        assert not imported(table, a_known()).ready

    def test_a_closed_case_with_a_formula_refuses_itself_alone(self) -> None:
        rows = (("编号", "发生时间", "所属镇街"), ("A1", "2025-03-01", "新市镇"), ("A2", "=B2", ""))
        (table,) = read_tables("旧案.xlsx", a_workbook(*rows))
        known = a_known()

        found = read_history(table, propose_history_mapping(table, known), known)

        assert (found.accepted, found.refused) == (1, 1)
        assert [each.cell for each in found.problems] == ["清单表!B3"]

    def test_takes_a_text_that_only_looks_like_a_formula(self) -> None:
        def as_text(book) -> None:
            book.worksheets[0]["B2"].data_type = "s"

        (table,) = read_tables("x.xlsx", a_workbook(HEADER, ("甲", "=A1"), also=as_text))

        assert next(iter(table.rows)).values == ("甲", "=A1")

    def test_refuses_an_error_value(self) -> None:
        def broken(book) -> None:
            book.worksheets[0]["B2"].data_type = "e"

        (table,) = read_tables("list.xlsx", a_workbook(HEADER, ("甲", "#REF!"), also=broken))

        assert table.problems[0].cell == "清单表!B2"

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "空"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "密码",
            ),
            (b"PK\x03\x04 and nothing more", "损坏"),
            (a_zip(**{"word__document.xml": b"<x/>"}), "不是 Excel"),
            (b"%PDF-1.7", "不是 Excel"),
        ],
        ids=["empty", "old", "encrypted", "torn", "another kind", "no workbook at all"],
    )
    def test_says_what_the_file_is_instead(self, data: bytes, said: str) -> None:
        assert said in refusal("清单.xlsx", data).problems[0].message_zh

    @pytest.mark.parametrize(
        ("part", "said"),
        [("xl/vbaProject.bin", "宏"), ("xl/externalLinks/externalLink1.xml", "外部链接")],
    )
    def test_refuses_what_runs_or_reaches_out(self, part: str, said: str) -> None:
        data = with_part(a_workbook(HEADER, ("甲", "乙")), part, b"<x/>")

        assert said in refusal("list.xlsm", data).problems[0].message_zh

    def test_refuses_a_bomb_before_it_is_unpacked(self) -> None:
        data = with_part(a_workbook(HEADER), "xl/media/image1.png", bytes(LIST.unpacked))

        assert len(data) < 1_000_000
        assert "解压" in refusal("list.xlsx", data).problems[0].message_zh

    @pytest.mark.parametrize(
        "element",
        [
            b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            b"<mergeCells><mergeCell ref='a1:xfd1048576'/></mergeCells>",
            b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
            b'<mergeCells><mergeCell ref="A1:&#88;FD1048576"/></mergeCells>',
        ],
        ids=["merged", "other quotes", "linked", "in character references"],
    )
    def test_refuses_what_spans_the_whole_sheet(self, element: bytes) -> None:
        data = with_part(
            a_workbook(HEADER, ("甲", "乙")),
            SHEET,
            lambda part: part.replace(b"</sheetData>", b"</sheetData>" + element),
        )

        assert refusal("list.xlsx", data)

    def test_refuses_a_document_type(self) -> None:
        data = with_part(
            a_workbook(HEADER, ("甲", "乙")),
            SHEET,
            lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part,
        )

        assert "XML" in refusal("list.xlsx", data).problems[0].message_zh

    def test_refuses_a_part_that_is_broken(self) -> None:
        data = with_part(a_workbook(HEADER, ("甲", "乙")), SHEET, lambda part: part[:-40])

        assert "无法读取" in refusal("list.xlsx", data).problems[0].message_zh

    @pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
    def test_bounds_rows_and_columns(self, name: str) -> None:
        rows = (HEADER, *((f"事项{n}", "执法局") for n in range(9)))
        wide = (HEADER, ("甲", "乙", *("" for _ in range(5)), "远"))
        text = {
            "list.xlsx": a_workbook,
            "list.csv": lambda *given: "\n".join(",".join(row) for row in given).encode(),
        }[name]

        assert "行" in refusal(name, text(*rows), rows=5).problems[0].message_zh
        assert "列" in refusal(name, text(*wide), columns=4).problems[0].message_zh

    def test_bounds_the_bytes(self) -> None:
        assert "MB" in refusal("list.csv", b"a,b\n" * 100, size=50).problems[0].message_zh

    @pytest.mark.parametrize(
        "data",
        [b"\xff\xfea\x00,\x00", b"\x81\x00\xff", b'\xe4\xb8\xad,"b\n'],
        ids=["UTF-16", "no text", "open quote"],
    )
    def test_refuses_a_csv_that_is_none(self, data: bytes) -> None:
        assert refusal("list.csv", data)

    def test_refuses_a_file_without_a_header(self) -> None:
        assert "表头" in refusal("list.csv", b"1\n").problems[0].message_zh
