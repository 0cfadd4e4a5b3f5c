"""The dispatch system of a county's four platforms (基层治理四平台).

The packages stand in the order a report travels: territory, people and the
responsibility list are what everything rests on; intake, triage, routing,
casework, deadlines and notices are the way of a report; flows join them.
"""

__version__ = "0.1.0"
