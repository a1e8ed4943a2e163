"""Days, dates and amounts in the words that people use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.messages import Message, say, say_many
from ledger.model.values import Interval, Money

# Signs that mean one currency to the readers of a ledger; any other currency is named by its code.
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "INR": "₹", "KRW": "₩"}
_WITHOUT_CENTS = {"JPY", "KRW", "VND", "CLP", "ISK"}

_WEEKDAYS = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))


def days_away(days: int | None) -> Message:
    """How far a day is from today: negative is overdue, None has no day."""
    if days is None:
        return say("any day")
    if days < 0:
        return say_many("{n} day overdue", "{n} days overdue", -days)
    if days < 2:
        return say("tomorrow") if days else say("today")
    return say_many("in {n} day", "in {n} days", days)


def days_ago(days: int) -> Message:
    """How long ago a day was; `days` counts back from today, negative lies ahead."""
    if days < 0:
        return days_away(-days)
    if days < 2:
        return say("yesterday") if days else say("today")
    return say_many("{n} day ago", "{n} days ago", days)


def weekday(day: date) -> Message:
    """The short name of a day of the week."""
    return _WEEKDAYS[day.weekday()]


def day_of_week(day: date) -> Message:
    """A date of this year with its weekday."""
    return say("{weekday} {month:02}-{day:02}", weekday=weekday(day), month=day.month, day=day.day)


def day_words(day: date, today: date) -> Message:
    """A date as short as it is clear: with its weekday when near, without its year in this one."""
    if abs((day - today).days) <= 14:
        return day_of_week(day)
    if day.year == today.year:
        return say("{month:02}-{day:02}", month=day.month, day=day.day)
    return say("{date}", date=day.isoformat())


def interval_words(interval: Interval) -> Message:
    """A distance in words."""
    match interval.unit:
        case "h":
            return say_many("{n} hour", "{n} hours", interval.count)
        case "d":
            return say_many("{n} day", "{n} days", interval.count)
        case "w":
            return say_many("{n} week", "{n} weeks", interval.count)
        case "m":
            return say_many("{n} month", "{n} months", interval.count)
        case _:
            return say_many("{n} year", "{n} years", interval.count)


def amount_text(money: Money, code: bool = False) -> str:
    """An amount to read, never to compute with: `¥120,000.00`, `-¥300.00`, `CNY 120,000.00` with `code`."""
    sign = "" if code else _SIGNS.get(money.currency, "")
    number = number_text(abs(money.amount), 0 if money.currency in _WITHOUT_CENTS else 2)
    minus = "-" if money.amount < 0 else ""
    return f"{minus}{sign}{number}" if sign else f"{money.currency} {minus}{number}".lstrip()


def number_text(number: Decimal, places: int = 0) -> str:
    """A number with thousands separators and at least so many decimal places; no digit is rounded away."""
    exponent = number.as_tuple().exponent
    written = -exponent if isinstance(exponent, int) else 0
    return f"{number:,.{max(places, written, 0)}f}"
