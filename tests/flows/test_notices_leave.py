"""Notices leave the house: to robots and a mail server that answer as the real ones do."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import structlog
from uuid_utils.compat import uuid7

from dispatch.board.inbox import Shelf
from dispatch.board.outgoing import due_messages
from dispatch.bootstrap import Deployment, assemble
from dispatch.clock import COUNTY_ZONE, StoredClock
from dispatch.flows.hand_back import hand_back
from dispatch.flows.keep_address import keep_address
from dispatch.flows.keep_channel import ChannelDraft, open_channel, switch_channel
from dispatch.flows.reopen_case import reopen_case
from dispatch.flows.supervise_case import supervise_case
from dispatch.logs import log_as_json
from dispatch.notices.channels import AddressKind, ChannelKind
from dispatch.notices.deliveries import Delivery, DeliveryState
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode, Strength
from dispatch.wire.channels.addresses import read_channel
from dispatch.wire.channels.seal import new_key
from tests.support.county import CountyWorld, Somebody
from tests.support.outside import Post, Robots, post_outside, robots_outside
from tests.support.settings import environment, settings_from
from workers.notifier import Notifier

SQUAD, SQUADS_LEADER = "wk-zfd-01", "wk-zfd-02"
TOKEN = "abcDEF0123456789"
WEBHOOKS = {
    "dingtalk": f"dingtalk://SECsecret12@{TOKEN}",
    "wecom": f"wecombot://{TOKEN}",
    "feishu": f"feishu://SECsecret12@{TOKEN}",
}


@pytest.fixture
def robots() -> Iterator[Robots]:
    with robots_outside() as found:
        yield found


@pytest.fixture
def post() -> Iterator[Post]:
    with post_outside() as found:
        yield found


class Outside:
    """A county whose notices leave, and what everybody outside sees of them."""

    def __init__(self, county: CountyWorld, robots: Robots, post: Post) -> None:
        self.county = county
        self.robots = robots
        self.post = post
        self.notifier = Notifier(county.deployment)
        self.admin = county.person("admin").actor

    @property
    def squad(self) -> str:
        return self.county.person(SQUAD).person.unit

    def opens(self, kind: str, address: str, unit: str = "", secret: str = ""):
        here = self.county.deployment
        with here.work(WORKER) as work:
            return open_channel(
                ChannelKind(kind),
                ChannelDraft(f"{kind} 渠道", unit, address, secret),
                actor=self.admin,
                work=work,
                county=self.county.loaded,
                read=lambda k, a, s: read_channel(k, a, s, hosts=here.settings.notice_hosts),
                seal=here.seal,
                now=self.county.clock.now(),
            )

    def opens_mail(self):
        return self.opens("email", f"mailto://127.0.0.1:{self.post.port}/?from=a@example.cn")

    def opens_robot(self, kind: str = "dingtalk", unit: str = ""):
        return self.opens(kind, WEBHOOKS[kind], unit or self.squad)

    def reaches(self, account: str, kind: AddressKind, address: str) -> None:
        actor = self.county.person(account).actor
        with self.county.deployment.work(actor.scope) as work:
            keep_address(
                kind,
                address,
                actor=actor,
                work=work,
                seal=self.county.deployment.seal,
                now=self.county.clock.now(),
            )

    def neglects(self, cases: int = 1, *, hours: float = 2, **more: str) -> list[str]:
        """Open cases and let nobody touch them."""
        numbers = [self.county.a_case(f"第{n}处小广告", **more) for n in range(cases)]
        self.county.clock.forward(hours=hours)
        self.county.tick_until_quiet()
        return numbers

    def rounds(self, count: int = 1, *, seconds: float = 61) -> None:
        """Let the notifier look, then look again after each pause."""
        self.notifier.round()
        for _ in range(count):
            self.county.clock.forward(seconds=seconds)
            self.notifier.round()

    def states(self) -> list[tuple[str, int]]:
        return sorted(self.county.rows("select state, attempts from delivery"))


@pytest.fixture
def outside(
    database: str, clock: StoredClock, tmp_path: Path, robots: Robots, post: Post
) -> Iterator[Outside]:
    given = environment(
        database,
        tmp_path / "clock.json",
        secret_key=new_key(),
        notice_hosts=f"127.0.0.1:{robots.port}, 127.0.0.1:{post.port}",
        robot_gateway=robots.url,
        public_url="https://four.example.cn",
    )
    deployment = assemble(settings_from(given))
    found = Outside(CountyWorld(deployment, clock, CountyCode("330521")), robots, post)
    yield found
    found.notifier.close()
    deployment.engine.dispose()


def moves(who: Somebody, flow: Callable[..., None], number: str, **words: object) -> None:
    who._does(flow, number, **words)  # noqa: SLF001 - as its own moves do


def alarms_on(county: CountyWorld, shelf: Shelf) -> set[str]:
    """Return what the desk is alarmed about on one shelf of its inbox."""
    return {str(each.alert.body.get("alarm")) for each in county.desk().inbox.on(shelf)}


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


def counted(text: str) -> int:
    """Return of how many cases a message says that it tells."""
    several = re.search(r"您有 (\d+) 件", text)
    return int(several[1]) if several else 1


class TestNotice:
    def test_reaches_a_person_by_mail_with_what_they_need(self, outside: Outside) -> None:
        outside.opens_mail()
        outside.reaches(SQUADS_LEADER, AddressKind.EMAIL, "leader@example.cn")
        (number,) = outside.neglects()

        outside.rounds()

        (letter,) = outside.post.letters
        assert letter.to == ["leader@example.cn"]
        assert number in letter.subject
        assert f"https://four.example.cn/cases/{number}" in letter.text
        assert "第0处小广告" in letter.text
        assert outside.county.person(SQUADS_LEADER).person.name not in letter.text
        assert outside.states() == [("sent", 1)]
        assert outside.county.breaches() == []

    @pytest.mark.parametrize("kind", sorted(WEBHOOKS))
    def test_reaches_the_group_of_the_unit_by_its_robot(self, outside: Outside, kind: str) -> None:
        outside.opens_robot(kind)
        (number,) = outside.neglects()

        outside.rounds()

        (posted,) = outside.robots.heard
        assert posted.platform == kind
        assert number in posted.text
        assert outside.states() == [("sent", 1)]

    def test_of_several_cases_is_one_message_a_reader(self, outside: Outside) -> None:
        outside.opens_mail()
        outside.opens_robot()
        outside.reaches(SQUADS_LEADER, AddressKind.EMAIL, "leader@example.cn")
        outside.neglects(7)

        outside.rounds()

        (letter,) = outside.post.letters
        (posted,) = outside.robots.heard
        assert "您有 7 件" in letter.subject
        assert posted.text.count("/cases/") == 5
        assert "另有 2 件" in posted.text

    def test_leaves_at_once_when_the_case_is_red(self, outside: Outside) -> None:
        outside.opens_robot()
        outside.neglects(hours=1, urgency="red")

        outside.rounds(0)

        assert len(outside.robots.heard) == 1

    def test_waits_for_the_end_of_the_quiet_hours(self, outside: Outside) -> None:
        desk = outside.county.loaded.desk
        outside.opens("webhook", f"http://127.0.0.1:{outside.robots.port}/hook", unit=desk)
        outside.county.clock.forward_to(beijing("2026-11-23 21:50"))
        outside.county.a_case("校门口太乱", at="330521102", matter="M043")
        outside.county.clock.forward_to(beijing("2026-11-24 02:00"))
        outside.county.tick_until_quiet()

        outside.rounds(2)
        at_night = len(outside.robots.heard)
        outside.county.clock.forward_to(beijing("2026-11-24 07:00"))
        outside.rounds()

        assert at_night == 0
        assert len(outside.robots.heard) == 1

    def test_is_not_sent_once_its_clock_has_stopped(self, outside: Outside) -> None:
        outside.opens_robot()
        (number,) = outside.neglects()
        outside.notifier.round()
        outside.county.person(SQUAD).accepts(number)

        outside.rounds()

        assert outside.robots.heard == []
        assert ("superseded", 1) in outside.states()

    def test_without_a_channel_stays_inside_and_is_decided(self, outside: Outside) -> None:
        outside.neglects()

        outside.rounds()
        outside.opens_robot()
        outside.rounds()

        assert outside.robots.heard == []
        undecided = "select count(*) from notice where decided_at is null and account is not null"
        assert outside.county.rows(undecided) == [(0,)]


class TestMove:
    """What a person does to a case is told outside to the unit it concerns."""

    def test_of_handing_back_reaches_the_desks_group_with_its_clock(self, outside: Outside) -> None:
        desk = outside.county.loaded.desk
        outside.opens_robot(unit=desk)
        number = outside.county.a_case("小广告")
        moves(outside.county.person(SQUAD), hand_back, number, ground="area", why="不在辖区")

        outside.rounds()

        (posted,) = outside.robots.heard
        assert "案件被退回,待重新研判" in posted.text
        assert number in posted.text
        assert "剩 " in posted.text
        assert "不在辖区" not in posted.text
        assert outside.county.breaches() == []

    def test_of_supervision_by_red_card_reaches_the_unit_at_once(self, outside: Outside) -> None:
        outside.opens_robot()
        outside.opens_mail()
        outside.reaches(SQUAD, AddressKind.EMAIL, "squad@example.cn")
        number = outside.county.a_case("小广告")
        supervisor = outside.county.supervisor("duban1")
        moves(supervisor, supervise_case, number, strength=Strength.RED_CARD, note="限期办结")

        outside.rounds(0)

        (posted,) = outside.robots.heard
        (letter,) = outside.post.letters
        assert f"督查红牌督办:{number}" in letter.subject
        assert "督查红牌督办" in posted.text
        assert supervisor.person.name not in posted.text + letter.text

    def test_of_reopening_reaches_the_unit_again(self, outside: Outside) -> None:
        outside.opens_robot()
        number = outside.county.a_case("小广告")
        squad, room = outside.county.person(SQUAD), outside.county.person("wk-zhs-01")
        squad.accepts(number)
        squad.reports_back(number)
        room.sends_back(number)
        outside.rounds()
        squad.reports_back(number)
        room.verifies(number)
        room.closes(number)
        moves(outside.county.desk(), reopen_case, number, why="又出现了")
        outside.rounds()

        first, second = [each.text for each in outside.robots.heard]
        assert "核实未通过,退回重办" in first
        assert "已办结案件重启" in second

    def test_that_was_answered_meanwhile_is_not_told(self, outside: Outside) -> None:
        outside.opens_robot(unit=outside.county.loaded.desk)
        number = outside.county.a_case("小广告")
        moves(outside.county.person(SQUAD), hand_back, number, ground="area", why="不在辖区")
        outside.notifier.round()
        outside.county.desk().assigns(number, "330521-ZHZF")

        outside.rounds()

        assert outside.robots.heard == []
        assert outside.states() == [("superseded", 1)]

    def test_at_night_waits_for_the_morning(self, outside: Outside) -> None:
        outside.opens_robot()
        number = outside.county.a_case("小广告")
        outside.county.clock.forward_to(beijing("2026-11-23 23:30"))
        supervisor = outside.county.supervisor("duban1")
        moves(supervisor, supervise_case, number, strength=Strength.RED_CARD, note="限期办结")

        outside.rounds(2)
        at_night = len(outside.robots.heard)
        outside.county.clock.forward_to(beijing("2026-11-24 07:00"))
        outside.rounds()

        assert (at_night, len(outside.robots.heard)) == (0, 1)


class TestRefusal:
    @pytest.mark.parametrize("kind", sorted(WEBHOOKS))
    @pytest.mark.parametrize("how", ["refused", "broken", "hangs up", "redirect"])
    def test_of_any_form_counts_as_failed_and_is_tried_again(
        self, outside: Outside, kind: str, how: str
    ) -> None:
        outside.opens_robot(kind)
        outside.robots.says(how)
        outside.neglects()

        outside.rounds()
        before = outside.states()
        outside.rounds()

        assert before == [("failed", 1)]
        assert outside.states() == [("sent", 2)]
        assert len(outside.robots.heard) == 2
        assert outside.robots.redirected == 0

    def test_by_a_mail_server_is_told_in_its_words(self, outside: Outside) -> None:
        outside.opens_mail()
        outside.reaches(SQUADS_LEADER, AddressKind.EMAIL, "leader@example.cn")
        outside.post.refuses = True
        outside.neglects()

        outside.rounds()

        ((error,),) = outside.county.rows("select error from delivery")
        assert "451" in error

    def test_by_a_mail_server_that_names_the_reader_names_nobody(self, outside: Outside) -> None:
        outside.opens_mail()
        outside.reaches(SQUADS_LEADER, AddressKind.EMAIL, "canary.leader@example.cn")
        outside.post.knows_nobody = True
        outside.neglects()

        outside.rounds()

        ((error,),) = outside.county.rows("select error from delivery")
        assert "550" in error
        assert "***@example.cn" in error
        assert "canary.leader" not in error

    def test_for_good_ends_with_one_alarm_at_the_desk(self, outside: Outside) -> None:
        outside.opens_robot()
        outside.opens_robot("wecom", unit=outside.county.loaded.desk)
        outside.robots.says(always="refused")
        outside.neglects(hours=2)
        outside.rounds(6, seconds=20 * 60)
        alarms = "select unit_code, body ->> 'channel' from notice where body ->> 'alarm' = :what"
        outside.rounds(10, seconds=70 * 60)

        told = outside.county.rows(alarms, what="not_delivered")
        assert ("given_up", 6) in outside.states()
        assert {unit for unit, _ in told} == {outside.county.loaded.desk}
        assert 1 <= len(told) <= 4
        open_now = {state for state, _ in outside.states()} & {"waiting", "sending"}
        assert open_now == set()
        assert "not_delivered" in alarms_on(outside.county, Shelf.OPEN)
        outside.county.clock.forward(days=1, minutes=1)
        assert "not_delivered" not in alarms_on(outside.county, Shelf.OPEN)
        assert "not_delivered" in alarms_on(outside.county, Shelf.SETTLED)

    def test_by_a_key_that_is_gone_is_told_and_stops_nothing(self, outside: Outside) -> None:
        here = outside.county.deployment
        outside.opens_robot()
        outside.neglects()
        other = Deployment(replace(here.settings, secret_key=new_key()), here.clock, here.engine)
        outside.notifier = Notifier(other)

        outside.rounds()

        ((state, error),) = outside.county.rows("select state, error from delivery")
        assert state == "failed"
        assert "DISPATCH_SECRET_KEY" in error


class TestCaps:
    def test_of_a_robot_hold_back_what_is_too_much_and_lose_nothing(self, outside: Outside) -> None:
        """Red cases are told at once: thirty in half a minute are more than a robot may say."""
        outside.opens_robot()
        numbers = []
        for _ in range(30):
            numbers.append(outside.county.a_case(urgency="red"))
            outside.county.clock.forward(seconds=1)
        outside.county.clock.forward(minutes=14)
        for _ in range(120):
            outside.county.clock.forward(seconds=1)
            outside.county.tick()
            outside.notifier.round()
        in_two_minutes = len(outside.robots.heard)
        outside.rounds(3)

        assert in_two_minutes <= 2 * 18
        assert {state for state, _ in outside.states()} <= {"sent", "superseded"}
        told = sum(counted(each.text) for each in outside.robots.heard)
        assert told >= len(numbers)

    def test_of_a_person_make_a_storm_a_handful_of_letters(self, outside: Outside) -> None:
        outside.opens_mail()
        outside.reaches(SQUADS_LEADER, AddressKind.EMAIL, "leader@example.cn")
        for _ in range(15):
            outside.county.a_case()
            outside.county.clock.forward(seconds=61)
        outside.county.clock.forward(minutes=118)
        letters = 0

        for _ in range(30):
            outside.county.tick_until_quiet()
            outside.rounds(1)
        letters = len(outside.post.letters)

        assert 1 < letters <= 7


class TestPilingUp:
    def test_of_one_channel_holds_up_no_other(self, outside: Outside) -> None:
        """Forty letters lie before a mail server; the robot's message is the newest of all."""
        outside.opens_mail()
        outside.opens_robot()
        here, county = outside.county.deployment, outside.county
        now = county.clock.now()
        with here.work(WORKER) as work:
            mail, robot = work.channels.of(county.code)
            kept = [
                Delivery(
                    county=county.code,
                    delivery_id=uuid7(),
                    channel_id=channel.channel_id,
                    account=f"a{n}" if channel is mail else None,
                    at_once=False,
                    state=DeliveryState.WAITING,
                    attempts=0,
                    next_at=now - timedelta(minutes=60 - n),
                    created_at=now,
                )
                for n, channel in enumerate([mail] * 40 + [robot])
            ]
            work.deliveries.add(kept)

            due = due_messages(work.connection, now=now, limit=32, of_a_channel=8)

        assert [each.channel_id for each in due].count(mail.channel_id) == 8
        assert robot.channel_id in {each.channel_id for each in due}


class TestSwitchedOff:
    def test_carries_nothing_any_more(self, outside: Outside) -> None:
        channel = outside.opens_robot()
        outside.neglects()
        outside.notifier.round()
        with outside.county.deployment.work(WORKER) as work:
            switch_channel(
                channel,
                on=False,
                actor=outside.admin,
                work=work,
                county=outside.county.loaded,
                now=outside.county.clock.now(),
            )

        outside.rounds()

        assert outside.robots.heard == []
        assert outside.states() == [("superseded", 1)]


class TestSecrets:
    def test_stand_nowhere_in_the_database(self, outside: Outside) -> None:
        outside.opens_robot()
        outside.opens("sms", f"http://127.0.0.1:{outside.robots.port}/sms", secret="SECsecret12")
        outside.reaches(SQUAD, AddressKind.PHONE, "13805721234")
        outside.robots.says(always="hangs up")
        outside.neglects(urgency="red")
        outside.rounds()

        tables = ("channel", "address", "delivery", "delivery_notice", "audit_entry", "notice")
        written = "".join(
            str(outside.county.rows(f"select to_jsonb(t)::text from {table} t")) for table in tables
        )
        for secret in (TOKEN, "SECsecret12", "13805721234"):
            assert secret not in written
            assert secret.encode().hex() not in written

    def test_text_message_reaches_the_phone_through_the_gateway(self, outside: Outside) -> None:
        outside.opens("sms", f"http://127.0.0.1:{outside.robots.port}/sms", secret="SECsecret12")
        outside.reaches(SQUAD, AddressKind.PHONE, "13805721234")
        outside.neglects(hours=0.6, urgency="red")

        outside.rounds()

        assert {each.body["phone"] for each in outside.robots.heard} == {"13805721234"}
        assert outside.robots.heard[0].headers["Authorization"] == "Bearer SECsecret12"


class TestLogs:
    def test_of_the_notifier_name_no_case_nobody_and_no_address(
        self, outside: Outside, capfd: pytest.CaptureFixture[str]
    ) -> None:
        outside.opens_robot("wecom")
        outside.opens_mail()
        outside.reaches(SQUADS_LEADER, AddressKind.EMAIL, "canary.leader@example.cn")
        canaries = (TOKEN, "canary.leader", "金丝雀沈秀英", "13805721234")
        outside.county.a_case("金丝雀沈秀英电话13805721234")
        outside.county.clock.forward(hours=2)
        outside.county.tick_until_quiet()
        written, handlers, level = io.StringIO(), logging.root.handlers[:], logging.root.level
        log_as_json(written)
        try:
            for how in ("refused", "hangs up", "broken", "ok"):
                outside.robots.says(always=how)
                outside.post.knows_nobody = how != "ok"
                outside.rounds(1, seconds=20 * 60)
        finally:
            structlog.reset_defaults()
            logging.root.handlers[:] = handlers
            logging.root.setLevel(level)

        said = written.getvalue() + "".join(capfd.readouterr())
        assert "message_tried" in said
        assert [each for each in canaries if each in said] == []


class TestTwoNotifiers:
    def test_send_each_message_once(self, outside: Outside) -> None:
        outside.opens_robot()
        outside.neglects(5)
        outside.notifier.round()
        outside.county.clock.forward(seconds=61)
        outside.robots.says(always="slow")
        others = [Notifier(outside.county.deployment) for _ in range(3)]

        threads = [Thread(target=each.round) for each in others]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        for each in others:
            each.close()

        assert len(outside.robots.heard) == 1
        assert outside.states() == [("sent", 1)]
