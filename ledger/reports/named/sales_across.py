"""Sales with a second dimension as columns: one measure in a cross table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model.settings import Settings
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension
from ledger.reports.money import rank
from ledger.reports.named.sales_rows import View
from ledger.reports.selling import Figures, Grouping, figures, grouping, ratio, sorted_money, together
from ledger.reports.stretches import MONTHS
from ledger.reports.table import Cell, Chart, Column, Row, Table

MOST = 12
"""So many columns at most; what is behind them stands under others."""

_MEASURES: Mapping[str, tuple[Message, str]] = {
    "revenue": (say("revenue"), "money"),
    "cost": (say("cost of sales"), "money"),
    "profit": (say("profit"), "money"),
    "margin": (say("margin"), "percent"),
    "orders": (say("orders"), "count"),
    "units": (say("units"), "number"),
    "mean_order": (say("mean order"), "money"),
}
_OTHERS = "others"
_ADDED = ("revenue", "cost", "profit", "margin", "units")
"""Measures that may be added up over the products of a sale."""


def _at(cells: Mapping[tuple[Any, ...], Figures], key: tuple[Any, ...], across: Any) -> Figures:
    """The figures of a row in a column; none where nothing was sold."""
    return cells.get((*key, across), Figures())


def crossed(view: View, asked: Asked, *, most: int = MOST) -> Table:
    """A cross table of a measure: rows by `by`, columns by `across`, the largest (or in time order) first; with totals."""
    scope, settings = view.scope, view.scope.session.settings
    measure = asked.measure.strip().lower().replace("-", "_") or "revenue"
    if measure not in _MEASURES:
        raise BadValue(
            say("Sales have no measure “{name}”.", name=asked.measure),
            say("--measure takes one of: {names}.", names=tuple(_MEASURES)),
        )
    names = (*(asked.by or ("month",)), asked.across)
    whole = grouping(scope, names)
    across = whole.dimensions[-1]
    # Sales and their products are added up from different tables: rows, columns and totals from the same one.
    by = Grouping(whole.dimensions[:-1], whole.of_products)
    cells = figures(scope, whole, view.period)
    if whole.is_single or (measure in _ADDED and not any(each.join for each in whole.dimensions)):
        of_rows, of_columns = _merged(cells, lambda key: key[:-1]), _merged(cells, lambda key: key[-1:])
        total = together(cells.values())
    else:
        of_rows = figures(scope, by, view.period)
        of_columns = figures(scope, Grouping((across,), whole.of_products), view.period)
        total = figures(scope, Grouping((), whole.of_products), view.period).get((), Figures())
    view.total = total
    shown = _shown(across, of_columns, settings, most)
    hidden = [key for (key,) in of_columns if key not in shown]
    inner = View(scope, by, view.period, total)
    tell = _teller(measure, settings)

    def line(found: Callable[[Any], Figures], last: Figures) -> tuple[Cell, ...]:
        others = (tell(together([found(key) for key in hidden])),) if hidden else ()
        return (*(tell(found(key)) for key in shown), *others, tell(last))

    order = sorted(of_rows, key=lambda key: _place(by, key, of_rows[key], settings))
    rows = tuple(
        Row(
            (*_labels(inner, key), *line(partial(_at, cells, key), of_rows[key])),
            key=key,
        )
        for key in order
    )
    label, kind = _MEASURES[measure]
    unit = "%" if kind == "percent" else ""
    columns = [Column(f"in_{place + 1}", _heading(view, across, key), kind, unit) for place, key in enumerate(shown)]
    columns += [Column(_OTHERS, say("others"), kind, unit)] if hidden else []
    y = tuple(column.name for column in columns)
    first = by.dimensions[0].column.name
    return Table(
        "sales",
        say(
            "{measure} by {rows} and {columns}",
            measure=label,
            rows=by.dimensions[0].column.label,
            columns=across.column.label,
        ),
        (*(each.column for each in by.dimensions), *columns, Column("total", say("total"), kind, unit)),
        rows,
        (*(None for _ in by.dimensions), *line(lambda each: of_columns.get((each,), Figures()), total))
        if rows
        else None,
        keys=len(by.dimensions),
        charts=(Chart("line" if by.names[0] in MONTHS else "stacked", label, first, y),) if rows else (),
        notes=inner.notes({}) if whole.of_products else (),
        empty=say("Nothing was sold in this time."),
    )


def _shown(across: Dimension, found: Mapping[tuple[Any, ...], Figures], settings: Settings, most: int) -> list[Any]:
    """The values that get a column of their own."""
    keys = [key for (key,) in found]
    if across.name in (*MONTHS, "day", "week"):
        return sorted(keys)[-most:]
    keys.sort(key=lambda key: (key is None, -rank(sorted_money(found[(key,)].revenue, settings), settings), str(key)))
    return keys if len(keys) <= most + 1 else keys[:most]


def _place(by: Grouping, key: tuple[Any, ...], found: Figures, settings: Settings) -> tuple[Any, ...]:
    times = [str(value) for name, value in zip(by.names, key, strict=True) if name in (*MONTHS, "day", "week")]
    worth = -rank(sorted_money(found.revenue, settings), settings)
    return (*times, any(value is None for value in key), worth, *map(str, key))


def _labels(view: View, key: tuple[Any, ...]) -> Sequence[Cell]:
    return view.row(key, Figures(), {}).cells[: len(key)]


def _heading(view: View, across: Dimension, key: Any) -> Message:
    if key is None:
        return say("not stated")
    session = view.scope.session
    if across.column.values:
        key = session.vocabulary.value_label(across.column.values, str(key), session.language)
    if across.expression == "c.customer":
        key = view.scope.one("SELECT name FROM scope WHERE customer = ?", (key,))
    return say("{name}", name=str(key))


def _teller(measure: str, settings: Settings) -> Callable[[Figures], Cell]:
    def tell(found: Figures) -> Cell:
        match measure:
            case "orders":
                return found.orders
            case "units":
                return found.units
            case "margin":
                return ratio(found.profit, found.with_cost, settings) if found.with_cost else None
            case "cost" | "profit" if not found.with_cost:
                return None
        return sorted_money(getattr(found, measure), settings)

    return tell


def _merged(
    cells: Mapping[tuple[Any, ...], Figures], part: Callable[[tuple[Any, ...]], tuple[Any, ...]]
) -> dict[tuple[Any, ...], Figures]:
    """The figures of rows or of columns from those of the cells."""
    found: dict[tuple[Any, ...], list[Figures]] = {}
    for key, each in cells.items():
        found.setdefault(part(key), []).append(each)
    return {key: together(several) for key, several in found.items()}
