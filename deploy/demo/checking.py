"""What a check works with and what it has gathered so far."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from deploy.demo.broker import Broker, Sent
from deploy.demo.evidence import Evidence
from deploy.demo.findings import Findings
from deploy.demo.house import House
from deploy.demo.people import People
from deploy.demo.traffic import Traffic
from dispatch.flows.loaded_county import LoadedCounty

_LOOK_EVERY = 0.25


@dataclass(slots=True)
class Checking:
    """One run of the check."""

    house: House
    broker: Broker
    evidence: Evidence
    people: People
    traffic: Traffic
    findings: Findings = field(default_factory=Findings)
    sent: list[Sent] = field(default_factory=list)
    """Every record that was sent to Kafka from here, and where it lies."""
    phones: int = 0
    """Reports that went through the web's own door and its outbox."""

    @property
    def county(self) -> LoadedCounty:
        """The county in force."""
        return self.house.county

    def now(self) -> datetime:
        """Return the county clock's instant."""
        return self.house.clock.now()


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds; return whether it came to that in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_EVERY)
    return True
