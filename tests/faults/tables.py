"""What the long tests found, in tables that stand at the end of the run."""

TABLES: dict[str, list[tuple[str, ...]]] = {}


def note(table: str, *row: object) -> None:
    """Add a row to a table; its first row is its head."""
    TABLES.setdefault(table, []).append(tuple(str(cell) for cell in row))


def lines(table: str) -> list[str]:
    """Return a table as lines, its columns under one another."""
    rows = TABLES[table]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
