"""``receivers.csv`` and ``powers.csv``: who takes a lead's cases, who may enforce."""

from dispatch.responsibility.model import Power, Receiver
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode
from dispatch.wire.county.files import POWERS, RECEIVERS
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

NumberedReceivers = tuple[tuple[Row, Receiver], ...]
NumberedPowers = tuple[tuple[Row, Power], ...]


def read_receivers(data: bytes, problems: Problems) -> NumberedReceivers | None:
    """Return who takes each lead's cases per township, or None when the file is no table."""
    rows = read_rows(RECEIVERS, data, ("unit", "township", "receiver"), problems)
    if rows is None:
        return None
    read = tuple((row, _receiver(row)) for row in rows)
    unique(((row, f"{each.unit} in {each.township}") for row, each in read), "township")
    return read


def read_powers(data: bytes, problems: Problems) -> NumberedPowers | None:
    """Return the enforcement powers given to townships, or None when the file is no table."""
    rows = read_rows(POWERS, data, ("matter_code", "township"), problems)
    if rows is None:
        return None
    read = tuple((row, _power(row)) for row in rows)
    unique(((row, f"{each.matter} in {each.township}") for row, each in read), "township")
    return read


def _receiver(row: Row) -> Receiver:
    return Receiver(
        unit=UnitCode(row.needed("unit")),
        township=AreaCode(row.needed("township")),
        receiver=UnitCode(row.needed("receiver")),
    )


def _power(row: Row) -> Power:
    return Power(MatterCode(row.needed("matter_code")), AreaCode(row.needed("township")))
