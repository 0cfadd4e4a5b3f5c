"""One value of a JSON or YAML file, with the path that names it in messages."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import decode

_MINUTES_A_DAY = 1440
_REMEMBERED = 32
_TOO_DEEP = "is nested too deeply to be read; no file of a county needs that"
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """A value, where it stands, and the list that problems with it are noted in."""

    file: str
    path: str
    """Like ``ladders.handle.default[2].share``; empty for the whole file."""
    value: Any
    problems: Problems

    def refuse(self, message: str) -> None:
        """Note what is wrong with this value and what would be right."""
        self.problems.add(self.file, message, column=self.path or None)

    def fields(self, known: Collection[str] | None = None) -> dict[str, "Field"]:
        """Return the values by name; a name that is not ``known`` is refused."""
        if not isinstance(self.value, dict):
            self.refuse("is no set of names with values")
            return {}
        found = {}
        for name, value in self.value.items():
            path = f"{self.path}.{name}" if self.path else str(name)
            field = Field(self.file, path, value, self.problems)
            if known is not None and name not in known:
                field.refuse(f"is not known here; known are {', '.join(known)}")
            else:
                found[str(name)] = field
        return found

    def items(self) -> Iterator["Field"]:
        """Yield the values of a list, which must not be empty."""
        if not isinstance(self.value, list) or not self.value:
            self.refuse("is no list with at least one entry")
            return
        for at, value in enumerate(self.value):
            yield Field(self.file, f"{self.path}[{at}]", value, self.problems)

    def text(self) -> str | None:
        """Return the text, or None and a problem."""
        if isinstance(self.value, str) and self.value.strip():
            return self.value.strip()
        self.refuse("is no text")
        return None

    def day(self) -> date | None:
        """Return the date, or None and a problem."""
        try:
            day = date.fromisoformat(self.value)
        except (TypeError, ValueError):
            day = None
        # Python alone would also take 20261001 and 2026-W40-4.
        if day is None or day.isoformat() != self.value:
            self.refuse(f"{self.value!r} is no date like 2026-10-01")
            return None
        return day

    def minute_of_day(self) -> int | None:
        """Return the minutes since midnight of a time like 08:00, or None and a problem."""
        minute = minute_of_day(self.value)
        if minute is None:
            self.refuse(f"{self.value!r} is no time of day like 08:00")
        return minute


def read_json(file: str, data: bytes, problems: Problems) -> Field | None:
    """Return the whole of a JSON file, or None and a problem."""
    text = decode(file, data, problems)
    if text is None:
        return None
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        problems.add(file, f"is no JSON: {error.msg}", row=error.lineno)
        return None
    except RecursionError:
        problems.add(file, _TOO_DEEP)
        return None
    except _Repeated as error:
        problems.add(file, "stands here twice; keep one", column=str(error))
        return None
    return Field(file, "", value, problems)


def read_yaml(file: str, data: bytes, problems: Problems) -> Field | None:
    """Return the whole of a YAML file, or None and a problem."""
    text = decode(file, data, problems)
    if text is None:
        return None
    try:
        value = _loaded(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        row = None if mark is None else mark.line + 1
        problems.add(file, f"is no usable YAML: {error.problem}", row=row)
        return None
    except yaml.YAMLError:
        problems.add(file, "is no YAML; mend its indentation and quotes")
        return None
    except RecursionError:
        problems.add(file, _TOO_DEEP)
        return None
    return Field(file, "", {} if value is None else value, problems)


@lru_cache(_REMEMBERED)
def _loaded(text: str) -> Any:
    """Return what a YAML text says, for reading only: what the product ships is read often."""
    return yaml.load(text, _StrictLoader)  # noqa: S506 - a safe loader that also counts


def minute_of_day(value: Any) -> int | None:
    """Return the minutes since midnight of a time like 08:00, up to 24:00; None for others."""
    minute: int | None = None
    if type(value) is int:
        # YAML reads an unquoted 22:00 in base sixty: 1320, which is what it means.
        minute = value
    elif isinstance(value, str) and (found := _CLOCK.fullmatch(value.strip())):
        minute = int(found[1]) * 60 + int(found[2])
    return minute if minute is not None and 0 <= minute <= _MINUTES_A_DAY else None


class _Repeated(ValueError):
    pass


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Repeated(name)
        found[name] = value
    return found


class _StrictLoader(yaml.SafeLoader):
    """Refuses a name that stands twice: the last one would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} stands here twice; keep one", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)
