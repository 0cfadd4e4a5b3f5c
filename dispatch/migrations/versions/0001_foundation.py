"""The foundation: every table, the app role, row-level security."""

from dispatch.migrations.script import run_script_beside

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
