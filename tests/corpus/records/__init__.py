"""The corpus of odd records: what each is, its bytes, and what reading it must say.

``malformed()`` must end in quarantine with the reason given, ``good_but_odd()``
must be taken. No verdict depends on the present instant, as long as it lies
after 5 January 2026 and before 2098. Names are unique; a record's id carries
its name where it has an id at all, so a broker test can send them all.
"""

from tests.corpus.records.arrived import arrived
from tests.corpus.records.as_json import as_json
from tests.corpus.records.building import OK, Case, a_body, a_record, a_report
from tests.corpus.records.in_body import in_body
from tests.corpus.records.in_envelope import in_envelope
from tests.corpus.records.odd import odd

__all__ = ["OK", "Case", "a_body", "a_record", "a_report", "good_but_odd", "malformed"]


def malformed() -> list[Case]:
    """Return (name, bytes, reason) of every record that must be refused."""
    return [*arrived(), *as_json(), *in_envelope(), *in_body()]


def good_but_odd() -> list[Case]:
    """Return (name, bytes, ``ok``) of every record that must be taken."""
    return list(odd())
