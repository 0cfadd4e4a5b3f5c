"""The list as editions: drafts, their changes, requests, re-routes, trials; cases of the past."""

from dispatch.migrations.script import run_script_beside

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply the script beside this file."""
    run_script_beside(__file__)
