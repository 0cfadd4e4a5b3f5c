"""Where a closed case lay: by code, by the names of township and village, or by its address."""

from dispatch.territory.tree import OutsideCounty
from dispatch.vocabulary import AreaCode
from dispatch.wire.sheets.asking import LEAVE_OUT, LEAVE_ROWS_OUT
from dispatch.wire.sheets.model import Choice, SheetProblem
from dispatch.wire.sheets.plain import plain
from dispatch.wire.sheets.reading import Reading
from dispatch.wire.sheets.record import Record


class CasePlaces:
    """Finds the places of one table; a name that several rows have is looked for once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known = reading.known
        self._found: dict[tuple[str, str], AreaCode | None] = {}
        self._likely: dict[str, tuple[AreaCode, ...]] = {}

    def find(self, record: Record) -> str | None:
        """Return the division code of a row's place, or None after noting what is not certain."""
        if code := plain(record.text("area_code")):
            if not isinstance(self._known.territory.resolve(code), OutsideCounty):
                return code
            self._wrong(
                record,
                "area_code",
                f"区划代码“{code[:20]}”不在本县。",
                f"area {code[:20]!r} lies outside the county",
                "请核对代码,外县的案件请删除。",
            )
            return None
        township, village = plain(record.text("township_name")), plain(record.text("village_name"))
        if township or village:
            return self._named_area(record, township, village)
        address = record.text("place")
        if not address:
            mend = "请加一列“所属镇街”或“行政区划代码”。"
            self._wrong(record, "place", "没有写地点。", "has no place", mend)
            return None
        found = self._known.places.certain(address) or self._known.places.inside(address)
        return found or self._asked(record, "place", address, None)

    def _named_area(self, record: Record, township: str, village: str) -> AreaCode | None:
        same = (township, village)
        if self._found.get(same) is None:
            self._found[same] = self._look_for(record, township, village)
        return self._found[same]

    def _look_for(self, record: Record, township: str, village: str) -> AreaCode | None:
        above = self._known.places.certain(township) if township else None
        if township and above is None:
            above = self._asked(record, "township_name", township, None)
            if above is None:
                return None
        if not village:
            return above
        if found := self._known.places.certain(village, above):
            return found
        return self._asked(record, "village_name", village, above)

    def _asked(
        self, record: Record, field: str, text: str, above: AreaCode | None
    ) -> AreaCode | None:
        """Return the place that somebody said a name is; else ask, and the row waits."""
        named = f"{self._name(above)}{text}"
        id_, group = f"area:{named}", "area:*" if above else ""
        answer = self._reading.asked.answer(id_, group)
        if answer == LEAVE_ROWS_OUT:
            self._reading.wrong(left_out(record, field, named))
            return None
        if answer == LEAVE_OUT and above:
            return above
        if answer is not None and answer in self._known.territory:
            return AreaCode(answer)
        self._reading.asked.ask(
            id_,
            kind="area",
            text=named,
            sentence=f"“{named}”是哪个区域?",
            choices=self._choices(text, above),
            cell=record.cell(field),
            group=group,
        )
        self._wrong(
            record,
            field,
            f"“{named[:40]}”不是能确定的镇街或村社。",
            f"{named[:40]!r} is no certain place",
            "请回答这个名称是哪里,或改成规范名称,或加一列“行政区划代码”。",
        )
        return None

    def _choices(self, text: str, above: AreaCode | None) -> tuple[Choice, ...]:
        if text not in self._likely:
            crowded = self._reading.asked.crowded
            self._likely[text] = () if crowded else self._known.places.possible(text)
        within = Choice(LEAVE_OUT, f"不细分,按{self._name(above)}计")
        return (
            *(Choice(code, f"{self._name(code)}({code})") for code in self._likely[text]),
            *((within,) if above else ()),
            Choice(LEAVE_ROWS_OUT, "这些行不导入"),
        )

    def _name(self, code: AreaCode | None) -> str:
        area = self._known.territory.get(code) if code else None
        return area.name if area else ""

    def _wrong(self, record: Record, field: str, zh: str, en: str, mend: str) -> None:
        self._reading.wrong(record.problem(field, zh, en, mend))


def left_out(record: Record, field: str, text: str) -> SheetProblem:
    """Return what is said of a row that somebody answered is not wanted."""
    return record.problem(
        field,
        f"“{text[:40]}”:按回答,这些行不导入。",
        f"{text[:40]!r}: left out, as was answered",
        "要导入时,请取消这个回答。",
    )
