"""What it is: a matter for each report, and how urgent, with the words that say so."""

from dispatch.triage.book import compile_book
from dispatch.triage.model import Suggestion, TriageBook
from dispatch.triage.sort import sort

__all__ = ["Suggestion", "TriageBook", "compile_book", "sort"]
