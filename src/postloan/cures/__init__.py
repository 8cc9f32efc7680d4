"""Cures: what a loan must show, and for how long, before its tier may be raised."""
