"""Spreadsheets as counties have them: read, understood by asking, marked, given out again."""
