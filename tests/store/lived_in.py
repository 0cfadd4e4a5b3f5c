"""What happens in the lived-in county: cases in every state, late ones, refused records."""

from datetime import timedelta

from dispatch.clock import StoredClock
from dispatch.deadlines.brake import Held
from dispatch.flows.accept_report import EVENTS_TOPIC
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode
from tests.support.county import CountyWorld

HOME, AWAY = CountyCode("330521"), CountyCode("330122")
"""The county that the tests act in, and another one of the same deployment."""
_WUKANG, _XINSHI = "居仁社区第1网格", "东升社区第1网格"
_TOWNSHIPS = ("330521001200", "330521102001", "330521002", "330521115")


def live(county: CountyWorld, clock: StoredClock) -> None:
    """Let everything happen that leaves a row in some table."""
    squad, room, desk = county.person("wk-zfd-01"), county.person("wk-zhs-01"), county.desk()
    county.a_case()
    county.a_case(at=_XINSHI)
    county.a_case("校门口太乱", at="330521102", matter="M043")
    desk.assigns(county.a_case("车站口太乱", at="330521102", matter="M043"), "330521-GA")
    squad.accepts(county.a_case("已签收"))
    looked_at, done = county.a_case("待核实"), county.a_case("已办结")
    for number in (looked_at, done):
        squad.accepts(number)
        squad.reports_back(number)
    room.verifies(done)
    room.closes(done)
    for name, place in (
        ("敖凯", _WUKANG),
        ("敖凯", "330521001200001"),
        ("敖凯", _XINSHI),
        ("许海燕", _XINSHI),
    ):
        county.grid_worker(name).reports(at=place)
    county.relay()
    county.takes(
        *(
            county.record(matter=f"M{n:03}", at=place)
            for n in range(1, 60, 5)
            for place in _TOWNSHIPS
        )
    )
    county.take(
        county.arrivals(
            county.record(at="330122003001", matter="T01"),
            county.record(at="330122003001", matter="T01"),
            key=b"330122003",
        )
    )
    county.takes(b"{")
    county.clock.forward(days=2)
    county.tick_until_quiet()
    CountyWorld(county.deployment, clock, AWAY).tick_until_quiet()
    county.grid_worker("钱水根").reports("还没有转来", at="330521001200001")
    _keep_positions(county)


def _keep_positions(county: CountyWorld) -> None:
    """Store the position that the consumer would, and a brake that was let go long ago."""
    now = county.clock.now()
    ((taken,),) = county.rows(
        "select max(position) from (select position from report"
        " union all select position from quarantine) taken"
    )
    old = now - timedelta(days=700)
    with county.deployment.work(WORKER) as work:
        work.positions.advance("reports", EVENTS_TOPIC, 0, expected=0, to=taken + 1)
        work.promises.hold(HOME, Held(old, "clock_jump", old, old + timedelta(days=1)))
        work.promises.release(HOME, at=now)
