"""Tables as they look after years: millions of cases, some of them still open.

Filled by INSERT … SELECT over one real case that the product opened: every
row is as wide as a real one, with its indexes kept while it is written.
"""

import time

import psycopg
from psycopg import sql

from deploy.bench.ground import Ground
from deploy.bench.records import believable
from dispatch.bootstrap import Deployment
from dispatch.flows.take_reports import take_reports
from dispatch.intake.arrival import Arrival
from dispatch.people.scope import WORKER

_BLOCK = 250_000
_CASES = """
insert into cases
select c.county_code, md5('case' || n)::uuid,
    'C' || c.county_code || '2020' || lpad(n::text, 9, '0'),
    md5('report' || n)::uuid, case when n %% %(open)s = 0 then c.state else 'closed' end, c.title,
    c.area_code, c.places, c.township, c.matter, c.platform, c.urgency, c.outcome, c.reason,
    c.lead_unit, c.holder_unit, c.handler_unit, c.verify_unit, c.parties, c.handled_by,
    c.reporter_account, c.edition, c.because, c.strength, c.overdue,
    c.opened_at - n * interval '20 seconds', c.opened_at - n * interval '20 seconds',
    case when n %% %(open)s = 0 then null else c.opened_at - n * interval '19 seconds' end,
    c.last_seq, c.last_hash
from generate_series(%(first)s::bigint, %(last)s::bigint) n
join pattern c on c.k = n %% (select count(*) from pattern)
"""
_PROMISES = """
insert into promise
select c.county_code, md5('case' || n)::uuid, 'case', p.clock, p.cycle, p.urgency, p.budget,
    p.limit_type, p.started_at - n * interval '20 seconds', p.suspensions,
    case when n %% %(open)s = 0 then null else p.started_at end,
    p.due_at + (n %% 86400) * interval '1 second', p.provisional, p.ladder, 0,
    case when n %% %(open)s = 0 then p.next_at + (n %% 86400) * interval '1 second' end
from generate_series(%(first)s::bigint, %(last)s::bigint) n
join pattern c on c.k = n %% (select count(*) from pattern)
join promise p on p.county_code = c.county_code and p.subject_id = c.case_id
"""


def some_cases(ground: Ground, deployment: Deployment, count: int) -> None:
    """Let the product open a few hundred cases: the patterns of all that follow."""
    records = believable(ground.book, count, run="crowd")
    arrivals = [Arrival("bench", 0, n, key, value, {}) for n, (key, value) in enumerate(records)]
    with deployment.work(WORKER) as work:
        take_reports(
            arrivals, work=work, counties=deployment.counties(), now=deployment.clock.now()
        )


def crowd(database: str, count: int, *, one_open_in: int) -> float:
    """Fill up to ``count`` cases with their clocks; return the seconds it took."""
    begun = time.perf_counter()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("select set_config('dispatch.reach', 'deployment', false)")
        connection.execute(
            "create temporary table pattern as"
            " select row_number() over (order by case_id) - 1 as k, * from cases"
        )
        for first in range(1, count, _BLOCK):
            last = min(first + _BLOCK - 1, count)
            block = {"first": first, "last": last, "open": one_open_in}
            connection.execute(_CASES, block)
            connection.execute(_PROMISES, block)
        for table in ("cases", "promise"):
            connection.execute(sql.SQL("vacuum (analyze) {}").format(sql.Identifier(table)))
    return time.perf_counter() - begun


def sizes(database: str) -> str:
    """Say how many rows and bytes the two tables have."""
    with psycopg.connect(database) as connection:
        connection.execute("select set_config('dispatch.reach', 'deployment', true)")
        rows = connection.execute(
            "select relname, reltuples::bigint, pg_size_pretty(pg_table_size(oid)),"
            " pg_size_pretty(pg_indexes_size(oid))"
            " from pg_class where relname in ('cases', 'promise') order by 1"
        )
        return "; ".join(f"{n} {c:,} rows {t} + indexes {i}" for n, c, t, i in rows)
