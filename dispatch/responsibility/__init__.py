"""The responsibility list: its lines, compiled for deciding."""
