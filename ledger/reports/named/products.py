"""What is bought: products with revenue, units, customers and orders, and which of them the same customers buy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ledger.messages import Message, say, say_many
from ledger.reports.asked import Asked, previous
from ledger.reports.money import note, rank
from ledger.reports.named.sales_across import crossed
from ledger.reports.named.sales_rows import View, total_of
from ledger.reports.named.sales_why import of_group
from ledger.reports.scope import Scope, Sums, scope
from ledger.reports.selling import (
    Figures,
    Grouping,
    change,
    conditions,
    figures,
    grouping,
    one_sum,
    ratio,
    revenues,
    sorted_money,
)
from ledger.reports.stretches import latest
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Table, Why
from ledger.reports.together import LEAST, Pair, together
from ledger.session import Session

PAIRS = 20
"""So many pairs are shown."""
_MONTHS, _LARGEST = 12, 6
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_EMPTY = say("Nothing was sold in this time.")


def report(session: Session, asked: Asked) -> Report:
    """The products sold, by revenue; the months of the largest; the pairs that the same customers buy."""
    found = scope(session, asked)
    group = grouping(found, asked.by or ("product",), of_products=True)
    period = _period(session, asked)
    view = View(found, group, period, Figures())
    tables = [_table(view)]
    if tables[0].rows and not asked.by:
        tables.append(_months(view))
    return Report(
        "products",
        say("Products"),
        session.today,
        (*tables, _together(found, period)),
        period,
        asked.query,
        (note(session.settings),) if session.settings.rates and tables[0].rows else (),
    )


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a product brought in what it did: the sales in which it stands."""
    found = scope(session, asked)
    group = grouping(found, asked.by or ("product",), of_products=True)
    return of_group(found, group, _period(session, asked), row)


def _period(session: Session, asked: Asked) -> Period:
    return asked.period or latest("month", _MONTHS, session.today)


def _table(view: View) -> Table:
    settings = view.scope.session.settings
    groups = figures(view.scope, view.group, view.period)
    view.total = total_of(view, groups)
    before = revenues(view.scope, view.group, previous(view.period)) if view.period.first.year > 1 else {}
    buyers = _buyers(view)
    order = sorted(
        groups,
        key=lambda key: (
            any(each is None for each in key),
            -rank(sorted_money(groups[key].revenue, settings), settings),
            *map(str, key),
        ),
    )
    rows = tuple(_row(view, key, groups[key], before.get(key), buyers.get(key, (0, 0))) for key in order)
    notes: list[Message] = []
    if view.group.names == ("product",) and (None,) in groups:
        notes.append(say("The row without a product is what no product accounts for."))
    if rows and (mixed := _kinds_of_units(view)) is not None:
        notes.append(mixed)
    nothing = (None,) * len(view.group.dimensions)
    every = _buyers(View(view.scope, Grouping((), of_products=True), view.period, view.total)).get((), (0, 0))
    names = [each.column.name for each in view.group.dimensions]
    y = "revenue_in_one" if settings.rates else "revenue"
    return Table(
        "products",
        say("Products"),
        (*(each.column for each in view.group.dimensions), *_columns(view)),
        rows,
        (*nothing, *_cells(view, view.total, None, every)) if rows else None,
        keys=len(view.group.dimensions),
        charts=(Chart("bar", say("Revenue by product"), names[0], (y,)),) if rows else (),
        notes=tuple(notes),
        empty=_EMPTY,
    )


def _columns(view: View) -> tuple[Column, ...]:
    settings = view.scope.session.settings
    one = (
        (Column("revenue_in_one", say("revenue in {currency}", currency=settings.currency), "money", wide=True),)
        if settings.rates
        else ()
    )
    return (
        Column("revenue", say("revenue"), "money"),
        *one,
        Column("share", say("share of revenue"), "percent", "%"),
        Column("change", say("on the time before"), "percent", "%"),
        Column("units", say("units"), "number"),
        Column("price", say("mean price"), "money", wide=True),
        Column("orders", say("orders"), "count"),
        Column("customers", say("customers"), "count"),
        Column("again", say("bought again"), "count", wide=True),
    )


def _row(view: View, key: tuple[Any, ...], found: Figures, before: Sums | None, buyers: tuple[int, int]) -> Row:
    base = view.row(key, Figures(), {})
    shown = base.cells[: len(view.group.dimensions)]
    return replace(base, cells=(*shown, *_cells(view, found, before or {}, buyers)))


def _cells(view: View, found: Figures, before: Sums | None, buyers: tuple[int, int]) -> tuple[Cell, ...]:
    settings = view.scope.session.settings
    return (
        sorted_money(found.revenue, settings),
        *((one_sum(found.revenue, settings),) if settings.rates else ()),
        None if before is None else ratio(found.revenue, view.total.revenue, settings),
        None if before is None else change(found.revenue, before, settings),
        found.units,
        _price(view, found),
        found.orders,
        *buyers,
    )


def _price(view: View, found: Figures) -> Cell:
    """Revenue by units, to the cent, where all of it is in one currency."""
    sums = {currency: amount for currency, amount in found.revenue.items() if amount}
    if len(sums) != 1 or not found.units or found.units < 0:
        return None
    mean = {currency: (amount / found.units).quantize(_HUNDREDTH, ROUND_HALF_UP) for currency, amount in sums.items()}
    return sorted_money(mean, view.scope.session.settings)


def _buyers(view: View) -> Mapping[tuple[Any, ...], tuple[int, int]]:
    """How many customers bought of each group, and how many of them on more than one day."""
    source, _, _ = conditions(view.group, ())
    keys = [each.expression for each in view.group.dimensions]
    names = [f"k{place}" for place in range(len(keys))]
    listed = "".join(f"{key} AS {name}, " for key, name in zip(keys, names, strict=True))
    grouped = ", ".join([*names, "s.customer"])
    outer = ", ".join(names)
    rows = view.scope.rows(
        f"SELECT {outer + ', ' if outer else ''}count(*), sum(again) FROM"
        f" (SELECT {listed}max(s.date) > min(s.date) AS again FROM {source} WHERE s.date BETWEEN ? AND ?"
        f" AND s.what IN ('order', 'invoice', 'payment') GROUP BY {grouped}) {'GROUP BY ' + outer if outer else ''}",
        (view.period.first.isoformat(), view.period.last.isoformat()),
    )
    return {row[:-2]: (row[-2], row[-1] or 0) for row in rows}


def _kinds_of_units(view: View) -> Message | None:
    units = view.scope.rows(
        "SELECT min(s.unit), max(s.unit) FROM now_sold s JOIN scope c ON c.customer = s.customer"
        " WHERE s.unit IS NOT NULL AND s.date BETWEEN ? AND ?",
        (view.period.first.isoformat(), view.period.last.isoformat()),
    )
    return say("Quantities are added whatever their unit is.") if units[0][0] != units[0][1] else None


def _months(view: View) -> Table:
    """The months of the products with most revenue, for the chart."""
    table = crossed(view, Asked(by=("month",), across="product"), most=_LARGEST)
    return replace(table, name="months", title=say("Revenue by month and product"), notes=())


def _together(found: Scope, period: Period) -> Table:
    known = together(found, period)
    notes: list[Message] = []
    if known.pairs:
        notes.append(
            say(
                "Of {buyers} customers who bought anything. Confidence: the share of those who bought the product who also "
                "bought the other. Lift: how many times as many as if one had nothing to do with the other.",
                buyers=known.buyers,
            )
        )
    if known.cut:
        notes.append(
            say(
                "Of {products} products, the {paired} that most customers buy are paired.",
                products=known.products,
                paired=known.paired,
            )
        )
    return Table(
        "together",
        say("Bought by the same customers"),
        (
            Column("product", say("product"), wide=True),
            Column("other", say("with"), wide=True),
            Column("both", say("customers with both"), "count"),
            Column("with_product", say("with the product"), "count"),
            Column("with_other", say("with the other"), "count"),
            Column("support", say("support"), "percent", "%"),
            Column("confidence", say("confidence"), "percent", "%"),
            Column("lift", say("lift"), "number"),
            Column("in_one_order", say("orders with both"), "count", wide=True),
        ),
        tuple(map(_pair, known.pairs[:PAIRS])),
        keys=2,
        notes=tuple(notes),
        empty=say_many(
            "No customer bought two products.", "No two products were bought by {n} customers or more.", LEAST
        ),
        left_out=max(len(known.pairs) - PAIRS, 0),
    )


def _pair(pair: Pair) -> Row:
    return Row(
        (
            pair.one,
            pair.other,
            pair.both,
            pair.with_one,
            pair.with_other,
            _percent(pair.support),
            _percent(pair.confidence),
            Decimal(repr(pair.lift)).quantize(_HUNDREDTH, ROUND_HALF_UP),
            pair.in_one_sale,
        )
    )


def _percent(share: float) -> Decimal:
    return Decimal(repr(share * 100)).quantize(_TENTH, ROUND_HALF_UP)
