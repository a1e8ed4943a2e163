"""Python's own judgement inside SQL: functions made for the values of one query."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from ledger.model.dates import iso_date
from ledger.model.intervals import interval
from ledger.model.plain import Plain
from ledger.model.values import Interval, Money, Value
from ledger.model.yearly import yearly
from ledger.query.fold import found, phones
from ledger.query.tree import Edge, MonthDay

Answer = bool | int | None

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
# Names are never used twice, so that a statement that is still read keeps its functions.
_NUMBERS = itertools.count()


def register(connection: sqlite3.Connection, judge: Callable[..., Answer], arguments: int = 1) -> str:
    """Make a function known to a connection under a new name, which is returned."""
    name = f"judge_{next(_NUMBERS)}"
    connection.create_function(name, arguments, judge, deterministic=True)
    return name


def word_in(wanted: str, begins: bool) -> Callable[[str | None], Answer]:
    """Whether folded words stand in a folded text."""
    return lambda text: text is not None and found(wanted, text, begins=begins)


def number_in(digits: str) -> Callable[[str | None], Answer]:
    """Whether digits stand in a phone number of a text."""
    return lambda text: text is not None and any(digits in phone for phone in phones(text))


def remembered(judge: Callable[[str], bool]) -> Callable[[str | None], Answer]:
    """The same judgement, made once for texts that come again and again; nothing fits NULL."""
    kept = lru_cache(maxsize=10_000)(judge)
    return lambda text: text is not None and kept(text)


def loaded(text: str) -> Mapping[str, Plain]:
    """The object that a JSON column holds."""
    found_there = json.loads(text)
    return found_there if isinstance(found_there, dict) else {}


def names(text: str) -> list[str]:
    """The texts that a JSON list holds."""
    return [part for part in json.loads(text) if isinstance(part, str)]


def value_of(plain: Plain, edge: Edge | None = None) -> Value:
    """A plain value as it was before it was made plain; a text becomes what it can be compared with to `edge`."""
    if isinstance(plain, dict):
        if plain.keys() == {"amount", "currency"}:
            return Money(Decimal(str(plain["amount"])), str(plain["currency"]))
        return {name: value_of(part, edge) for name, part in plain.items()}
    if isinstance(plain, list):
        return tuple(value_of(part, edge) for part in plain)
    text = "" if plain is None else str(plain)
    return _typed(text, edge) or text


def _typed(text: str, edge: Edge | None) -> Value | None:
    match edge:
        case date():
            return iso_date(text)
        case Decimal():
            return Decimal(text) if _NUMBER.fullmatch(text) else None
        case Interval():
            return interval(text)
        case time():
            return time.fromisoformat(text) if _CLOCK.fullmatch(text) else None
        case MonthDay():
            return iso_date(text) or yearly(text)
    return None
