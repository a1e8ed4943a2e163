"""The typed values that a field may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency (ISO 4217 code); negative for a credit."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}".rstrip()


@dataclass(frozen=True, slots=True)
class Interval:
    """A calendar distance: `count` of `unit` (h hours, d days, w weeks, m months, y years)."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class YearlyDate:
    """A day that comes every year, solar or lunar; `year` is that of the first one, if known."""

    month: int
    day: int
    year: int | None = None
    lunar: bool = False
    leap: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a task comes again: on the calendar from its date, or (`chained`) so long after it was last done."""

    every: Interval
    chained: bool = False
    until: date | None = None


# What a value can be in Python. A value that can't be typed stays the text that was written.
Value = str | date | time | Decimal | Money | Interval | YearlyDate | tuple["Value", ...] | Mapping[str, "Value"]
