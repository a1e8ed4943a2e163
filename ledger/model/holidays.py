"""Holidays by name and by day, worked out from the rules of vocabulary/holidays.yaml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from ledger.model import lunar

COMPILED = Path(__file__).parent.parent / "vocabulary" / "holidays.json"

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday: canonical `name`, its names by language (the first is shown), and the rule for its day.

    Rules: `S 12-25` (solar), `L 01-01` (lunar), `eve of L 01-01`, `term 清明`, `2 sun 05` (the second Sunday of
    May; `-1 mon 05` the last Monday), `easter +1`, `4 thu 11 +1` (the day after), and
    `library IN Diwali` for what only the holidays library knows (country and English name; the first of its days).
    """

    name: str
    names: Mapping[str, tuple[str, ...]]
    rule: str


@lru_cache(maxsize=1)
def _compiled() -> Mapping[str, Any]:
    """The vocabulary's holidays, and the days that the holidays library knows, as compiled_holidays.py writes them."""
    return dict(json.loads(COMPILED.read_bytes()))


@lru_cache(maxsize=1)
def known() -> Mapping[str, Holiday]:
    """All holidays of the vocabulary by canonical name, in the order of vocabulary/holidays.yaml."""
    return {
        name: Holiday(name, {language: tuple(names) for language, names in one["names"].items()}, one["rule"])
        for name, one in _compiled()["holidays"].items()
    }


@lru_cache(maxsize=1)
def _written() -> Mapping[str, str]:
    names = {_key(name): name for name in known()}
    for one in known().values():
        for written in (name for names_of_language in one.names.values() for name in names_of_language):
            names.setdefault(_key(written), one.name)
    return names


def _key(written: str) -> str:
    return "".join(sign for sign in written.casefold() if sign.isalnum())


def holiday(written: str) -> str | None:
    """The canonical name of a holiday written in any language (中秋, 中秋节, Mid-Autumn Festival), or None."""
    return _written().get(_key(written))


def label(name: str, language: str) -> str:
    """The name that people read; the canonical one where the language has none."""
    found = known().get(name)
    names = found.names.get(language, ()) if found is not None else ()
    return names[0] if names else name


def holidays_on(day: date, among: frozenset[str] | None = None) -> tuple[str, ...]:
    """The canonical names of the holidays on a day, in the vocabulary's order; only those `among`, if given."""
    return tuple(
        one.name
        for one in known().values()
        if (among is None or one.name in among) and day in days_in(one.rule, day.year)
    )


def next_holiday(name: str, day: date) -> date | None:
    """The first day, from `day` on, of a holiday by its canonical name; None if unknown."""
    found = known().get(name)
    if found is None:
        return None
    for year in range(day.year, min(day.year + 2, date.max.year) + 1):
        for one in days_in(found.rule, year):
            if one >= day:
                return one
    return None


def last_holiday(name: str, day: date) -> date | None:
    """The last day, up to `day`, of a holiday by its canonical name; None if unknown."""
    found = known().get(name)
    if found is None:
        return None
    past = (one for year in range(max(day.year - 2, 1), day.year + 1) for one in days_in(found.rule, year))
    return max((one for one in past if one <= day), default=None)


@lru_cache(maxsize=2048)
def days_in(rule: str, year: int) -> tuple[date, ...]:
    """The days of a solar year that a rule names, in order; mostly one."""
    match rule.split():
        case ["S", day]:
            return (date(year, int(day[:2]), int(day[3:])),)
        case ["L", day]:
            return _lunar_days(day, year, timedelta(0))
        case ["eve", "of", "L", day]:
            return _lunar_days(day, year, timedelta(days=-1))
        case ["term", name]:
            found = lunar.solar_term(name, year)
            return () if found is None else (found,)
        case ["easter", shift]:
            return (_easter(year) + timedelta(days=int(shift)),)
        case ["library", country, *name]:
            ready = _compiled()["library"].get(rule, {}).get(str(year))
            if ready is not None:
                return tuple(date.fromisoformat(day) for day in ready)
            return from_library(country, " ".join(name), year)
        case [nth, weekday, month, *shift]:
            return (_nth(int(nth), weekday, int(month), year) + timedelta(days=int(shift[0]) if shift else 0),)
    raise ValueError(rule)


def _lunar_days(written: str, year: int, shift: timedelta) -> tuple[date, ...]:
    number, day = int(written[:2]), int(written[3:])
    found = (
        month.day(day) + shift
        for lunar_year in (year - 1, year, year + 1)
        for month in lunar.months(lunar_year)
        if month.month == number and not month.leap
    )
    return tuple(one for one in found if one.year == year)


def _nth(nth: int, weekday: str, month: int, year: int) -> date:
    number = _WEEKDAYS.index(weekday)
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(number - first.weekday()) % 7 + 7 * (nth - 1))
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - number) % 7 + 7 * (-nth - 1))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def from_library(country: str, name: str, year: int) -> tuple[date, ...]:
    """The days of a solar year that the holidays library knows; the first of days in a row."""
    import warnings

    from holidays import country_holidays

    with warnings.catch_warnings():
        # It warns about years for which it knows fewer holidays.
        warnings.simplefilter("ignore")
        try:
            found = country_holidays(country, years=year, language="en_US", categories=("public", "optional"))
        except (ValueError, NotImplementedError):
            found = country_holidays(country, years=year, language="en_US")
    days = {day for day, names in found.items() if name in names and day.year == year}
    return tuple(sorted(day for day in days if day - timedelta(days=1) not in days))
