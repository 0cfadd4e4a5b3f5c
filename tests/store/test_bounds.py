"""Who hears of a case is who sees it: in memory the same answer as in SQL."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dispatch.board.bounds import bounds_of
from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases, within
from dispatch.people.scope import WORKER, Reach, Scope
from dispatch.vocabulary import AreaCode, CountyCode, UnitCode
from tests.support.county import CountyWorld


def test_within_is_what_visible_cases_says(lived_in: CountyWorld) -> None:
    with lived_in.deployment.work(WORKER) as work:
        keys = [
            tuple(row)
            for row in work.connection.execute(select(cases.c.county_code, cases.c.case_id))
        ]
        known = bounds_of(work.connection, keys)
        bounds = [each.bounds for each in known.values()]
        units = sorted({unit for each in bounds for unit in each.parties})
        areas = sorted({area for each in bounds for area in each.places})
        accounts = sorted({each.reporter_account for each in bounds if each.reporter_account})
        counties = sorted({each.county for each in bounds})
        seen, heard = 0, 0

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            st.builds(
                Scope,
                county=st.sampled_from([*counties, CountyCode("999999"), CountyCode("")]),
                reach=st.sampled_from(Reach),
                units=st.frozensets(st.sampled_from([*units, UnitCode("nobody")]), max_size=4),
                areas=st.frozensets(st.sampled_from([*areas, AreaCode("nowhere")]), max_size=3),
                account=st.sampled_from([*accounts, "", "somebody"]),
            )
        )
        def same(scope: Scope) -> None:
            nonlocal seen, heard
            in_sql = set(
                work.connection.scalars(select(cases.c.case_id).where(visible_cases(scope)))
            )
            in_memory = {case for case, each in known.items() if within(scope, each.bounds)}
            assert in_memory == in_sql
            seen += len(in_sql)
            heard += len(known) - len(in_sql)

        same()

    assert len(counties) == 2
    assert seen
    assert heard
