"""The Chinese lunar calendar as tables of months: of 1900 to 2100 ready-made, of other years asked of lunar_python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

FIRST_YEAR, LAST_YEAR = 1600, 2500
COMPILED = Path(__file__).parent.parent / "vocabulary" / "lunar.json"


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """One month of a lunar year: its first day in the solar calendar and its 29 or 30 days."""

    year: int
    month: int
    leap: bool
    first: date
    days: int

    def day(self, number: int) -> date:
        """The solar date of its day `number`; the 30th of a short month is its 29th."""
        return self.first + timedelta(days=min(number, self.days) - 1)


@lru_cache(maxsize=256)
def months(year: int) -> tuple[LunarMonth, ...]:
    """The 12 or 13 months of a lunar year in order; none outside of 1600 to 2500."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    ready = _compiled()["years"].get(str(year))
    return asked_months(year) if ready is None else _unpacked(year, *ready)


@lru_cache(maxsize=1)
def _compiled() -> Mapping[str, Any]:
    """The tables as compiled_lunar.py writes them, which spares loading a library each morning."""
    return dict(json.loads(COMPILED.read_bytes()))


def _unpacked(year: int, first: int, leap: int, lengths: str) -> tuple[LunarMonth, ...]:
    """A year's months from the ordinal of its first day, its leap month (0: none) and `1` for each long month."""
    found: list[LunarMonth] = []
    number = 0
    for length in lengths:
        is_leap = number == leap > 0 and not found[-1].leap
        number += not is_leap
        days = 29 + int(length)
        found.append(LunarMonth(year, number, is_leap, date.fromordinal(first), days))
        first += days
    return tuple(found)


def asked_months(year: int) -> tuple[LunarMonth, ...]:
    """The months of a lunar year as lunar_python gives them."""
    from lunar_python import LunarYear, Solar

    found = []
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            solar = Solar.fromJulianDay(month.getFirstJulianDay())
            first = date(solar.getYear(), solar.getMonth(), solar.getDay())
            found.append(LunarMonth(year, abs(month.getMonth()), month.isLeap(), first, month.getDayCount()))
    return tuple(found)


def month_of(day: date) -> LunarMonth | None:
    """The lunar month that a solar date falls in, or None outside of the tables."""
    for year in (day.year, day.year - 1):
        for month in reversed(months(year)):
            if month.first <= day:
                return month if (day - month.first).days < month.days else None
    return None


def has_leap(year: int, month: int) -> bool:
    """Whether that lunar month comes twice in that lunar year."""
    return any(found.leap and found.month == month for found in months(year))


@lru_cache(maxsize=256)
def solar_term(name: str, year: int) -> date | None:
    """The day of a solar term such as 清明 or 冬至 in a solar year, by Chinese time."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    ready = _compiled()["terms"].get(name, {}).get(str(year))
    return asked_term(name, year) if ready is None else date.fromisoformat(ready)


def asked_term(name: str, year: int) -> date | None:
    """The day of a solar term as lunar_python gives it."""
    from lunar_python import Solar

    table = Solar.fromYmd(year, 7, 1).getLunar().getJieQiTable()
    found = table.get("DONG_ZHI" if name == "冬至" else name)
    if found is None or found.getYear() != year:
        return None
    return date(found.getYear(), found.getMonth(), found.getDay())
