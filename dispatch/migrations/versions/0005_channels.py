"""Channels that carry notices out of the house, and what became of each."""

from dispatch.migrations.script import run_script_beside

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
