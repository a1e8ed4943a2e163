"""Scores and segments of 995 customers beside those that the R package rfm publishes of them.

`python -m benchmarks.rfm --data DIR`: the folder with rfm_data_orders.rda and rfm-transaction-level-data.html; reading the
first needs the package rdata. The data are not the project's.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from ledger.facts.rfm import edges, recency, score, segment

ANALYSED = date(2006, 12, 31)
ORDERS, PAGE = "rfm_data_orders.rda", "rfm-transaction-level-data.html"
_WIDGET = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)


class Scored(NamedTuple):
    """A customer with days since the last order, number of orders, their sum, three scores and the segment."""

    days: int
    orders: int
    amount: int
    r: int
    f: int
    m: int
    segment: str


def orders(place: Path) -> dict[str, list[tuple[date, int]]]:
    """Day and amount of the orders of each customer, in the order in which customers come first."""
    import rdata

    table = rdata.read_rda(place)["rfm_data_orders"]
    found: dict[str, list[tuple[date, int]]] = {}
    for name, day, amount in zip(table["customer_id"], table["order_date"], table["revenue"], strict=True):
        found.setdefault(str(name), []).append((date(1970, 1, 1) + timedelta(days=int(day)), int(amount)))
    return found


def ours(found: dict[str, list[tuple[date, int]]], today: date = ANALYSED) -> list[Scored]:
    """What we make of the orders."""
    raw = [((today - max(each)[0]).days, len(each), sum(amount for _, amount in each)) for each in found.values()]
    by_days, by_orders, by_amount = (edges([row[place] for row in raw]) for place in range(3))
    scored = []
    for days, count, amount in raw:
        scores = recency(days, by_days), score(count, by_orders), score(amount, by_amount)
        scored.append(Scored(days, count, amount, *scores, segment(*scores)))
    return scored


def published(place: Path) -> list[Scored]:
    """What the page says."""
    widget = _WIDGET.search(place.read_text(encoding="utf-8"))
    if widget is None:
        raise ValueError(place)
    _, _, segments, _, *figures = json.loads(html.unescape(widget[1]))["x"]["data"]
    return [
        Scored(days, count, amount, r, f, m, re.sub(r"\W+", "_", name.replace("'", "").lower()))
        for name, count, days, amount, r, f, m in zip(segments, *figures, strict=True)
    ]


_NAMES = {"cant_lose_them": "cant_lose"}


def main(words: Sequence[str] | None = None) -> int:
    """Print how many agree; 1 unless all do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds orders and page")
    given = parser.parse_args(words)
    folder = given.data / "rfm" if (given.data / "rfm").is_dir() else given.data
    try:
        mine = Counter(ours(orders(folder / ORDERS)))
        theirs = Counter(one._replace(segment=_NAMES.get(one.segment, one.segment)) for one in published(folder / PAGE))
    except (OSError, ImportError) as reason:
        print(f"not measured: {reason}", file=sys.stderr)
        return 2
    alike = (mine & theirs).total()
    print(f"{alike} of {theirs.total()} customers have the published scores and segment")
    for one in (theirs - mine).elements():
        print(f"  published: {one}")
    return 0 if mine == theirs else 1


if __name__ == "__main__":
    sys.exit(main())
