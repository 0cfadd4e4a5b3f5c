"""The unit of work: every store, one transaction, one commit at the edge."""

from dispatch.transaction.opening import NewCase, TakenMeanwhile
from dispatch.transaction.work import Work

__all__ = ["NewCase", "TakenMeanwhile", "Work"]
