"""The foundation: every table, the app role, row-level security."""

from pathlib import Path

from alembic import op

from dispatch.db import driver

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, the role and the policies."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # The driver's own connection: the script holds several statements and no parameters.
    with driver(op.get_bind()) as lent:
        lent.execute(statements)
