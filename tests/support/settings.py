"""The settings of a test's deployment, as the environment that its processes get."""

import os
from pathlib import Path
from unittest.mock import patch

from config.settings import Settings, read_settings

NOBODY_THERE = "127.0.0.1:1"
"""An address at which nothing listens: what a test has no use for must not be needed."""


def environment(
    database_url: str,
    clock_file: Path,
    *,
    kafka: str = NOBODY_THERE,
    redis: str = f"redis://{NOBODY_THERE}/0",
    **more: str,
) -> dict[str, str]:
    """Return the variables; ``more`` are settings in lower case, without their prefix."""
    return {
        "DISPATCH_DATABASE_URL": database_url,
        "DISPATCH_KAFKA_BOOTSTRAP": kafka,
        "DISPATCH_REDIS_URL": redis,
        "DISPATCH_CLOCK_FILE": str(clock_file),
        "DISPATCH_BLOBS": str(clock_file.parent / "photos"),
        "DISPATCH_WEB_SECRET": "only for tests",
        "DISPATCH_KAFKA_REPLICATION": "1",
        "DISPATCH_TICK_SECONDS": "0.5",
        # Six seconds are the least that a broker allows: a killed member idles its partitions.
        "DISPATCH_SESSION_TIMEOUT_MILLISECONDS": "6000",
        **{f"DISPATCH_{name.upper()}": value for name, value in more.items()},
    }


def settings_from(variables: dict[str, str]) -> Settings:
    """Return what the product reads from these variables and no others."""
    foreign = {name for name in os.environ if name.startswith("DISPATCH_")} - variables.keys()
    with patch.dict(os.environ, variables):
        for name in foreign:
            del os.environ[name]
        return read_settings()
