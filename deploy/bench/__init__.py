"""How fast it is, as ratios that another machine can repeat.

    python -m deploy.bench [pipeline rules escalation board queue form memory]

Both sides of a ratio run in turn within one run, on real servers that keep
their promises (fsync on). Each figure is a median with its spread, and is
printed with the sizes and the shape of what it was measured on.
"""
