"""Since when a server has been away."""

from dispatch.migrations.script import run_script_beside

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
