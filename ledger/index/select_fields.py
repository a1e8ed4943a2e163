"""Conditions on fields of customers, in SQL."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from ledger.index.catalog import Catalog
from ledger.index.functions import number_in, register, remembered, word_in
from ledger.index.sql import NEVER, Sql, all_of, any_of, edge_of, in_range
from ledger.model.values import Interval, Money
from ledger.model.yearly import yearly
from ledger.query.fold import digits, fold
from ledger.query.match import within
from ledger.query.tree import Condition, Has, MonthDay, Operator, Range, Starts

_BLANK = "' ' || char(9, 10, 13, 160, 12288)"
# A phone's digits stand together once these are taken away.
_SPACING = " ()./-"


def field(catalog: Catalog, tree: Has | Condition, today: date) -> Sql:
    """Whether a field of the customer is filled in, or fits one of the values."""
    if isinstance(tree, Has):
        nested = Sql(f"trim(value, {_BLANK}) <> ''")
        whole = Sql(f"{nested.text} AND NOT (ifnull(number, 1) = 0 AND value NOT GLOB '*[a-z]*')")
        return _with(tree.field, whole, nested)
    parts = []
    for operand in tree.values:
        if isinstance(operand, Range):
            parts.append(_with(tree.field, _within(catalog, operand, today), None))
        else:
            fits = text(catalog, tree.operator, operand)
            parts.append(_with(tree.field, fits, fits))
    if tree.also:
        parts.append(equals(tree.field, tuple(fold(name).strip() for name in tree.also)))
    return any_of(parts)


def equals(name: str, folded: tuple[str, ...]) -> Sql:
    """Whether a field holds one of these texts, with or without `#` or `@` before it."""
    fits = _one_of(folded)
    return _with(name, fits, fits)


def text(
    catalog: Catalog, operator: Operator, operand: str | Starts, *, key: str = "folded", raw: str = "value"
) -> Sql:
    """Whether a text fits; `key` is the expression of the folded text, `raw` that of the text as typed."""
    wanted = operand.text if isinstance(operand, Starts) else operand
    folded = fold(wanted).strip()
    if not isinstance(operand, Starts) and operator is not Operator.CONTAINS:
        return _one_of((folded,), key)
    judge = register(catalog.connection, word_in(folded, isinstance(operand, Starts)))
    parts = [Sql(f"(instr({key}, ?) AND {judge}({key}))", (folded,))]
    number = digits(wanted)
    if number:
        judge = register(catalog.connection, number_in(number))
        plain = raw
        for sign in _SPACING:
            plain = f"replace({plain}, '{sign}', '')"
        parts.append(Sql(f"(instr({plain}, ?) AND {judge}({raw}))", (number,)))
    return any_of(parts)


def _one_of(folded: tuple[str, ...], key: str = "folded") -> Sql:
    forms = tuple(dict.fromkeys(sign + name for name in folded for sign in ("", "#", "@")))
    return Sql(f"{key} IN ({','.join('?' * len(forms))})", forms)


def _with(name: str, whole: Sql, nested: Sql | None) -> Sql:
    """The customers with a row of that name that fits `whole`, or one inside it that fits `nested`."""
    if name in ("name", "id"):
        return _in_names((name,), whole)
    wanted = f"SELECT customer FROM fields WHERE name = ? AND {whole.text}"  # noqa: S608
    params = (name, *whole.params)
    if nested is not None:
        wanted += f" UNION ALL SELECT customer FROM fields WHERE name > ? AND name < ? AND {nested.text}"  # noqa: S608
        params = (*params, f"{name}.", f"{name}/", *nested.params)
    return Sql(f"c.customer IN ({wanted})", params)


def _in_names(kinds: tuple[str, ...], fits: Sql) -> Sql:
    """The name and the id stand in a table of their own, since a file may give them without a field."""
    inner = "SELECT customer, key AS folded, shown AS value, NULL AS number, NULL AS currency FROM names WHERE kind IN"
    places = ",".join("?" * len(kinds))
    return Sql(f"c.customer IN (SELECT customer FROM ({inner} ({places})) WHERE {fits.text})", (*kinds, *fits.params))  # noqa: S608


def _within(catalog: Catalog, wanted: Range, today: date) -> Sql:
    """Whether a row's value lies in a range of its own kind of values."""
    edge = edge_of(wanted)
    match edge:
        case Money():
            same = Sql("currency = ?", (edge.currency,)) if edge.currency else Sql("currency IS NOT NULL")
            return all_of((same, in_range("number", wanted)))
        case date() | Decimal() | Interval():
            return all_of((Sql("currency IS NULL AND number IS NOT NULL"), in_range("number", wanted)))
        case time():
            low, high = (None if end is None else f"{end:%H:%M}" for end in (wanted.low, wanted.high))
            return _texts_between("folded GLOB '[0-2][0-9]:[0-5][0-9]'", "folded", low, high, wanted)
        case MonthDay():
            return _in_year(catalog, wanted, today)
    return NEVER


def _texts_between(guard: str, key: str, low: str | None, high: str | None, wanted: Range) -> Sql:
    parts = [Sql(guard)]
    if low is not None:
        parts.append(Sql(f"{key} >{'' if wanted.low_open else '='} ?", (low,)))
    if high is not None:
        parts.append(Sql(f"{key} <{'' if wanted.high_open else '='} ?", (high,)))
    return all_of(parts)


def _in_year(catalog: Catalog, wanted: Range, today: date) -> Sql:
    """Solar days and dates by month and day; a lunar day is judged one by one."""
    low = wanted.low if isinstance(wanted.low, MonthDay) else MonthDay(1, 1)
    high = wanted.high if isinstance(wanted.high, MonthDay) else MonthDay(12, 31)
    first, last = f"{low.month:02}-{low.day:02}", f"{high.month:02}-{high.day:02}"
    joined = "AND" if first <= last else "OR"
    judge = register(catalog.connection, remembered(lambda written: _falls(written, wanted, today)))
    return any_of(
        (
            Sql(f"(folded GLOB 'S *' AND (substr(folded, 3) >= ? {joined} substr(folded, 3) <= ?))", (first, last)),
            Sql(f"(number IS NOT NULL AND (substr(value, 6) >= ? {joined} substr(value, 6) <= ?))", (first, last)),
            Sql(f"(folded GLOB 'L *' AND {judge}(value))"),
        )
    )


def _falls(written: str, wanted: Range, today: date) -> bool:
    day = yearly(written)
    return day is not None and within(day, wanted, today)
