"""Complaints: which are open and what was promised, how many there are of what, how fast they were dealt with, what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.messages import Message, say
from ledger.reports import case_lists, case_why, cases
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension
from ledger.reports.samples import DAY, HOUR, percent
from ledger.reports.scope import Scope, scope, within
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Table, Why
from ledger.session import Session

KIND = ("complaint",)
OVER = "12m"
_OWN = ("topic", "product", "severity", "reason", "person")
_MONEY = (
    Column("cost", say("cost"), "money", wide=True),
    Column("compensation", say("compensation"), "money", wide=True),
)


def report(session: Session, asked: Asked) -> Report:
    """The open ones first, unless figures are asked for: with --by or --compare those come first."""
    over = asked.over(OVER, session.today)
    found = scope(session, asked)
    cases.stand(found, KIND)
    standing = case_lists.open_table(found, KIND)
    whole = _whole(found, over)
    groups = grouped(found, asked.by or ("topic",), over, whole)
    others = () if asked.by else [grouped(found, (name,), over, whole) for name in ("product", "severity", "owner")]
    more = [table for table in others if any(row.cells[0] is not None for row in table.rows)]
    rest = (
        overall(found, over, whole),
        per_month(found, over),
        *more,
        reasons(found, over),
        case_lists.broken(found, KIND, over, asked),
    )
    first = (groups, case_lists.limited(standing, asked)) if asked.by or asked.compare else (standing, groups)
    return Report(
        "complaints", say("Complaints"), session.today, (*first, *rest), over, asked.query,
        notes=(
            say("Figures are of the complaints opened in the period; in time means within what was promised to the customer or its level."),
            say("Where no time of day is written down, a time is counted in whole days."),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whole:
    """What all complaints of the period come to."""

    figures: cases.Figures
    cost: Cell
    compensation: Cell


def _whole(found: Scope, over: Period) -> Whole:
    sums = (cases.sums(found, (), KIND, over, *each).get((), ()) for each in _SUMS)
    return Whole(cases.figures(found, (), KIND, over)[()], *sums)


def grouped(found: Scope, names: Sequence[str], over: Period, whole: Whole) -> Table:
    """Numbers, times and costs by topic, product, severity, reason, person, or whatever tells customers apart."""
    by_what = cases.by(found, names, *_OWN)
    figures = cases.figures(found, by_what, KIND, over)
    cost, given = (
        cases.sums(found, by_what, KIND, over, *each) if total else {}
        for each, total in zip(_SUMS, (whole.cost, whole.compensation), strict=True)
    )
    ordered = {} if cases.of_cases_alone(by_what) else cases.orders(found, by_what, over)
    columns = [*(each.column for each in by_what), *cases.COLUMNS, *_MONEY]
    place = len(by_what) + 2
    if ordered:
        columns[place:place] = _PER_ORDERS
    rows = []
    for key in cases.in_order(by_what, {key: each.count for key, each in figures.items()}):
        cells: list[Cell] = [*key, *figures[key].cells(), cost.get(key, ()), given.get(key, ())]
        if ordered:
            cells[place:place] = _per_orders(figures[key].count, ordered.get(key, 0))
        rows.append(Row(tuple(cells), key=("group", key)))
    sums: list[Cell] = [*(None for _ in by_what), *whole.figures.cells(), whole.cost, whole.compensation]
    if ordered:
        sums[place:place] = _per_orders(whole.figures.count, sum(ordered.values()))
    name = "by_" + "_".join(each.name for each in by_what)
    return Table(
        name, _by_title(by_what), tuple(columns), tuple(rows), tuple(sums) if rows else None, len(by_what),
        charts=(_chart(by_what),), empty=say("There was no complaint in the period."),
    )  # fmt: skip


_SUMS = (("cost", "currency"), ("compensation", "compensation_currency"))
_PER_ORDERS = (
    Column("orders", say("orders"), "count", wide=True),
    Column("per_100_orders", say("per 100 orders"), "number"),
)


def _by_title(by_what: Sequence[Dimension]) -> Message:
    return say("Complaints by {names}", names=tuple(each.column.label for each in by_what))


def _chart(by_what: Sequence[Dimension]) -> Chart:
    kind = "line" if by_what[0].column.type == "month" else "bar"
    if len(by_what) > 1:
        return Chart("stacked", _by_title(by_what), by_what[0].column.name, ("cases",), split=by_what[1].column.name)
    return Chart(kind, _by_title(by_what), by_what[0].column.name, ("cases", "open"))


def _per_orders(count: int, orders: int) -> tuple[Cell, ...]:
    return orders, percent(count, orders)


def overall(found: Scope, over: Period, whole: Whole) -> Table:
    """All complaints of the period in one row, per 100 customers and per 100 orders."""
    figures = whole.figures
    customers = found.count()
    days, params = within(over)
    complaining = found.one(
        "SELECT count(DISTINCT s.customer) FROM asked_cases s JOIN scope c ON c.customer = s.customer"
        f" WHERE s.kind = 'complaint' AND {days}",
        params,
    )
    columns = (
        Column("customers", say("customers"), "count"),
        Column("complaining", say("customers who complained"), "count"),
        Column("per_100_customers", say("per 100 customers"), "number"),
        *_PER_ORDERS,
        *cases.COLUMNS,
        *_MONEY,
    )
    orders = cases.orders(found, (), over).get((), 0)
    cells: tuple[Cell, ...] = (
        customers,
        complaining,
        percent(figures.count, customers),
        *_per_orders(figures.count, orders),
        *figures.cells(),
        whole.cost,
        whole.compensation,
    )
    return Table("all", say("All complaints of the period"), columns, (Row(cells),), keys=0)


def per_month(found: Scope, over: Period) -> Table:
    """Complaints opened, solved and placed orders month by month; a month without any is a row too."""
    (month,) = cases.by(found, ("month",))
    opened = {key[0]: each for key, each in cases.figures(found, (month,), KIND, over).items()}
    orders = {key[0]: count for key, count in cases.orders(found, (month,), over).items()}
    days, params = within(over, "substr(s.solved, 1, 10)")
    solved = dict(
        found.rows(
            "SELECT substr(s.solved, 1, 7), count(*) FROM asked_cases s JOIN scope c ON c.customer = s.customer"
            f" WHERE s.kind = 'complaint' AND {days} GROUP BY 1",
            params,
        )
    )
    customers = found.count()
    rows = []
    for name in _months(over, {*opened, *orders, *solved}):
        figures = opened.get(name) or cases.Figures()
        cells = (
            name, figures.count, solved.get(name, 0), *_per_orders(figures.count, orders.get(name, 0)),
            percent(figures.count, customers), figures.answers.median(HOUR),
            cases.kept(figures.answer), figures.solutions.median(DAY), cases.kept(figures.solution),
        )  # fmt: skip
        rows.append(Row(cells))
    wanted = {column.name: column for column in cases.COLUMNS}
    columns = (
        Column("month", say("month"), "month"),
        Column("opened", say("opened"), "count"),
        Column("solved", say("solved"), "count"),
        *_PER_ORDERS,
        Column("per_100_customers", say("per 100 customers"), "number", wide=True),
        *(wanted[name] for name in ("answer_median", "answer_kept", "solve_median", "solve_kept")),
    )
    charts = (
        Chart("line", say("Complaints opened and solved"), "month", ("opened", "solved")),
        Chart("line", say("Complaints per 100 orders"), "month", ("per_100_orders",)),
    )
    return Table("months", say("Month by month"), columns, tuple(rows), charts=charts)


def _months(over: Period, seen: set[str]) -> Iterator[str]:
    """The months of a period, from the first in which anything happened."""
    known = sorted(name for name in seen if name)
    if not known:
        return
    first, last = known[0], over.last.isoformat()[:7]
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def reasons(found: Scope, over: Period) -> Table:
    """Why customers complained, as written under `reason`, the most frequent first."""
    by_what = cases.by(found, ("reason",), "reason")
    figures = {key: each for key, each in cases.figures(found, by_what, KIND, over).items() if key[0]}
    rows = [
        Row((key[0], figures[key].count, figures[key].open))
        for key in cases.in_order(by_what, {key: each.count for key, each in figures.items()})
    ]
    columns = (by_what[0].column, *cases.COLUMNS[:2])
    return Table("reasons", say("Reasons"), columns, tuple(rows), empty=say("No complaint names a reason."))


def why(session: Session, customer: int) -> Why:
    """How long the complaints of a customer took, and what says so."""
    return case_why.why_all(session, customer, KIND)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a complaint stands so; of a group, how its shares come about."""
    return case_why.why_row(session, asked, row, case_why.Group(KIND, ("topic",), _OWN, OVER))
