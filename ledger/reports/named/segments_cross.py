"""Customers counted, or their revenue added up, by one or several dimensions, with another one across."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.money import rank
from ledger.reports.named.segments_classes import classes
from ledger.reports.purchases import amount
from ledger.reports.scope import Sums, add, money, within
from ledger.reports.table import Cell, Chart, Column, Row, Table
from ledger.reports.worth import Worths

_MEASURES: Mapping[str, tuple[str, ...]] = {
    "customers": ("", "count", "客户", "客户数", "数量"),
    "revenue": ("sales", "销售额", "收入", "金额"),
}
_MOST, _MOST_MONTHS = 12, 60
"""So many columns at most; the smallest others are added up."""


def cross(found: Worths, asked: Asked) -> Table:
    """The table that a question asks for; raises BadValue for what is no dimension or measure."""
    measure = _measure(asked.measure)
    own = classes(found, asked, measure)
    when = "s.date" if measure == "revenue" else ""
    by = dimensions(found.scope, asked.by or (asked.across,), date=when, own=own)
    across = dimensions(found.scope, (asked.across,), date=when, own=own) if asked.across and asked.by else ()
    if len(across) > 1:
        raise BadValue(say("Only one dimension can stand across."))
    if measure == "revenue":
        return _revenue(found, by, across)
    return _customers(found, by, across)


def _measure(written: str) -> str:
    wanted = written.strip().lower()
    for name, others in _MEASURES.items():
        if wanted == name or wanted in others:
            return name
    raise BadValue(
        say("“{name}” is nothing that segments can count.", name=written),
        say("--measure takes one of: {names}.", names=tuple(_MEASURES)),
    )


def _joins(every: Iterable[Dimension]) -> str:
    return " ".join(dict.fromkeys(each.join for each in every if each.join))


def _customers(found: Worths, by: Sequence[Dimension], across: Sequence[Dimension]) -> Table:
    every = (*by, *across)
    expressions = ", ".join(each.expression for each in every)
    groups = ", ".join(str(place) for place in range(1, len(every) + 1))
    counted = found.scope.rows(
        f"SELECT {expressions}, count(DISTINCT c.customer) FROM scope c {_joins(every)} WHERE NOT c.resting GROUP BY {groups}"
    )
    cells = {tuple(key): count for *key, count in counted}
    whole = int(found.scope.one("SELECT count(*) FROM scope WHERE NOT resting"))
    return _table(found, by, across, cells, whole, say("Customers by {names}", names=_names(every)))


def _revenue(found: Worths, by: Sequence[Dimension], across: Sequence[Dimension]) -> Table:
    every = (*by, *across)
    expressions = ", ".join(each.expression for each in every)
    groups = ", ".join(str(place) for place in range(1, len(every) + 2))
    days, bounds = within(found.period)
    table = (
        "now_sold"
        if any(each.expression.startswith("s.") and each.name in ("product", "category") for each in every)
        else "now_sales"
    )
    summed = found.scope.rows(
        f"SELECT {expressions}, ifnull(s.currency, ''), exact_sum(s.amount) FROM {table} s"
        f" JOIN scope c ON c.customer = s.customer {_joins(every)} WHERE {days} GROUP BY {groups}",
        bounds,
    )
    cells: dict[tuple[object, ...], Sums] = {}
    for *key, currency, total in summed:
        add(cells.setdefault(tuple(key), {}), {currency: Decimal(total)} if total is not None else {})
    whole: Sums = {}
    for each in found.active:
        for line in each.lines:
            add(whole, {line.currency: amount(line.revenue)} if line.revenue else {})
    return _table(found, by, across, cells, whole, say("Revenue by {names}", names=_names(every)))


def _names(every: Iterable[Dimension]) -> tuple[Message, ...]:
    return tuple(each.column.label for each in every)


_Figure = int | Sums


def _table(
    found: Worths, by: Sequence[Dimension], across: Sequence[Dimension], cells: Mapping[tuple[object, ...], _Figure],
    whole: _Figure, title: Message,
) -> Table:  # fmt: skip
    """Rows by the dimensions; columns across, the largest ones, with what is left and what all come to."""
    size = len(by)
    kind = "count" if isinstance(whole, int) else "money"
    nothing: _Figure = 0 if isinstance(whole, int) else {}
    heads = _ordered(found, across[0], cells, -1) if across else ()
    most = _MOST_MONTHS if across and across[0].column.type == "month" else _MOST
    shown, rest = heads[:most], frozenset(heads[most:])
    by_row: dict[tuple[object, ...], dict[object, _Figure]] = {}
    for key, figure in cells.items():
        inside = by_row.setdefault(key[:size], {})
        head: object = key[-1] if across else None
        inside[head] = _plus(inside.get(head), figure)
    columns = [*(each.column for each in by), *(_head(found, across[0], each, kind) for each in shown)]
    columns += [Column("rest", say("others"), kind)] if rest else []
    columns.append(Column("total", say("all"), kind, wide=bool(across)))
    rows = []
    for key in _row_order(found, by, by_row):
        inside = by_row[key]
        figures = [inside.get(each, nothing) for each in shown]
        if rest:
            figures.append(_sum(inside[each] for each in inside if each in rest) or nothing)
        rows.append(Row((*(_cell(each) for each in key), *map(_shown, figures), _shown(_sum(inside.values())))))
    totals: list[Cell] = [None] * size
    totals += [_shown(_sum(each.get(head) for each in by_row.values())) for head in shown]
    if rest:
        totals.append(_shown(_sum(each[head] for each in by_row.values() for head in each if head in rest)))
    totals.append(_shown(whole))
    y = tuple(column.name for column in columns[size : size + len(shown)]) if across else ("total",)
    counted = _sum(cells.values())
    several = isinstance(whole, int) and isinstance(counted, int) and counted > whole
    notes = (
        (say("A customer may be counted several times, once for each thing that it has or bought."),) if several else ()
    )
    chart = Chart("heat" if across else "bar", title, columns[0].name, y)
    return Table(
        "cross", title, tuple(columns), tuple(rows), tuple(totals) if rows else None, keys=size,
        charts=(chart,) if rows and size == 1 else (), empty=say("There are no customers."), notes=notes,
    )  # fmt: skip


def _plus(one: _Figure | None, other: _Figure | None) -> _Figure:
    if one is None or other is None:
        return (dict(one) if isinstance(one, dict) else one) or (dict(other) if isinstance(other, dict) else other) or 0
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    made: Sums = {}
    for each in (one, other):
        if isinstance(each, dict):
            add(made, each)
    return made


def _sum(figures: Iterable[_Figure | None]) -> _Figure | None:
    total: _Figure | None = None
    for figure in figures:
        total = _plus(total, figure)
    return total


def _shown(figure: _Figure | None) -> Cell:
    return money(figure) if isinstance(figure, dict) else figure


def _cell(value: object) -> Cell:
    return value if isinstance(value, str) and value else None


def _head(found: Worths, across: Dimension, value: object, kind: str) -> Column:
    """A column of one value across, by its name in the language of the session."""
    words, session = found.scope.session.vocabulary, found.scope.session
    if not value:
        return Column("none", say("not said"), kind)
    text = str(value)
    label = words.value_label(across.column.values, text, session.language) if across.column.values else text
    return Column(text, say("{name}", name=label), kind)


def _ordered(
    found: Worths, dimension: Dimension, cells: Mapping[tuple[object, ...], _Figure], place: int
) -> list[object]:
    """The values of a dimension: time goes on, choices keep their rank, all others fall by size; what is not said comes last."""
    totals: dict[object, _Figure] = {}
    for key, figure in cells.items():
        totals[key[place]] = _plus(totals.get(key[place]), figure)
    known = found.scope.session.vocabulary.value_sets.get(dimension.column.values)
    ranks = {name: rank_of for rank_of, name in enumerate(known.values)} if known is not None else {}
    by_time = dimension.column.type == "month" or dimension.name in ("abc", "age", "frequency", "amount")

    def key_of(value: object) -> tuple[bool, int, object]:
        if by_time:
            return not value, 0, _first_number(str(value or ""))
        return not value, ranks.get(str(value), len(ranks)) if ranks else 0, -_size(found, totals[value])

    return sorted(totals, key=key_of)


def _first_number(text: str) -> tuple[int, str]:
    digits = re.match(r"[\d,]+", text)
    return (int(digits[0].replace(",", "")), text) if digits else (0, text)


def _size(found: Worths, figure: _Figure | None) -> Decimal:
    if isinstance(figure, dict):
        return rank(money(figure), found.scope.session.settings)
    return Decimal(figure or 0)


def _row_order(
    found: Worths, by: Sequence[Dimension], by_row: Mapping[tuple[object, ...], Mapping[object, _Figure]]
) -> list[tuple[object, ...]]:
    flat = {key: _sum(inside.values()) or 0 for key, inside in by_row.items()}
    places = [
        {value: number for number, value in enumerate(_ordered(found, dimension, flat, place))}
        for place, dimension in enumerate(by)
    ]
    return sorted(by_row, key=lambda key: tuple(places[place][value] for place, value in enumerate(key)))
