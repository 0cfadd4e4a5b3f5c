"""``--check``: one course of the county clock, each claim proved by a query.

records to Kafka ─► each a case or a quarantine row? ─► as the list says?
─► people act on some ─► the clock moves, ladders climb ─► a supervisor takes one in hand
─► one record followed to its page ─► invariants
"""

import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from deploy.demo import one_record
from deploy.demo.accounting import account_for_each
from deploy.demo.broker import Broker
from deploy.demo.checking import Checking, until
from deploy.demo.comparing import compare_with_the_list, look_for_aims
from deploy.demo.evidence import Evidence, ToFollow
from deploy.demo.house import WORKERS, House
from deploy.demo.people import People
from deploy.demo.saying import Saying
from deploy.demo.sending import await_taken, send
from deploy.demo.traffic import Traffic
from deploy.demo.visitor import Visitor
from deploy.demo.worker_logs import CRITICAL, ERROR, cries
from dispatch.board.invariants import INVARIANTS, first_breaches, first_broken_chain
from dispatch.clock import COUNTY_ZONE
from dispatch.people.scope import WORKER
from dispatch.vocabulary import LABELS, Role, Strength

SPEED = 60.0
"""County seconds per second while the check runs."""

_SEED = 4
_OVERDUE = 20
_FIRED_WITHIN = 60.0
_MOVES_A_STEP = 60
_STEPS = tuple(timedelta(hours=hours) for hours in (0.7, 2, 4, 18, 24, 24, 48, 96, 168, 240, 336))
"""How far the clock is moved at a time, until enough has become overdue."""
_STEPS_AT_LEAST = 4


def check(house: House, say: Saying) -> bool:
    """Run the check, print what happened, and return whether everything held."""
    began, first = time.monotonic(), house.clock.now()
    deployment, code = house.deployment, house.book.county_code
    broker = Broker(deployment.settings)
    run = Checking(
        house=house,
        broker=broker,
        evidence=Evidence(deployment, code, broker.topic),
        people=People(deployment, code),
        traffic=Traffic(house.book, now=first, seed=_SEED, run="check"),
    )
    try:
        with say.part("reports sent and taken"):
            send(run)
            await_taken(run)
        account_for_each(run)
        with say.part("compared with the list"):
            compare_with_the_list(run)
        look_for_aims(run)
        with say.part("people and the county clock"):
            _let_time_pass(run)
        followed = _follow_one(run)
        with say.part("invariants"):
            _verify(run)
        _sum_up(run, first, time.monotonic() - began)
    finally:
        broker.close()
    if followed:
        one_record.show(say.console, followed)
    run.findings.show(say.console, f"{house.book.name} {code}: 演示核查 demo --check")
    failures = len(run.findings.failures)
    say.line(f"核查未通过 {failures} failed" if failures else "核查通过 everything held")
    return not failures


def _let_time_pass(run: Checking) -> None:
    """Move the clock on, step by step, while some act and others do not, until enough climbed."""
    for number, step in enumerate(_STEPS, start=1):
        run.people.work_through(at_most=_MOVES_A_STEP)
        run.house.clock.forward(step)
        if not until(lambda: run.evidence.due_now() == 0, _FIRED_WITHIN):
            break
        if number >= _STEPS_AT_LEAST and _enough(run):
            break
    run.people.work_through(at_most=_MOVES_A_STEP)


def _enough(run: Checking) -> bool:
    return run.evidence.climbed() >= _OVERDUE and run.evidence.to_follow() is not None


def _follow_one(run: Checking) -> one_record.Followed | None:
    findings, people = run.findings, run.people
    moves = " ".join(f"{name} {n}" for name, n in sorted(people.moves.items()))
    findings.at_least("人员处置动作", "moves made by people", 1, sum(people.moves.values()), moves)
    findings.equal(
        "被拒的动作", "moves refused", 0, len(people.refused), "; ".join(people.refused[:2])
    )
    findings.at_least(
        "超期且逐级督办两级以上", "overdue and two rungs up", _OVERDUE, run.evidence.climbed()
    )
    chosen = run.evidence.to_follow()
    if chosen is None:
        _note_no_alert(run)
        return None
    people.acknowledge(chosen.account, chosen.notice_id)
    alerts = run.evidence.alerts()
    findings.at_least(
        "督查收到预警", "alerts to supervisors", 1, alerts.alerts, f"{alerts.people} 人 people"
    )
    findings.equal("督查已知悉", "acknowledged by one", 1, alerts.acknowledged)
    followed = one_record.follow(run.house.deployment, run.county, chosen)
    _look_at_its_page(run, chosen, followed)
    return followed


def _note_no_alert(run: Checking) -> None:
    supervisors = any(Role.SUPERVISOR in person.roles for person in run.house.book.people)
    if supervisors:
        run.findings.at_least("督查收到预警", "alerts to supervisors", 1, 0)
    else:
        run.findings.note(
            "督查收到预警", "alerts to supervisors", "本县没有督查账号 no such account"
        )


def _look_at_its_page(run: Checking, chosen: ToFollow, followed: one_record.Followed) -> None:
    visitor = Visitor(run.house.url)
    visitor.sign_in(chosen.account, run.house.password)
    page = visitor.look(f"/cases/{chosen.number}")
    missing = [words for words in followed.words_of_its_page() if words not in page.text]
    run.findings.expect(
        "案件页写明编号、条目、依据、承办",
        "its page says it all",
        expected="200",
        seen=f"{page.status}" + (f", without {'; '.join(missing)}" if missing else ""),
        holds=page.status == 200 and not missing,  # noqa: PLR2004 - HTTP's word for "here it is"
    )


def _verify(run: Checking) -> None:
    until(lambda: run.evidence.due_now() == 0, _FIRED_WITHIN)
    factor, _ = run.house.clock.course()
    grace = timedelta(seconds=max(120.0, factor * 20))
    with run.house.deployment.work(WORKER) as work:
        breaches = list(first_breaches(work.connection, now=run.now(), grace=grace))
        broken = first_broken_chain(work.connection)
    breaches += [broken] if broken else []
    total = len(INVARIANTS) + 1
    run.findings.equal(
        "不变量(含逐条重放)",
        "invariants, timelines replayed",
        total,
        total - len(breaches),
        "; ".join(f"{breach.name}: {breach.first}" for breach in breaches),
    )


def _sum_up(run: Checking, first: datetime, seconds: float) -> None:
    findings, evidence = run.findings, run.evidence
    findings.equal("意外退出的进程", "processes that crashed", 0, len(run.house.processes.crashes))
    alarms, errors = _cried(run, CRITICAL), _cried(run, ERROR)
    findings.equal("进程报警", "alarms in the workers' logs", 0, alarms.total(), _listed(alarms))
    if errors:
        findings.note("重试或无人可通知", "tried again, or nobody to tell", _listed(errors))
    findings.note("案件状态", "cases by state", _listed(evidence.by_state()))
    findings.note("交县中心的原因", "why at the county desk", _listed(evidence.by_reason()))
    rungs = evidence.by_strength()
    findings.note(
        "触发的督办",
        "rungs fired",
        "  ".join(f"{LABELS[each]} {rungs[each]}" for each in Strength if each in rungs),
    )
    findings.note("县时钟", "county clock", f"{_at(first)} → {_at(run.now())}")
    findings.note("用时", "seconds of the check itself", f"{seconds:.1f}")


def _cried(run: Checking, level: str) -> Counter[str]:
    processes = run.house.processes
    return sum((cries(processes.log_of(name), level) for name in WORKERS), Counter())


def _listed(counts: Mapping[str, int]) -> str:
    return "  ".join(f"{name} {count}" for name, count in counts.items())


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(COUNTY_ZONE):%Y-%m-%d %H:%M}"
