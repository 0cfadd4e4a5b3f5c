"""Automatic decisions that a person looks at again."""

from dispatch.migrations.script import run_script_beside

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
