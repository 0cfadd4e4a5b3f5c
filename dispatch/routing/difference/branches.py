"""Sets of matters written as people read them: a branch where all of it is meant."""

from dispatch.routing.difference.meaning import ListBook
from dispatch.routing.difference.model import Branch
from dispatch.vocabulary import MatterCode


class MatterTree:
    """The matters of both lists, as the draft hangs them."""

    def __init__(self, before: ListBook, after: ListBook) -> None:
        known = {**before.matters, **after.matters}
        lines = {line.matter for book in (before, after) for line in book.lines}
        self.matters: tuple[MatterCode, ...] = tuple(sorted({*known, *lines}))
        self._below: dict[MatterCode | None, list[MatterCode]] = {}
        for code in self.matters:
            above = known[code].parent if code in known else None
            above = above if above in self.matters else None
            self._below.setdefault(above, []).append(code)

    def branches(self, matters: set[MatterCode]) -> tuple[Branch, ...]:
        """Write a set of matters as the fewest branches, and single ones where no branch fits."""
        return tuple(
            branch for top in self._below.get(None, ()) for branch in self._of(top, matters)
        )

    def _of(self, matter: MatterCode, matters: set[MatterCode]) -> list[Branch]:
        below = self._below.get(matter, [])
        parts = [branch for child in below for branch in self._of(child, matters)]
        if matter not in matters:
            return parts
        if [part.matter for part in parts] == below and all(map(self._is_whole, parts)):
            return [Branch(matter, whole=bool(below))]
        return [Branch(matter, whole=False), *parts]

    def _is_whole(self, branch: Branch) -> bool:
        return branch.whole or branch.matter not in self._below
