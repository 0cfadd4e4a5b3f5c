"""Telling people: who hears, of what, with which proof."""
