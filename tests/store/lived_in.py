"""What happens in the lived-in county: cases in every state, late ones, refused records."""

from datetime import timedelta
from functools import partial

from uuid_utils.compat import uuid7

from dispatch.clock import StoredClock
from dispatch.deadlines.brake import Held
from dispatch.flows.accept_report import EVENTS_TOPIC
from dispatch.flows.keep_address import keep_address
from dispatch.flows.keep_channel import ChannelDraft, open_channel
from dispatch.flows.keep_key import give_key
from dispatch.flows.note_outage import note_away
from dispatch.flows.tell_changes import tell_changes
from dispatch.journal.model import Part
from dispatch.notices.channels import AddressKind, ChannelKind
from dispatch.notices.deliveries import Delivery, DeliveryState
from dispatch.people.access import KeyKind
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode
from dispatch.wire.channels.addresses import read_channel
from dispatch.wire.channels.seal import Seal, new_key
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
    _bring_photos(county)
    county.grid_worker("钱水根").reports("还没有转来", at="330521001200001")
    _keep_positions(county)
    for each in (county, CountyWorld(county.deployment, clock, AWAY)):
        _let_a_message_leave(each)
    _give_a_key(county)
    with county.deployment.work(WORKER) as work:
        note_away(Part.KAFKA, work=work, now=county.clock.now())


def _bring_photos(county: CountyWorld) -> None:
    """Show photos with a report and a result, and leave one that nothing shows."""
    worker, squad = county.grid_worker("敖凯"), county.person("wk-zfd-01")
    seen, done = worker.brings(1), squad.brings(2)
    worker.brings(3)
    receipt = worker.reports("井盖坏了,有照片", photos=[seen]).receipt
    county.relay()
    ((number,),) = county.rows(
        "select c.number from cases c join report r on r.case_id = c.case_id"
        " where r.receipt = :receipt",
        receipt=receipt,
    )
    squad.accepts(number)
    squad.reports_back(number, after=[done])


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


def _give_a_key(county: CountyWorld) -> None:
    """Give somebody a key, and tell other systems what has happened so far."""
    now = county.clock.now()
    with county.deployment.work(WORKER) as work:
        account = work.accounts.find("desk1")
        assert account is not None
        later = now + timedelta(hours=12)
        give_key(account, KeyKind.TOKEN, label="", expires_at=later, work=work, now=now)
    with county.deployment.work(WORKER) as work:
        tell_changes(work=work, send=lambda messages: [None] * len(messages))


def _let_a_message_leave(county: CountyWorld) -> None:
    """Open a channel, keep somebody's address and let one message wait."""
    now, seal = county.clock.now(), Seal(new_key())
    actor = county.person(county.loaded.book.people[0].account).actor
    ((told,),) = county.rows(
        "select min(notice_id::text)::uuid from notice where county_code = :c", c=county.code
    )
    with county.deployment.work(WORKER) as work:
        channel = open_channel(
            ChannelKind.WECOM,
            ChannelDraft("群", county.loaded.desk, "wecombot://abcdefgh", ""),
            actor=actor,
            work=work,
            county=county.loaded,
            read=partial(read_channel, hosts=()),
            seal=seal,
            now=now,
        )
        keep_address(
            AddressKind.EMAIL, "somebody@example.cn", actor=actor, work=work, seal=seal, now=now
        )
        waiting = Delivery(
            county=county.code,
            delivery_id=uuid7(),
            channel_id=channel,
            account=None,
            at_once=False,
            state=DeliveryState.WAITING,
            attempts=0,
            next_at=now,
            created_at=now,
        )
        work.deliveries.add([waiting])
        work.deliveries.join(county.code, [(waiting.delivery_id, told)])
