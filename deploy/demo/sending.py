"""What a check sends: ordinary reports, ones aimed at the list's odd points, broken ones, more."""

from deploy.demo.checking import Checking, until
from deploy.demo.points import Aim
from deploy.demo.traffic import aimed_at
from deploy.demo.web_door import PhoneReports

_ORDINARY = 440
_OF_EACH_AIM = 12
_VAGUE = 20
_BROKEN = 30
_AGAIN = 14
_REUSED = 2
_PHONES = 20
_TAKEN_WITHIN = 90.0


def send(run: Checking) -> None:
    """Send everything, the repeats last; what went where is kept in ``run``."""
    traffic = run.traffic
    first = [traffic.ordinary(run.now()) for _ in range(_ORDINARY)]
    first += [traffic.vague(run.now()) for _ in range(_VAGUE)]
    for aim in Aim:
        aimed = aimed_at(traffic.points, frozenset({aim}), _OF_EACH_AIM)
        first += [traffic.aimed(point, run.now()) for point in aimed]
    broken = [traffic.broken(run.now()) for _ in range(_BROKEN)]
    # The broken ones lie between good neighbours, which must not suffer.
    every = max(1, len(first) // len(broken))
    for number, record in enumerate(broken):
        first.insert(number * (every + 1), record)
    good = [record for record in first if record.refused_for is None]
    later = [traffic.again(record) for record in good[:: len(good) // _AGAIN][:_AGAIN]]
    later += [traffic.same_id_other_words(record, run.now()) for record in good[:_REUSED]]
    run.sent = run.broker.send(first)
    phones = PhoneReports(run.house.deployment, run.house.book.county_code, traffic, seed="check")
    run.phones = sum(phones.one() is not None for _ in range(_PHONES))
    run.sent += run.broker.send(later)


def await_taken(run: Checking) -> None:
    """Wait until the last record was read and every message has left; what is lost shows later."""

    def all_taken() -> bool:
        return (
            run.evidence.phones_waiting() == 0
            and run.evidence.stored() == {n: end for n, end in run.broker.ends().items() if end}
            and run.evidence.outbox_waiting() == 0
        )

    until(all_taken, _TAKEN_WITHIN)
