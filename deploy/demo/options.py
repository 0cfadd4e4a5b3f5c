"""What ``./run demo`` was asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one start."""

    county: Path
    example: bool
    """It is the example county, which was made to show everything."""
    data: Path
    port: int
    speed: float
    """County seconds per second of the machine, in the plain demo."""
    traffic: bool
    check: bool
