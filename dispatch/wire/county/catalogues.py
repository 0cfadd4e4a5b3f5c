"""``permit_list.csv``, ``oversight_list.csv``, ``enforcement_catalogue.csv``: 两清单一目录."""

from dispatch.responsibility.chain import Catalogues, EnforcementKind, Item
from dispatch.vocabulary import MatterCode, UnitCode
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = ("matter_code", "item_code", "name", "unit", "basis", "valid_from", "valid_to")

NumberedItems = tuple[tuple[Row, Item], ...]


def read_items(
    file: str, data: bytes, problems: Problems, *, kinds: bool = False
) -> NumberedItems | None:
    """Return the items of one of the three files, or None when it is no table.

    ``kinds`` for the enforcement catalogue, whose column ``kind`` may be absent but not wrong.
    """
    rows = read_rows(file, data, _COLUMNS, problems)
    if rows is None:
        return None
    read = tuple((row, _item(row, kinds=kinds)) for row in rows)
    unique(
        ((row, f"{item.code} of {item.matter} for {item.unit}") for row, item in read),
        "item_code",
    )
    return read


def catalogues_of(
    permits: NumberedItems | None,
    oversight: NumberedItems | None,
    enforcement: NumberedItems | None,
) -> Catalogues:
    """Return what was read of the three, without the rows."""
    return Catalogues(_items(permits), _items(oversight), _items(enforcement))


def _items(read: NumberedItems | None) -> tuple[Item, ...] | None:
    return None if read is None else tuple(item for _, item in read)


def _item(row: Row, *, kinds: bool) -> Item:
    valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
    if valid_from and valid_to and valid_from > valid_to:
        row.wrong("valid_to", f"{valid_to} lies before valid_from {valid_from}")
    return Item(
        matter=MatterCode(row.needed("matter_code")),
        code=row.needed("item_code"),
        name=row.needed("name"),
        unit=UnitCode(row.needed("unit")),
        basis=row.text("basis"),
        kind=row.choice("kind", EnforcementKind) if kinds else None,
        valid_from=valid_from,
        valid_to=valid_to,
    )
