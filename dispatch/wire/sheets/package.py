"""The outside of a workbook: is it one, is it small, and is there nothing in it that runs?

Nothing is parsed here. A library that reads workbooks builds every cell that a merge or
a link spans, so a file of a few bytes could fill the memory: what they span is counted first.
"""

import io
import re
import zipfile

from dispatch.wire.sheets.bounds import MEBIBYTE, Bounds
from dispatch.wire.sheets.model import SheetRefused, refuse

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS_XLSX = "请在 Excel 或 WPS 中打开,另存为“Excel 工作簿(*.xlsx)”后再上传。"
_SPANS = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink|f)\b[^>]*?\bref=[\"']"
    rb"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})",
    re.IGNORECASE,
)
# A range in character references would be counted as none.
_STRANGE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|\bref=[\"'][^\"'<>]*&", re.IGNORECASE)
_MOST_PARTS = 2_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def is_workbook(data: bytes) -> bool:
    """Say whether the bytes are a packed or an old workbook, whatever the file is called."""
    return data[:4] == b"PK\x03\x04" or data[:8] == _OLE


def check_package(file: str, data: bytes, bounds: Bounds) -> None:
    """Look at a workbook's parts before anything parses them.

    Raises:
        SheetRefused: it is old, encrypted, too large, has macros or links, or is none.
    """
    check_size(file, data, bounds)
    if data[:8] == _OLE:
        raise _old(file, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(file, archive, bounds)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise refuse(
            file,
            "文件已损坏,或不是 Excel 工作簿。",
            f"is damaged or no workbook: {error}",
            _SAVE_AS_XLSX,
        ) from error


def check_size(file: str, data: bytes, bounds: Bounds) -> None:
    """Refuse a file of too many bytes, or of none.

    Raises:
        SheetRefused: it is empty or larger than ``bounds`` allows.
    """
    if not data:
        raise refuse(file, "文件是空的。", "is empty", "请重新导出后再上传。")
    if len(data) > bounds.size:
        most = bounds.size // MEBIBYTE
        raise refuse(
            file,
            f"文件超过 {most} MB。",
            f"is larger than {most} MiB",
            "请删除图片和无关的工作表,或分成几个文件上传。",
        )


def _old(file: str, data: bytes) -> SheetRefused:
    if _ENCRYPTED in data:
        return refuse(
            file,
            "工作簿加了打开密码,无法读取。",
            "is encrypted with a password",
            "请在 Excel 或 WPS 中取消打开密码,保存后再上传。",
        )
    return refuse(
        file,
        "这是旧格式(.xls 或 .et),不是 .xlsx。",
        "is an old workbook (.xls or .et), not .xlsx",
        _SAVE_AS_XLSX,
    )


def _check_parts(file: str, archive: zipfile.ZipFile, bounds: Bounds) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    # What a part unpacks to never exceeds what the directory says: reading stops there.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > bounds.unpacked:
        most = bounds.unpacked // MEBIBYTE
        raise refuse(
            file,
            f"工作簿解压后超过 {most} MB,或内含的部件太多。",
            f"unpacks to more than {most} MiB or to too many parts",
            "请只保留清单所在的工作表,把内容粘贴到新的工作簿后再上传。",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise refuse(file, "压缩包加了密码。", "is packed with a password", _SAVE_AS_XLSX)
    _check_kind(file, names)
    spanned = sum(
        _checked(file, archive.read(part), bounds.merged)
        for part in parts
        if part.filename.endswith((".xml", ".rels"))
    )
    if spanned > bounds.merged:
        raise _spans_too_much(file)


def _check_kind(file: str, names: set[str]) -> None:
    if any(name.endswith("vbaProject.bin") for name in names):
        raise refuse(
            file,
            "工作簿含有宏(.xlsm)。",
            "has macros (.xlsm)",
            "请另存为不含宏的“Excel 工作簿(*.xlsx)”后再上传。",
        )
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise refuse(
            file,
            "工作簿引用了其他文件(外部链接)。",
            "has links to other files",
            "请在“数据—编辑链接”中断开链接,或把内容粘贴为数值后再上传。",
        )
    if "xl/workbook.xml" not in names:
        raise refuse(file, "这不是 Excel 工作簿(.xlsx)。", "is no workbook (.xlsx)", _SAVE_AS_XLSX)


def _checked(file: str, part: bytes, most: int) -> int:
    """Return how many cells merges and links of a part span."""
    if _STRANGE.search(part) or part[:2] in _UTF_16:
        raise refuse(
            file,
            "工作簿内含不允许的 XML 声明。",
            "has a document type or an encoding that no spreadsheet program writes",
            _SAVE_AS_XLSX,
        )
    spanned = 0
    for left, top, right, bottom in _SPANS.findall(part):
        width, height = _number(right) - _number(left) + 1, int(bottom) - int(top) + 1
        spanned += abs(width * height)
        if spanned > most:
            raise _spans_too_much(file)
    return spanned


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _spans_too_much(file: str) -> SheetRefused:
    return refuse(
        file,
        "合并单元格或超链接覆盖的范围太大(如整列合并)。",
        "has merged cells or links that span too many cells",
        "请取消整列、整表的合并和链接后再上传。",
    )
