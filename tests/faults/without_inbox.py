"""A worker without its inbox, to see that the checker misses it: never part of the product.

    without_inbox.py NAME      as ``python -m workers NAME``

Its database must lack the constraint ``report_inbox``, which holds by itself.
"""

import sys
from collections.abc import Iterable

from dispatch.intake.inbox import InboxKey, Known
from dispatch.intake.store import ReportStore
from dispatch.transaction import opening
from workers.__main__ import main

_remembered = ReportStore.known
_HOLDS = "on conflict on constraint report_inbox do nothing"


def _forgets(self: ReportStore, keys: Iterable[InboxKey]) -> dict[InboxKey, Known]:
    """Know only the reports that still lack their case: those of the web, the first time."""
    return {key: known for key, known in _remembered(self, keys).items() if not known.case_id}


if __name__ == "__main__":
    ReportStore.known = _forgets  # type: ignore[method-assign]  # the protection that is removed
    assert _HOLDS in opening._SPREAD  # noqa: SLF001 - else nothing would be removed
    opening._SPREAD = opening._SPREAD.replace(_HOLDS, "")  # noqa: SLF001
    sys.exit(main())
