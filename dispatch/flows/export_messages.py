"""What triage learns from: messages of which it is known what they were.

cases of the past, the old system's and our own closed ones ─► their final matter
verdicts on automatic decisions ─► what the person said; they go before the case's matter

Numbers of people are unreadable in both already. A message without a matter, and one whose
matter the county no longer has, teaches nothing and is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.flows.keep_history import keep_closed
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.history.model import LIVE
from dispatch.intake.headline import headline
from dispatch.transaction import Work


@dataclass(frozen=True, slots=True)
class Taught:
    """One message with what it was."""

    id: str
    title: str
    text: str
    label: str


def messages_to_learn_from(county: LoadedCounty, *, work: Work) -> Iterator[Taught]:
    """Yield every message of the county that can be learned from, each once."""
    while keep_closed(county.code, work=work):
        pass
    verdicts = {each.number: each for each in work.checks.judged(county.code)}
    matters = county.book.matters
    for case in work.history.each(county.code):
        verdict = verdicts.pop(case.case_id, None) if case.source == LIVE else None
        label = verdict.matter if verdict else case.matter
        if label in matters and (case.text.strip() or case.title.strip()):
            name = case.case_id if case.source == LIVE else f"{case.source}/{case.case_id}"
            yield Taught(name, _own(case.title, case.text), case.text, str(label))
    for number, each in sorted(verdicts.items()):
        if each.matter in matters:
            yield Taught(number, each.title, each.text, str(each.matter))


def _own(title: str, text: str) -> str:
    """Return a title that somebody gave; one made of the text's first words says it twice."""
    return "" if title == headline(text) else title
