"""Who comes back: retention by cohort, repurchase by month, level and product, and new, old and potential customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.messages import say
from ledger.reports.asked import Asked
from ledger.reports.case_lists import limited
from ledger.reports.scope import Scope, Sums, money, within
from ledger.reports.shares import percent
from ledger.reports.stages import months_of
from ledger.reports.table import Cell, Chart, Column, Period, Row, Table

MOST_MONTHS = 12
_ORDERS = """now_sales s JOIN scope c ON c.customer = s.customer JOIN now_rhythms r ON r.customer = s.customer
    WHERE s.what = 'order'"""
_MONTH = Column("month", say("month"), "month")
_RATES = (
    Column("buyers", say("ordered"), "count"),
    Column("again", say("ordered before, too"), "count"),
    Column("rate", say("repurchase rate"), "percent", "%"),
)


def cohorts_table(scope: Scope, period: Period) -> Table:
    """For the customers of each month of first order in a period: how many of them ordered so many months later."""
    days, bounds = within(period, "r.first_order")
    counts: dict[tuple[str, int], int] = {}
    for cohort, later, count in scope.rows(
        "SELECT substr(r.first_order, 1, 7), (substr(s.date, 1, 4) - substr(r.first_order, 1, 4)) * 12"  # noqa: S608
        " + substr(s.date, 6, 2) - substr(r.first_order, 6, 2), count(DISTINCT s.customer)"
        f" FROM {_ORDERS} AND {days} GROUP BY 1, 2",
        bounds,
    ):
        counts[cohort, int(later)] = count
    cohorts = months_of(period, min((cohort for cohort, _ in counts), default=None))
    today = scope.session.today
    last = min(_between(cohorts[0], today), MOST_MONTHS) if cohorts else 0
    rows = tuple(
        Row((cohort, size, *_later(counts, cohort, size, last, today)), key=("cohort", cohort))
        for cohort in cohorts
        for size in (counts.get((cohort, 0), 0),)
        if size
    )
    columns = (
        Column("cohort", say("first order in"), "month"), Column("customers", say("customers"), "count"),
        *(Column(f"m{n}", say("month {n}", n=n), "percent", "%") for n in range(1, last + 1)),
    )  # fmt: skip
    title = say("Retention: who ordered so many months after the first order")
    charts = (Chart("heat", title, "cohort", tuple(f"m{n}" for n in range(1, last + 1))),) if last else ()
    empty = say("Nobody ordered for the first time in the period.")
    return Table("retention", title, columns, rows, charts=charts, empty=empty)


def _later(counts: dict[tuple[str, int], int], cohort: str, size: int, last: int, today: date) -> list[Cell]:
    """The shares of a cohort; nothing for months that have not come."""
    known = _between(cohort, today)
    return [percent(counts.get((cohort, n), 0), size) if n <= known else None for n in range(1, last + 1)]


def _between(month: str, day: date) -> int:
    """How many months lie between."""
    return max((day.year - int(month[:4])) * 12 + day.month - int(month[5:]), 0)


def repurchase_table(scope: Scope, period: Period) -> Table:
    """Month by month who ordered, who of them had ordered on another day before, and who ordered the month before, too."""
    days, bounds = within(period)
    buyers: dict[str, set[int]] = {}
    again: dict[str, int] = {}
    for month, customer, more in scope.rows(
        f"SELECT substr(s.date, 1, 7), s.customer, max(s.date) > r.first_order FROM {_ORDERS} AND {days}"  # noqa: S608
        " GROUP BY 1, 2",
        bounds,
    ):
        buyers.setdefault(month, set()).add(customer)
        again[month] = again.get(month, 0) + more
    rows = []
    before: set[int] = set()
    for place, month in enumerate(months_of(period, min(buyers, default=None))):
        now = buyers.get(month, set())
        kept = percent(len(now & before), len(before)) if place else None
        count = again.get(month, 0)
        rows.append(Row((month, len(now), count, percent(count, len(now)), kept), key=("month", month)))
        before = now
    title = say("Repurchase by month")
    columns = (_MONTH, *_RATES, Column("kept", say("of those of the month before"), "percent", "%"))
    chart = Chart("line", title, "month", ("rate", "kept"))
    return Table("repurchase", title, columns, tuple(rows), charts=(chart,), empty=say("Nobody ordered in the period."))


def repurchase_by_level(scope: Scope, period: Period) -> Table:
    """Of those who ordered in a period, who ordered on more than one day up to its end: by level and all in all."""
    days, bounds = within(period)
    found = scope.rows(
        "SELECT level, count(*), sum(again) FROM (SELECT c.level AS level, max(s.date) > r.first_order AS again"  # noqa: S608
        f" FROM {_ORDERS} AND {days} GROUP BY s.customer) GROUP BY 1",
        bounds,
    )
    order = {name: place for place, name in enumerate(scope.session.settings.levels)}
    found.sort(key=lambda row: (row[0] is None, order.get(row[0], len(order)), str(row[0])))
    column = Column("level", say("level"), "choice", values="level")
    return _rates("repurchase_by_level", say("Repurchase by level"), column, found, totals=True)


def repurchase_by_product(scope: Scope, period: Period, asked: Asked) -> Table:
    """Of those who bought a product in a period, who bought it on more than one day up to its end; the most bought first."""
    days, bounds = within(period)
    found = scope.rows(
        "SELECT t.product, count(*), sum(EXISTS (SELECT 1 FROM now_sold f WHERE f.customer = t.customer"  # noqa: S608
        " AND f.product = t.product AND f.date < t.last)) FROM (SELECT s.customer, s.product, max(s.date) AS last"
        f" FROM now_sold s JOIN scope c ON c.customer = s.customer WHERE s.product IS NOT NULL AND {days} GROUP BY 1, 2) t"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        bounds,
    )
    column = Column("product", say("product"), wide=True)
    table = _rates("repurchase_by_product", say("The same product again"), column, found, totals=False)
    return limited(table, asked)


def _rates(name: str, title: Any, column: Column, found: Sequence[Sequence[Any]], *, totals: bool) -> Table:
    rows = tuple(Row((key, count, again, percent(again, count)), key=(name, key)) for key, count, again in found)
    count, again = sum(row[1] for row in found), sum(row[2] for row in found)
    whole = (None, count, again, percent(again, count)) if totals and rows else None
    chart = Chart("bar", title, column.name, ("rate",))
    return Table(
        name, title, (column, *_RATES), rows, whole, charts=(chart,), empty=say("Nobody ordered in the period.")
    )


def types_table(scope: Scope, period: Period) -> Table:
    """New customers (first order in the period), old ones (before it) and potential ones (none up to its end)."""
    first, last = period.first.isoformat(), period.last.isoformat()
    counts: dict[str, int] = {}
    for known, count in scope.rows(
        "SELECT CASE WHEN r.first_order IS NULL OR r.first_order > ?1 THEN NULL ELSE r.first_order >= ?2 END, count(*)"
        " FROM scope c LEFT JOIN now_rhythms r ON r.customer = c.customer GROUP BY 1",
        (last, first),
    ):
        counts["potential" if known is None else "new" if known else "old"] = count
    days, bounds = within(period)
    buying: dict[str, set[int]] = {}
    brought: dict[str, Sums] = {}
    for number, since, ordered, currency, amount in scope.rows(
        "SELECT s.customer, ifnull(r.first_order, '9'), s.what = 'order', ifnull(s.currency, ''), s.amount FROM now_sales s"  # noqa: S608
        f" JOIN scope c ON c.customer = s.customer JOIN now_rhythms r ON r.customer = s.customer WHERE {days}",
        bounds,
    ):
        name = "potential" if since > last else "old" if since < first else "new"
        if ordered:
            buying.setdefault(name, set()).add(number)
        if amount is not None:
            sums = brought.setdefault(name, {})
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(amount)
    whole = sum(counts.values())
    rows = tuple(
        Row(
            (
                label, counts.get(name, 0), percent(counts.get(name, 0), whole), len(buying.get(name, ())),
                money(brought.get(name, {})),
            ),
            key=("type", name),
        )
        for name, label in (("new", say("new customers")), ("old", say("old customers")), ("potential", say("potential customers")))
    )  # fmt: skip
    title = say("New, old and potential customers")
    columns = (
        Column("type", say("kind of customer")), Column("customers", say("customers"), "count"),
        Column("share", say("share"), "percent", "%"), Column("buying", say("ordered in the period"), "count"),
        Column("revenue", say("revenue of the period"), "money"),
    )  # fmt: skip
    chart = Chart("bar", title, "type", ("customers",))
    return Table("types", title, columns, rows if whole else (), charts=(chart,), empty=say("There are no customers."))
