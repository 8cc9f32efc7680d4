"""A small host of clearance: it stores events, does effects and answers over HTTP."""
