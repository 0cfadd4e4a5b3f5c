"""What happens in the lived-in county: cases in every state, late ones, refused records."""

from datetime import timedelta
from functools import partial

from uuid_utils.compat import uuid7

from dispatch.clock import StoredClock
from dispatch.deadlines.brake import Held
from dispatch.editions.model import (
    Action,
    ChangeRequest,
    Dismissal,
    Draft,
    DraftState,
    Edit,
    MovedCase,
    RequestState,
    Reroute,
    RerouteState,
    Upload,
    UploadKind,
    WhatIfRun,
    WhatIfState,
)
from dispatch.flows.accept_report import EVENTS_TOPIC
from dispatch.flows.keep_address import keep_address
from dispatch.flows.keep_channel import ChannelDraft, open_channel
from dispatch.flows.keep_key import give_key
from dispatch.flows.note_outage import note_away
from dispatch.flows.tell_changes import tell_changes
from dispatch.history.model import PastCase
from dispatch.journal.model import Part
from dispatch.notices.channels import AddressKind, ChannelKind
from dispatch.notices.deliveries import Delivery, DeliveryState
from dispatch.people.access import KeyKind
from dispatch.people.scope import WORKER
from dispatch.triage.checks import Check
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
    for each in (county, CountyWorld(county.deployment, clock, AWAY)):
        _keep_a_list(each)
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


def _keep_a_list(county: CountyWorld) -> None:
    """Begin a draft, ask for a change, try the draft, keep a past, and propose a move."""
    now, code = county.clock.now(), county.code
    (line,) = county.loaded.book.lines[:1]
    draft = Draft(
        county=code,
        draft_id=uuid7(),
        title="草案",
        state=DraftState.OPEN,
        base_edition=county.loaded.edition,
        version=1,
        files={},
        created_by="keeper",
        created_at=now,
        changed_at=now,
    )
    edit = Edit("responsibility.csv", line.row_id, Action.SET, {"basis": "新"}, {"basis": "旧"})
    request = ChangeRequest(
        county=code,
        request_id=uuid7(),
        unit=county.loaded.desk,
        title="申请",
        reason="理由",
        basis="依据",
        edits=(edit,),
        state=RequestState.OPEN,
        asked_by="desk",
        asked_at=now,
    )
    run = WhatIfRun(
        county=code,
        what_if_id=uuid7(),
        draft_id=draft.draft_id,
        version=1,
        as_of=now.date(),
        state=WhatIfState.WAITING,
        done=0,
        total=1,
        asked_by="keeper",
        asked_at=now,
    )
    past = PastCase("旧平台", "1", now.date(), county.loaded.root, line.matter, line.unit)
    moved = MovedCase("旧平台", "1", line.matter, None, line.unit, None, "decided", "gap")
    ((case_id, number),) = county.rows(
        "select case_id, number from cases where county_code = :c order by number limit 1", c=code
    )
    check = Check(
        *(code, case_id, number, "", "墙上贴满小广告", line.matter),
        source="keyword",
        model_version="",
        reasons=("小广告",),
        picked_at=now,
    )
    with county.deployment.work(WORKER) as work:
        work.checks.add([check])
        work.drafts.add(draft)
        work.drafts.note(draft, [edit], by="keeper", at=now)
        work.requests.add(request)
        work.dismissals.keep(Dismissal(code, "finding", "什么", "理由", "keeper", now))
        work.history.keep(code, [past])
        work.history.note_import(
            code,
            uuid7(),
            source="旧平台",
            file_name="旧平台.xlsx",
            accepted=1,
            refused=0,
            by="keeper",
            at=now,
        )
        work.what_ifs.ask(run)
        work.uploads.add(
            Upload(
                county=code,
                upload_id=uuid7(),
                draft_id=draft.draft_id,
                kind=UploadKind.LIST,
                file_name="清单.xlsx",
                content=b"PK",
                headers="",
                mapping={},
                uploaded_by="keeper",
                uploaded_at=now,
            )
        )
    with county.deployment.work(WORKER) as work:
        claimed = work.what_ifs.claim(stale_before=now, at=now)
        assert claimed is not None
        work.what_ifs.keep_moves(claimed, [moved])
        work.what_ifs.finish(claimed, result={}, at=now)
        proposal = Reroute(
            county=code,
            edition=county.loaded.edition,
            case_id=case_id,
            number=number,
            before=None,
            after=line.unit,
            outcome="decided",
            reason="one_lead",
            state=RerouteState.OPEN,
            proposed_at=now,
        )
        work.reroutes.propose(code, county.loaded.edition, [proposal], cases=1, at=now)
