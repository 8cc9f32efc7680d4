"""Policies: documents of dated, cited rules, and the decisions they give on facts.

Reading order: `clauses/` is what a policy can say, `documents/` reads it from a text,
`judging/` defines what it decides on facts, `compiled/` does so fast, and `decisions/` are the
answers. `plugins` and `library` find the files; `policy` and `loading` are the face.
"""
