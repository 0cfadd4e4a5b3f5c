"""A county's folder held against another master catalogue: what must be read for it, and written.

Only the catalogue and the list are read. A county that has no master yet is held against an
empty one: everything is new to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dispatch.errors import Unusable
from dispatch.responsibility.master import Matters, Upgrade, upgrade
from dispatch.wire.county import files as names
from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.matters import OwnMatters, read_matters, read_own_matters
from dispatch.wire.county.problems import CountyRefused, Problem, Problems, given


class FolderNotEmpty(Unusable):
    """Where the upgraded county should be written something lies already."""

    code = "county.folder_not_empty"


@dataclass(frozen=True, slots=True)
class Upgrading:
    """A county, the master it would take, and what that means."""

    files: Mapping[str, bytes]
    """The county's files with the new master among them."""
    upgrade: Upgrade
    names: Matters
    """Every matter that anybody names, the newest word of each."""


def read_upgrading(folder: Path, master: Path) -> Upgrading:
    """Hold a county's folder against the master catalogue in a file.

    Raises:
        CountyRefused: a file cannot be used; it lists every reason found.
    """
    files = names.files_of(folder)
    new_bytes = names.bytes_of(master)
    if names.LINES not in files:
        message = "is missing; a county cannot do without it"
        raise CountyRefused((Problem(names.LINES, None, None, message),))
    problems, of_new = Problems(), Problems()
    new = read_matters(new_bytes, of_new, file=names.MASTER)
    old: Matters | None = {}
    if names.MASTER in files:
        old = read_matters(files[names.MASTER], problems, file=names.MASTER)
    own: OwnMatters | None = OwnMatters((), ())
    if names.MATTERS in files:
        own = read_own_matters(files[names.MATTERS], problems, old or {})
    lines = read_lines(files[names.LINES], problems, strict=False)
    renamed = CountyRefused(tuple(of_new)).under({names.MASTER: master.name}).problems
    if found := (*problems, *renamed):
        raise CountyRefused(found)
    old, new, own = given(old), given(new), given(own)
    return Upgrading(
        files={**files, names.MASTER: new_bytes},
        upgrade=upgrade(
            old,
            new,
            own.matters,
            (line for _, line in given(lines)),
            retired=own.retired_codes,
        ),
        names={**old, **{code: each for code, each in own.matters.items() if each.name}, **new},
    )


def write_upgraded(upgrading: Upgrading, out: Path, *, said: str) -> None:
    """Write the county with the new master in it, and ``upgrade.json`` beside it.

    Raises:
        FolderNotEmpty: something lies there already; nothing is written over.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FolderNotEmpty(f"{out}: is not empty; name a new folder")
    out.mkdir(parents=True, exist_ok=True)
    for name, data in upgrading.files.items():
        (out / name).write_bytes(data)
    (out / "upgrade.json").write_text(said + "\n", encoding="utf-8")
