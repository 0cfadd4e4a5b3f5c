"""Two lists held against each other by what they mean. Start reading at ``differences.py``."""

from dispatch.routing.difference.differences import differences
from dispatch.routing.difference.meaning import ListBook
from dispatch.routing.difference.model import Branch, Change, Difference, Kind

__all__ = ["Branch", "Change", "Difference", "Kind", "ListBook", "differences"]
