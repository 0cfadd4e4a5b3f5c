"""Pages about the system itself; none of them shows a case."""
