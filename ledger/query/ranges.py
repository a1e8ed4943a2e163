"""Comparisons and ranges after a colon as ranges of typed values; ages counted back from today."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from itertools import pairwise

from ledger.messages import say
from ledger.model.values import Money
from ledger.query import periods
from ledger.query.asking import Asking
from ledger.query.edges import Edges, edges, rank
from ledger.query.lex import Part, Piece
from ledger.query.names import AHEAD, Asked
from ledger.query.tree import Range

_DAY = timedelta(days=1)
_THOUSANDS = re.compile(r"[0-9]{1,3}")
_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")


def ranges(parts: tuple[Part, ...], asked: Asked, asking: Asking) -> tuple[Range, ...]:
    """The range that each value of a field stands for; raises BadQuery."""
    _refuse_thousands(parts, asked, asking)
    return tuple(_range(part, asked, asking) for part in parts)


def _refuse_thousands(parts: tuple[Part, ...], asked: Asked, asking: Asking) -> None:
    """`amount:120,000` may mean one number or two values."""
    if asked.definition.type not in ("money", "number"):
        return
    for one, following in pairwise(parts):
        first, second = one.high or one.low, following.low
        if first and second and not following.comparison and _is_grouped(first, second):
            raise asking.bad(
                say("This comma may part two values or the thousands of one number."),
                (first.span[0], second.span[1]),
                say(
                    'Write {one} for one number, or "{low}","{high}" for two.',
                    one=first.text + second.text,
                    low=first.text,
                    high=second.text,
                ),
            )


def _is_grouped(first: Piece, second: Piece) -> bool:
    quoted = first.quoted or second.quoted
    return not quoted and bool(_THOUSANDS.fullmatch(first.text) and _GROUP.fullmatch(second.text))


def _range(part: Part, asked: Asked, asking: Asking) -> Range:
    """One value, comparison or range of something that has an order."""
    if part.comparison and part.ranged:
        raise asking.bad(say("A range takes no comparison sign."), part.span, say("Write low..high, low.. or ..high."))
    kind = asked.definition.type
    if kind in ("date", "datetime"):
        found = _ages(part, asked, asking)
        if found is not None:
            return _ordered(found, part, asking)
    if kind == "yearly":
        return _yearly(part, asked, asking)
    low = edges(part.low, asked, asking) if part.low else None
    high = edges(part.high, asked, asking) if part.high else None
    if part.ranged:
        return _ordered(_alike(Range(low[0] if low else None, high[1] if high else None), part, asking), part, asking)
    assert low is not None
    return _compared(part, low)


def _compared(part: Part, found: Edges) -> Range:
    """A single value, or what lies on one side of it; days have no open ends."""
    low, high = found
    if part.comparison == ">":
        return Range(_next(high), None) if isinstance(high, date) else Range(high, None, low_open=True)
    if part.comparison == ">=":
        return Range(low, None)
    if part.comparison == "<":
        return Range(None, _before(low)) if isinstance(low, date) else Range(None, low, high_open=True)
    if part.comparison == "<=":
        return Range(None, high)
    return Range(low, high)


def _next(day: date) -> date:
    return day if day == date.max else day + _DAY


def _before(day: date) -> date:
    return day if day == date.min else day - _DAY


def _ages(part: Part, asked: Asked, asking: Asking) -> Range | None:
    """Distances back from today, `30d` being the day 30 days ago; None if neither end is one."""
    low, high = (_age(piece, asked, asking) for piece in (part.low, part.high))
    if low is None and high is None:
        return None
    if part.ranged:
        return _age_range(part, low, high, asked, asking)
    assert low is not None
    if part.comparison in ("", "="):
        raise asking.bad(
            say("{text} is a length of time, not a day.", text=part.low.text if part.low else ""),
            part.span,
            say(
                "Write <{text} for less than that ago, >{text} for longer ago, -{text} for the day itself.",
                text=part.low.text if part.low else "",
            ),
        )
    if part.comparison.startswith("<"):
        return Range(low if part.comparison == "<=" else _next(low), asking.today)
    return Range(None, low if part.comparison == ">=" else _before(low))


def _age_range(part: Part, low: date | None, high: date | None, asked: Asked, asking: Asking) -> Range:
    """`30d..60d`, `..30d` (up to so long ago), `30d..` (so long ago and longer), `30d..today`."""
    if low and high:
        return Range(min(low, high), max(low, high))
    if part.low is None:
        return Range(high, asking.today)
    if part.high is None:
        return Range(None, low)
    first = low or edges(part.low, asked, asking)[0]
    return Range(first, high or edges(part.high, asked, asking)[1])


def _age(piece: Piece | None, asked: Asked, asking: Asking) -> date | None:
    text = "" if piece is None else unicodedata.normalize("NFKC", piece.text)
    found = periods.age(text)
    if piece is None or found is None:
        return None
    if asked.path.rpartition(".")[2] in AHEAD:
        raise asking.bad(
            say("{field} lies ahead as a rule: {text} could count either way.", field=asked.path, text=piece.text),
            piece.span,
            say(
                "Write +{text} for the day that far ahead, -{text} for that long ago, as in today..+{text}.",
                text=piece.text,
            ),
        )
    try:
        return periods.ago(asking.today, found)
    except ValueError:
        raise asking.bad(say("{field} counts in whole days, not in hours.", field=asked.path), piece.span) from None


def _yearly(part: Part, asked: Asked, asking: Asking) -> Range:
    """Days that come every year; a range may pass the end of the year."""
    if part.comparison not in ("", "="):
        raise asking.bad(
            say("A day that comes every year is neither before nor after another."),
            part.span,
            say("Write a range, as in {field}:11-20..11-30, or a month, as in {field}:11月.", field=asked.path),
        )
    low = edges(part.low, asked, asking) if part.low else None
    high = edges(part.high, asked, asking) if part.high else None
    if not part.ranged and low:
        return Range(*low)
    return Range(low[0] if low else None, high[1] if high else None)


def _alike(found: Range, part: Part, asking: Asking) -> Range:
    """Money of one currency at both ends."""
    low, high = found.low, found.high
    if not (isinstance(low, Money) and isinstance(high, Money)) or low.currency == high.currency:
        return found
    if low.currency and high.currency:
        raise asking.bad(say("The two ends of a range need one currency."), part.span)
    currency = low.currency or high.currency
    return Range(Money(low.amount, currency), Money(high.amount, currency))


def _ordered(found: Range, part: Part, asking: Asking) -> Range:
    if found.low is not None and found.high is not None and rank(found.low) > rank(found.high):
        raise asking.bad(
            say("This range ends before it begins."), part.span, say("Write the smaller or earlier value first.")
        )
    return found
