"""The moves that are told outside the house stand in the index of what is undecided."""

from dispatch.migrations.script import run_script_beside

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
