"""Which unit a name means. Certain, or a list of what it might mean; never a guess.

Certain is: the unit's code; its name; its name without the county's, or with another way
of writing its ending; a short form that everybody uses. And only where one unit alone fits.
"""

import difflib
from collections.abc import Iterable, Mapping

from dispatch.people.model import TOWNSHIP, Unit
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.vocabulary import UnitCode
from dispatch.wire.sheets.plain import key

_ENDINGS = ("人民政府", "办事处", "政府", "街办")
_SHORT_FORMS = {
    "住建局": "住房和城乡建设局",
    "市监局": "市场监督管理局",
    "市场监管局": "市场监督管理局",
    "人社局": "人力资源和社会保障局",
    "人力社保局": "人力资源和社会保障局",
    "卫健局": "卫生健康局",
    "卫健委": "卫生健康委员会",
    "自规局": "自然资源和规划局",
    "自然资源局": "自然资源和规划局",
    "资规局": "自然资源和规划局",
    "发改局": "发展和改革局",
    "发改委": "发展和改革委员会",
    "执法局": "综合行政执法局",
    "综合执法局": "综合行政执法局",
    "交通局": "交通运输局",
    "应急局": "应急管理局",
    "农业局": "农业农村局",
    "经信局": "经济和信息化局",
    "文旅局": "文化和旅游局",
    "消防大队": "消防救援大队",
    "公安交警大队": "公安局交警大队",
    "编办": "机构编制委员会办公室",
    "编委办": "机构编制委员会办公室",
}
_TOWNSHIP_WORDS = frozenset(
    key(word)
    for word in (
        *("所属街办", "属地街办", "所在街道", "属地街道", "所属街道", "街道办事处", "乡镇街道"),
        *("乡镇", "镇街", "镇街道", "各镇街道", "各乡镇街道", "各乡镇", "各镇街", "属地乡镇"),
        *("属地乡镇街道", "属地镇街", "所在乡镇", "所在乡镇街道", "所在镇街", "属地政府", "属地"),
        *("乡镇人民政府", "乡镇政府", "各镇人民政府街道办事处", "镇人民政府街道办事处", "街办"),
        *("乡镇人民政府街道办事处", "各街道", "各街办", "属地镇街道", "所在地乡镇街道"),
    )
)
_LIKE = 0.45
_MOST = 5
_WRITTEN_TOWNSHIP = f"所在乡镇（街道）{AT_TOWNSHIP}"
_AT_TOWNSHIP = frozenset(
    {AT_TOWNSHIP, _WRITTEN_TOWNSHIP, _WRITTEN_TOWNSHIP.replace("（", "(").replace("）", ")")}
)


class UnitNames:
    """The county's units by every name that is certain."""

    def __init__(self, units: Iterable[Unit], county: str) -> None:
        self._county = key(county)
        self._units = {unit.code: unit for unit in units}
        self._codes = {code.lower(): code for code in self._units}
        self._exact: dict[str, list[UnitCode]] = {}
        self._certain: dict[str, set[UnitCode]] = {}
        self._by_core: dict[str, UnitCode] = {}
        self._compared: dict[str, dict[UnitCode, float]] = {}
        for unit in self._units.values():
            self._exact.setdefault(unit.name, []).append(unit.code)
            for name in self._writings(unit):
                self._certain.setdefault(name, set()).add(unit.code)
            self._by_core.setdefault(self._core(key(unit.name)), unit.code)

    def certain(self, text: str) -> UnitCode | None:
        """Return the one unit that a text means for certain, or None."""
        if text in self._units:
            return UnitCode(text)
        if text in _AT_TOWNSHIP:
            return AT_TOWNSHIP
        if code := self._codes.get(text.lower()):
            return code
        if len(exact := self._exact.get(text, [])) == 1:
            return exact[0]
        for name in self._ways(key(text)):
            if found := self._certain.get(name):
                return next(iter(found)) if len(found) == 1 else None
        return None

    def possible(self, text: str) -> tuple[UnitCode, ...]:
        """Return what a text may mean, the likeliest first."""
        likeness = self._likeness(self._core(key(text)))
        return tuple(sorted(likeness, key=lambda code: (-likeness[code], code))[:_MOST])

    def likely(self, text: str) -> UnitCode | None:
        """Return the one unit whose name holds the text, or is held by it; for a proposal only."""
        likeness = self._likeness(self._core(key(text)))
        found = [code for code, ratio in likeness.items() if ratio > 1]
        return found[0] if len(found) == 1 else None

    def _likeness(self, name: str) -> Mapping[UnitCode, float]:
        if name in self._compared:
            return self._compared[name]
        found = self._compared[name] = {}
        for core, code in self._by_core.items():
            ratio = difflib.SequenceMatcher(None, name, core).ratio()
            if _within(name, core) or (core and core in name):
                ratio += 1
            if ratio >= _LIKE:
                found[code] = ratio
        return found

    def is_township_word(self, text: str) -> bool:
        """Say whether a text speaks of the township without saying which."""
        return key(text) in _TOWNSHIP_WORDS

    def written(self, code: UnitCode) -> str:
        """Return a unit's name, or its code where its name would not lead back to it."""
        if code == AT_TOWNSHIP:
            return _WRITTEN_TOWNSHIP
        unit = self._units.get(code)
        return unit.name if unit is not None and self.certain(unit.name) == code else code

    def _writings(self, unit: Unit) -> Iterable[str]:
        name = key(unit.name)
        core = self._core(name)
        yield name
        yield core
        yield self._county[-1:] + core  # 县公安局 in a county, 区公安局 in a district
        if core.endswith("委员会"):
            yield core.removeprefix("中共").removesuffix("员会")
        if unit.kind == TOWNSHIP:
            stem = core
            for ending in _ENDINGS:
                stem = stem.removesuffix(ending)
            yield stem
            for ending in _ENDINGS:
                yield stem + ending
        for short, long in _SHORT_FORMS.items():
            if core == long:
                yield short
                yield self._county[-1:] + short

    def _ways(self, name: str) -> Iterable[str]:
        yield name
        if (core := self._core(name)) != name:
            yield core

    def _core(self, name: str) -> str:
        """Return a name without the county's in front."""
        for front in (f"中共{self._county}", self._county, self._county[:-1]):
            if front and len(name) > len(front) + 1 and name.startswith(front):
                return name.removeprefix(front)
        return name


def _within(short: str, long: str) -> bool:
    """Say whether the letters of one stand in the other in their order."""
    letters = iter(long)
    return len(short) > 1 and all(letter in letters for letter in short)
