"""A checker that cannot fail proves nothing: each loss is seen for what it is."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from deploy.demo.accounting import account_for_each
from deploy.demo.broker import Sent
from deploy.demo.findings import Findings
from deploy.demo.traffic import Record
from dispatch.intake.quarantine import QuarantineReason

GOOD, AGAIN, BROKEN = 500, 12, 20
SOURCE = "urn:test"


@dataclass
class Database:
    """What the database would say after a faultless run."""

    cases: set = field(default_factory=lambda: {(SOURCE, str(n)) for n in range(GOOD)})
    refused: dict = field(
        default_factory=lambda: {(0, GOOD + AGAIN + n): "empty" for n in range(BROKEN)}
    )
    positions: dict = field(default_factory=lambda: {0: GOOD + AGAIN + BROKEN})

    def cased(self):
        return self.cases

    def quarantined(self):
        return self.refused

    def by_quarantine_reason(self):
        return {}

    def phones_waiting(self):
        return 0

    def stored(self):
        return self.positions


@dataclass
class Kafka:
    """What Kafka would say after a faultless run."""

    commits: dict = field(default_factory=lambda: {0: GOOD})
    outcomes: dict = field(
        default_factory=lambda: {"accepted": GOOD, "duplicate": AGAIN, "quarantined": BROKEN}
    )

    def ends(self):
        return {0: GOOD + AGAIN + BROKEN, 1: 0}

    def committed(self):
        return self.commits

    def receipts(self):
        return [{"outcome": name} for name, n in self.outcomes.items() for _ in range(n)]


def sent() -> list[Sent]:
    good = [Record(b"", b"{}", SOURCE, str(n)) for n in range(GOOD)]
    again = [Record(b"", b"{}", SOURCE, str(n), again=True) for n in range(AGAIN)]
    broken = [Record(b"", b"", None, None, refused_for=QuarantineReason.EMPTY)] * BROKEN
    return [Sent(record, 0, place) for place, record in enumerate([*good, *again, *broken])]


def failures(database=None, kafka=None) -> set[str]:
    run = SimpleNamespace(
        findings=Findings(),
        evidence=database or Database(),
        broker=kafka or Kafka(),
        sent=sent(),
        phones=0,
    )
    account_for_each(run)
    return {finding.english for finding in run.findings.failures}


class TestAccountForEach:
    def test_finds_nothing_where_nothing_is_lost(self):
        assert failures() == set()

    def test_misses_a_report_without_a_case(self):
        database = Database()
        database.cases.remove((SOURCE, "17"))

        assert failures(database) >= {"unaccounted for", "became cases"}

    def test_misses_a_broken_record_that_is_not_in_quarantine(self):
        database = Database()
        del database.refused[0, GOOD + AGAIN]

        assert failures(database) >= {"unaccounted for", "quarantined"}

    def test_sees_a_good_record_in_quarantine(self):
        database = Database()
        database.refused[0, 3] = "text"

        assert failures(database) == {"good ones refused"}

    def test_sees_a_wrong_reason(self):
        database = Database()
        database.refused[0, GOOD + AGAIN] = "not_json"

        assert failures(database) == {"for the reason expected"}

    def test_sees_a_record_that_was_never_read(self):
        database = Database(positions={0: GOOD + AGAIN + BROKEN - 1})

        assert failures(database) == {"stored = end, Kafka's ≤ it"}

    def test_sees_that_kafka_runs_ahead_of_the_stored_position(self):
        assert failures(kafka=Kafka(commits={0: 9999})) == {"stored = end, Kafka's ≤ it"}

    def test_misses_a_receipt(self):
        kafka = Kafka(outcomes={"accepted": GOOD - 1, "duplicate": AGAIN, "quarantined": BROKEN})

        assert failures(kafka=kafka) == {"receipts back to the senders"}
