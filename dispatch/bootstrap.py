"""The only wiring: settings become a deployment that entries call flows with."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import redis
import structlog
from sqlalchemy import Engine

from config.settings import Settings, SettingUnusable
from config.settings import read_settings as _read_settings
from dispatch import failpoints
from dispatch.blobs.bucket import Bucket, BucketBlobs
from dispatch.blobs.folder import FolderBlobs
from dispatch.blobs.model import Blobs
from dispatch.clock import Clock, RealClock, StoredClock
from dispatch.db import open_engine, transaction
from dispatch.errors import Unusable
from dispatch.flows.loaded_county import Counties, LoadedCounty
from dispatch.logs import described
from dispatch.people.scope import WORKER, Scope
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode
from dispatch.wire.channels.seal import Seal
from dispatch.wire.county.reader import read_files

if TYPE_CHECKING:
    from dispatch.wire.channels.carrier import Carrier

CHANGES = "changes"
"""The channel of those who follow the change log."""
_LOOK_AGAIN = 2.0
"""Seconds of the machine after which the editions in force are looked up again."""

_log = structlog.get_logger()


class BadSetting(Unusable):
    """A setting is missing or cannot be used; the text names it."""

    code = "settings.unusable"


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        BadSetting: one is missing, malformed, or refused in production.
    """
    try:
        return _read_settings()
    except SettingUnusable as why:
        raise BadSetting(f"setting {why}") from why


class Deployment:
    """One installation: its clock, its database, its counties."""

    def __init__(self, settings: Settings, clock: Clock, engine: Engine) -> None:
        self.settings = settings
        self.clock = clock
        self.engine = engine
        self._redis = redis.Redis.from_url(
            settings.redis_url, socket_timeout=1, socket_connect_timeout=1
        )
        self._counties: Mapping[CountyCode, LoadedCounty] = MappingProxyType({})
        self._looked = 0.0
        self._redis_answered = True

    @cached_property
    def blobs(self) -> Blobs:
        """Where photos lie.

        Raises:
            NoS3Library: a bucket is named and the library that reaches one is missing.
        """
        given = self.settings
        if not given.s3_bucket:
            return FolderBlobs(given.blobs_folder)
        return BucketBlobs(
            Bucket(
                given.s3_bucket,
                given.s3_endpoint,
                given.s3_region,
                given.s3_access_key,
                given.s3_secret_key,
            )
        )

    @cached_property
    def seal(self) -> Seal:
        """What seals the addresses of channels and people."""
        return Seal(self.settings.secret_key)

    @cached_property
    def carrier(self) -> "Carrier":
        """What carries messages out of the house."""
        from dispatch.wire.channels.carrier import (  # noqa: PLC0415 - a second of imports that only the notifier and a test of a channel need
            Carrier,
        )

        given = self.settings
        return Carrier(hosts=given.notice_hosts, robot_gateway=given.robot_gateway)

    @contextmanager
    def work(self, scope: Scope) -> Iterator[Work]:
        """Open one transaction under a scope; it commits at the end or leaves no trace.

        Whoever follows the cases is told to look once their changes are there to be seen.
        """
        with transaction(self.engine, scope.settings()) as connection:
            work = Work(connection, scope)
            yield work
        if work.changed_cases:
            self.wake(CHANGES)

    def counties(self) -> Counties:
        """Return every county in force; a new edition is noticed within two seconds."""
        if time.monotonic() - self._looked > _LOOK_AGAIN:
            self._bring_counties()
            self._looked = time.monotonic()
        return self._counties

    def county(self, code: CountyCode) -> LoadedCounty:
        """Return one county in force.

        Raises:
            KeyError: the deployment does not serve it.
        """
        return self.counties()[code]

    def wake(self, channel: str) -> None:
        """Say "look now" to whoever waits on a channel; nothing depends on its arriving."""
        try:
            self._redis.publish(f"{self.settings.topic_prefix}{channel}", b"")
        except redis.RedisError as why:
            if self._redis_answered:
                _log.warning("redis_away", what="wake", why=described(why))
            self._redis_answered = False
        else:
            self._redis_answered = True

    def redis_answers(self) -> bool:
        """Say whether Redis is there; everything works without it, only slower."""
        try:
            return bool(self._redis.ping())
        except redis.RedisError:
            return False

    @contextmanager
    def listening(self, channel: str) -> Iterator["Listener"]:
        """Listen to a channel for "look now"; without Redis it is just a slower poll."""
        listener = Listener(self._redis, f"{self.settings.topic_prefix}{channel}")
        try:
            yield listener
        finally:
            listener.close()

    def _bring_counties(self) -> None:
        with self.work(WORKER) as work:
            editions = work.counties.editions()
            changed = {
                code: number
                for code, number in editions.items()
                if number and getattr(self._counties.get(code), "edition", None) != number
            }
            files = {code: work.counties.files(code, number) for code, number in changed.items()}
        fresh = {
            code: LoadedCounty(read_files(files[code], strict=True), number)
            for code, number in changed.items()
        }
        if fresh:
            self._counties = MappingProxyType({**self._counties, **fresh})


class Listener:
    """Waits for "look now" on one Redis channel, or until the time is up."""

    def __init__(self, client: "redis.Redis", channel: str) -> None:
        self._client = client
        self._channel = channel
        self._subscribed: redis.client.PubSub | None = None

    def wait(self, seconds: float) -> None:
        """Return when somebody said "look now", at the latest after ``seconds``."""
        started = time.monotonic()
        try:
            if self._subscribed is None:
                subscription = self._client.pubsub(  # type: ignore[no-untyped-call]  # redis publishes no type for it
                    ignore_subscribe_messages=True
                )
                subscription.subscribe(self._channel)
                self._subscribed = subscription
            self._subscribed.get_message(timeout=seconds)
        except redis.RedisError:
            # Slower, and nothing else: what waits is found by the next look.
            self.close()
            time.sleep(max(0.0, seconds - (time.monotonic() - started)))

    def close(self) -> None:
        """Stop listening."""
        if self._subscribed is not None:
            self._subscribed.close()
            self._subscribed = None


def assemble(settings: Settings) -> Deployment:
    """Wire a deployment from its settings. No connection is opened yet."""
    failpoints.arm(settings.failpoint)
    clock = StoredClock(settings.clock_file) if settings.clock_file else RealClock()
    return Deployment(settings, clock, open_engine(settings.database_url))
