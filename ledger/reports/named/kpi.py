"""The key figures of a period on one page, each with its definition, and the goals of ledger.yaml beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ledger.messages import Message, say
from ledger.model.policies import Goal
from ledger.model.values import Money
from ledger.reports.asked import Asked, previous
from ledger.reports.collecting import SETTLED, collection
from ledger.reports.money import rank
from ledger.reports.scope import Scope, Sums, money, scope, within
from ledger.reports.shares import percent
from ledger.reports.table import Cell, Column, Period, Report, Row, Table
from ledger.session import Session

DEFAULT = "this-quarter"
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: its column, what it means, how it is worked out, and whether less of it is better."""

    column: Column
    meaning: Message
    of: Callable[[Scope, Period], Cell]
    less: bool = False


def report(session: Session, asked: Asked) -> Report:
    """The figures of the period (this quarter by default) in one row, then their definitions with the goals."""
    found, period = scope(session, asked), asked.over(DEFAULT, session.today)
    values = {figure.column.name: figure.of(found, period) for figure in FIGURES}
    columns = tuple(figure.column for figure in FIGURES)
    main = Table("kpi", say("Key figures"), columns, (Row(tuple(values.values())),), keys=0)
    return Report(
        "kpi", say("Key figures"), session.today, (main, _goals(session, values), _meanings()), period, asked.query
    )


def _meanings() -> Table:
    columns = (Column("figure", say("figure")), Column("definition", say("definition"), wide=True))
    rows = tuple(Row((figure.column.label, figure.meaning), key=figure.column.name) for figure in FIGURES)
    return Table("definitions", say("What they mean"), columns, rows)


def _goals(session: Session, values: Mapping[str, Cell]) -> Table:
    """Each goal with the figure of the period beside it; what is less where less is better counts as attained."""
    columns = (
        Column("goal", say("goal"), wide=True),
        Column("target", say("target"), "number"),
        Column("now", say("now"), "number"),
        Column("by", say("by"), "day"),
        Column("attained", say("attained")),
    )
    rows = tuple(_goal(session, goal, values) for goal in session.settings.policies.goals)
    return Table("goals", say("Goals"), columns, rows, empty=say("ledger.yaml sets no goals."), compares=False)


def _goal(session: Session, goal: Goal, values: Mapping[str, Cell]) -> Row:
    name = _SAME.get(goal.measure, goal.measure)
    figure = next((each for each in FIGURES if each.column.name == name), None)
    now = None if figure is None else _plain(session, values[name])
    reached = now is not None and figure is not None and (now <= goal.target if figure.less else now >= goal.target)
    told = say("not known") if now is None else say("yes") if reached else say("not yet")
    label: Cell = goal.text or (say("{name}", name=goal.measure) if figure is None else figure.column.label)
    return Row((label, goal.target, now, goal.by, told), mark="good" if reached else "", key=goal.measure)


_SAME = {"satisfaction": "csat"}


def _plain(session: Session, cell: Cell) -> Decimal | None:
    """A figure as a number; sums in the ledger's currency."""
    if isinstance(cell, tuple):
        return rank(cell, session.settings)
    return Decimal(cell) if isinstance(cell, int | Decimal) else None


def _sums(found: Scope, sql: str, params: tuple[str, ...] = ()) -> Sums:
    """Exact sums by currency."""
    return {currency or "": Decimal(amount) for currency, amount in found.rows(sql, params) if amount is not None}


def _rate(found: Scope, part: Sums, whole: Sums) -> Decimal | None:
    """Sums over sums; several currencies by the rates of ledger.yaml."""
    settings = found.session.settings
    return percent(rank(money(part), settings), rank(money(whole), settings))


_OF = "JOIN scope c ON c.customer = s.customer"


def _revenue(found: Scope, period: Period) -> tuple[Money, ...]:
    days, bounds = within(period)
    return money(
        _sums(found, f"SELECT s.currency, exact_sum(s.amount) FROM now_sales s {_OF} WHERE {days} GROUP BY 1", bounds)
    )


def _profit(found: Scope, period: Period) -> tuple[Money, ...] | None:
    """Of the sales whose cost is known; None where none is."""
    days, bounds = within(period)
    known = f"FROM now_sales s {_OF} WHERE s.cost IS NOT NULL AND s.amount IS NOT NULL AND {days} GROUP BY 1"
    sold = _sums(found, f"SELECT s.currency, exact_sum(s.amount) {known}", bounds)
    cost = _sums(found, f"SELECT s.currency, exact_sum(s.cost) {known}", bounds)
    return (
        money({currency: amount - cost.get(currency, Decimal(0)) for currency, amount in sold.items()})
        if sold
        else None
    )


def _orders(found: Scope, period: Period) -> int:
    days, bounds = within(period)
    return int(found.one(f"SELECT count(*) FROM now_sales s {_OF} WHERE s.what = 'order' AND {days}", bounds))


def _units(found: Scope, period: Period) -> Decimal:
    days, bounds = within(period)
    return Decimal(found.one(f"SELECT exact_sum(s.quantity) FROM now_sold s {_OF} WHERE {days}", bounds) or 0)


def _buyers(found: Scope, period: Period) -> frozenset[int]:
    """Who ordered (or paid, where no orders are written down) in a period."""
    days, bounds = within(period)
    rows = found.rows(
        f"SELECT DISTINCT s.customer FROM now_sales s {_OF} WHERE {days} AND s.what NOT IN ('return', 'refund')", bounds
    )
    return frozenset(number for (number,) in rows)


def _active(found: Scope, period: Period) -> int:
    return len(_buyers(found, period))


def _new(found: Scope, period: Period) -> int:
    days, bounds = within(period, "s.first_order")
    return int(found.one(f"SELECT count(*) FROM now_rhythms s {_OF} WHERE {days}", bounds))


def _retention(found: Scope, period: Period) -> Decimal | None:
    before = _buyers(found, previous(period))
    return percent(len(before & _buyers(found, period)), len(before))


def _repurchase(found: Scope, period: Period) -> Decimal | None:
    days, bounds = within(period)
    again, buyers = found.rows(
        f"SELECT sum(n > 1), count(*) FROM (SELECT s.customer, (SELECT count(DISTINCT o.date) FROM now_sales o"
        f" WHERE o.customer = s.customer AND o.what = 'order' AND o.date <= ?) AS n FROM now_sales s {_OF}"
        f" WHERE s.what = 'order' AND {days} GROUP BY s.customer)",
        (bounds[1], *bounds),
    )[0]
    return percent(again or 0, buyers or 0)


def _conversion(found: Scope, period: Period) -> Decimal | None:
    days, bounds = within(period)
    won, closed = found.rows(
        f"SELECT sum(s.became = 'won'), count(*) FROM now_moves s {_OF} WHERE s.what = 'opportunity'"
        f" AND s.became IN ('won', 'lost') AND {days}",
        bounds,
    )[0]
    return percent(won or 0, closed or 0)


def _csat(found: Scope, period: Period) -> Decimal | None:
    days, bounds = within(period)
    sums = f"SELECT exact_sum(s.value), count(*) FROM now_ratings s {_OF} WHERE s.measure = 'csat' AND {days}"
    total, count = found.rows(sums, bounds)[0]
    return (Decimal(total) / count).quantize(_HUNDREDTH, ROUND_HALF_UP) if count else None


def _nps(found: Scope, period: Period) -> Decimal | None:
    days, bounds = within(period)
    value = "CAST(s.value AS REAL)"
    up, down, count = found.rows(
        f"SELECT sum({value} >= 9), sum({value} <= 6), count(*) FROM now_ratings s {_OF} WHERE s.measure = 'nps' AND {days}",
        bounds,
    )[0]
    return percent(up - down, count) if count else None


def _complaints(found: Scope, period: Period) -> Decimal | None:
    days, bounds = within(period, "substr(s.opened, 1, 10)")
    count = found.one(f"SELECT count(*) FROM now_cases s {_OF} WHERE s.kind = 'complaint' AND {days}", bounds)
    return percent(count, _orders(found, period))


def _answered(found: Scope, period: Period) -> Decimal | None:
    days, bounds = within(period, "substr(s.opened, 1, 10)")
    kept, count = found.rows(
        "SELECT sum(s.answered IS NOT NULL AND substr(s.answered || ' 24', 1, 16) <= substr(s.answer_by || ' 24', 1, 16)),"
        f" count(*) FROM now_cases s {_OF} WHERE s.answer_by IS NOT NULL AND {days}"
        " AND (s.answered IS NOT NULL OR s.answer_by < ?)",
        (*bounds, found.today),
    )[0]
    return percent(kept or 0, count)


def _collection(found: Scope, period: Period) -> Decimal | None:
    billed = collection(found, period).get(())
    rate = None if billed is None else billed.rate(found.session.settings)
    return None if rate is None else rate.quantize(_TENTH, ROUND_HALF_UP)


def _days_to_pay(found: Scope, period: Period) -> Decimal | None:
    days, bounds = within(period, "s.settled")
    total, count = found.rows(
        f"SELECT sum(julianday(s.settled) - julianday(s.date)), count(*) FROM now_bills s {_OF} WHERE {days} AND {SETTLED}",
        bounds,
    )[0]
    return (Decimal(int(total)) / count).quantize(_TENTH, ROUND_HALF_UP) if count else None


def _overdue(found: Scope, _: Period) -> Decimal | None:
    of_open = f"FROM now_bills s {_OF} WHERE CAST(s.open AS REAL) > 0"
    is_open = _sums(found, f"SELECT s.currency, exact_sum(s.open) {of_open} GROUP BY 1")
    late = _sums(found, f"SELECT s.currency, exact_sum(s.open) {of_open} AND s.due < ? GROUP BY 1", (found.today,))
    return _rate(found, late, is_open)


def _completeness(found: Scope, _: Period) -> Decimal | None:
    total, count = found.rows("SELECT sum(completeness), count(*) FROM scope")[0]
    return percent(total or 0, 100 * count)


def _lifetime(found: Scope, period: Period) -> tuple[Money, ...]:
    """Mean revenue so far of those who ever bought."""
    upto = period.last.isoformat()
    sums = _sums(
        found, f"SELECT s.currency, exact_sum(s.amount) FROM now_sales s {_OF} WHERE s.date <= ? GROUP BY 1", (upto,)
    )
    buyers = found.one(f"SELECT count(DISTINCT s.customer) FROM now_sales s {_OF} WHERE s.date <= ?", (upto,)) or 1
    return money({currency: (amount / buyers).quantize(_HUNDREDTH, ROUND_HALF_UP) for currency, amount in sums.items()})


def _percent(name: str, label: Message) -> Column:
    return Column(name, label, "percent", "%")


FIGURES = (
    Figure(Column("revenue", say("revenue"), "money"), say("Orders of the period (where none are written down what was collected or paid), less returns and refunds."), _revenue),
    Figure(Column("profit", say("profit"), "money"), say("Revenue less cost, of the sales whose cost is known."), _profit),
    Figure(Column("orders", say("orders"), "count"), say("Orders placed in the period that were not called off."), _orders),
    Figure(Column("units", say("units sold"), "number"), say("Quantities of the products sold."), _units),
    Figure(Column("buyers", say("buying customers"), "count"), say("Customers with an order (or payment) in the period."), _active),
    Figure(Column("new", say("new customers"), "count"), say("Customers whose first order lies in the period."), _new),
    Figure(_percent("conversion", say("conversion")), say("Won of the opportunities that were won or lost in the period."), _conversion),
    Figure(_percent("retention", say("retention")), say("Of those who bought in the period of the same length before, who bought in this one."), _retention),
    Figure(_percent("repurchase", say("repurchase rate")), say("Of those who ordered in the period, who ordered on more than one day so far."), _repurchase),
    Figure(Column("csat", say("CSAT"), "score"), say("Mean of the answers from 1 to 5."), _csat),
    Figure(Column("nps", say("NPS"), "score"), say("Share of answers 9 and 10 less share of 0 to 6."), _nps),
    Figure(Column("complaints_per_100", say("complaints per 100 orders"), "number"), say("Complaints opened in the period to its orders."), _complaints, less=True),
    Figure(_percent("answered", say("answered in time")), say("First answers within the promise, of complaints, feedback and inquiries opened in the period."), _answered),
    Figure(_percent("collection_rate", say("collection rate")), say("Of what was billed in the period less credits and returns, what has come in until today; what was written off is not collected."), _collection),
    Figure(Column("days_to_pay", say("days to pay"), "days"), say("Mean days from invoice to the last payment, of invoices settled in the period."), _days_to_pay, less=True),
    Figure(_percent("overdue_share", say("overdue share")), say("Of all that is open today, what is past its day."), _overdue, less=True),
    Figure(Column("clv", say("lifetime value so far"), "money"), say("Mean revenue up to the end of the period of all who ever bought."), _lifetime),
    Figure(_percent("completeness", say("completeness")), say("Mean completeness of the profiles."), _completeness),
)  # fmt: skip
