"""What may be done with a draft, by whom: one table. Nobody approves their own work."""

from collections.abc import Collection
from dataclasses import dataclass

from dispatch.editions.model import Draft, DraftState
from dispatch.errors import Phrase, Refused
from dispatch.people.scope import Actor
from dispatch.vocabulary import Role

STATE_LABELS: dict[DraftState, str] = {
    DraftState.OPEN: "编制中",
    DraftState.SUBMITTED: "待审定",
    DraftState.APPROVED: "已审定,待施行",
    DraftState.IN_FORCE: "已施行",
    DraftState.WITHDRAWN: "已撤销",
}


class DraftNotNow(Refused):
    """The draft is not in a state that allows this."""

    code = "editions.not_now"


class NotTheKeeper(Refused):
    """Only those who keep the list may do this."""

    code = "editions.not_the_keeper"


class SecondPersonNeeded(Refused):
    """Who wrote or handed in a draft cannot decide on it, too."""

    code = "editions.second_person_needed"


@dataclass(frozen=True, slots=True)
class DraftMove:
    """One row of the table."""

    label: str
    start: frozenset[DraftState]
    end: DraftState
    by_another: bool = False


MOVES: dict[str, DraftMove] = {
    "edit": DraftMove("修改", frozenset({DraftState.OPEN}), DraftState.OPEN),
    "submit": DraftMove("提交审定", frozenset({DraftState.OPEN}), DraftState.SUBMITTED),
    "approve": DraftMove(
        "审定", frozenset({DraftState.SUBMITTED}), DraftState.APPROVED, by_another=True
    ),
    "return": DraftMove(
        "退回修改", frozenset({DraftState.SUBMITTED, DraftState.APPROVED}), DraftState.OPEN
    ),
    "withdraw": DraftMove(
        "撤销",
        frozenset({DraftState.OPEN, DraftState.SUBMITTED, DraftState.APPROVED}),
        DraftState.WITHDRAWN,
    ),
}


def check(name: str, draft: Draft, actor: Actor, hands: Collection[str] = ()) -> DraftMove:
    """Return the move if this actor may make it on this draft now.

    ``hands`` are the accounts whose changes stand in the draft.

    Raises:
        NotTheKeeper: the actor does not keep the list.
        DraftNotNow: the draft's state does not allow it.
        SecondPersonNeeded: the actor handed in the draft, or a change of theirs stands in it.
    """
    move = MOVES[name]
    keeper(actor)
    if draft.state not in move.start:
        raise DraftNotNow(
            "草案“%(title)s”当前为“%(state)s”,不能%(move)s",
            title=draft.title,
            state=Phrase(STATE_LABELS[draft.state]),
            move=Phrase(move.label),
        )
    if move.by_another and actor.account in {*hands, draft.submitted_by}:
        raise SecondPersonNeeded("审定须由另一人办理:提交这份草案的人、有修改留在其中的人不能审定")
    return move


def keeper(actor: Actor) -> None:
    """Let those pass who keep the list.

    Raises:
        NotTheKeeper: the actor does not.
    """
    if not actor.has(Role.LIST_KEEPER):
        raise NotTheKeeper("清单只能由清单管理员办理")
