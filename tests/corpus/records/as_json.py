"""Malformed as JSON: syntax, keys, numbers, what follows, what it is, half characters."""

from collections.abc import Iterator

from tests.corpus.records.building import Case, a_body, a_record, an_envelope, dump, with_json


def as_json() -> Iterator[Case]:
    yield from _syntax()
    yield from _trailing()
    yield from _keys()
    yield from _numbers()
    yield from _tops()
    yield from _surrogates()


def _syntax() -> Iterator[Case]:
    good = a_record("syntax").decode()
    for name, text in (
        ("cut in the middle", good[: len(good) // 2]),
        ("last brace missing", good[:-1]),
        ("a comma too many", good[:-1] + ",}"),
        ("single quotes", good.replace('"', "'")),
        ("a comment", good[:-1] + "/* */}"),
        ("a line comment before it", "// report\n" + good),
        ("an unquoted key", "{specversion:1}"),
        ("a bare word", "report"),
        ("Python's None", with_json("none", "None")),
        ("True with a capital", with_json("true", "True")),
        ("undefined", with_json("undefined", "undefined")),
        ("a leading zero", with_json("zero", "007")),
        ("a leading plus", with_json("plus", "+1")),
        ("a bare point", with_json("point", ".5")),
        ("a point with nothing behind", with_json("point 2", "5.")),
        ("an exponent with nothing behind", with_json("exponent", "1e")),
        ("hexadecimal", with_json("hex", "0x10")),
        ("full-width digits", with_json("full-width", "１２")),
        ("a raw tab in a string", with_json("tab", '"a\tb"')),
        ("a raw carriage return in a string", with_json("return", '"a\rb"')),
        ("a raw escape character in a string", with_json("esc", '"a\x1bb"')),
        ("an unknown escape", with_json("escape", r'"\x41"')),
        ("half an escape", with_json("half", r'"\u12"')),
        ("a backslash at the end", '{"a":"\\'),
        ("XML", "<report><text>井盖</text></report>"),
        ("form data", "text=lamp&area_code=330521001"),
        ("CSV", "id,text\n1,井盖"),
        ("YAML", "text: 井盖\narea_code: 330521001"),
        ("base64 of a record", "eyJzcGVjdmVyc2lvbiI6IjEuMCJ9"),
        ("a no-break space around it", "\u00a0" + good),
        ("a BOM inside", "{\ufeff}"),
        ("key without value", '{"specversion"}'),
        ("colon without value", '{"specversion":}'),
        ("NaN in quotes that do not close", with_json("nan", '"NaN')),
    ):
        yield Case(name, text.encode(), "not_json")


def _trailing() -> Iterator[Case]:
    good = a_record("trailing").decode()
    for name, rest in (
        ("two records in one", good),
        ("two records on two lines", "\n" + good),
        ("a comma behind", ","),
        ("a brace behind", "}"),
        ("a word behind", " end"),
        ("a semicolon behind", ";"),
        ("an empty object behind", "{}"),
    ):
        yield Case(name, (good + rest).encode(), "trailing_data")


def _keys() -> Iterator[Case]:
    good = a_record("keys").decode()
    body = dump(a_body())
    twice = '{"text":"另一件",' + body[1:]
    deep = '{"a":[{"b":{"c":1,"c":1}}]}'
    for name, text in (
        ("id twice", '{"id":"other",' + good[1:]),
        ("id twice, the same", good[:-1] + ',"id":"corpus: keys"}'),
        ("data twice", good[:-1] + ',"data":{}}'),
        ("text twice", good.replace(body, twice)),
        ("an unknown key twice", good[:-1] + ',"x":1,"x":2}'),
        ("twice, once by escape", good[:-1] + r',"x":1,"\u0078":2}'),
        ("twice, deep inside", good[:-1] + ',"x":' + deep + "}"),
        ("an attribute twice", good.replace(body, body[:-1] + ',"attributes":{"a":1,"a":1}}')),
        ("the empty key twice", good[:-1] + ',"":1,"":2}'),
    ):
        yield Case(name, text.encode(), "duplicate_key")


def _numbers() -> Iterator[Case]:
    for literal in ("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9e999999", "1.5E+309"):
        yield Case(f"the number {literal}", with_json(literal, literal).encode(), "not_finite")
    yield Case("NaN in a list", with_json("nan list", "[1,[NaN]]").encode(), "not_finite")
    lon = a_record("lon", data=a_body(lon="@@", lat=30.5)).replace(b'"@@"', b"NaN")
    yield Case("NaN as longitude", lon, "not_finite")
    for name, literal in (
        ("31 digits", "1" * 31),
        ("31 digits below zero", "-" + "1" * 31),
        ("31 digits about a point", "1" * 15 + "." + "1" * 16),
        ("31 digits with the exponent's", "1." + "1" * 28 + "e10"),
        ("31 zeros behind a point", "0." + "0" * 30),
        ("5,000 digits", "7" * 5_000),
        ("5,000 digits below zero", "-" + "7" * 5_000),
        ("100,000 digits", "7" * 100_000),
        ("5,000 digits behind a point", "0." + "7" * 5_000),
        ("an exponent of 5,000 digits", "1e" + "0" * 4_999 + "1"),
    ):
        yield Case(name, with_json(name, literal).encode(), "number_too_long")


def _tops() -> Iterator[Case]:
    good = a_record("tops").decode()
    for name, text in (
        ("a list of one record", f"[{good}]"),
        ("an empty list", "[]"),
        ("null", "null"),
        ("true", "true"),
        ("a number", "42"),
        ("a string", '"report"'),
        ("a record in a string", dump(good)),
    ):
        yield Case(name, text.encode(), "not_an_object")


def _surrogates() -> Iterator[Case]:
    def replaced(name: str, fragment: str, **changes: object) -> Case:
        value = dump(an_envelope(name, **changes)).replace("@@", fragment)
        return Case(name, value.encode(), "lone_surrogate")

    yield replaced("half a pair in the text", r"井\ud800盖", data=a_body(text="@@"))
    yield replaced("the second half in the text", r"\udc00", data=a_body(text="@@"))
    yield replaced("a pair the wrong way round", r"\udc00\ud800", data=a_body(text="@@"))
    yield replaced("half a pair in the id", r"\ud83d", id="@@")
    yield replaced("half a pair in the source", r"\uDBFF", source="@@")
    yield replaced("half a pair in a key", r"\ud800", x={"@@": 1})
    yield replaced("half a pair in an unknown field", r"\ud800x", x=[["@@"]])
    yield replaced("half a pair in a name", r"张\ud842", data=a_body(reporter={"name": "@@"}))
    yield replaced("a pair and a half", r"\ud83d\ude00\ud83d", data=a_body(title="@@"))
