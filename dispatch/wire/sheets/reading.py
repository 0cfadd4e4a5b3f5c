"""The fields of a row, each read into what a line of the list holds."""

import re

from dispatch.territory.model import ALL_ZONES, Zone
from dispatch.wire.sheets.asking import Asked
from dispatch.wire.sheets.choice_words import WRITTEN, meant
from dispatch.wire.sheets.fields import FIELDS
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.limit_texts import label, read_answer, read_limit
from dispatch.wire.sheets.mapping import SheetMapping
from dispatch.wire.sheets.model import Choice, SheetProblem
from dispatch.wire.sheets.moments import read_day
from dispatch.wire.sheets.plain import key, plain
from dispatch.wire.sheets.record import Record

EVERYWHERE = "*"
_EVERYWHERE = frozenset(
    map(
        key,
        ("全县", "全区", "全市", "全域", "全县域", "全部", "各乡镇", "各镇街", "全县范围", "所有"),
    )
) | {""}
_BETWEEN = re.compile(r"[;；、，,\n]+")
_CODE_BEHIND = re.compile(r"[(（](\d{6,15})[)）]$")
_ZONES = {
    **dict.fromkeys(map(key, ("不限", "全部", "城乡", "all")), ALL_ZONES),
    **dict.fromkeys(map(key, ("城区", "城镇", "城市", "urban")), Zone.URBAN.value),
    **dict.fromkeys(map(key, ("农村", "乡村", "rural")), Zone.RURAL.value),
}
_NO_LIMIT = "none"


class Reading:
    """Reads one table's fields; gathers what is wrong and what has to be asked."""

    def __init__(self, known: Known, mapping: SheetMapping) -> None:
        values = {
            f"{field}:{text}": value
            for field, texts in mapping.values.items()
            for text, value in texts.items()
        }
        self.known = known
        self.constants = mapping.constants
        self.asked = Asked({**values, **mapping.answers})
        self.problems: list[SheetProblem] = []
        self.notes: dict[str, None] = {}
        self.open = False
        """Whether the row being read waits for an answer or a mend."""

    def wrong(self, problem: SheetProblem) -> None:
        """Note what is wrong with the row being read."""
        self.problems.append(problem)
        self.open = True

    def note(self, text: str) -> None:
        """Note how something was understood; said once."""
        self.notes[text] = None

    def choice(self, record: Record, field: str, *, needed: bool = False) -> str:
        """Return a field that is one of a closed set, or the empty text."""
        text = plain(record.text(field))
        if not text:
            value = self.constants.get(field, "")
            if needed and not value:
                self._empty(record, field)
            return value
        if value := meant(field, text) or "":
            return value
        id_ = f"{field}:{text}"
        answer = self.asked.answer(id_)
        if answer is not None and answer in WRITTEN[field]:
            return answer
        self.open = True
        self.asked.ask(
            id_,
            kind="value",
            text=text,
            sentence=f"“{FIELDS[field]}”里的“{text}”是哪一种?",
            choices=(Choice(value, name) for value, name in WRITTEN[field].items()),
            cell=record.cell(field),
        )
        return ""

    def area(self, record: Record) -> str:
        """Return the areas as a list writes them: ``*`` or codes joined by ``;``."""
        text = record.text("area") or self.constants.get("area", "")
        if text == EVERYWHERE or key(text) in _EVERYWHERE:
            return EVERYWHERE
        codes: dict[str, None] = {}
        for piece in filter(None, map(plain, _BETWEEN.split(text))):
            named = _CODE_BEHIND.search(piece)
            if code := self.known.places.certain(named[1] if named else piece):
                codes[code] = None
                continue
            id_ = f"area:{piece}"
            answer = self.asked.answer(id_)
            if answer == EVERYWHERE:
                return EVERYWHERE
            given = tuple(filter(None, (each.strip() for each in (answer or "").split(";"))))
            if given and all(each in self.known.territory for each in given):
                codes.update(dict.fromkeys(given))
                continue
            self.open = True
            self.asked.ask(
                id_,
                kind="area",
                text=piece,
                sentence=f"“{piece}”是哪个区域?",
                choices=(
                    *(() if self.asked.crowded else self._areas(piece)),
                    Choice(EVERYWHERE, "全县"),
                ),
                cell=record.cell("area"),
            )
        return ";".join(codes)

    def zone(self, record: Record) -> str:
        """Return the zone as a list writes it."""
        text = record.text("zone") or self.constants.get("zone", "") or ALL_ZONES
        if text in self.known.zones:
            return text
        text = plain(text)
        if zone := _ZONES.get(key(text)):
            return zone
        self.note(f"城乡范围“{text}”不是城区或农村,按自定义区域保留。")
        return text

    def day(self, record: Record, field: str) -> str:
        """Return a date as ``2026-01-31``, or the empty text."""
        text = record.text(field) or self.constants.get(field, "")
        if not text:
            return ""
        if day := read_day(text):
            return day.isoformat()
        self.wrong(
            record.problem(
                field,
                f"“{text[:40]}”不是能确定的日期。",
                f"{text[:40]!r} is no certain date",
                "请写成 2026-01-31。",
            )
        )
        return ""

    def limit(self, record: Record) -> tuple[str, str]:
        """Return a limit's value and type; both empty where there is none."""
        value, kind = plain(record.text("limit_value")), plain(record.text("limit_type"))
        field = "limit_value" if value or kind else "limit"
        if type_ := meant("limit_type", kind):
            kind = type_
        text = f"{value}{kind}" if value or kind else plain(record.text("limit"))
        if not text:
            return "", ""
        said = read_limit(text)
        if said.value and said.type:
            return said.value, said.type
        id_ = f"limit:{text}"
        answer = self.asked.answer(id_)
        if answer == _NO_LIMIT:
            return "", ""
        if answer and (given := read_answer(answer, said.value)):
            return given
        self.open = True
        sentence = f"时限“{text}”只写了小时或天,没有写怎么计时。按哪一种?"
        if not said.value:
            sentence = (
                f"时限“{text}”读不出确定的数。请写成“数值 类型”(如 5 工作日),或选择不设时限。"
            )
        elif len(said.fits) == 1:
            sentence = f"时限“{text}”除时限外还有别的文字。是否就按其中的时限?"
        self.asked.ask(
            id_,
            kind="limit",
            text=text,
            sentence=sentence,
            choices=(
                *(Choice(each, label(said.value, each)) for each in said.fits if said.value),
                Choice(_NO_LIMIT, "不设时限"),
            ),
            cell=record.cell(field),
            proposed=said.fits[0] if said.proposed else "",
        )
        return "", ""

    def needed(self, record: Record, field: str) -> str:
        """Return a field's text, which may not be empty."""
        if not (text := record.text(field)):
            self._empty(record, field)
        return text

    def _empty(self, record: Record, field: str) -> None:
        name = record.headers.get(field) or FIELDS[field]
        self.wrong(
            record.problem(field, f"没有填“{name}”。", f"{field} is empty", f"请填写“{name}”。")
        )

    def _areas(self, text: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(code, f"{area.name}({code})")
            for code in self.known.places.possible(text)
            if (area := self.known.territory.get(code))
        )
