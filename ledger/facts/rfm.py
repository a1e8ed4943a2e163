"""Recency, frequency and money as scores from 1 to 5, and the segment that three scores mean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

BINS = 5
OTHERS = "others"
# Least and largest score of recency, frequency and money, as the R package rfm publishes them; the first that fits counts.
SEGMENTS: Mapping[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "champions": ((5, 5), (5, 5), (5, 5)),
    "potential_loyalist": ((3, 5), (3, 5), (2, 5)),
    "loyal_customers": ((2, 4), (2, 4), (2, 4)),
    "promising": ((3, 4), (1, 3), (3, 5)),
    "new_customers": ((4, 5), (1, 3), (1, 5)),
    "cant_lose": ((1, 2), (3, 4), (4, 5)),
    "at_risk": ((1, 2), (2, 5), (4, 5)),
    "need_attention": ((1, 3), (3, 5), (3, 5)),
    "about_to_sleep": ((2, 3), (1, 3), (1, 4)),
    "lost": ((1, 1), (1, 5), (1, 5)),
}


def edges(figures: Sequence[int | Decimal], one: int = 1) -> tuple[Fraction, ...]:
    """Where the second to the last fifth begin: the quantiles of type 7 (as R and spreadsheets have them) plus `one`.

    One is 100 for amounts in hundredths. The figures need not be sorted. None of them: no edges.
    """
    if not figures:
        return ()
    ranked = sorted(figures)
    return tuple(_quantile(ranked, Fraction(place, BINS)) + one for place in range(1, BINS))


def _quantile(ranked: Sequence[int | Decimal], share: Fraction) -> Fraction:
    place = (len(ranked) - 1) * share
    below = place.numerator // place.denominator
    low = Fraction(ranked[below])
    high = Fraction(ranked[min(below + 1, len(ranked) - 1)])
    return low + (high - low) * (place - below)


def score(figure: int | Decimal, begins: Sequence[Fraction | int]) -> int:
    """1 to 5, larger for larger figures; a figure on an edge belongs to the fifth that begins there."""
    return bisect_right(begins, figure) + 1


def recency(days: int, begins: Sequence[Fraction | int]) -> int:
    """1 to 5, larger for fewer days."""
    return BINS - bisect_right(begins, days)


def segment(r: int, f: int, m: int) -> str:
    """The segment of three scores; `others` where none of the ten fits."""
    return _BY_SCORES.get((r, f, m), OTHERS)


def _first(scores: tuple[int, int, int]) -> str:
    for name, ranges in SEGMENTS.items():
        if all(low <= each <= high for each, (low, high) in zip(scores, ranges, strict=True)):
            return name
    return OTHERS


_BY_SCORES = {(r, f, m): _first((r, f, m)) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)}
