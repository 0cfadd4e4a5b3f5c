"""Tokens, and how far the changes have been told to other systems."""

from dispatch.migrations.script import run_script_beside

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
