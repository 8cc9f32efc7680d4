"""The command line: `postloan review`, `explain` and `policies`.

`app` runs it, `options` reads the arguments. A portfolio goes from `sources` (lines of a file)
through `loans` (facts or a loan file, and the decision on it) to `summary` (counts) and `results`
(one row a loan).
"""

from __future__ import annotations

from postloan.cli.app import main

__all__ = ["main"]
