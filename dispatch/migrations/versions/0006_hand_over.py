"""Accepted reports that are taken while the broker is away."""

from dispatch.migrations.script import run_script_beside

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
