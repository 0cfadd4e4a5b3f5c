"""The files of a county's folder: which there are, and which a county cannot do without."""

from collections.abc import Mapping
from pathlib import Path

from dispatch.wire.county.problems import CountyRefused, Problem

DIVISIONS = "divisions.csv"
GRIDS = "grids.csv"
UNITS = "units.csv"
MATTERS = "matters.csv"
LINES = "responsibility.csv"
RECEIVERS = "receivers.csv"
POWERS = "powers.csv"
PEOPLE = "people.csv"
CALENDAR = "calendar.json"
COUNTY = "county.yaml"
LIMITS = "limits.yaml"
LADDER = "ladder.yaml"
TRIAGE = "triage.yaml"
TRIAGE_MODEL = "triage_model.json"
ATTRIBUTES = "attributes.yaml"
BOUNDARIES = "boundaries.geojson"
ZONES = "zones.geojson"
TESTS = "list_tests.csv"
MASTER = "master.csv"
PERMITS = "permit_list.csv"
OVERSIGHT = "oversight_list.csv"
ENFORCEMENT = "enforcement_catalogue.csv"

NEEDED = (DIVISIONS, UNITS, LINES, CALENDAR)
WITH_DEFAULTS = (LIMITS, LADDER, TRIAGE, ATTRIBUTES)
KNOWN = (
    *NEEDED,
    *WITH_DEFAULTS,
    *(GRIDS, MATTERS, RECEIVERS, POWERS, PEOPLE, COUNTY, BOUNDARIES, ZONES, TESTS),
    *(MASTER, PERMITS, OVERSIGHT, ENFORCEMENT),
    TRIAGE_MODEL,
)

_DEFAULTS = Path(__file__).parent / "defaults"


def files_of(folder: Path) -> Mapping[str, bytes]:
    """Return the county's files in a folder; files of other names are not looked at.

    Raises:
        CountyRefused: there is no such folder, or a file in it cannot be opened.
    """
    if not folder.is_dir():
        raise CountyRefused((Problem(str(folder), None, None, "is no folder"),))
    return {name: bytes_of(path) for name in KNOWN if (path := folder / name).exists()}


def bytes_of(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        CountyRefused: it cannot be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot be opened: {error.strerror}"
        raise CountyRefused((Problem(str(path), None, None, message),)) from error


def or_default(files: Mapping[str, bytes], name: str) -> bytes:
    """Return the county's own file, or the product's where the county has none."""
    return files[name] if name in files else default_of(name)


def default_of(name: str) -> bytes:
    """Return the product's own file of a name."""
    return (_DEFAULTS / name).read_bytes()
