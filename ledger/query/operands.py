"""The values after a colon, typed by what stands before it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import pairwise

from ledger.messages import Message, say
from ledger.model import intervals
from ledger.model.dates import date_problem
from ledger.model.definitions import ValueSet
from ledger.model.money import money, number, percent
from ledger.model.values import Interval, Money
from ledger.model.vocabulary import Vocabulary
from ledger.query import periods
from ledger.query.errors import BadQuery
from ledger.query.lex import Part, Piece
from ledger.query.names import AHEAD, Asked
from ledger.query.tree import Condition, Edge, MonthDay, Operand, Operator, Range, Span, Starts

_DAY = timedelta(days=1)
_THOUSANDS = re.compile(r"[0-9]{1,3}")
_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
_ZERO = re.compile(r"[+-]?0{1,30}(?:\.0{1,30})?")
_DAY_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")

Edges = tuple[Edge, Edge]


@dataclass(frozen=True, slots=True)
class Asking:
    """What values depend on besides their field: the query they stand in, names, the day, the ledger's currency."""

    query: str
    vocabulary: Vocabulary
    today: date
    currency: str

    def bad(self, message: Message, span: Span, hint: Message | None = None, *near: str | None) -> BadQuery:
        """The error of that place."""
        return BadQuery(message, self.query, span, hint, candidates=tuple(name for name in near if name))


def condition(asked: Asked, parts: tuple[Part, ...], span: Span, asking: Asking) -> Condition:
    """The condition that a field fits one of the values; raises BadQuery."""
    kind = asked.definition.type
    if kind in _EDGES:
        _refuse_thousands(parts, asked, asking)
        ranges = tuple(_range(part, asked, asking) for part in parts)
        return Condition(asked.path, Operator.WITHIN, ranges, asked.of, span=span)
    pieces = tuple(_text_piece(part, asked, asking) for part in parts)
    exact = any(part.comparison == "=" for part in parts)
    if asked.sets:
        return _of_set(pieces, exact, asked, span, asking)
    operator, values = _texts(pieces, exact, asked)
    return Condition(asked.path, operator, values, asked.of, span=span)


def _text_piece(part: Part, asked: Asked, asking: Asking) -> Piece:
    """The text of a part that is no number and no date."""
    if part.comparison in ("", "=") and not part.ranged and part.low is not None:
        return part.low
    raise asking.bad(
        say("{field} holds text: it can't be compared with < or >, and has no ranges.", field=asked.path),
        part.span,
        say("Write the text right after the colon; put it in quotes if it has such signs of its own."),
    )


def _of_set(pieces: tuple[Piece, ...], exact: bool, asked: Asked, span: Span, asking: Asking) -> Condition:
    """Values of a set: canonical where known; others as text where the set allows it or the user insists."""
    known = [_known(piece, asked, asking) for piece in pieces]
    is_open = any(_is_open(asking.vocabulary.value_sets.get(name)) for name in asked.sets)
    for piece, found in zip(pieces, known, strict=True):
        if not (found or is_open or exact or piece.quoted):
            raise _unknown_value(piece, asked, asking)
    canonical = tuple(dict.fromkeys(value for found in known for value in found))
    also = other_names(asking.vocabulary, asked.sets, canonical)
    unknown = tuple(piece for piece, found in zip(pieces, known, strict=True) if not found)
    values: tuple[Operand, ...] = (*canonical, *dict.fromkeys(piece.text for piece in unknown))
    if not unknown or (is_open and "people" in asked.sets):
        operator = Operator.IS
    elif exact or not is_open:
        operator = Operator.EQUALS
    else:
        operator, values = Operator.CONTAINS, (*canonical, *map(_text, unknown))
    return Condition(asked.path, operator, values, asked.of, also, span=span)


def _known(piece: Piece, asked: Asked, asking: Asking) -> tuple[str, ...]:
    """What a text means in each of the sets of a field; a canonical value means only itself."""
    vocabulary, text = asking.vocabulary, piece.text.lstrip("@")
    if any(text in vocabulary.value_sets[name].values for name in asked.sets if name in vocabulary.value_sets):
        return (text,)
    found = (vocabulary.value(name, text) for name in asked.sets)
    return tuple(value for value in found if value is not None)


def _is_open(found: ValueSet | None) -> bool:
    return found is None or not found.values or found.open


def other_names(vocabulary: Vocabulary, sets: Iterable[str], values: Iterable[str]) -> tuple[str, ...]:
    """By what other names files may have canonical values of these sets."""
    canonical = tuple(values)
    known = [vocabulary.value_sets[name].values for name in sets if name in vocabulary.value_sets]
    spoken = (each.get(value, {}) for each in known for value in canonical)
    return tuple(dict.fromkeys(name for languages in spoken for names in languages.values() for name in names))


class UnknownValue(BadQuery):
    """A text that is none of the values that a field can have."""


def _unknown_value(piece: Piece, asked: Asked, asking: Asking) -> BadQuery:
    known = {value: names for name in asked.sets for value, names in asking.vocabulary.value_sets[name].values.items()}
    among = [*known, *(each for names in known.values() for group in names.values() for each in group)]
    near = asking.vocabulary.nearest(piece.text, among)
    as_typed = say('To look for the text as typed, write {field}:"{text}".', field=asked.path, text=piece.text)
    hint = (
        say("Did you mean {near}? {otherwise}", near=near, otherwise=as_typed)
        if near
        else say("Known are {known}. {otherwise}", known=", ".join(known), otherwise=as_typed)
    )
    message = say("{field} has no value {text}.", field=asked.path, text=piece.text)
    return UnknownValue(message, asking.query, piece.span, hint, candidates=(near,) if near else ())


def _texts(pieces: tuple[Piece, ...], exact: bool, asked: Asked) -> tuple[Operator, tuple[Operand, ...]]:
    plain = tuple(piece.text for piece in pieces)
    if asked.path == "tags" or asked.definition.type == "people":
        return Operator.IS, tuple(text.lstrip("#@") or text for text in plain)
    if exact:
        return Operator.EQUALS, plain
    return Operator.CONTAINS, tuple(_text(piece) for piece in pieces)


def _text(piece: Piece) -> Operand:
    """A text, or the beginning of a word where it ends in a `*` that isn't quoted."""
    stem = piece.text[:-1]
    return Starts(stem) if not piece.quoted and piece.text.endswith("*") and stem.strip("*") else piece.text


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
    low = _edges(part.low, asked, asking) if part.low else None
    high = _edges(part.high, asked, asking) if part.high else None
    if part.ranged:
        return _ordered(_alike(Range(low[0] if low else None, high[1] if high else None), part, asking), part, asking)
    assert low is not None
    return _compared(part, low)


def _edges(piece: Piece, asked: Asked, asking: Asking) -> Edges:
    """The first and the last value that a text stands for."""
    kind = asked.definition.type
    text = unicodedata.normalize("NFKC", piece.text).strip()
    found = _EDGES[kind](text, asking)
    if found is None:
        example = say(
            "{field} is asked for as in {example}.", field=asked.path, example=f"{asked.path}:{_EXAMPLE[kind]}"
        )
        why = date_problem(text) if kind in ("date", "datetime") and _DAY_SHAPE.fullmatch(text) else None
        raise asking.bad(say("{text} is not {what}.", text=piece.text, what=_WHAT[kind]), piece.span, why or example)
    return found


def _compared(part: Part, edges: Edges) -> Range:
    """A single value, or what lies on one side of it; days have no open ends."""
    low, high = edges
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
    first = low or _edges(part.low, asked, asking)[0]
    return Range(first, high or _edges(part.high, asked, asking)[1])


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
    low = _edges(part.low, asked, asking) if part.low else None
    high = _edges(part.high, asked, asking) if part.high else None
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


def rank(edge: Edge) -> tuple[float | Decimal, ...]:
    """What edges of one class are ordered by."""
    match edge:
        case Money():
            return (edge.amount,)
        case Interval():
            return (hours(edge),)
        case MonthDay():
            return (edge.month, edge.day)
        case date():
            return (edge.toordinal(),)
        case time():
            return (edge.hour, edge.minute)
    return (edge,)


def hours(distance: Interval) -> int:
    """About how many hours a distance is, as whole days of intervals.days count."""
    return distance.count if distance.unit == "h" else 24 * intervals.days(distance)


def _date_edges(text: str, asking: Asking) -> Edges | None:
    return periods.period(text, asking.today)


def _yearly_edges(text: str, asking: Asking) -> Edges | None:
    month = periods.month(text)
    if month is not None:
        return MonthDay(month, 1), MonthDay(month, 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
    day = periods.month_day(text)
    if day is not None:
        return MonthDay(*day), MonthDay(*day)
    if re.match(r"[0-9]{4}", text):
        return None
    found = periods.period(text, asking.today)
    if found is None or (found[1] - found[0]).days > 364:
        return None
    return MonthDay(found[0].month, found[0].day), MonthDay(found[1].month, found[1].day)


def _number_edges(text: str, asking: Asking) -> Edges | None:
    found = number(text)
    return None if found is None else (found, found)


def _percent_edges(text: str, asking: Asking) -> Edges | None:
    """Shares as fractions, up to the whole."""
    found = percent(text)
    return None if found is None or abs(found) > 1 else (found, found)


def _money_edges(text: str, asking: Asking) -> Edges | None:
    if _ZERO.fullmatch(text):
        return Money(Decimal(0), ""), Money(Decimal(0), "")
    found = money(text, asking.currency)
    return None if found is None else (found, found)


def _interval_edges(text: str, asking: Asking) -> Edges | None:
    found = intervals.interval(text)
    return None if found is None else (found, found)


def _time_edges(text: str, asking: Asking) -> Edges | None:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    moment = time(int(found[1]), int(found[2]))
    return moment, moment


_EDGES: dict[str, Callable[[str, Asking], Edges | None]] = {
    "date": _date_edges,
    "datetime": _date_edges,
    "yearly": _yearly_edges,
    "number": _number_edges,
    "percent": _percent_edges,
    "money": _money_edges,
    "interval": _interval_edges,
    "time": _time_edges,
}
_WHAT = {
    "date": say("a day that exists"),
    "datetime": say("a day that exists"),
    "yearly": say("a day of the year"),
    "number": say("a number"),
    "percent": say("a percentage"),
    "money": say("an amount of money"),
    "interval": say("a length of time"),
    "time": say("a time of day"),
}
_EXAMPLE = {
    "date": "2026-06-01..2026-06-30",
    "datetime": "2026-06-01..2026-06-30",
    "yearly": "11-20..11-30",
    "number": ">=10",
    "percent": ">=60%",
    "money": ">10000",
    "interval": "<30d",
    "time": "09:00..12:00",
}
