"""From a TOML text to the contents of a policy: bounded first, then every fault with its place.

Reading order: `scan` and `table` read a text safely, `head` what the policy is, `rules` and its
neighbours the clauses that their namesakes in `clauses/` are the values of; `layers` and
`lifting` bring in the parents; `build` is the way in.
"""
