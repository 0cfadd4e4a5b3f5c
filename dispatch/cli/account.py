"""``dispatch account``: who may sign in, and their passwords."""

import getpass
import json
import sys

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.flows.sign_in import set_password
from dispatch.people.scope import WORKER

_BY = "command line"


@click.group("account")
def command() -> None:
    """Accounts of this deployment; people.csv names them, passwords are set here."""


@command.command("password")
@click.argument("accounts", nargs=-1, required=True)
def password(accounts: tuple[str, ...]) -> None:
    """Set one password for these accounts, read from a prompt or the first line of stdin.

    It is never an argument: those can be read by everybody on the machine.
    """
    new = _read()
    deployment = assemble(read_settings())
    now = deployment.clock.now()
    with deployment.work(WORKER) as work:
        for account in accounts:
            set_password(account, new, work=work, by=_BY, now=now)
    click.echo(f"password set for {len(accounts)} account(s); their sessions have ended", err=True)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_accounts(*, as_json: bool) -> None:
    """List the accounts, whether they have a password and whether they are locked."""
    deployment = assemble(read_settings())
    now = deployment.clock.now()
    with deployment.work(WORKER) as work:
        found = [
            each
            for county in sorted(work.counties.editions())
            for each in work.accounts.all_active(county)
        ]
    for each in found:
        person = each.person
        row = {
            "account": person.account,
            "county": each.county,
            "name": person.name,
            "unit": person.unit,
            "post": person.post,
            "roles": sorted(role.value for role in person.roles),
            "password": each.password_hash is not None,
            "locked": each.locked_until is not None and now < each.locked_until,
        }
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(row))


def _read() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("new password: ")
    if first != getpass.getpass("again: "):
        raise click.ClickException("the two do not match; nothing was changed")
    return first


def _line(row: dict[str, object]) -> str:
    marks = ("" if row["password"] else " no password") + (" LOCKED" if row["locked"] else "")
    roles = ",".join(row["roles"]) if isinstance(row["roles"], list) else ""
    return f"{row['account']:<16} {row['name']} {row['unit']} {row['post']} {roles}{marks}"
