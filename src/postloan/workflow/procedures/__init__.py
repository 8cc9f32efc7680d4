"""The procedures of post-loan work beside clearance, one a file."""
