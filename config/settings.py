"""Every setting, read once from the environment into one frozen value.

Names begin with ``DISPATCH_``; any may be given as a file instead
(``DISPATCH_WEB_SECRET_FILE``), the way containers mount secrets.
"""

from dataclasses import dataclass
from pathlib import Path

from environs import EnvError, FileAwareEnv


class SettingUnusable(Exception):
    """A setting is missing, malformed, or refused in production; the text names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation decides."""

    database_url: str
    kafka_bootstrap: str
    redis_url: str
    web_secret: str
    production: bool
    """Refuses a stored clock and fail-points; sends cookies over HTTPS only."""
    clock_file: Path | None
    """Where demo and tests keep their one clock; None is real time."""
    topic_prefix: str
    """Before every topic's name, so that runs on one broker never mix."""
    kafka_replication: int
    """Copies of each partition when topics are made; 3 in production, 1 on one machine."""
    consumer_group: str
    consumer_slot: str
    """A fixed name for one consumer process, so that its restart moves no partitions."""
    batch_size: int
    batch_milliseconds: int
    tick_seconds: float
    quarantine_run: int
    """So many refused records in a row stop their partition instead of filling the quarantine."""
    session_timeout_milliseconds: int
    brake_flood: int
    """So many rungs due at once in one county are held for a person instead of fired."""
    failpoint: str
    """``NAME:exit`` or ``NAME:raise``; only ever set by fault tests."""
    heartbeat_folder: Path | None
    """Where workers touch a file a loop, so that liveness never asks the database."""


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingUnusable: one is missing, malformed, or refused in production.
    """
    env = FileAwareEnv(prefix="DISPATCH_")
    try:
        settings = Settings(
            database_url=env.str("DATABASE_URL"),
            kafka_bootstrap=env.str("KAFKA_BOOTSTRAP", "127.0.0.1:9092"),
            redis_url=env.str("REDIS_URL", "redis://127.0.0.1:6379/0"),
            web_secret=env.str("WEB_SECRET", ""),
            production=env.bool("PRODUCTION", False),
            clock_file=env.path("CLOCK_FILE", None),
            topic_prefix=env.str("TOPIC_PREFIX", ""),
            kafka_replication=env.int("KAFKA_REPLICATION", 3),
            consumer_group=env.str("CONSUMER_GROUP", "dispatch-reports"),
            consumer_slot=env.str("CONSUMER_SLOT", ""),
            batch_size=env.int("BATCH_SIZE", 1000),
            batch_milliseconds=env.int("BATCH_MILLISECONDS", 50),
            tick_seconds=env.float("TICK_SECONDS", 5.0),
            quarantine_run=env.int("QUARANTINE_RUN", 1000),
            session_timeout_milliseconds=env.int("SESSION_TIMEOUT_MILLISECONDS", 15000),
            brake_flood=env.int("BRAKE_FLOOD", 5000),
            failpoint=env.str("FAILPOINT", ""),
            heartbeat_folder=env.path("HEARTBEAT_FOLDER", None),
        )
    except EnvError as error:
        raise SettingUnusable(str(error)) from error
    if settings.production and settings.clock_file:
        raise SettingUnusable("DISPATCH_CLOCK_FILE: production runs on real time only; unset it")
    if settings.production and settings.failpoint:
        raise SettingUnusable("DISPATCH_FAILPOINT is for fault tests only; unset it")
    return settings
