"""What is set aside for the loans of a run, in each currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from postloan.cli.layout import table
from postloan.money import Money
from postloan.policy.decisions.provisioning import Provision

__all__ = ["SetAside"]


class SetAside:
    """Sums over the provisions of one run."""

    def __init__(self) -> None:
        self._sums: dict[str, list[Money]] = {}
        self._loans: Counter[str] = Counter()
        self._unknown: int = 0

    def add(self, provision: Provision | None) -> None:
        """Add the provision of one loan; None where its policy says nothing of it."""
        if provision is None:
            return
        amounts = (provision.least, provision.stated, provision.most)
        known = [amount for amount in amounts if amount is not None]
        if len(known) < len(amounts):
            self._unknown += 1
            return
        currency = known[0].currency
        sums = self._sums.setdefault(currency, [Money.zero(currency)] * len(known))
        self._sums[currency] = [one + other for one, other in zip(sums, known, strict=True)]
        self._loans[currency] += 1

    def lines(self) -> Iterator[str]:
        """Yield the lines of the summary; nothing where no policy says anything of it."""
        if not self._sums and not self._unknown:
            return
        yield from ("", "Provisions")
        rows = [
            (currency, f"{self._loans[currency]:,}", *(f"{each.amount:,f}" for each in sums))
            for currency, sums in sorted(self._sums.items())
        ]
        rows += [("not known", f"{self._unknown:,}", "", "", "")] if self._unknown else []
        yield from table(("", "loans", "least", "stated", "most"), rows, {1, 2, 3, 4})
