"""Clocks: the last day on which a claim, a guarantee or a mortgage can still be enforced."""
