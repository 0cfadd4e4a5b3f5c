"""The only way to the rows of counties, editions, units and accounts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.people.access import AccessKey, KeyKind
from dispatch.people.model import Account, Origin, Person, Published, Unit
from dispatch.people.tables import access_key, account, county, edition, unit
from dispatch.vocabulary import AreaCode, CountyCode, Role, UnitCode


class AccountStore:
    """Accounts of the deployment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, name: str) -> Account | None:
        """Return the account of this name, if there is one."""
        row = self._connection.execute(
            select(account).where(account.c.account == name)
        ).one_or_none()
        return _account_from(row) if row else None

    def all_active(self, county_code: CountyCode) -> list[Account]:
        """Return the county's active accounts: whom a rung may address just now."""
        rows = self._connection.execute(
            select(account)
            .where(account.c.county_code == county_code, account.c.active)
            .order_by(account.c.account)
        )
        return [_account_from(row) for row in rows]

    def note_failure(self, name: str, *, locked_until: datetime | None) -> None:
        """Count one failed sign-in, and lock the account until then if asked."""
        self._connection.execute(
            update(account)
            .where(account.c.account == name)
            .values(failed_signins=account.c.failed_signins + 1, locked_until=locked_until)
        )

    def note_success(self, name: str) -> None:
        """Forget failed sign-ins."""
        self._connection.execute(
            update(account)
            .where(account.c.account == name)
            .values(failed_signins=0, locked_until=None)
        )

    def set_password(self, name: str, password_hash: str) -> None:
        """Store a new password's hash and end every session of the account."""
        self._connection.execute(
            update(account)
            .where(account.c.account == name)
            .values(
                password_hash=password_hash,
                failed_signins=0,
                locked_until=None,
                session_epoch=account.c.session_epoch + 1,
            )
        )


class KeyStore:
    """The keys that accounts hold: sessions of browsers, tokens of programs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, key: AccessKey) -> None:
        """Keep a new key."""
        self._connection.execute(
            insert(access_key).values(
                county_code=key.county,
                key_id=key.key_id,
                account=key.account,
                kind=key.kind.value,
                label=key.label,
                secret_sha256=key.secret_sha256,
                session_epoch=key.session_epoch,
                created_at=key.created_at,
                expires_at=key.expires_at,
            )
        )

    def find(self, county_code: CountyCode, key_id: UUID) -> AccessKey | None:
        """Return the key of this name, if it is kept still."""
        row = self._connection.execute(
            select(access_key).where(
                access_key.c.county_code == county_code, access_key.c.key_id == key_id
            )
        ).one_or_none()
        return _key_from(row) if row else None

    def of(self, county_code: CountyCode, name: str, kind: KeyKind) -> list[AccessKey]:
        """Return an account's keys of one kind, the newest first."""
        rows = self._connection.execute(
            select(access_key)
            .where(
                access_key.c.county_code == county_code,
                access_key.c.account == name,
                access_key.c.kind == kind.value,
            )
            .order_by(access_key.c.created_at.desc(), access_key.c.key_id.desc())
        )
        return [_key_from(row) for row in rows]

    def drop(self, county_code: CountyCode, name: str, ids: Iterable[UUID]) -> int:
        """Take keys away from an account; return how many of them were its."""
        gone = self._connection.execute(
            delete(access_key).where(
                access_key.c.county_code == county_code,
                access_key.c.account == name,
                access_key.c.key_id.in_(list(ids)),
            )
        )
        return gone.rowcount


class CountyStore:
    """Counties and their published editions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def editions(self) -> dict[CountyCode, int]:
        """Return the edition in force of every county in scope."""
        rows = self._connection.execute(select(county.c.county_code, county.c.edition))
        return {CountyCode(row.county_code): row.edition for row in rows}

    def files(self, code: CountyCode, number: int) -> Mapping[str, bytes]:
        """Return the files of one edition."""
        files = self._connection.scalar(
            select(edition.c.files).where(
                edition.c.county_code == code, edition.c.edition == number
            )
        )
        return {name: text.encode() for name, text in (files or {}).items()}

    def lock(self, code: CountyCode) -> int:
        """Keep everybody else from publishing until the transaction ends; return the edition."""
        return (
            self._connection.scalar(
                select(county.c.edition).where(county.c.county_code == code).with_for_update()
            )
            or 0
        )

    def published(self, code: CountyCode) -> list[Published]:
        """Return the county's editions without their files, the newest first."""
        rows = self._connection.execute(
            select(
                *(column for column in edition.c if column is not edition.c.files),
            )
            .where(edition.c.county_code == code)
            .order_by(edition.c.edition.desc())
        )
        return [
            Published(
                edition=row.edition,
                list_sha256=row.list_sha256,
                published_at=row.published_at,
                published_by=row.published_by,
                origin=Origin(row.draft_id, row.title, row.approved_by, row.in_force_from)
                if row.draft_id
                else None,
            )
            for row in rows
        ]

    def publish(
        self,
        code: CountyCode,
        *,
        name: str,
        list_sha256: str,
        files: Mapping[str, bytes],
        units: Iterable[Unit],
        people: Iterable[Person],
        by: str,
        at: datetime,
        origin: Origin | None = None,
    ) -> int:
        """Store an edition, put it in force and bring units and accounts to it.

        ``origin`` is the draft that it was, where it was one. Accounts that the edition no
        longer names are switched off, never removed; passwords stay. Returns the edition's number.
        """
        self._connection.execute(
            upsert(county).values(county_code=code, name=name, edition=0).on_conflict_do_nothing()
        )
        self._connection.execute(
            select(county).where(county.c.county_code == code).with_for_update()
        )
        number = (
            self._connection.scalar(
                select(func.max(edition.c.edition)).where(edition.c.county_code == code)
            )
            or 0
        ) + 1
        self._connection.execute(
            insert(edition).values(
                county_code=code,
                edition=number,
                list_sha256=list_sha256,
                published_at=at,
                published_by=by,
                files={file: content.decode() for file, content in files.items()},
                draft_id=origin.draft_id if origin else None,
                title=origin.title if origin else "",
                approved_by=origin.approved_by if origin else None,
                in_force_from=origin.in_force_from if origin else None,
            )
        )
        self._connection.execute(
            update(county).where(county.c.county_code == code).values(name=name, edition=number)
        )
        self._bring_units(code, units)
        self._bring_accounts(code, people)
        return number

    def _bring_units(self, code: CountyCode, units: Iterable[Unit]) -> None:
        self._connection.execute(delete(unit).where(unit.c.county_code == code))
        self._connection.execute(
            insert(unit),
            [
                {
                    "county_code": code,
                    "unit_code": each.code,
                    "name": each.name,
                    "kind": each.kind,
                    "active": each.active,
                }
                for each in units
            ],
        )

    def _bring_accounts(self, code: CountyCode, people: Iterable[Person]) -> None:
        self._connection.execute(
            update(account).where(account.c.county_code == code).values(active=False)
        )
        rows = [
            {
                "account": person.account,
                "county_code": code,
                "name": person.name,
                "unit_code": person.unit,
                "post": person.post,
                "roles": sorted(role.value for role in person.roles),
                "areas": list(person.areas),
                "active": True,
            }
            for person in people
        ]
        if rows:
            statement = upsert(account)
            taken = statement.excluded
            self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[account.c.account],
                    set_={
                        name: taken[name]
                        for name in ("name", "unit_code", "post", "roles", "areas", "active")
                    },
                    where=account.c.county_code == code,
                ),
                rows,
            )


def _account_from(row: Row[Any]) -> Account:
    return Account(
        county=CountyCode(row.county_code),
        person=Person(
            account=row.account,
            name=row.name,
            unit=UnitCode(row.unit_code),
            post=row.post,
            roles=frozenset(Role(role) for role in row.roles),
            areas=tuple(AreaCode(area) for area in row.areas),
        ),
        password_hash=row.password_hash,
        active=row.active,
        failed_signins=row.failed_signins,
        locked_until=row.locked_until,
        session_epoch=row.session_epoch,
    )


def _key_from(row: Row[Any]) -> AccessKey:
    return AccessKey(
        county=CountyCode(row.county_code),
        key_id=row.key_id,
        account=row.account,
        kind=KeyKind(row.kind),
        label=row.label,
        secret_sha256=bytes(row.secret_sha256),
        session_epoch=row.session_epoch,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
