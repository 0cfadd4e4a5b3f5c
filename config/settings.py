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
    hand_over_after_seconds: float
    """So long without the broker, then what phones reported is taken without it."""
    brake_flood: int
    """So many rungs due at once in one county are held for a person instead of fired."""
    failpoint: str
    """``NAME:exit`` or ``NAME:raise``; only ever set by fault tests."""
    heartbeat_folder: Path | None
    """Where workers touch a file a loop, so that liveness never asks the database."""
    secret_key: str
    """Seals the addresses of channels and people; the newest of several, by commas, first."""
    notice_hosts: frozenset[str]
    """Mail servers, webhooks and gateways that messages may go to: ``host`` or ``host:port``."""
    robot_gateway: str
    """Scheme and host through which group robots are reached; empty is their platforms' own."""
    public_url: str
    """Where people open the pages, for the links in messages; empty leaves the links out."""
    metrics_host: str
    metrics_port: int
    """Where a worker's measurements can be fetched; 0 is nowhere. One port a process."""
    live_url: str
    """Where browsers reach the live process, scheme and host; empty: pages do not move."""
    live_origin: str
    """The one origin whose pages may listen, as browsers send it: ``https://…`` of the web."""
    live_heartbeat_seconds: float
    live_streams_per_account: int
    """So many open pages of one account may listen in one process."""
    blobs_folder: Path
    """Where photos lie unless a bucket is named; every web process must see the same."""
    s3_bucket: str
    """An S3-compatible bucket for photos instead; empty is the folder."""
    s3_endpoint: str
    s3_region: str
    s3_access_key: str
    s3_secret_key: str


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
            hand_over_after_seconds=env.float("HAND_OVER_AFTER_SECONDS", 30.0),
            brake_flood=env.int("BRAKE_FLOOD", 5000),
            failpoint=env.str("FAILPOINT", ""),
            heartbeat_folder=env.path("HEARTBEAT_FOLDER", None),
            secret_key=env.str("SECRET_KEY", ""),
            notice_hosts=frozenset(
                host.strip().lower()
                for host in env.str("NOTICE_HOSTS", "").split(",")
                if host.strip()
            ),
            robot_gateway=env.str("ROBOT_GATEWAY", "").rstrip("/"),
            public_url=env.str("PUBLIC_URL", "").rstrip("/"),
            metrics_host=env.str("METRICS_HOST", "127.0.0.1"),
            metrics_port=env.int("METRICS_PORT", 0),
            live_url=env.str("LIVE_URL", "").rstrip("/"),
            live_origin=env.str("LIVE_ORIGIN", "").rstrip("/"),
            live_heartbeat_seconds=env.float("LIVE_HEARTBEAT_SECONDS", 15.0),
            live_streams_per_account=env.int("LIVE_STREAMS_PER_ACCOUNT", 8),
            blobs_folder=env.path("BLOBS", Path("var/photos")),
            s3_bucket=env.str("S3_BUCKET", ""),
            s3_endpoint=env.str("S3_ENDPOINT", ""),
            s3_region=env.str("S3_REGION", ""),
            s3_access_key=env.str("S3_ACCESS_KEY", ""),
            s3_secret_key=env.str("S3_SECRET_KEY", ""),
        )
    except EnvError as error:
        raise SettingUnusable(str(error)) from error
    if settings.production and settings.clock_file:
        raise SettingUnusable("DISPATCH_CLOCK_FILE: production runs on real time only; unset it")
    if settings.production and settings.failpoint:
        raise SettingUnusable("DISPATCH_FAILPOINT is for fault tests only; unset it")
    return settings
