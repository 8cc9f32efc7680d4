"""Clearance 结清: from the last payment to the filed archive."""
