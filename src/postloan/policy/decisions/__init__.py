"""Decisions as values: what was found and why, what is not known, what would change it."""
