"""What customers owe: open invoices with their age, the sums of each age, credits, and credit limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.messages import Message, say
from ledger.model.values import Money
from ledger.reports.dimensions import Dimension
from ledger.reports.money import in_one
from ledger.reports.scope import Scope, Sums, add

NOT_DUE, UNDATED = "not_due", "undated"
BANDS: tuple[tuple[str, int, Message], ...] = (
    (NOT_DUE, 0, say("not due")),
    ("days_1_30", 1, say("1–30")),
    ("days_31_60", 31, say("31–60")),
    ("days_61_90", 61, say("61–90")),
    ("days_over_90", 91, say("over 90")),
)
"""Ages of what is open, in days past the day by which it is to be paid: name, first day, label."""
LABELS = {**{name: label for name, _, label in BANDS}, UNDATED: say("no day")}
NEAR = Decimal(80)
"""The share of a credit limit, in percent, from which on it is nearly used up."""
DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice of which something is open (negative: a credit that nobody used). `customer`, `n` name it in the catalog.

    `day` is its own; `late` are the days since the day by which it is to be paid: 0 or less where that has not passed, None where no such
    day is known.
    """

    customer: int
    n: int
    id: str
    name: str
    path: str
    owner: str
    day: date
    ref: str
    title: str
    line: int
    due: date | None
    amount: Decimal
    open: Decimal
    currency: str
    status: str
    late: int | None

    @property
    def band(self) -> str:
        """Its age."""
        return band(self.late)

    @property
    def called(self) -> str:
        """What people know it by."""
        return self.ref or self.title or self.day.isoformat()


def band(late: int | None) -> str:
    """The age of something so many days late."""
    if late is None:
        return UNDATED
    return next(name for name, first, _ in reversed(BANDS) if late >= first or name == NOT_DUE)


def owed(scope: Scope, *, settled: bool = False) -> tuple[Owed, ...]:
    """All invoices of the scope of which something is open, by the day to pay by (else their own), the oldest first.

    With `settled` those too of which nothing is.
    """
    today = scope.session.today
    rows = scope.rows(
        "SELECT c.customer, s.n, c.id, c.name, c.path, c.owner, s.date, s.ref, s.title, s.line, s.due, s.amount, s.open,"
        " s.currency, s.status FROM now_bills s JOIN scope c ON c.customer = s.customer"
        " WHERE s.open <> '0' OR ?"
        " ORDER BY ifnull(s.due, s.date), s.date, c.name, c.path, s.n",
        (settled,),
    )
    return tuple(_owed(row, today) for row in rows)


def _owed(row: Sequence[Any], today: date) -> Owed:
    customer, n, id_, name, path, owner, day, ref, title, line, due, amount, is_open, currency, status = row
    payable = None if due is None else date.fromisoformat(due)
    return Owed(
        customer, n, id_, name, path, owner or "", date.fromisoformat(day), ref or "", title or "", line, payable,
        Decimal(amount), Decimal(is_open), currency, status or "", None if payable is None else (today - payable).days,
    )  # fmt: skip


@dataclass(slots=True)
class Ages:
    """What a group owes, by age; `disputed` is how much of it is in dispute, `invoices` name what it is made of."""

    sums: dict[str, Sums] = field(default_factory=dict)
    disputed: Sums = field(default_factory=dict)
    invoices: list[Owed] = field(default_factory=list)

    def take(self, one: Owed) -> None:
        """Take in an invoice."""
        more = {one.currency: one.open}
        add(self.sums.setdefault(one.band, {}), more)
        if one.status == DISPUTED:
            add(self.disputed, more)
        self.invoices.append(one)

    @property
    def total(self) -> Sums:
        """All of it."""
        found: Sums = {}
        for each in self.sums.values():
            add(found, each)
        return found

    @property
    def overdue(self) -> Sums:
        """What is past its day."""
        found: Sums = {}
        for name, each in self.sums.items():
            if name not in (NOT_DUE, UNDATED):
                add(found, each)
        return found


def ages(scope: Scope, by: Sequence[Dimension], invoices: Iterable[Owed]) -> dict[tuple[Any, ...], Ages]:
    """What is owed by the values of dimensions; without any by currency."""
    found: dict[tuple[Any, ...], Ages] = {}
    if not by:
        for one in invoices:
            found.setdefault((one.currency,), Ages()).take(one)
        return dict(sorted(found.items(), key=lambda item: (item[0][0] != scope.session.settings.currency, item[0])))
    known = {(one.customer, one.n): one for one in invoices}
    joins = " ".join(dict.fromkeys(each.join for each in by))
    rows = scope.rows(
        f"SELECT {', '.join(each.expression for each in by)}, s.customer, s.n FROM now_bills s"  # noqa: S608
        f" JOIN scope c ON c.customer = s.customer {joins} WHERE s.open <> '0'"
    )
    for *key, customer, n in rows:
        if (customer, n) in known:
            found.setdefault(tuple(key), Ages()).take(known[customer, n])
    return found


@dataclass(frozen=True, slots=True)
class Limit:
    """A customer's credit limit and how much of it is used, in the limit's currency.

    `partly` tells that something is open in a currency that could not be converted.
    """

    customer: int
    id: str
    name: str
    path: str
    owner: str
    limit: Money
    open: Money
    partly: bool

    @property
    def used(self) -> Decimal | None:
        """In percent; None where the limit is nothing."""
        return self.open.amount * 100 / self.limit.amount if self.limit.amount else None

    @property
    def exceeded(self) -> bool:
        """Whether more is open than may be."""
        return self.open.amount > self.limit.amount

    @property
    def near(self) -> bool:
        """Whether it is exceeded or nearly used up."""
        return self.exceeded or (self.used is not None and self.used >= NEAR)


def limits(scope: Scope, invoices: Iterable[Owed]) -> tuple[Limit, ...]:
    """The credit limits of customers with something open, the most used first."""
    is_open: dict[int, Sums] = {}
    for one in invoices:
        add(is_open.setdefault(one.customer, {}), {one.currency: one.open})
    rows = scope.rows(
        "SELECT c.customer, c.id, c.name, c.path, c.owner, f.value, f.currency FROM fields f"
        " JOIN scope c ON c.customer = f.customer WHERE f.name = 'credit_limit' AND f.currency IS NOT NULL"
    )
    found = [
        _limit(row, is_open[row[0]], scope)
        for row in rows
        if any(amount > 0 for amount in is_open.get(row[0], {}).values())
    ]
    return tuple(
        sorted(found, key=lambda one: (-(one.used if one.used is not None else Decimal("Infinity")), one.name))
    )


def _limit(row: Sequence[Any], is_open: Sums, scope: Scope) -> Limit:
    customer, id_, name, path, owner, value, currency = row
    own = is_open.get(currency, Decimal(0))
    others = tuple(Money(amount, other) for other, amount in is_open.items() if other != currency and amount)
    settings = scope.session.settings
    converted = in_one(others, settings) if others and currency == settings.currency else None
    total = own if converted is None else own + converted.amount
    return Limit(
        customer, id_, name, path, owner or "", Money(Decimal(value), currency), Money(total, currency),
        bool(others) and converted is None,
    )  # fmt: skip
