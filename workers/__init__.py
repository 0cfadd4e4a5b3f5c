"""Long-running loops. Each calls flows; none decides anything.

``registry.py`` lists them all. ``python -m workers NAME`` runs one.
"""
