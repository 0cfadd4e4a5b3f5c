"""What is wrong with a responsibility list. Start reading at ``findings.py``."""

from dispatch.responsibility.audit.findings import audit
from dispatch.responsibility.audit.model import ADVICE, Audited, Check, Finding, Severity

__all__ = ["ADVICE", "Audited", "Check", "Finding", "Severity", "audit"]
