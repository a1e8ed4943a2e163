"""The Chinese lunar calendar as tables of months, asked of lunar_python once per lunar year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1600, 2500


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
    from lunar_python import Solar

    table = Solar.fromYmd(year, 7, 1).getLunar().getJieQiTable()
    found = table.get("DONG_ZHI" if name == "冬至" else name)
    if found is None or found.getYear() != year:
        return None
    return date(found.getYear(), found.getMonth(), found.getDay())
