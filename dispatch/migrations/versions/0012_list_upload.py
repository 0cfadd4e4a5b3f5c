"""Files that somebody is bringing into the list or into history, kept between two pages."""

from dispatch.migrations.script import run_script_beside

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
