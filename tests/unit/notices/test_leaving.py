"""Which notices leave the house: by strength, urgency, post and what people can be reached by."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dispatch.notices.channels import AddressKind, Channel, ChannelKind
from dispatch.notices.deliveries import Undecided
from dispatch.notices.leaving import NOT_DELIVERED, TOO_OLD, ways
from dispatch.notices.model import NoticeKind
from dispatch.people.model import Person
from dispatch.vocabulary import CountyCode, Role, Strength, UnitCode, Urgency

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SQUAD, DESK = UnitCode("squad"), UnitCode("desk")
LIN = Person("lin", "林", SQUAD, "handler", frozenset({Role.UNIT}))
REACHED = {"lin": frozenset({AddressKind.EMAIL, AddressKind.PHONE})}


def a_channel(kind: ChannelKind, unit: UnitCode | None = None, number: int = 0) -> Channel:
    return Channel(
        county=CountyCode("330521"),
        channel_id=UUID(int=number or list(ChannelKind).index(kind) + 1),
        kind=kind,
        name=kind.value,
        unit=unit,
        sealed=b"",
        hint="",
        active=True,
        created_at=NOW,
        created_by="admin",
        changed_at=NOW,
        changed_by="admin",
    )


CHANNELS = (
    a_channel(ChannelKind.EMAIL),
    a_channel(ChannelKind.SMS),
    a_channel(ChannelKind.DINGTALK, SQUAD),
    a_channel(ChannelKind.WEBHOOK, SQUAD),
    a_channel(ChannelKind.WECOM, DESK),
)


def a_notice(strength: Strength | None = Strength.SUPERVISE, **more: object) -> Undecided:
    notice = Undecided(
        notice_id=UUID(int=7),
        kind=NoticeKind.RUNG,
        account="lin",
        unit=None,
        strength=strength,
        urgency=Urgency.YELLOW,
        alarm=None,
        created_at=NOW,
        settled=False,
    )
    return replace(notice, **more)


def leaves(notice: Undecided, *, people=(LIN,), addresses=REACHED, channels=CHANNELS, now=NOW):
    """Return the kinds of channel a notice leaves by, and whether at once."""
    found = ways(notice, audience=people, addresses=addresses, channels=channels, now=now)
    kinds = {each.channel_id: each.kind.value for each in channels}
    return {kinds[way.channel] for way in found}, {way.at_once for way in found}


class TestRung:
    @pytest.mark.parametrize(
        ("strength", "urgency", "by", "at_once"),
        [
            (Strength.SCREEN, Urgency.RED, set(), set()),
            (Strength.REMIND, Urgency.YELLOW, {"email", "webhook"}, {False}),
            (Strength.SUPERVISE, Urgency.YELLOW, {"email", "webhook", "dingtalk"}, {False}),
            (Strength.YELLOW_CARD, Urgency.BLUE, {"email", "webhook", "dingtalk"}, {False}),
            (Strength.RED_CARD, Urgency.BLUE, {"email", "sms", "webhook", "dingtalk"}, {True}),
            (Strength.PUBLISH, Urgency.BLUE, {"email", "sms", "webhook", "dingtalk"}, {True}),
            (Strength.REMIND, Urgency.ORANGE, {"email", "sms", "webhook", "dingtalk"}, {True}),
        ],
    )
    def test_leaves_the_louder_it_is_by_the_more_ways(self, strength, urgency, by, at_once) -> None:
        assert leaves(a_notice(strength, urgency=urgency)) == (by, at_once)

    def test_reaches_only_who_has_an_address(self) -> None:
        by, _ = leaves(a_notice(Strength.RED_CARD), addresses={"lin": {AddressKind.PHONE}})

        assert by == {"sms", "dingtalk", "webhook"}

    def test_goes_to_the_group_of_the_persons_unit_and_no_other(self) -> None:
        elsewhere = replace(LIN, unit=DESK)

        by, _ = leaves(a_notice(), people=(elsewhere,), addresses={})

        assert by == {"wecom"}

    def test_takes_the_oldest_of_two_servers_alone(self) -> None:
        two = (a_channel(ChannelKind.EMAIL, number=1), a_channel(ChannelKind.EMAIL, number=2))

        found = ways(a_notice(), audience=[LIN], addresses=REACHED, channels=two, now=NOW)

        assert [way.channel for way in found] == [UUID(int=1)]

    def test_stays_inside_once_it_is_settled_or_old(self) -> None:
        assert leaves(a_notice(settled=True)) == (set(), set())
        late = NOW + TOO_OLD + timedelta(seconds=1)
        assert leaves(a_notice(), now=late) == (set(), set())


class TestMove:
    """Somebody put a case back before a unit, or pressed it."""

    MOVED = (
        NoticeKind.HANDED_BACK,
        NoticeKind.SENT_BACK,
        NoticeKind.REOPENED,
        NoticeKind.SUPERVISED,
    )

    @pytest.mark.parametrize("kind", MOVED)
    def test_is_told_to_the_units_people_and_its_group(self, kind: NoticeKind) -> None:
        moved = a_notice(None, kind=kind, account=None, unit=SQUAD)

        assert leaves(moved) == ({"email", "webhook", "dingtalk"}, {False})

    @pytest.mark.parametrize("kind", MOVED)
    def test_of_a_red_case_leaves_at_once(self, kind: NoticeKind) -> None:
        moved = a_notice(None, kind=kind, account=None, unit=SQUAD, urgency=Urgency.RED)

        assert leaves(moved) == ({"email", "sms", "webhook", "dingtalk"}, {True})

    def test_of_supervision_is_as_loud_as_the_supervisor(self) -> None:
        card = a_notice(Strength.RED_CARD, kind=NoticeKind.SUPERVISED, account=None, unit=SQUAD)

        assert leaves(card) == ({"email", "sms", "webhook", "dingtalk"}, {True})

    @pytest.mark.parametrize(
        "kind", [NoticeKind.ASSIGNED, NoticeKind.COPY, NoticeKind.TO_SORT, NoticeKind.TO_VERIFY]
    )
    def test_of_daily_work_stays_in_the_queue(self, kind: NoticeKind) -> None:
        assert leaves(a_notice(None, kind=kind, account=None, unit=SQUAD)) == (set(), set())


class TestAlarm:
    def test_leaves_at_once_to_the_group_of_its_unit(self) -> None:
        alarm = a_notice(None, kind=NoticeKind.ALARM, account=None, unit=DESK, alarm="no_audience")

        assert leaves(alarm, people=()) == ({"wecom"}, {True})

    def test_about_a_message_stays_inside_or_it_would_never_end(self) -> None:
        alarm = a_notice(None, kind=NoticeKind.ALARM, account=None, unit=DESK, alarm=NOT_DELIVERED)

        assert leaves(alarm, people=()) == (set(), set())
