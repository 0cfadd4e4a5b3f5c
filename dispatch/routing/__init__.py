"""Whose a report is, and why."""
