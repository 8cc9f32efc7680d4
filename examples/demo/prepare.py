"""Makes the demo's card data from the published table, the same bytes each time.

python examples/demo/prepare.py default_of_credit_card_clients.csv

The table is UCI's "Default of Credit Card Clients" as CSV, plain or gzipped, with the published
column names; `data/README.md` says where it comes from and what is changed here.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
CARDS = "card_clients_taiwan_2005.csv.gz"
FACTS = "cards_2005_09.csv.gz"

MONTHS = ("2005-04", "2005-05", "2005-06", "2005-07", "2005-08", "2005-09")
STATUSES = ("PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0")  # there is no PAY_1
BILLS = ("BILL_AMT6", "BILL_AMT5", "BILL_AMT4", "BILL_AMT3", "BILL_AMT2", "BILL_AMT1")
DAYS_A_MONTH = 30

Row = Sequence[str | int]


def main(arguments: Sequence[str], folder: Path = DATA) -> int:
    """Write both files into `folder` and return the exit code."""
    if len(arguments) != 1:
        print("usage: python examples/demo/prepare.py PUBLISHED.csv[.gz]", file=sys.stderr)
        return 2
    clients = list(kept(published(Path(arguments[0]))))
    header = ("loan_id", *(f"late_{m}" for m in MONTHS), *(f"bill_{m}" for m in MONTHS))
    write(folder / CARDS, [header, *clients])
    write(folder / FACTS, [("loan_id", "product", "days_past_due"), *map(facts, clients)])
    return 0


def published(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield the clients of the published table by column name."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def kept(clients: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    """Yield of each client the id, the months late and the bills, oldest month first.

    The codes -2 (no use), -1 (paid in full) and 0 (minimum paid) all mean not late.
    """
    for client in clients:
        late = (max(0, int(client[column])) for column in STATUSES)
        yield (client["ID"], *late, *(whole(client[column]) for column in BILLS))


def whole(amount: str) -> int:
    """Return an amount in whole dollars; some round ones are published as 1.00E+05."""
    dollars = Decimal(amount)
    if dollars != int(dollars):
        message = f"not a whole amount: {amount}"
        raise ValueError(message)
    return int(dollars)


def facts(client: Row) -> Row:
    """Return a client's facts at the end of September, as the command line reads them."""
    return (client[0], "card", int(client[len(MONTHS)]) * DAYS_A_MONTH)


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a gzipped CSV without file name and time, so that its bytes depend on the rows."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    with path.open("wb") as stream, gzip.GzipFile("", "wb", 9, stream, mtime=0) as packed:
        packed.write(text.getvalue().encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
