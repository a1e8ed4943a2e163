"""How well churn points order customers by who buys again, beside plain recency, RFM and models of buying.

`python -m benchmarks.churn --data PATH`. PATH is CDNOW_sample.txt (also in the PyPI package `lifetimes`) or a folder above it:
2,357 customers who first bought at CDNOW in early 1997 (Fader, Hardie and Lee, Marketing Science 2005). They are scored
after 39 weeks, and held against who buys in the next 39. The data are not the project's.
"""

from __future__ import annotations

import argparse
import sys
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ledger.facts.churn import level_of, points
from ledger.facts.rhythms import rhythm_of_orders
from ledger.model.policies import Churn

SPLIT = date(1997, 9, 30)
FILE = "CDNOW_sample.txt"
BOUNDS = (0.774, 0.724)
# Fitted on the same customers with `lifetimes`; P(alive) is 1 for whoever bought once.
KNOWN = (
    ("expected purchases, Pareto/NBD", 0.779, 0.729),
    ("expected purchases, BG/NBD", 0.773, 0.728),
    ("logistic regression, cross-validated", 0.778, 0.722),
    ("P(alive), BG/NBD", 0.316, 0.698),
)


class Buyer(NamedTuple):
    """The orders of a customer up to the split, by day, what they came to, and whether it bought afterwards."""

    days: Sequence[date]
    spent: Decimal
    again: bool


def buyers(path: Path) -> list[Buyer]:
    """The customers in a file of CDNOW; raises ValueError where it is another file."""
    orders: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for line in path.read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        *who, day, _, amount = line.split()
        orders[who[0]].append((date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}"), Decimal(amount)))
    found = []
    for each in orders.values():
        known = [(day, amount) for day, amount in each if day <= SPLIT]
        if known:
            spent = sum((amount for _, amount in known), Decimal(0))
            found.append(Buyer(sorted({day for day, _ in known}), spent, len(known) < len(each)))
    return found


def area(risks: Sequence[float], again: Sequence[bool]) -> float:
    """The share of pairs in which who buys again has the lower risk (AUC); ties count half."""
    stays = sorted(risk for risk, bought in zip(risks, again, strict=True) if bought)
    leaves = sorted(risk for risk, bought in zip(risks, again, strict=True) if not bought)
    if not stays or not leaves:
        return 0.5
    won = place = lower = 0
    for risk in leaves:
        while lower < len(stays) and stays[lower] < risk:
            lower += 1
        place = lower
        while place < len(stays) and stays[place] == risk:
            place += 1
        won += lower + place
    return won / (2 * len(stays) * len(leaves))


def ours(customers: Iterable[Buyer], today: date = SPLIT) -> list[float]:
    """Our points."""
    settings = Churn()
    return [points(rhythm_of_orders(each.days), today, settings) for each in customers]


def recency(customers: Iterable[Buyer], today: date = SPLIT) -> list[float]:
    """Days since the last order."""
    return [(today - each.days[-1]).days for each in customers]


def rfm(customers: Sequence[Buyer]) -> list[float]:
    """The sum of the fifths in which recency, orders and money lie, the best first: higher is riskier."""
    parts = [
        _fifths([-(SPLIT - each.days[-1]).days for each in customers]),
        _fifths([len(each.days) for each in customers]),
        _fifths([float(each.spent) for each in customers]),
    ]
    return [-sum(scores) for scores in zip(*parts, strict=True)]


def _fifths(values: Sequence[float]) -> list[int]:
    ordered = sorted(values)
    return [min(5, 1 + 5 * (bisect_right(ordered, value) - 1) // len(ordered)) for value in values]


WAYS: tuple[tuple[str, Callable[[Sequence[Buyer]], list[float]]], ...] = (
    ("ledger", ours),
    ("days since the last order", recency),
    ("R + F + M by fifths", rfm),
)


def both(risks: Sequence[float], customers: Sequence[Buyer]) -> tuple[float, float]:
    """The area over all customers and over those with more than one order day."""
    several = [place for place, each in enumerate(customers) if len(each.days) > 1]
    again = [each.again for each in customers]
    return area(risks, again), area([risks[place] for place in several], [again[place] for place in several])


def main(words: Sequence[str] | None = None) -> int:
    """Print the table; 1 where ours is below what is promised, or below plain recency."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="PATH", help=f"{FILE} or a folder above it")
    given = parser.parse_args(words)
    path = next(iter(sorted(given.data.rglob(FILE))), None) if given.data.is_dir() else given.data
    if path is None or not path.is_file():
        print(f"there is no {FILE} in {given.data}", file=sys.stderr)
        return 2
    customers = buyers(path)
    print(f"{len(customers):,} customers, {sum(each.again for each in customers):,} of them buy again\n")
    print("| way | all customers | with a repeat purchase |")
    print("|---|---:|---:|")
    found = {name: both(way(customers), customers) for name, way in WAYS}
    for name, (every, several) in found.items():
        print(f"| {name} | {every:.4f} | {several:.4f} |")
    for name, every, several in KNOWN:
        print(f"| {name} (known) | {every:.3f} | {several:.3f} |")
    print()
    _print_levels(customers)
    print(f"\n{_microseconds(customers):.1f} µs a customer")
    floor = [max(bound, plain) for bound, plain in zip(BOUNDS, found["days since the last order"], strict=True)]
    return 0 if all(figure >= least for figure, least in zip(found["ledger"], floor, strict=True)) else 1


def _print_levels(customers: Sequence[Buyer]) -> None:
    print("| level | customers | bought again |")
    print("|---|---:|---:|")
    levels: dict[str, list[bool]] = {"high": [], "medium": [], "low": []}
    for each, risk in zip(customers, ours(customers), strict=True):
        levels[level_of(int(risk), Churn())].append(each.again)
    for name, again in levels.items():
        print(f"| {name} | {len(again):,} | {100 * sum(again) / max(len(again), 1):.0f} % |")


def _microseconds(customers: Sequence[Buyer]) -> float:
    rhythms = [rhythm_of_orders(each.days) for each in customers]
    settings, best = Churn(), 1.0
    for _ in range(5):
        begun = time.perf_counter()
        for rhythm in rhythms:
            points(rhythm, SPLIT, settings)
        best = min(best, time.perf_counter() - begun)
    return best / len(rhythms) * 1e6


if __name__ == "__main__":
    sys.exit(main())
