"""Which place a name means: only names that one place alone has."""

import difflib
from collections.abc import Iterable

from dispatch.territory.model import Level
from dispatch.territory.tree import Area, Territory
from dispatch.vocabulary import AreaCode
from dispatch.wire.sheets.plain import key

_LIKE = 0.5
_MOST = 5
_ENDINGS = ("人民政府", "办事处", "村民委员会", "居民委员会", "村委会", "居委会")
_SHORTEST_CODE = 6


class PlaceNames:
    """The county's places by name, and by name under their township's."""

    def __init__(self, territory: Territory) -> None:
        self._territory = territory
        self._found: dict[str, set[AreaCode]] = {}
        self._grids: dict[str, set[AreaCode]] = {}
        for area in territory:
            names = self._grids if area.level is Level.GRID else self._found
            for name in self._names(area):
                names.setdefault(name, set()).add(area.code)

    def certain(self, text: str, within: AreaCode | None = None) -> AreaCode | None:
        """Return the one place that a text names, by code or by name; None if none or several.

        Args:
            text: a code, a name, or a township's name followed by a village's.
            within: only places at or below this one.
        """
        code = text.strip()
        if code in self._territory:
            return AreaCode(code)
        name = key(text)
        for ending in ("", *_ENDINGS):
            if not name.endswith(ending):
                continue
            for names in (self._found, self._grids):
                if found := self._below(names.get(name.removesuffix(ending), ()), within):
                    return found[0] if len(found) == 1 else None
        return None

    def possible(self, text: str) -> tuple[AreaCode, ...]:
        """Return the places whose names a text may mean, the likeliest first."""
        name = key(text)
        if name in self._found:
            return tuple(sorted(self._found[name]))[:_MOST]
        close = difflib.get_close_matches(name, self._found, n=_MOST, cutoff=_LIKE)
        return tuple(dict.fromkeys(code for each in close for code in sorted(self._found[each])))

    def inside(self, text: str) -> AreaCode | None:
        """Return the deepest place whose name begins an address, if one alone does."""
        name = key(text)
        for length in range(len(name), 1, -1):
            if found := self._found.get(name[:length]):
                return next(iter(found)) if len(found) == 1 else None
        return None

    def _below(self, codes: Iterable[AreaCode], within: AreaCode | None) -> list[AreaCode]:
        return sorted(code for code in codes if within is None or within in self._areas_above(code))

    def _areas_above(self, code: AreaCode) -> tuple[AreaCode, ...]:
        area = self._territory.get(code)
        return area.path if area else ()

    def _names(self, area: Area) -> Iterable[str]:
        name = key(area.name)
        yield name
        county = key(self._territory.county.name)
        township = self._territory.get(area.township) if area.township else None
        if area is not self._territory.county:
            yield county + name
        if township is not None and township.code != area.code:
            yield key(township.name) + name
            yield county + key(township.name) + name
