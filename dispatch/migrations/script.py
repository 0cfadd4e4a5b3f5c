"""Runs the SQL file that lies beside a step of the schema."""

from pathlib import Path

from alembic import op

from dispatch.db import driver


def run_script_beside(step: str) -> None:
    """Run the script with the name of the step whose ``__file__`` is given."""
    statements = Path(step).with_suffix(".sql").read_text(encoding="utf-8")
    # The driver's own connection: the script holds several statements and no parameters.
    with driver(op.get_bind()) as lent:
        lent.execute(statements)
