"""The same decision as one Python function of a policy, from generated source.

Reading order: `source` holds the lines under way; `tiering` and `tasking` write the rules,
`admitting` the checks of facts, `tracing` the trace over an `outline`; `emission` and `program`
put them together, and `entry` and `standing` are the way in.
"""
