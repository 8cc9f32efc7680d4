"""Portfolios: what can be said of many loans together."""
