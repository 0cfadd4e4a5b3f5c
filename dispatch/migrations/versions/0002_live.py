"""What live pages read: the change log in its order."""

from dispatch.migrations.script import run_script_beside

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
