"""The extra `smt`: z3 decides what cells do not, conditions that compare facts with one another.

`loan` is one loan whose facts z3 chooses; `conditions` and `judging` say what the evaluator and
the judge would make of it, `search` finds values, `solving` is the face.
"""

from __future__ import annotations

from postloan.errors import MissingExtra

try:
    from postloan.smt.solving import Z3
except ModuleNotFoundError as _missing:
    raise MissingExtra("smt", "z3-solver") from _missing

__all__ = ["Z3"]
