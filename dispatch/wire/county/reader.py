"""Read a county's folder, or refuse it saying everything that is wrong with it.

    files ─► each by itself ─► do they agree? ─► CountyBook
                   └───────────────┴── problems ─► CountyRefused, with all of them

A folder and the copy that the database keeps of it are read by the same code.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from dispatch.people.register import UnitRegister
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.territory.tree import Territory
from dispatch.vocabulary import CountyCode
from dispatch.wire.county import files as names
from dispatch.wire.county.attributes import read_attributes
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.catalogues import catalogues_of
from dispatch.wire.county.deadlines import read_calendar, read_ladder, read_limits
from dispatch.wire.county.draft import check_tests, read_draft
from dispatch.wire.county.list_tests import read_tests
from dispatch.wire.county.people import default_people
from dispatch.wire.county.problems import CountyRefused, Problems, given
from dispatch.wire.county.triage import read_triage
from dispatch.wire.county.triage_model import read_triage_model


def read_folder(path: Path, *, strict: bool = False) -> CountyBook:
    """Read the county in a folder; ``strict`` as in :func:`read_files`.

    Raises:
        CountyRefused: the folder cannot be used; it lists every reason found.
    """
    return read_files(names.files_of(path), strict=strict)


def read_with_lines(path: Path, lines: Path) -> CountyBook:
    """Read the county in a folder as if ``lines`` were its list.

    Raises:
        CountyRefused: either cannot be used; what is wrong with the list bears its own name.
    """
    files = {**names.files_of(path), names.LINES: names.bytes_of(lines)}
    try:
        return read_files(files)
    except CountyRefused as refused:
        raise refused.under({names.LINES: lines.name}) from None


def read_files(files: Mapping[str, bytes], *, strict: bool = False) -> CountyBook:
    """Read a county from its files' bytes; files of unknown names are not looked at.

    A county that is to be loaded is read ``strict``. A list that is only
    decided by or looked through may still hold ambiguous limits and units
    that are unknown or abolished.

    Raises:
        CountyRefused: the files cannot be used; it lists every reason found.
    """
    files = {name: data for name, data in files.items() if name in names.KNOWN}
    problems = Problems()
    draft = read_draft(files, problems, strict=strict)
    raw = draft.about.raw if names.COUNTY in files else None
    dates = files.get(names.CALENDAR)
    calendar = None if dates is None else read_calendar(dates, raw, problems)
    limits = read_limits(names.or_default(files, names.LIMITS), problems)
    ladders = read_ladder(names.or_default(files, names.LADDER), problems)
    model = read_triage_model(files.get(names.TRIAGE_MODEL), draft.matters, problems)
    triage = read_triage(
        names.or_default(files, names.TRIAGE), draft.matters, problems, model=model
    )
    attributes = read_attributes(files.get(names.ATTRIBUTES), problems)
    tests = read_tests(files[names.TESTS], problems) if names.TESTS in files else ()
    check_tests(tests or (), draft)
    problems.raise_if_any()

    county, divisions = given(draft.county), given(draft.divisions)
    units = tuple(unit for _, unit in given(draft.units))
    lines = tuple(line for _, line in given(draft.lines))
    territory = Territory.build(
        CountyCode(county.code), divisions, (each for _, each in draft.zones.sets)
    )
    people = draft.people
    return CountyBook(
        county_code=CountyCode(county.code),
        name=draft.about.name or county.name,
        territory=territory,
        register=UnitRegister(units),
        lines=lines,
        matters=draft.matters,
        receivers={(each.unit, each.township): each.receiver for _, each in draft.receivers or ()},
        powers=tuple(power for _, power in draft.powers or ()),
        index=ResponsibilityIndex.build(lines, draft.matters, territory),
        edition=edition_of(files[names.LINES]),
        calendar=given(calendar),
        limits=given(limits),
        ladders=given(ladders),
        triage=given(triage),
        people=(
            default_people(units, divisions)
            if people is None
            else tuple(person for _, person in people)
        ),
        attributes=attributes,
        zones=draft.zones,
        catalogues=catalogues_of(draft.permits, draft.oversight, draft.enforcement),
        master=draft.about.master,
        matter_origins=draft.catalogue.origins,
        tests=tuple(test for _, test in given(tests)),
        files=files,
    )


def edition_of(responsibility: bytes) -> str:
    """Return what a list is called before it has a published number: the sum of its bytes."""
    return "sha256:" + hashlib.sha256(responsibility).hexdigest()
