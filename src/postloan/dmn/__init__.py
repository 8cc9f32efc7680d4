"""Policies as decision tables of the DMN standard, for other engines to run."""
