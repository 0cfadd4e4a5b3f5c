"""A party says how it stands (办理中). No clock notices: a comment clears nothing."""

from datetime import datetime

from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.people.scope import Actor
from dispatch.transaction import Work


def comment_on_case(
    number: str, *, text: str, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Add a comment to a case's timeline.

    Raises:
        WordsMissing: there are none, or too many.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("comment", number, actor=actor, work=work, county=county, now=now)
    moving.write({"text": words(text, "办理情况")})
