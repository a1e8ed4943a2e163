"""Figures of samples with the 95 % intervals in which they lie, and lengths of time counted by value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: two sides of 2.5 % each leave 95 %."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of `n` answers, and between which bounds it lies with 95 % confidence (None: too few to say)."""

    n: int
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


def share(hits: int, n: int) -> Estimate | None:
    """A share in percent with Wilson's score interval; None of nothing.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22(158), 209–212.
    """
    if not n:
        return None
    p, square = hits / n, Z * Z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Estimate(n, Decimal(100 * hits) / n, _decimal(100 * low), _decimal(100 * high))


def mean(values: Counter[Decimal], least: Decimal, most: Decimal) -> Estimate | None:
    """The mean of values counted with how often they come, mean ± z · s / √n, within the scale; None of nothing.

    s is the sample's standard deviation, with n − 1. Where all answers are alike (or there is one) it says nothing.
    """
    n = values.total()
    if not n:
        return None
    middle = sum((value * times for value, times in values.items()), Decimal(0)) / n
    if len(values) == 1:
        return Estimate(n, middle)
    spread = sum((value - middle) ** 2 * times for value, times in values.items()) / (n - 1)
    half = _decimal(Z * sqrt(spread / n))
    return Estimate(n, middle, max(least, middle - half), min(most, middle + half))


def net_promoters(promoters: int, passives: int, detractors: int) -> Estimate | None:
    """NPS: percent of promoters less percent of detractors, with Wald's interval; None of nothing.

    The variance of a single answer (+1, 0, −1) is p + d − (p − d)². B. Rocks (2016), Interval estimation for the “Net
    Promoter Score”. The American Statistician 70(4), 365–372.
    """
    n = promoters + passives + detractors
    if not n:
        return None
    p, d = promoters / n, detractors / n
    value = Decimal(100 * (promoters - detractors)) / n
    if n in (promoters, passives, detractors):
        return Estimate(n, value)
    half = _decimal(100 * Z * sqrt(max(0.0, p + d - (p - d) ** 2) / n))
    return Estimate(n, value, max(Decimal(-100), value - half), min(Decimal(100), value + half))


@dataclass(slots=True)
class Lengths:
    """Lengths of time in minutes, counted by value."""

    counted: Counter[int] = field(default_factory=Counter)

    def add(self, minutes: int | None, times: int = 1) -> None:
        """Count one in; None is a length that nobody knows."""
        if minutes is not None:
            self.counted[minutes] += times

    def median(self, unit: int) -> Decimal | None:
        """The middle one, of an even number the mean of both, in units of so many minutes."""
        n = self.counted.total()
        if not n:
            return None
        low, high, seen = (n - 1) // 2, n // 2, 0
        found: list[int] = []
        for minutes in sorted(self.counted):
            seen += self.counted[minutes]
            while len(found) < 2 and (low, high)[len(found)] < seen:
                found.append(minutes)
        return Decimal(sum(found)) / 2 / unit

    def mean(self, unit: int) -> Decimal | None:
        """The mean, in units of so many minutes."""
        n = self.counted.total()
        return Decimal(sum(minutes * times for minutes, times in self.counted.items())) / n / unit if n else None


HOUR, DAY = 60, 1440


def percent(part: int, whole: int) -> Decimal | None:
    """A part in percent of the whole; None of nothing."""
    return Decimal(100 * part) / whole if whole else None


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number))
