"""Days that come every year: birthdays and anniversaries, solar or lunar, and the keys by which they fall on a day."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, timedelta
from functools import lru_cache

from ledger.model import lunar
from ledger.model.chinese_numbers import whole_number
from ledger.model.holidays import holidays_on
from ledger.model.values import YearlyDate
from ledger.text.late import late

_PLAIN = late(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LUNAR_WORD = r"(?:农历|農曆|阴历|陰曆|旧历|舊曆|lunar)"
_SOLAR_WORD = late(r"(?<!\s)\s*[(\uff08]?(?:公历|阳历|新历|公曆|陽曆|solar)[)\uff09]?\s*", re.IGNORECASE)
_LUNAR = late(rf"(?<!\s)\s*[(\uff08]?{_LUNAR_WORD}[)\uff09]?\s*[:\uff1a]?\s*", re.IGNORECASE)
_LEAP = late(r"(?<!\s)\s*(?:闰|閏|leap)\s*", re.IGNORECASE)
_NUMERIC = late(r"(?:--|(?:([0-9]{4})([-/.])))?([0-9]{1,2})(?(2)\2|[-/.])([0-9]{1,2})")
_CHINESE = late(r"(?:([0-9]{2,4}|[零〇一二三四五六七八九]{4})年)?(.{1,3}?)月(?:份)?(.{1,3}?)[日号號]?")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0D, 0xFF0F, 0xFF0E)} | {0x3000: 0x20}
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def yearly(text: str) -> YearlyDate | None:
    """The yearly day that `1985-08-15`, `08-15`, `--08-15`, 8月15日, 农历 1985-08-15 or 农历闰四月初八 write, or None.

    A day given without a year must exist in leap years, one with a year in that year. A lunar day needs only to
    be possible (months to 12, days to 30); 腊月, 正月 and days with 初 are lunar by themselves.
    """
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return _checked(int(plain[1]), int(plain[2]), int(plain[3]), False, False)
    return _written_yearly(text) if len(text) <= 40 else None


@lru_cache(maxsize=4096)
def _written_yearly(text: str) -> YearlyDate | None:
    words, lunar_words = _LUNAR.subn("", text.strip().translate(_WIDE), count=1)
    if not lunar_words:
        words = _SOLAR_WORD.sub("", words, count=1)
    words, leap_words = _LEAP.subn("", words, count=1)
    return _numeric(words, bool(lunar_words), bool(leap_words)) or _chinese(words, bool(lunar_words), bool(leap_words))


def _numeric(words: str, is_lunar: bool, leap: bool) -> YearlyDate | None:
    found = _NUMERIC.fullmatch(words)
    if found is None:
        return None
    return _checked(int(found[1]) if found[1] else None, int(found[3]), int(found[4]), is_lunar, leap)


def _chinese(words: str, is_lunar: bool, leap: bool) -> YearlyDate | None:
    found = _CHINESE.fullmatch(words)
    if found is None:
        return None
    year = whole_number(found[1]) if found[1] else None
    if found[1] and (year is None or year < 1000):
        return None
    by_name = found[2] in _MONTHS
    month = _MONTHS[found[2]] if by_name else whole_number(found[2])
    day = whole_number(found[3].removeprefix("初"))
    if month is None or day is None:
        return None
    return _checked(year, month, day, is_lunar or by_name or found[3].startswith("初"), leap)


def _checked(year: int | None, month: int, day: int, is_lunar: bool, leap: bool) -> YearlyDate | None:
    if not 1 <= month <= 12 or day < 1 or (leap and not is_lunar) or year == 0:
        return None
    if is_lunar:
        return YearlyDate(month, day, year, True, leap) if day <= 30 else None
    if day > _DAYS_OF_MONTH[month - 1] or (month == 2 and day == 29 and year is not None and not isleap(year)):
        return None
    return YearlyDate(month, day, year)


def write(day: YearlyDate) -> str:
    """The text by which files hold it: `1985-08-15`, `08-15`, `农历 1985-08-15`, `农历 闰 04-08`."""
    year = f"{day.year:04d}-" if day.year is not None else ""
    words = ("农历 " if day.lunar else "") + ("闰 " if day.leap else "")
    return f"{words}{year}{day.month:02d}-{day.day:02d}"


def yearly_key(day: YearlyDate) -> str:
    """`S 08-15`, `L 08-15` or, for a leap month, `L +04-08`."""
    return f"{'L ' if day.lunar else 'S '}{'+' if day.leap else ''}{day.month:02d}-{day.day:02d}"


def day_keys(day: date, want_lunar: bool = True, want_holidays: bool | frozenset[str] = True) -> tuple[str, ...]:
    """The keys of all yearly days that fall on `day`: solar, then lunar, then holidays (`H mid-autumn`).

    29 February falls on the 28th in common years. A lunar 30th falls on the 29th in short months. Who was born in
    a leap month has the day in that leap month when the year has it, and otherwise in the ordinary month.
    `want_holidays` may be the names that matter, which spares working out the others.
    """
    keys = [f"S {day.month:02d}-{day.day:02d}"]
    if day.month == 2 and day.day == 28 and not isleap(day.year):
        keys.append("S 02-29")
    if want_lunar:
        keys += _lunar_keys(day)
    if want_holidays:
        among = want_holidays if isinstance(want_holidays, frozenset) else None
        keys += [f"H {name}" for name in holidays_on(day, among)]
    return tuple(keys)


@lru_cache(maxsize=1024)
def _lunar_keys(day: date) -> tuple[str, ...]:
    month = lunar.month_of(day)
    if month is None:
        return ()
    number = (day - month.first).days + 1
    numbers = (29, 30) if number == month.days == 29 else (number,)
    kept = [f"{month.month:02d}-{one:02d}" for one in numbers]
    plain = [] if month.leap else [f"L {one}" for one in kept]
    leap = [f"L +{one}" for one in kept] if month.leap or not lunar.has_leap(month.year, month.month) else []
    return (*plain, *leap)


def next_on_or_after(yearly_day: YearlyDate, day: date) -> date | None:
    """The first day, from `day` on, on which it falls; None past the end of the calendars.

    It follows the same rules as `day_keys`, and may be earlier than the year that `yearly_day` names.
    """
    for year in range(day.year - 1 if yearly_day.lunar else day.year, day.year + 3):
        found = _lunar_in(yearly_day, year) if yearly_day.lunar else _solar_in(yearly_day, year)
        if found is not None and found >= day:
            return found
    return None


def _solar_in(yearly_day: YearlyDate, year: int) -> date | None:
    if year > 9999:
        return None
    if yearly_day.month == 2 and yearly_day.day == 29 and not isleap(year):
        return date(year, 2, 28)
    return date(year, yearly_day.month, yearly_day.day)


def _lunar_in(yearly_day: YearlyDate, year: int) -> date | None:
    leap = yearly_day.leap and lunar.has_leap(year, yearly_day.month)
    for month in lunar.months(year):
        if month.month == yearly_day.month and month.leap == leap:
            return month.day(yearly_day.day)
    return None


def last_on_or_before(yearly_day: YearlyDate, day: date) -> date | None:
    """The last day, up to `day`, on which it fell; None before the beginning of the calendars."""
    start = date(max(day.year - 2, 1), 1, 1)
    last = None
    found = next_on_or_after(yearly_day, start)
    while found is not None and found <= day:
        last = found
        found = next_on_or_after(yearly_day, found + timedelta(days=1)) if found < date.max else None
    return last
