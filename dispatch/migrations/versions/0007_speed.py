"""Indexes that keep queues and clocks quick at millions of rows."""

from dispatch.migrations.script import run_script_beside

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
