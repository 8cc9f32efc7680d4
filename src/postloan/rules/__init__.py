"""The condition language: parse, check, evaluate, explain, print.

It knows a vocabulary protocol (`vocabulary`), not the fact catalogue. A condition is text,
then a tree (`parse`), then a tree whose names are resolved and whose units fit (`check`);
`evaluate` is the definition of what it means, `explain` says which comparisons decided.
"""
