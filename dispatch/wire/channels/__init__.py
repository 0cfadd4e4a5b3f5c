"""Channels out of the house: their addresses, read and sealed, and what carries a message."""
