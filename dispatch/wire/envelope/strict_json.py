"""Bytes to one JSON object, or the rule that forbids it.

The standard library's parser takes much that a database later refuses: NaN,
1e400, a key twice, NUL and half a surrogate pair; and it falls over deep
nesting and five-thousand-digit integers. Each is refused here, before or
while it parses, in one pass over the good record.
"""

import codecs
import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from dispatch.intake.model import Json
from dispatch.intake.quarantine import QuarantineReason
from dispatch.wire.envelope.refusal import BadRecord

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_DIGITS = 30

_SPACES = " \t\n\r"
_BRACKET_OUTSIDE_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|([\[{])|[\]}]', re.DOTALL)
# Most records have no such escape; only those that do are walked.
_SUSPICIOUS_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_DIGIT = re.compile("[0-9]")


def read_object(value: bytes) -> dict[str, Json]:
    """Return the JSON object that ``value`` holds.

    Raises:
        BadRecord: with the first rule broken, judged in the order of
            ``QuarantineReason``; between faults of the JSON text itself the
            one that stands first counts.
    """
    text = _text(value)
    if "\x00" in text:
        raise BadRecord(QuarantineReason.NUL, "the record holds a NUL character; leave it out")
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth_passes_the_limit(text):
        raise BadRecord(
            QuarantineReason.TOO_DEEP,
            f"objects and lists nest more than {MAX_DEPTH} deep, the record itself being 1",
        )
    document = _parse(text)
    if type(document) is not dict:
        raise BadRecord(
            QuarantineReason.NOT_AN_OBJECT, "the record is not a JSON object; send one {…}"
        )
    if _SUSPICIOUS_ESCAPE.search(text):
        _refuse_unstorable_text(document)
    return document


def _text(value: bytes) -> str:
    if not value:
        raise BadRecord(QuarantineReason.EMPTY, "the record has no bytes")
    if len(value) > MAX_BYTES:
        raise BadRecord(
            QuarantineReason.TOO_LARGE,
            f"the record is larger than {MAX_BYTES} bytes; send photos as attachments, by id",
        )
    if value.startswith(codecs.BOM_UTF8):
        raise BadRecord(
            QuarantineReason.BYTE_ORDER_MARK, "the record begins with a byte order mark; omit it"
        )
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise BadRecord(
            QuarantineReason.NOT_UTF8, f"byte {error.start} is not UTF-8; encode as UTF-8"
        ) from None


def _depth_passes_the_limit(text: str) -> bool:
    depth = 0
    for found in _BRACKET_OUTSIDE_STRING.finditer(text):
        if found[1]:
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif found[0][0] != '"':
            depth -= 1
    return False


def _parse(text: str) -> Any:
    start = len(text) - len(text.lstrip(_SPACES))
    try:
        document, end = _decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise BadRecord(
            QuarantineReason.NOT_JSON, f"not JSON from character {error.pos} on"
        ) from None
    if text[end:].strip(_SPACES):
        raise BadRecord(
            QuarantineReason.TRAILING_DATA,
            f"something follows the record from character {end} on; send one object a record",
        )
    return document


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise BadRecord(
            QuarantineReason.DUPLICATE_KEY, "an object names one of its keys twice; send it once"
        )
    return read


def _whole(literal: str) -> int:
    if len(literal) > MAX_DIGITS:
        _refuse_long_number(literal)
    return int(literal)


def _real(literal: str) -> float:
    if len(literal) > MAX_DIGITS:
        _refuse_long_number(literal)
    value = float(literal)
    if math.isinf(value):
        raise _not_finite()
    return value


def _refuse_long_number(literal: str) -> None:
    # All digits of the literal count, those of the exponent too; sign, point and e do not.
    if len(_DIGIT.findall(literal)) > MAX_DIGITS:
        raise BadRecord(
            QuarantineReason.NUMBER_TOO_LONG,
            f"a number has more than {MAX_DIGITS} digits; send it as a string",
        )


def _constant(_literal: str) -> NoReturn:
    raise _not_finite()


def _not_finite() -> BadRecord:
    return BadRecord(
        QuarantineReason.NOT_FINITE, "a number is NaN or infinite; leave its field out"
    )


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_real, parse_constant=_constant
)


def _refuse_unstorable_text(document: dict[str, Json]) -> None:
    for text in _texts(document):
        if "\x00" in text:
            raise BadRecord(
                QuarantineReason.NUL, "the record holds an escaped NUL character; leave it out"
            )
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadRecord(
                QuarantineReason.LONE_SURROGATE,
                "a string holds half of a surrogate pair; send the whole character",
            ) from None


def _texts(node: Json) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
