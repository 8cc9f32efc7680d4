"""The procedures of post-loan work beside clearance, each a table."""
