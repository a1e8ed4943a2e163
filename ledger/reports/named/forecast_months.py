"""What the next months may bring: orders by rhythm, and open opportunities at their chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.messages import say
from ledger.model.values import Money
from ledger.reports.expected import Expected
from ledger.reports.named.pipeline_opportunities import Chances, opportunities, paths
from ledger.reports.scope import Scope, Sums, add
from ledger.reports.selling import one_sum, sorted_money
from ledger.reports.stretches import between, days, earlier, label
from ledger.reports.table import Cell, Chart, Column, Row, Table

AHEAD = 6
"""Months that are looked ahead, this one included."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Open opportunities by the month in which they may be won, and their weighted sums by month."""

    table: Table
    weighted: Mapping[str, Sums]


def pipeline(scope: Scope) -> Pipeline:
    """Open opportunities by closing month: how many, for how much, and that times the chance of each."""
    still_open = opportunities(scope, {})
    # What became of earlier ones is asked only where a chance is not written.
    chances = Chances({} if all(one.probability is not None for one in still_open) else paths(scope))
    settings, this = scope.session.settings, label("month", scope.session.today)
    count: dict[str, int] = {}
    worth: dict[str, Sums] = {}
    weighted: dict[str, Sums] = {}
    for one in still_open:
        month = "" if one.close_on is None else label("month", one.close_on)
        count[month] = count.get(month, 0) + 1
        for sums, money in ((worth, one.amount), (weighted, chances.weighted(one))):
            add(sums.setdefault(month, {}), _sums(money))

    def cells(number: int, all_of: Sums, parts: Sums) -> tuple[Cell, ...]:
        ones = (one_sum(parts, settings),) if settings.rates else ()
        return (number, sorted_money(all_of, settings), sorted_money(parts, settings), *ones)

    order = sorted(count, key=lambda month: (month == "", month))
    rows = tuple(
        Row(
            (month or None, *cells(count[month], worth[month], weighted[month])),
            mark="urgent" if month and month < this else "",
            key=month,
        )
        for month in order
    )
    total = cells(sum(count.values()), _all(worth), _all(weighted)) if rows else ()
    late = sum(count[month] for month in order if month and month < this)
    notes = (
        (say("Closing days before this month are past: the day is to be set anew, or the opportunity closed."),)
        if late
        else ()
    )
    text = say("weighted in {currency}", currency=settings.currency)
    table = Table(
        "pipeline",
        say("Open opportunities by closing month"),
        (
            Column("month", say("closing month"), "month"),
            Column("count", say("opportunities"), "count"),
            Column("value", say("value"), "money"),
            Column("weighted", say("value times chance"), "money"),
            *((Column("weighted_in_one", text, "money", wide=True),) if settings.rates else ()),
        ),
        rows,
        (None, *total) if rows else None,
        notes=notes,
        empty=say("No opportunity is open."),
    )
    return Pipeline(table, weighted)


def months(scope: Scope, live: Sequence[Expected], known: Pipeline) -> Table:
    """The next six months: orders expected by rhythm, what is overdue in this one, and the weighted pipeline."""
    today, settings = scope.session.today, scope.session.settings
    this = label("month", today)
    labels = between("month", this, earlier("month", this, 1 - AHEAD))
    until = days("month", labels[-1]).last
    count = dict.fromkeys(labels, 0)
    worth: dict[str, Sums] = {each: {} for each in labels}
    for one in live:
        for month in _months(one, today, until):
            count[month] += 1
            add(worth[month], _sums(one.amount))
    rows = []
    for month in labels:
        both = dict(worth[month])
        add(both, known.weighted.get(month, {}))
        rows.append(
            Row((month, *_cells(count[month], worth[month], known.weighted.get(month, {}), both, scope)), key=month)
        )
    chances: Sums = {}
    for month in labels:
        add(chances, known.weighted.get(month, {}))
    total = _all(worth)
    whole = dict(total)
    add(whole, chances)
    one_label = say("both in {currency}", currency=settings.currency)
    nothing = not live and not any(known.weighted.get(month) for month in labels)
    chart = Chart(
        "line",
        say("What the next months may bring"),
        "month",
        ("both_in_one",) if settings.rates else ("rhythm", "weighted"),
    )
    return Table(
        "months",
        say("What the next months may bring"),
        (
            Column("month", say("month"), "month"),
            Column("orders", say("orders by rhythm"), "count"),
            Column("rhythm", say("by rhythm"), "money"),
            Column("weighted", say("pipeline, weighted"), "money"),
            Column("both", say("both"), "money"),
            *((Column("both_in_one", one_label, "money", wide=True),) if settings.rates else ()),
        ),
        () if nothing else tuple(rows),
        None if nothing else (None, *_cells(sum(count.values()), total, chances, whole, scope)),
        charts=() if nothing else (chart,),
        notes=()
        if nothing
        else (say("An order that is overdue counts in this month, the following ones a gap later each."),),
        empty=say("Nothing is known that would let expect anything."),
    )


def _months(one: Expected, today: date, until: date) -> Sequence[str]:
    """The months of the orders expected of a customer; one that is overdue is expected today, the others after it."""
    first = max(one.day, today)
    if first > until:
        return []
    late = Expected(
        one.customer, one.product, (first,), one.gap, one.low, one.high, one.amount, one.quantity, one.given_up
    )
    return [label("month", first), *(label("month", day) for day in late.coming(until, 200))]


def _cells(count: int, rhythm: Sums, weighted: Sums, both: Sums, scope: Scope) -> tuple[Cell, ...]:
    settings = scope.session.settings
    ones = (one_sum(both, settings),) if settings.rates else ()
    return (count, *(sorted_money(sums, settings) for sums in (rhythm, weighted, both)), *ones)


def _all(by_month: Mapping[str, Sums]) -> Sums:
    total: Sums = {}
    for sums in by_month.values():
        add(total, sums)
    return total


def _sums(money: Money | None) -> Sums:
    return {} if money is None else {money.currency: Decimal(money.amount)}
