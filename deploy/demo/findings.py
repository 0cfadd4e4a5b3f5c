"""What was expected and what was seen: one table for a person to read."""

from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table

_NAMES = 44
_WANTED = 32


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table. ``holds`` is None where there was nothing to expect."""

    chinese: str
    english: str
    expected: str
    seen: str
    holds: bool | None

    @property
    def sentence(self) -> str:
        """Say what went wrong."""
        return f"✗ {self.chinese} {self.english}: expected {self.expected}, seen {self.seen}"


@dataclass(slots=True)
class Findings:
    """All lines of one check, in the order in which they were found."""

    found: list[Finding] = field(default_factory=list)

    def expect(
        self, chinese: str, english: str, *, expected: str, seen: object, holds: bool
    ) -> None:
        """Note something that had to be so."""
        self.found.append(Finding(chinese, english, expected, str(seen), holds))

    def at_least(self, chinese: str, english: str, least: int, seen: int, note: str = "") -> None:
        """Note a count that had to reach a number."""
        told = f"{seen}{f'  {note}' if note else ''}"
        self.expect(chinese, english, expected=f"≥ {least}", seen=told, holds=seen >= least)

    def equal(self, chinese: str, english: str, expected: int, seen: int, note: str = "") -> None:
        """Note a count that had to be exactly so."""
        told = f"{seen}{f'  {note}' if note else ''}"
        self.expect(chinese, english, expected=f"= {expected}", seen=told, holds=seen == expected)

    def note(self, chinese: str, english: str, seen: object) -> None:
        """Note something for the reader, with nothing expected of it."""
        self.found.append(Finding(chinese, english, "", str(seen), None))

    @property
    def failures(self) -> list[Finding]:
        """What did not hold."""
        return [finding for finding in self.found if finding.holds is False]

    def show(self, console: Console, title: str) -> None:
        """Print the table, and below it one line for everything that did not hold."""
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("")
        table.add_column("项目 what", overflow="fold", max_width=_NAMES)
        table.add_column("应为 expected", overflow="fold", max_width=_WANTED)
        table.add_column("实为 seen", overflow="fold")
        for finding in self.found:
            mark = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: " "}[finding.holds]
            name = f"{finding.chinese} {finding.english}"
            table.add_row(mark, name, finding.expected, finding.seen)
        console.print(table)
        for finding in self.failures:
            console.print(
                finding.sentence, style="red", highlight=False, markup=False, soft_wrap=True
            )
