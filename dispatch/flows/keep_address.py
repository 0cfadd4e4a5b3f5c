"""Somebody says where notices reach them, or takes it back."""

from datetime import datetime

from dispatch.notices.channels import Address, AddressKind
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.wire.channels.addresses import read_email, read_phone
from dispatch.wire.channels.seal import Seal

_READERS = {AddressKind.EMAIL: read_email, AddressKind.PHONE: read_phone}


def keep_address(
    kind: AddressKind, given: str, *, actor: Actor, work: Work, seal: Seal, now: datetime
) -> None:
    """Keep the actor's own address, sealed.

    Raises:
        BadAddress: it is none of this kind.
        NoSecretKey: the installation cannot seal it.
    """
    address = _READERS[kind](given)
    work.channels.keep_address(
        actor.scope.county,
        Address(actor.account, kind, seal.close(address.url), address.hint),
        at=now,
    )
    _audit("address.kept", kind, actor=actor, work=work, now=now)


def forget_address(kind: AddressKind, *, actor: Actor, work: Work, now: datetime) -> None:
    """Remove the actor's own address; nothing more is sent there."""
    work.channels.forget_address(actor.scope.county, actor.account, kind)
    _audit("address.forgotten", kind, actor=actor, work=work, now=now)


def _audit(action: str, kind: AddressKind, *, actor: Actor, work: Work, now: datetime) -> None:
    work.audit.note(
        county=actor.scope.county,
        actor=actor.account,
        action=action,
        object=actor.account,
        body={"kind": kind.value},
        at=now,
    )
