"""Malformed in the envelope: version, id, source, type, data and time."""

from collections.abc import Iterator
from typing import Any

from tests.corpus.records.building import ABSENT, Case, a_record, shown

_REPORT = "cn.fourplatforms.report"


def in_envelope() -> Iterator[Case]:
    yield Case("an empty object", b"{}", "specversion")
    for field, reason, values in (
        (
            "specversion",
            "specversion",
            (ABSENT, None, 1.0, 1, "0.3", "1.1", "1", "", ["1.0"], True),
        ),
        (
            "id",
            "id",
            (ABSENT, None, "", 7, True, ["a"], {"a": 1}, "i" * 129, "i" * 10_240, "井" * 129),
        ),
        ("source", "source", (ABSENT, None, "", 7, False, [], {}, "s" * 513, "源" * 10_000)),
        (
            "type",
            "type_unknown",
            (
                ABSENT,
                None,
                "",
                7,
                [],
                "report",
                "cn.fourplatforms.case.opened.v1",
                _REPORT,
                f"{_REPORT}.V1",
                "CN.FOURPLATFORMS.REPORT.V1",
                f" {_REPORT}.v1",
            ),
        ),
        (
            "type",
            "type_version",
            tuple(f"{_REPORT}.{version}" for version in ("v2", "v0", "v1.1", "v10", "v", "v1 ")),
        ),
        ("data", "data", (ABSENT, None, "{}", 7, True, [], [{}], "井盖")),
        ("time", "time", _NO_TIMES),
        ("time", "time_out_of_range", _OTHER_TIMES),
    ):
        for value in values:
            name = f"{field} {shown(value)}"
            yield Case(name, a_record(name, **{field: value}), reason)
    yield Case("data as base64", a_record("b64", data=ABSENT, data_base64="e30="), "data")


_NO_TIMES: tuple[Any, ...] = (
    None, "", 7, True, [], "now", 1767576600, 1767576600000,
    "2026-01-05", "2026-01-05T09:30:00", "2026-01-05 09:30:00+08:00", "20260105T093000Z",
    "2026-02-30T09:30:00+08:00", "2026-01-05T09:30:60+08:00",
)  # fmt: skip
_OTHER_TIMES = ("2099-01-01T00:00:00+08:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z")
