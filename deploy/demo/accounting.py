"""Is every record accounted for: by its id, its place on Kafka, and the receipt it got?"""

from collections import Counter
from collections.abc import Mapping

from deploy.demo.checking import Checking
from deploy.demo.traffic import Record

_RECORDS = 500
_MALFORMED = 20
_DUPLICATES = 10


def account_for_each(run: Checking) -> None:
    """Every record by its id: a case, the case of the record it repeats, or a quarantine row."""
    findings, evidence = run.findings, run.evidence
    cased, refused = evidence.cased(), evidence.quarantined()
    good = [sent for sent in run.sent if sent.record.refused_for is None]
    broken = [sent for sent in run.sent if sent.record.refused_for is not None]
    again = [sent for sent in good if sent.record.again]
    lost = [sent for sent in good if not _known(sent.record, cased)]
    lost_broken = [sent for sent in broken if (sent.partition, sent.position) not in refused]
    surprises = refused.keys() - {(sent.partition, sent.position) for sent in broken}
    right = sum(
        refused.get((sent.partition, sent.position)) == sent.record.refused_for for sent in broken
    )
    total = len(run.sent) + run.phones
    findings.at_least(
        "经 Kafka 的记录", "records over Kafka", _RECORDS, total, f"其中掌上 {run.phones} by phone"
    )
    findings.equal("成为案件", "became cases", len(good) - len(again) + run.phones, len(cased))
    kinds = " ".join(f"{name} {n}" for name, n in evidence.by_quarantine_reason().items())
    findings.at_least("隔离", "quarantined", _MALFORMED, len(refused) - len(surprises), kinds)
    findings.equal("隔离原因相符", "for the reason expected", len(broken), right)
    findings.at_least("重复上送,不另立案", "repeats, no second case", _DUPLICATES, len(again))
    gone = [str(sent.record.record_id or sent.position) for sent in [*lost, *lost_broken]]
    findings.equal(
        "去向不明",
        "unaccounted for",
        0,
        len(gone) + run.evidence.phones_waiting(),
        " ".join(gone[:5]),
    )
    findings.equal("好记录被隔离", "good ones refused", 0, len(surprises))
    _check_positions(run)
    _check_receipts(run, opened=len(good) - len(again) + run.phones)


def _known(record: Record, cased: set[tuple[str, str]]) -> bool:
    return record.source is not None and (record.source, record.record_id) in cased


def _check_positions(run: Checking) -> None:
    ends, stored, committed = run.broker.ends(), run.evidence.stored(), run.broker.committed()
    read = {number: end for number, end in ends.items() if end}
    within = all(committed.get(number, 0) <= stored.get(number, 0) for number in ends)
    run.findings.expect(
        "各分区已读到末尾",
        "stored = end, Kafka's ≤ it",
        expected=_numbers(read),
        seen=_numbers(stored) if within else f"{_numbers(stored)}; Kafka {_numbers(committed)}",
        holds=stored == read and within,
    )


def _numbers(positions: Mapping[int, int]) -> str:
    return " ".join(str(positions[number]) for number in sorted(positions))


def _check_receipts(run: Checking, *, opened: int) -> None:
    refused = sum(sent.record.refused_for is not None for sent in run.sent)
    again = sum(sent.record.again for sent in run.sent)
    expected = {"accepted": opened, "duplicate": again, "quarantined": refused}
    seen = Counter(receipt["outcome"] for receipt in run.broker.receipts())
    run.findings.expect(
        "发回来源的回执",
        "receipts back to the senders",
        expected=" ".join(f"{name} {expected[name]}" for name in sorted(expected)),
        seen=" ".join(f"{name} {seen[name]}" for name in sorted(seen)),
        holds=dict(seen) == expected,
    )
