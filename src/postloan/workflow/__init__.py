"""Procedures as values: a table of transitions decides what may be done to a case, and by whom."""
