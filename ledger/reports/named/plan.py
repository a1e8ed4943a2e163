"""What the policies ask for: whom to talk with when, what care has cost against its budget, who is treated below policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.messages import Message, say
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.dimensions import dimensions
from ledger.reports.scope import Scope, Sums, money, scope, within
from ledger.reports.table import Cell, Column, Period, Report, Row, Source, Table, Why
from ledger.session import Session

DEFAULT = "this-year"
CARE = ("care", "winback", "campaign")
"""The kinds of entries whose cost counts as care."""
_COLUMNS = (
    Column("name", say("customer"), wide=True),
    Column("level", say("level"), "choice", values="level"),
    Column("owner", say("owner"), "choice", values="people"),
    Column("last_contact", say("last contact"), "day"),
    Column("next", say("talk by"), "day"),
    Column("days", say("days left"), "days"),
    Column("care", say("care"), "count", wide=True),
    Column("cost", say("cost so far"), "money"),
    Column("budget", say("budget"), "money", wide=True),
    Column("below", say("below policy"), "text", wide=True),
)


class Planned(NamedTuple):
    """A customer with what its policy asks for; days are ISO texts, `next` is when to talk at the latest."""

    customer: int
    id: str
    name: str
    path: str
    level: str
    owner: str
    last_contact: str
    next: str
    line: int


@dataclass(slots=True)
class _Care:
    """What was done for a customer in the period."""

    count: int = 0
    cost: Sums = field(default_factory=dict)


def report(session: Session, asked: Asked) -> Report:
    """The customers that a policy speaks of, those below it first, then by the day to talk by; sums by owner; campaigns.

    Care counts in the period (this year by default). Customers at rest are left out.
    """
    found, period = scope(session, asked), asked.over(DEFAULT, session.today)
    plan, care = _planned(found), _cared(found, period)
    tables = (_main(session, plan, care, asked), _by(found, plan, care, asked), _campaigns(found, period))
    return Report("plan", say("What the policies ask for"), session.today, tables, period, asked.query, _notes())


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """The rule by which a customer is to be talked with, and the care that was counted."""
    found, period = scope(session, asked), asked.over(DEFAULT, session.today)
    entries = found.rows(
        "SELECT s.line, s.date, s.title, s.kind FROM now_entries s JOIN scope c ON c.customer = s.customer"
        f" WHERE c.id = ? AND s.kind IN {CARE} AND {within(period)[0]} ORDER BY s.date DESC",
        (row.customer, *within(period)[1]),
    )
    cells = dict(zip((column.name for column in _COLUMNS), row.cells, strict=False))
    return Why(
        say("{name}", name=str(cells["name"])),
        cells["below"],
        say("The level says how often to talk, or the customer's own follow_up_every; its care budget is for a year."),
        (
            (say("last contact"), cells["last_contact"]),
            (say("talk by"), cells["next"]),
            (say("budget"), cells["budget"]),
        ),
        tuple(Source(row.path, line, date.fromisoformat(day), title or kind) for line, day, title, kind in entries),
    )


def _planned(found: Scope) -> list[Planned]:
    """Who has a rhythm by its level or its own, or a level with a budget."""
    budgets = tuple(found.session.settings.policies.budgets)
    marks = ", ".join("?" * len(budgets))
    rows = found.rows(
        "SELECT c.customer, c.id, c.name, c.path, ifnull(c.level, ''), ifnull(c.owner, ''), ifnull(c.last_contact, ''),"
        " ifnull(min(d.date), ''), ifnull(d.line, 1) FROM scope c LEFT JOIN now_dues d ON d.customer = c.customer"
        " AND d.what = 'cadence' WHERE NOT c.resting GROUP BY c.customer"
        f" HAVING min(d.date) IS NOT NULL OR c.level IN ({marks})",
        budgets,
    )
    made = [Planned(*row) for row in rows]
    made.sort(key=lambda each: (each.next or "9", each.name))
    return made


def _cared(found: Scope, period: Period) -> dict[int, _Care]:
    days, bounds = within(period)
    care: dict[int, _Care] = {}
    for customer, currency, count, cost in found.rows(
        "SELECT s.customer, json_extract(s.fields, '$.cost.currency'), count(*),"
        f" exact_sum(json_extract(s.fields, '$.cost.amount')) FROM now_entries s WHERE s.kind IN {CARE} AND {days}"
        " GROUP BY 1, 2",
        bounds,
    ):
        each = care.setdefault(customer, _Care())
        each.count += count
        if cost is not None:
            each.cost[currency or ""] = each.cost.get(currency or "", Decimal(0)) + Decimal(cost)
    return care


def below(session: Session, each: Planned, cost: Sums) -> Message | None:
    """In what a customer is treated otherwise than its policy says; None if in nothing."""
    late = bool(each.next) and each.next < session.today.isoformat()
    over = _over(session.settings.policies.budgets.get(each.level), cost)
    if late and over:
        return say("nobody talked in time, care over budget")
    if late:
        return say("nobody talked in time")
    return say("care over budget") if over else None


def _over(budget: Money | None, cost: Sums) -> bool:
    return budget is not None and cost.get(budget.currency, Decimal(0)) > budget.amount


def _main(session: Session, plan: Sequence[Planned], care: dict[int, _Care], asked: Asked) -> Table:
    nothing = _Care()
    judged = [(each, care.get(each.customer, nothing)) for each in plan]
    judged.sort(key=lambda pair: below(session, pair[0], pair[1].cost) is None)
    # Rows are made for those that will be shown only: there may be many.
    shown = judged if asked.sort or asked.limit is None else judged[: asked.limit]
    rows = tuple(_row(session, each, done) for each, done in shown)
    return Table(
        "plan", say("What the policies ask for"), _COLUMNS, rows, left_out=len(judged) - len(shown),
        empty=say("No policy asks for anything: the levels in ledger.yaml have neither `every` nor `care`."),
    )  # fmt: skip


def _row(session: Session, each: Planned, done: _Care) -> Row:
    budget = session.settings.policies.budgets.get(each.level)
    judged = below(session, each, done.cost)
    next_day = date.fromisoformat(each.next) if each.next else None
    cells: tuple[Cell, ...] = (
        each.name, each.level or None, each.owner or None,
        date.fromisoformat(each.last_contact) if each.last_contact else None, next_day,
        None if next_day is None else (next_day - session.today).days, done.count, money(done.cost),
        None if budget is None else (budget,), judged,
    )  # fmt: skip
    return Row(cells, each.id, each.path, each.line, "urgent" if judged is not None else "")


def _by(found: Scope, plan: Sequence[Planned], care: dict[int, _Care], asked: Asked) -> Table:
    """Sums by owner, or by what --by says."""
    by = dimensions(found, asked.by or ("owner",), date="")
    keys = ", ".join(each.expression for each in by)
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for customer, *key in found.rows(f"SELECT c.customer, {keys} FROM scope c {' '.join(each.join for each in by)}"):
        groups.setdefault(customer, []).append(tuple(key))
    sums: dict[tuple[Any, ...], _Sums] = {}
    for each in plan:
        for group in groups.get(each.customer, ()):
            sums.setdefault(group, _Sums()).take(found.session, each, care.get(each.customer, _Care()))
    rows = tuple(Row((*(part or None for part in key), *each.cells()), key=key) for key, each in _ordered(sums))
    columns = (
        *(each.column for each in by),
        Column("customers", say("customers"), "count"),
        Column("below", say("below policy"), "count"),
        Column("care", say("care"), "count"),
        Column("cost", say("cost so far"), "money"),
        Column("budget", say("budget"), "money"),
    )
    return Table("by", say("By {name}", name=by[0].column.label), columns, rows, keys=len(by))


@dataclass(slots=True)
class _Sums:
    """The sums of a group."""

    customers: int = 0
    below: int = 0
    care: int = 0
    cost: Sums = field(default_factory=dict)
    budget: Sums = field(default_factory=dict)

    def take(self, session: Session, each: Planned, done: _Care) -> None:
        """Take in a customer."""
        self.customers += 1
        self.below += below(session, each, done.cost) is not None
        self.care += done.count
        budget = session.settings.policies.budgets.get(each.level)
        for currency, amount in done.cost.items():
            self.cost[currency] = self.cost.get(currency, Decimal(0)) + amount
        if budget is not None:
            self.budget[budget.currency] = self.budget.get(budget.currency, Decimal(0)) + budget.amount

    def cells(self) -> tuple[Cell, ...]:
        """The cells behind the keys."""
        return self.customers, self.below, self.care, money(self.cost), money(self.budget)


def _ordered(sums: dict[tuple[Any, ...], _Sums]) -> Iterator[tuple[tuple[Any, ...], _Sums]]:
    return iter(sorted(sums.items(), key=lambda item: tuple((not part, str(part)) for part in item[0])))


def _campaigns(found: Scope, period: Period) -> Table:
    """Campaigns of the period: how many customers were reached, how many answered, what it cost."""
    days, bounds = within(period)
    rows = found.rows(
        "SELECT coalesce(s.ref, s.title, '–'), count(DISTINCT s.customer),"
        " count(DISTINCT CASE WHEN json_extract(s.fields, '$.status') = 'responded'"
        "  OR json_extract(s.fields, '$.response') IS NOT NULL THEN s.customer END),"
        " json_extract(s.fields, '$.cost.currency'), exact_sum(json_extract(s.fields, '$.cost.amount'))"
        f" FROM now_entries s JOIN scope c ON c.customer = s.customer WHERE s.kind = 'campaign' AND {days} GROUP BY 1, 4",
        bounds,
    )
    columns = (
        Column("campaign", say("campaign"), wide=True),
        Column("reached", say("reached"), "count"),
        Column("responded", say("responded"), "count"),
        Column("cost", say("cost"), "money"),
    )
    made = tuple(
        Row((name, reached, answered, () if cost is None else (Money(Decimal(cost), currency or ""),)), key=name)
        for name, reached, answered, currency, cost in rows
    )
    return Table("campaigns", say("Campaigns"), columns, made, empty=say("There was no campaign in this period."))


def _notes() -> tuple[Message, ...]:
    return (
        say("Talk by: the last contact and the rhythm of the level, or the customer's own. Care: entries {kinds} with their cost.", kinds=CARE),
    )  # fmt: skip
