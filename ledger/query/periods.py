"""Words for days and stretches of days in a query, seen from a given today."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ledger.errors import BadValue
from ledger.model import dates, intervals
from ledger.model.values import Interval

Days = tuple[date, date]

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_YEAR = re.compile(r"([0-9]{4})年?")
_MONTH = re.compile(r"([0-9]{4})(?:-|年)([0-9]{1,2})月?")
_MONTH_ONLY = re.compile(r"([0-9]{1,2})月")
_QUARTER = re.compile(r"([0-9]{4})(?:-?q([1-4])|年第?([1-4一二三四])季度?)")
_HALF = re.compile(r"([0-9]{4})-?h([12])")
_WEEK = re.compile(r"([0-9]{4})-?w([0-9]{2})")
_MONTH_DAY = re.compile(r"([0-9]{1,2})(?:-|月)([0-9]{1,2})[日号]?")
_OFFSET = re.compile(r"([+-])(.+)")
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}

_STEPS = {"last": -1, "this": 0, "next": 1, "上": -1, "本": 0, "这": 0, "下": 1, "去": -1, "今": 0, "明": 1}
_NAMED = re.compile(
    r"(last|this|next)[-_ ](week|month|quarter|year)|([上本这下])一?个?(周|星期|礼拜|月|季度|季)|([去今明])(年)"
)
_UNITS = {
    "week": "w",
    "周": "w",
    "星期": "w",
    "礼拜": "w",
    "month": "m",
    "月": "m",
    "quarter": "q",
    "季度": "q",
    "季": "q",
}
_DAYS = {"today": 0, "今天": 0, "yesterday": -1, "昨天": -1, "前天": -2, "tomorrow": 1, "明天": 1, "后天": 2}


def period(text: str, today: date) -> Days | None:
    """The first and the last day of what a text means, or None if it means no day.

    Reads 2026-11-21, 2026-06, 2026-Q3, 2026-H1, 2026-W30, 2026 and their Chinese forms; 11-21 and 6月 of this
    year; today, 昨天, last-month, 上季度, 去年; `-30d` and `+2w` from today; else what may be typed to a command.
    """
    plain = text.strip().lower()
    try:
        return _written(plain) or _of_this_year(plain, today) or _named(plain, today) or _typed(plain, today)
    except (ValueError, OverflowError):
        return None


def age(text: str) -> Interval | None:
    """A distance without a sign, such as `30d`, 两周 or 半年."""
    plain = text.strip()
    return None if plain[:1] in ("+", "-") or _MONTH_ONLY.fullmatch(plain) else intervals.interval(plain)


def ago(today: date, distance: Interval) -> date:
    """The day so far before today; raises ValueError if it is not a whole number of days."""
    if distance.unit == "h":
        raise ValueError
    return intervals.add(today, Interval(-distance.count, distance.unit))


def month(text: str) -> int | None:
    """The month of any year that `11` or `11月` means, or None."""
    found = re.fullmatch(r"([0-9]{1,2})月?", text.strip())
    return int(found[1]) if found and 1 <= int(found[1]) <= 12 else None


def month_day(text: str) -> tuple[int, int] | None:
    """The day of any year that `11-20` or `11月20日` means, or None; 29 February is one."""
    found = _MONTH_DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        date(2000, int(found[1]), int(found[2]))
    except ValueError:
        return None
    return int(found[1]), int(found[2])


def _written(text: str) -> Days | None:
    """What names its year."""
    if found := _ISO.fullmatch(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return day, day
    if found := _YEAR.fullmatch(text):
        return _months(int(found[1]), 1, 12)
    if found := _QUARTER.fullmatch(text):
        written = found[2] or found[3]
        number = _CHINESE.get(written) or int(written)
        return _months(int(found[1]), 3 * number - 2, 3)
    if found := _MONTH.fullmatch(text):
        return _months(int(found[1]), int(found[2]), 1)
    if found := _HALF.fullmatch(text):
        return _months(int(found[1]), 6 * int(found[2]) - 5, 6)
    if found := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + timedelta(days=6)
    return None


def _of_this_year(text: str, today: date) -> Days | None:
    if found := _MONTH_ONLY.fullmatch(text):
        return _months(today.year, int(found[1]), 1)
    if found := _MONTH_DAY.fullmatch(text):
        day = date(today.year, int(found[1]), int(found[2]))
        return day, day
    return None


def _named(text: str, today: date) -> Days | None:
    """Words that are seen from today."""
    if text in _DAYS:
        day = today + timedelta(days=_DAYS[text])
        return day, day
    found = _NAMED.fullmatch(text)
    if found is None:
        return None
    step, unit = (word for word in found.groups() if word)
    return _around(today, _UNITS.get(unit, "y"), _STEPS[step])


def _around(today: date, unit: str, step: int) -> Days:
    """The week (from Monday), month, quarter or year that is `step` away from today's."""
    if unit == "w":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit == "y":
        return _months(today.year + step, 1, 12)
    size = 3 if unit == "q" else 1
    first = (today.year * 12 + today.month - 1) // size * size + step * size
    return _months(first // 12, first % 12 + 1, size)


def _months(year: int, first: int, count: int) -> Days:
    """The days of so many months from a first one."""
    start = date(year, first, 1)
    end = year * 12 + first - 1 + count
    if end == 10000 * 12:
        return start, date.max
    return start, date(end // 12, end % 12 + 1, 1) - timedelta(days=1)


def _typed(text: str, today: date) -> Days | None:
    if found := _OFFSET.fullmatch(text):
        distance = intervals.interval(found[2])
        if distance is not None and distance.unit != "h":
            sign = 1 if found[1] == "+" else -1
            day = intervals.add(today, Interval(sign * distance.count, distance.unit))
            return day, day
        return None
    try:
        day = dates.understand(text, today)
    except BadValue:
        return None
    return day, day
