"""The life of a case: its states, its moves, its timeline."""
