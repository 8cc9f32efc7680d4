"""Security: what collateral covers, and what guarantors answer for."""
