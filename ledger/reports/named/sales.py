"""Revenue, cost, profit, units and orders by any dimension, and how they develop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.money import note, rank
from ledger.reports.named.sales_across import crossed
from ledger.reports.named.sales_rows import View, total_of
from ledger.reports.named.sales_why import of_customer, of_group
from ledger.reports.scope import scope
from ledger.reports.selling import Figures, Grouping, figures, grouping, sorted_money
from ledger.reports.stretches import MONTHS, between, label, latest
from ledger.reports.table import Chart, Period, Report, Row, Table, Why
from ledger.session import Session

_STRETCHES = {"month": 12, "quarter": 8, "year": 5}
_EMPTY = say("Nothing was sold in this time.")


def report(session: Session, asked: Asked) -> Report:
    """What was sold: a row for each group, by month where nothing else is asked for; `across` makes columns of a dimension."""
    found = scope(session, asked)
    group = grouping(found, asked.by or ("month",))
    period = _period(session, asked, group)
    view = View(found, group, period, Figures())
    table = crossed(view, asked) if asked.across else _table(view, asked)
    return Report("sales", say("Sales"), session.today, (table,), period, asked.query, _notes(view, table))


def why(session: Session, customer: int) -> Why:
    """Why a customer's revenue is what it is."""
    return of_customer(scope(session, Asked()), customer)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why the figures of a row are as they are."""
    found = scope(session, asked)
    group = grouping(found, asked.by or ("month",))
    return of_group(found, group, _period(session, asked, group), row)


def _period(session: Session, asked: Asked, group: Grouping) -> Period:
    """The period asked for, else the latest twelve months, eight quarters or five years up to today."""
    if asked.period is not None:
        return asked.period
    name = next((each for each in group.names if each in MONTHS), "month")
    return latest(name, _STRETCHES[name], session.today)


def _table(view: View, asked: Asked) -> Table:
    groups = figures(view.scope, view.group, view.period)
    view.total = total_of(view, groups)
    known = view.with_those_before(groups)
    keys = _with_empty(view, groups)
    order = _sorted(view, keys, groups)
    # Cells of rows that nobody sees needn't be made; sorted and compared are whole tables.
    most = None if asked.sort or asked.compare else asked.limit
    rows = tuple(view.row(key, groups.get(key, Figures()), known) for key in order[:most])
    return Table(
        "sales",
        say("Sales"),
        view.columns(),
        rows,
        view.totals() if rows else None,
        keys=len(view.group.dimensions),
        charts=_charts(view, rows),
        notes=view.notes(groups),
        empty=_EMPTY,
        left_out=len(order) - len(rows),
    )


def _with_empty(view: View, groups: Mapping[tuple[Any, ...], Figures]) -> Sequence[tuple[Any, ...]]:
    """The keys of rows: where time is all there is, months without a sale have theirs, too."""
    if view.group.names not in [(name,) for name in MONTHS] or not groups:
        return list(groups)
    name = view.group.names[0]
    written = [str(key[0]) for key in groups]
    first = min(written) if view.period.first == date.min else label(name, view.period.first)
    last = label(name, min(view.period.last, view.scope.session.today))
    return [(each,) for each in between(name, min(first, *written), max(last, *written))]


def _sorted(
    view: View, keys: Sequence[tuple[Any, ...]], groups: Mapping[tuple[Any, ...], Figures]
) -> Sequence[tuple[Any, ...]]:
    """Stretches of time in their order, all else by revenue, the largest first; what has no name last."""
    settings = view.scope.session.settings

    def place(key: tuple[Any, ...]) -> tuple[Any, ...]:
        found: list[Any] = []
        for name, value in zip(view.group.names, key, strict=True):
            if name in MONTHS or name in ("day", "week"):
                found.append(str(value))
        worth = -rank(sorted_money(groups[key].revenue, settings), settings) if key in groups else 0
        return (*found, any(value is None for value in key), worth, *map(str, key))

    return sorted(keys, key=place)


def _charts(view: View, rows: Sequence[Row]) -> tuple[Chart, ...]:
    if not rows:
        return ()
    names = [each.column.name for each in view.group.dimensions]
    kind = "line" if view.group.names[0] in (*MONTHS, "day", "week") else "bar"
    if len(names) > 1:
        return (Chart("line" if kind == "line" else "stacked", say("Revenue"), names[0], ("revenue",), names[1]),)
    if view.scope.session.settings.rates:
        return (Chart(kind, say("Revenue"), names[0], ("revenue_in_one",)),)
    more = (Chart(kind, say("Revenue and profit"), names[0], ("revenue", "profit")),)
    return more if any(view.total.with_cost.values()) else (Chart(kind, say("Revenue"), names[0], ("revenue",)),)


def _notes(view: View, table: Table) -> tuple[Message, ...]:
    settings = view.scope.session.settings
    notes: list[Message] = []
    known = view.cost_known(view.total)
    if table.rows and known is not None and known != 100:
        notes.append(
            say("The cost is known of {percent} % of revenue; profit and margin are of that part.", percent=known)
        )
    if settings.rates and table.rows:
        notes.append(note(settings))
    elif sum(bool(amount) for amount in view.total.revenue.values()) > 1:
        notes.append(say("Several currencies: shares and changes across them need `rates` in ledger.yaml."))
    return tuple(notes)
