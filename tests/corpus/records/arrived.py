"""Malformed before JSON begins: sizes, encodings, and what kills a naive parser."""

from collections.abc import Iterator

from tests.corpus.records.building import Case, a_record, a_report, nested, of_size, with_json

_LIMIT = 256 * 1024


def arrived() -> Iterator[Case]:
    yield from _sizes()
    yield from _encodings()
    yield from _nul()
    yield from _depths()


def _sizes() -> Iterator[Case]:
    yield Case("no bytes", b"", "empty")
    for name, size in (
        ("256 KiB and one byte", _LIMIT + 1),
        ("300 KiB", 300 * 1024),
        ("900 KiB", 900 * 1024),
    ):
        yield Case(name, of_size(name, size), "too_large")
    yield Case("300 KiB of spaces", b" " * 300 * 1024, "too_large")
    yield Case("300 KiB of NUL", bytes(300 * 1024), "too_large")
    yield Case("one byte, a brace", b"{", "not_json")
    yield Case("one byte, a space", b" ", "not_json")
    yield Case("one byte, a digit", b"0", "not_an_object")
    yield Case("one byte, NUL", b"\0", "nul")
    yield Case("one byte, 0xFF", b"\xff", "not_utf8")


def _encodings() -> Iterator[Case]:
    good = a_record("encodings").decode()
    yield Case("UTF-8 with BOM", b"\xef\xbb\xbf" + good.encode(), "byte_order_mark")
    yield Case("a BOM alone", b"\xef\xbb\xbf", "byte_order_mark")
    yield Case("GB18030", good.encode("gb18030"), "not_utf8")
    yield Case("GBK", good.encode("gbk"), "not_utf8")
    yield Case("Big5", a_report("big5", text="路燈不亮").decode().encode("big5"), "not_utf8")
    yield Case("Latin-1", a_report("latin", text="Müll").decode().encode("latin-1"), "not_utf8")
    yield Case("UTF-16 with BOM", good.encode("utf-16"), "not_utf8")
    yield Case("UTF-32 with BOM", good.encode("utf-32"), "not_utf8")
    ascii_only = a_report("utf-16", text="lamp out").decode()
    yield Case("UTF-16 little endian, ASCII", ascii_only.encode("utf-16-le"), "nul")
    yield Case("UTF-16 big endian, ASCII", ascii_only.encode("utf-16-be"), "nul")
    for name, spoiled in (
        ("overlong slash", b"\xc0\xaf"),
        ("overlong NUL", b"\xc0\x80"),
        ("overlong in three bytes", b"\xe0\x80\xaf"),
        ("a surrogate as bytes", b"\xed\xa0\x80"),
        ("CESU-8 pair", b"\xed\xa0\xbd\xed\xb8\x80"),
        ("beyond U+10FFFF", b"\xf4\x90\x80\x80"),
        ("a five-byte form", b"\xf8\x88\x80\x80\x80"),
        ("a stray continuation byte", b"\x80"),
        ("a character cut short", b"\xe4\xb8"),
        ("0xFE", b"\xfe"),
    ):
        value = a_report(name, text="@@").replace(b"@@", spoiled)
        yield Case(name, value, "not_utf8")
    yield Case(
        "cut in the middle of a character",
        good.encode()[: good.encode().index(b"\xe5") + 1],
        "not_utf8",
    )
    yield Case("gzip", b"\x1f\x8b\x08\x00" + good.encode(), "not_utf8")
    yield Case(
        "bad bytes in a key", a_record("bad key", x=1).replace(b'"x"', b'"\xff"'), "not_utf8"
    )


def _nul() -> Iterator[Case]:
    good = a_record("nul").decode()
    yield Case("a NUL byte before it", ("\0" + good).encode(), "nul")
    yield Case("a NUL byte after it", (good + "\0").encode(), "nul")
    yield Case("a NUL byte in the text", good.replace("幸福", "幸\0福").encode(), "nul")
    yield Case("an escaped NUL in the text", a_report("nul text", text="井\0盖"), "nul")
    yield Case("an escaped NUL in the id", a_record("nul id", id="a\0b"), "nul")
    yield Case("an escaped NUL in the source", a_record("nul source", source="a\0"), "nul")
    yield Case("an escaped NUL in a key", a_report("nul key", attributes={"a\0": 1}), "nul")
    yield Case("an escaped NUL in an unknown field", a_record("nul x", x=[{"y": ["\0"]}]), "nul")
    yield Case(
        "an escaped NUL in an attachment", a_report("nul a", attachments=[{"id": "\0"}]), "nul"
    )


def _depths() -> Iterator[Case]:
    yield Case("33 deep, lists", nested("33", 33), "too_deep")
    yield Case("33 deep, objects", nested("33 o", 33, opening='{"a":', closing="}"), "too_deep")
    yield Case("34 deep", nested("34", 34), "too_deep")
    yield Case("2,000 deep", nested("2000", 2_000), "too_deep")
    yield Case(
        "2,000 objects deep", nested("2000 o", 2_000, opening='{"a":', closing="}"), "too_deep"
    )
    yield Case("100,000 deep and closed", nested("100000", 100_000), "too_deep")
    yield Case("200,000 lists never closed", b"[" * 200_000, "too_deep")
    yield Case("40,000 objects never closed", b'{"a":' * 40_000, "too_deep")
    mixed = with_json("mixed", '[{"a":' * 20 + "1" + "}]" * 20).encode()
    yield Case("lists and objects in turn", mixed, "too_deep")
    late = with_json("late", "[" + "[]," * 50 + "[" * 40 + "]" * 40 + "]").encode()
    yield Case("deep after many flat ones", late, "too_deep")
    quoted = with_json("quoted", '["]]]]]]]]","\\"]]]",' + "[" * 33 + "]" * 33 + "]").encode()
    yield Case("brackets in strings beside deep ones", quoted, "too_deep")
