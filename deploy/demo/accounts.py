"""The demo's accounts: one random password for all of them, made at this start and said once."""

import secrets

from rich.console import Console
from rich.table import Table

from dispatch.bootstrap import Deployment
from dispatch.flows.sign_in import HASHER
from dispatch.people.scope import WORKER
from dispatch.vocabulary import LABELS, CountyCode, Role
from dispatch.wire.county.book import CountyBook

_SHOWN = 3
"""Accounts named for each role; people.csv names the others."""
_WORDS = 4
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """Return a password that can be typed from a screen: four groups of four."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_WORDS))
    return "-".join(groups)


def give_password(deployment: Deployment, code: CountyCode, password: str) -> int:
    """Set one password for every account of the county; return how many there are.

    It is hashed once: hundreds of hashes as costly as they should be would take a minute.
    """
    hashed = HASHER.hash(password)
    with deployment.work(WORKER) as work:
        accounts = work.accounts.all_active(code)
        for account in accounts:
            work.accounts.set_password(account.person.account, hashed)
        work.audit.note(
            county=code,
            actor="demo",
            action="account.password_set",
            object="every account",
            body={"accounts": len(accounts)},
            at=deployment.clock.now(),
        )
    return len(accounts)


def show_accounts(console: Console, book: CountyBook, password: str) -> None:
    """Say by role who may sign in, and the password."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for role in Role:
        people = [person for person in book.people if role in person.roles]
        if people:
            named = "  ".join(
                f"{person.account} ({book.register.name(person.unit)})"
                for person in people[:_SHOWN]
            )
            more = f"  … {len(people)}" if len(people) > _SHOWN else ""
            table.add_row(LABELS[role], named + more)
    console.print(table)
    console.print(f"口令 password, for all of them, at this start only: [bold]{password}[/bold]")
