"""Calendar distances such as `14d`, `3m`, 两周 or 半年: reading, adding, comparing."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from ledger.model.chinese_numbers import whole_number
from ledger.model.values import Interval
from ledger.text.late import late

_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "时", "小时", "钟头"), (1, "h")),
    **dict.fromkeys(("d", "day", "days", "天", "日"), (1, "d")),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "周", "星期", "礼拜"), (1, "w")),
    **dict.fromkeys(("fortnight", "fortnights"), (2, "w")),
    **dict.fromkeys(("m", "mo", "mos", "month", "months", "月"), (1, "m")),
    **dict.fromkeys(("q", "quarter", "quarters", "季", "季度"), (3, "m")),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years", "年"), (1, "y")),
}
_WORDS = {
    "daily": (1, "d"),
    "weekly": (1, "w"),
    "biweekly": (2, "w"),
    "fortnightly": (2, "w"),
    "monthly": (1, "m"),
    "quarterly": (3, "m"),
    "yearly": (1, "y"),
    "annually": (1, "y"),
    "half a year": (6, "m"),
    "half year": (6, "m"),
    "half-yearly": (6, "m"),
    "半年": (6, "m"),
    "半个年": (6, "m"),
    "半月": (15, "d"),
    "半个月": (15, "d"),
    "半天": (12, "h"),
    "半日": (12, "h"),
}
_COUNTS = {"": 1, "a": 1, "an": 1, "one": 1, "other": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_SIMPLER = str.maketrans("個兩週禮拜時間後", "个两周礼拜时间后") | {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)
}
_PLAIN = late(r"([1-9][0-9]{0,3})([hdwmy])")
_SPOKEN = late(
    r"([0-9]{1,4}|[零〇一二两三四五六七八九十百]{1,6}|[a-z]{1,6}(?=\s)|)\s*+(?:[个-]\s*+)?([a-z]{1,10}|[\u4e00-\u9fff]{1,2}?)(半)?"
)
_EVERY = late(r"(?:every|each|per|每隔|每|隔)\s*")


def interval(text: str) -> Interval | None:
    """The distance that `14d`, `2 weeks`, 3个月, 两周, 半年, 每月, `quarterly` … write, or None.

    Quarters become 3 months, half a month 15 days. Counts go from 1 to 9,999.
    """
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return Interval(int(plain[1]), plain[2])
    return _written_interval(text) if len(text) <= 40 else None


@lru_cache(maxsize=1024)
def _written_interval(text: str) -> Interval | None:
    words = text.strip().translate(_SIMPLER).lower()
    if words == "隔天":
        return Interval(2, "d")
    return _spoken(_EVERY.sub("", words, count=1) if _EVERY.match(words) else words)


def _spoken(words: str) -> Interval | None:
    if words in _WORDS:
        return Interval(*_WORDS[words])
    found = _SPOKEN.fullmatch(words)
    if found is None or found[2] not in _UNITS:
        return None
    number = _COUNTS.get(found[1])
    count = whole_number(found[1]) if number is None else number
    size, unit = _UNITS[found[2]]
    if not count or count * size > 9999:
        return None
    if found[3]:
        return Interval(count * 12 + 6, "m") if unit == "y" else None
    return Interval(count * size, unit)


def add(day: date, distance: Interval, anchor_day: int | None = None) -> date:
    """The day so far after `day` (before it if the count is negative).

    Months and years keep the day of the month, or `anchor_day` where given, cut to the month's end: 31 January
    and a month is 28 February, and with 31 as anchor the month after that is 31 March. Hours count as whole
    days only. Stops at the calendar's first and last day.
    """
    try:
        if distance.unit in "my":
            return _add_months(day, distance.count * (12 if distance.unit == "y" else 1), anchor_day or day.day)
        return day + timedelta(days=days(distance))
    except (OverflowError, ValueError):
        return date.max if distance.count > 0 else date.min


def _add_months(day: date, months: int, anchor_day: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if anchor_day > 28 and 1 <= year <= 9999:
        anchor_day = min(anchor_day, monthrange(year, month + 1)[1])
    return date(year, month + 1, anchor_day)


def days(distance: Interval) -> int:
    """About how many days that is, for comparisons: 30 a month, 365 a year, whole days of 24 hours."""
    if distance.unit == "h":
        return int(distance.count / 24)
    return distance.count * {"d": 1, "w": 7, "m": 30, "y": 365}[distance.unit]
