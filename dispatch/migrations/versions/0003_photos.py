"""Photos and where they belong."""

from dispatch.migrations.script import run_script_beside

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
