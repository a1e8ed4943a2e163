"""Dates and times: the one form that files hold, what is wrong with others, and dates as typed to a command."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time
from typing import TYPE_CHECKING

from ledger.errors import BadValue
from ledger.messages import Message, say

if TYPE_CHECKING:
    from ledger.model.date_meanings import Meaning

# The forms of typed dates cost more to compile than all else here, and only commands that take a date need them.
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2})[:\uff1a]([0-9]{2})(?:[:\uff1a]([0-9]{2}))?")
_ANY_DATE = re.compile(r"([0-9]{4})(?:[-/.年 ]{1,2}([0-9]{1,2})[-/.月 ]{1,2}([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2}))")
_BEFORE = re.compile(r"(?:(?:by|on|at|until|till|before) +)")
_AFTER = re.compile(r" ?(?:之前|以前|前(?=[\s,，:：]|$))")
_HOLIDAY_WORD = re.compile(r"[^\s,，:：、;；]+")
_LONGEST = 80
_NOT_AFTER = {"digit": re.compile(r"[0-9a-z%]|[.:/-][0-9]"), "letter": re.compile(r"[0-9a-z'\u2019-]")}
_NOT_AFTER_NUMBER = re.compile(r"[楼线门店仓院车机台桌房库厂馆]")
_BETWEEN = " \t\u3000,，:：、;；。"

MONTHS = (
    *(say("January"), say("February"), say("March"), say("April"), say("May"), say("June")),
    *(say("July"), say("August"), say("September"), say("October"), say("November"), say("December")),
)
WEEKDAYS = (
    *(say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday")),
    *(say("Friday"), say("Saturday"), say("Sunday")),
)


def iso_date(text: str) -> date | None:
    """The day that `2026-11-30` writes; None for anything but ten ASCII characters of an existing day."""
    if _ISO.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def iso_time(text: str) -> time | None:
    """The time that `14:30`, `9:05` or `14:30:15` writes (a full-width colon is read too), or None."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def date_problem(text: str) -> Message | None:
    """Why a text is not the date that a file may hold; None if it is one."""
    if iso_date(text) is not None:
        return None
    from ledger.model.date_forms import plain

    found = _ANY_DATE.fullmatch(plain(text.strip()[:_LONGEST]))
    if found is None:
        return say("“{text}” is no date. Dates are written like 2026-11-30.", text=text)
    year, month, day = (int(part) for part in found.groups() if part)
    return day_problem(year, month, day) or say("Did you mean {date}?", date=date(year, month, day).isoformat())


def day_problem(year: int, month: int, day: int) -> Message | None:
    """Why there is no such day: "February 2026 has 28 days."; None if there is."""
    if not 1 <= year <= 9999:
        return say("There is no year {year}.", year=year)
    if not 1 <= month <= 12:
        return say("There is no month {month}.", month=month)
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        return say("{month} {year} has {days} days.", month=MONTHS[month - 1], year=year, days=length)
    return None


def understand(text: str, today: date, past: bool = False) -> date:
    """The day that somebody typed to a command means; docs/format.md tells the forms to users.

    A day without a year or month, such as `11-30`, 15日 or 月底, is the next one on or after `today`; with `past`
    (for logging what has happened) the last one on or before it. A weekday alone is never today itself: `fri` said
    on a Friday is a week ahead (or back). `next fri` and 下周五 are the Friday of the week after this one, weeks
    beginning on Monday; `last fri` and 上周五 that of the week before; 本周五 that of this week, even if it is over.
    `next week` is its Monday, `next month` its first day. Commands say which day they understood (`in_words`).

    Raises BadValue where it is no date, or a day that does not exist.
    """
    from ledger.model.date_forms import FORMS, plain

    typed = plain(text.strip()[: _LONGEST + 1])
    typed = typed[_lead(typed) :]
    for words in (typed, _AFTER.sub("", typed, count=1)) if len(typed) <= _LONGEST else ():
        for form in FORMS:
            found = form.pattern.fullmatch(words)
            if found is not None:
                return _day(form.meaning, found, today, past, text)
        day = _holiday(words, today, past)
        if day is not None:
            return day
    raise _not_understood(text)


def leading_date(text: str, today: date, past: bool = False) -> tuple[date, str]:
    """The day that a text begins with, and the rest: `fri send quote`, 下周三 发送报价, 明天发报价.

    The longest beginning that is a date counts. Raises BadValue as `understand` does.
    """
    from ledger.model.date_forms import FORMS, plain

    stripped = text.strip()
    typed = plain(stripped[:_LONGEST])
    start = _lead(typed)
    best: tuple[int, Meaning, re.Match[str]] | None = None
    for form in FORMS:
        found = form.pattern.match(typed, start)
        if found is not None and (best is None or found.end() > best[0]) and _ends_well(typed, found.end()):
            best = (found.end(), form.meaning, found)
    if best is None:
        return _leading_holiday(stripped, start, today, past)
    return _day(best[1], best[2], today, past, best[2][0]), _rest(stripped, best[0])


def _lead(typed: str) -> int:
    """How long a "by" or "on" is that says nothing about the day."""
    found = _BEFORE.match(typed)
    return 0 if found is None else found.end()


def _rest(text: str, end: int) -> str:
    after = _AFTER.match(text, end)
    return text[end if after is None else after.end() :].lstrip(_BETWEEN)


def _leading_holiday(text: str, start: int, today: date, past: bool) -> tuple[date, str]:
    ends = [found.end() for found in _HOLIDAY_WORD.finditer(text, start, start + _LONGEST)][:4]
    for end in reversed(ends):
        day = _holiday(text[start:end], today, past)
        if day is not None:
            return day, _rest(text, end)
    raise _not_understood(text)


def _holiday(written: str, today: date, past: bool) -> date | None:
    from ledger.model.holidays import holiday, last_holiday, next_holiday

    name = holiday(written)
    if name is None:
        return None
    return last_holiday(name, today) if past else next_holiday(name, today)


def _ends_well(typed: str, end: int) -> bool:
    last = typed[end - 1]
    if last in "日号":
        return last == "日" or _NOT_AFTER_NUMBER.match(typed, end) is None
    if last.isdigit() and last.isascii():
        return _NOT_AFTER["digit"].match(typed, end) is None
    return not last.isascii() or _NOT_AFTER["letter"].match(typed, end) is None


def _day(meaning: Meaning, found: re.Match[str], today: date, past: bool, text: str) -> date:
    day = meaning(found, today, past)
    if isinstance(day, date) and day not in (date.min, date.max):
        return day
    if isinstance(day, date):
        raise BadValue(say("“{text}” is too far away.", text=text))
    if isinstance(day, Message):
        raise BadValue(day)
    problem = day_problem(*day) if day is not None else None
    raise BadValue(problem or say("“{text}”: there is no such day.", text=text))


def _not_understood(text: str) -> BadValue:
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return BadValue(
        say("“{text}” is no date that can be understood.", text=shown),
        say("Write it like 2026-11-30, 11-30, tomorrow, +3d, fri, next month, 12月1日, 明天, 下周三 or 月底."),
    )


def in_words(day: date, today: date) -> Message:
    """A day as commands repeat what they understood: `Friday, 2026-11-27 (in 6 days)`."""
    distance = (day - today).days
    if distance == 0:
        near = say("today")
    elif abs(distance) == 1:
        near = say("tomorrow") if distance == 1 else say("yesterday")
    else:
        near = say("in {days} days", days=distance) if distance > 0 else say("{days} days ago", days=-distance)
    return say("{weekday}, {date} ({near})", weekday=WEEKDAYS[day.weekday()], date=day.isoformat(), near=near)
