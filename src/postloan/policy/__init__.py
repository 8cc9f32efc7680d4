"""Policies: documents of dated, cited rules, and the decisions they give on facts.

Reading order: `scan` and `table` read a TOML text safely; `kinds`, `timing` and `parameters`
are what stands in it; `build` makes the `contents` of a policy from a text and its parent;
`library` finds the files; `decision` decides; `policy` and `loading` are the face.
"""
