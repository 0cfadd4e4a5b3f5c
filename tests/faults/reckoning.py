"""What must have become of everything that came in: asked from outside, after any fault.

    given: receipts that people hold, records that townships produced
    found: names of what does not hold; empty is well

The invariants look at rows beside rows. What left no row at all only shows beside what came in.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from tests.support.county import CountyWorld
from tests.support.working import Keyed

Name = tuple[str, str]
"""Source and id of a record."""


def misfits(
    county: CountyWorld,
    *,
    receipts: Iterable[str] = (),
    records: Sequence[Keyed] = (),
    aged: bool = False,
) -> dict[str, str]:
    """Ask every invariant and every question below; return what fails with its first example.

    Reports are given no grace; ``aged`` says that they have had theirs.
    """
    if not aged:
        county.clock.forward(minutes=6)
    found = {breach.name: breach.first for breach in county.breaches()}
    found |= _first("receipt_without_report", _unkept(county, receipts))
    found |= _first("record_unaccounted", _unaccounted(county, records))
    found |= _first("accepted_twice", _accepted_twice(county))
    found |= _first("order_per_key", _out_of_order(county, records))
    found |= _first("order_per_partition", _before_its_elder(county))
    return found


def _first(name: str, found: Iterable[object]) -> dict[str, str]:
    first = next(iter(found), None)
    return {} if first is None else {name: str(first)}


def _unkept(county: CountyWorld, receipts: Iterable[str]) -> Iterable[str]:
    """Return receipts that somebody holds and that no report bears."""
    kept = {receipt for (receipt,) in county.rows("select receipt from report")}
    return sorted(set(receipts) - kept)


def _unaccounted(county: CountyWorld, records: Sequence[Keyed]) -> Iterable[Name]:
    """Return records that are neither a report with its case nor in the quarantine."""
    there = {
        (source, record_id)
        for source, record_id in county.rows(
            "select source, record_id from report where case_id is not null"
            " union select source, record_id from quarantine"
        )
    }
    return sorted({name for _, value in records for name in [name_of(value)]} - there)


def _accepted_twice(county: CountyWorld) -> Iterable[str]:
    """Return receipts that were told to their producer as accepted more than once."""
    rows = county.rows(
        "select d ->> 'receipt' from"
        " (select convert_from(payload, 'UTF8')::jsonb -> 'data' as d from outbox"
        "  where topic = 'township.receipts.v1') told"
        " where d ->> 'outcome' = 'accepted' group by 1 having count(*) > 1 limit 1"
    )
    return [receipt for (receipt,) in rows]


def _before_its_elder(county: CountyWorld) -> Iterable[str]:
    """Return cases opened before that of a record which lies before theirs in Kafka."""
    rows = county.rows(
        "select number from (select c.number, lag(c.number) over"
        " (partition by r.topic, r.partition order by r.position) as before"
        " from report r join cases c using (county_code, case_id) where r.topic <> 'outbox') a"
        " where number < before limit 1"
    )
    return [number for (number,) in rows]


def _out_of_order(county: CountyWorld, records: Sequence[Keyed]) -> Iterable[Name]:
    """Return records whose case was opened before that of an earlier record of the same key."""
    numbers = {
        (source, record_id): number
        for source, record_id, number in county.rows(
            "select r.source, r.record_id, c.number from report r"
            " join cases c using (county_code, case_id)"
        )
    }
    last: dict[Any, str] = defaultdict(str)
    seen: set[Name] = set()
    for key, value in records:
        name = name_of(value)
        if name in seen or name not in numbers:
            continue
        seen.add(name)
        if numbers[name] < last[key]:
            yield name
        last[key] = numbers[name]


def name_of(value: bytes | None) -> Name:
    body = json.loads(value or b"{}")
    return str(body.get("source")), str(body.get("id"))
