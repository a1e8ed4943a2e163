"""How much of what was billed was collected, what came in, and how long customers take to pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledger.messages import say
from ledger.model.settings import Settings
from ledger.reports.dimensions import Dimension, dimension
from ledger.reports.money import rank
from ledger.reports.scope import Scope, Sums, add, money, within
from ledger.reports.table import Cell, Column, Period

NOTHING = Decimal(0)
CAME_IN = ("payment", "marked", "refund")
"""What moved money, or was written down as paid; credits and returns lessen what was billed instead."""
_LESSEN = ("credit", "return")
_HAS = "EXISTS (SELECT 1 FROM now_settlements p WHERE p.customer = s.customer AND p.bill = s.n AND p.what IN ({what}))"
_HAS_PAID, _HAS_WRITTEN_OFF = _HAS.format(what="'payment', 'marked'"), _HAS.format(what="'written_off'")
EACH = "customer_number"
"""The dimension that tells customers apart even where they have the same name: by their numbers in the catalog."""
_OWN = {EACH: Dimension(Column(EACH, say("customer")), "c.customer")}
COLUMNS = (
    Column("bills", say("invoices"), "count"),
    Column("billed", say("billed"), "money"),
    Column("collected", say("collected"), "money"),
    Column("written_off", say("written off"), "money", wide=True),
    Column("uncollected", say("open"), "money"),
    Column("rate", say("collection rate"), "percent", "%"),
    Column("received", say("received"), "money"),
    Column("paid_bills", say("settled"), "count", wide=True),
    Column("days_to_pay", say("days to pay"), "days"),
    Column("days_weighted", say("days to pay, by amount"), "days", wide=True),
    Column("late", say("paid late"), "percent", "%"),
    Column("late_amount", say("paid late, by amount"), "percent", "%", wide=True),
)


@dataclass(slots=True)
class Figures:
    """What was billed in a group, and what became of it; what came in, and how the invoices settled were paid.

    `billed` is without what credits and returns took away. Of each currency `billed` = `collected` + `written_off` +
    `uncollected`. `days` and `terms` are of invoices settled: days from the invoice on, and whether it was late where a
    day to pay by is known, each with its weight, the amount by the rates of ledger.yaml.
    """

    bills: int = 0
    billed: Sums = field(default_factory=dict)
    collected: Sums = field(default_factory=dict)
    written_off: Sums = field(default_factory=dict)
    uncollected: Sums = field(default_factory=dict)
    received: Sums = field(default_factory=dict)
    paid: int = 0
    days: int = 0
    weight: Decimal = NOTHING
    weighted: Decimal = NOTHING
    with_term: int = 0
    late: int = 0
    term_weight: Decimal = NOTHING
    late_weight: Decimal = NOTHING

    def bill(self, currency: str, net: Decimal, written_off: Decimal, is_open: Decimal) -> None:
        """Take in an invoice: what it asks for after credits, and what of it was written off or is open."""
        self.bills += 1
        add(self.billed, {currency: net})
        add(self.written_off, {currency: written_off})
        add(self.uncollected, {currency: is_open})
        add(self.collected, {currency: net - written_off - is_open})

    def settle(self, days: int, late: bool | None, weight: Decimal) -> None:
        """Take in an invoice that was settled, so many days after its own (`late`: None where it names no day)."""
        self.paid += 1
        self.days += days
        self.weight += weight
        self.weighted += days * weight
        if late is not None:
            self.with_term += 1
            self.term_weight += weight
            if late:
                self.late += 1
                self.late_weight += weight

    def rate(self, settings: Settings) -> Decimal | None:
        """Collected ÷ billed in percent; across currencies by the rates of ledger.yaml, None without them."""
        return share(self.collected, self.billed, settings)

    def cells(self, settings: Settings) -> tuple[Cell, ...]:
        """The cells under COLUMNS."""
        return (
            self.bills,
            money(self.billed),
            money(self.collected),
            money(self.written_off),
            money(self.uncollected),
            self.rate(settings),
            money(self.received),
            self.paid,
            Decimal(self.days) / self.paid if self.paid else None,
            self.weighted / self.weight if self.weight else None,
            Decimal(100 * self.late) / self.with_term if self.with_term else None,
            self.late_weight * 100 / self.term_weight if self.term_weight else None,
        )


def share(part: Sums, whole: Sums, settings: Settings) -> Decimal | None:
    """A part of a whole in percent; of several currencies by the rates of ledger.yaml, None where one has no rate."""
    currencies = {currency for currency, amount in whole.items() if amount} | {
        currency for currency, amount in part.items() if amount
    }
    if len(currencies) > 1 and any(each not in (settings.currency, "", *settings.rates) for each in currencies):
        return None
    if len(currencies) == 1:
        (one,) = currencies
        part, whole = {"": part.get(one, NOTHING)}, {"": whole.get(one, NOTHING)}
    total = rank(money(whole), settings)
    return rank(money(part), settings) * 100 / total if total else None


Grouped = dict[tuple[Any, ...], Figures]


def figures(scope: Scope, period: Period, groups: Sequence[Sequence[str]]) -> list[Grouped]:
    """The figures of each way of grouping (names of dimensions as typed), by the values of its dimensions.

    Invoices count in the time of their own day, what came in in that of its day, and how they were paid in that of the
    day on which they were settled; all within the period. Raises BadValue.
    """
    found: list[Grouped] = [{} for _ in groups]
    for among in _asked_together(scope, groups):
        _Asking(scope, period, [groups[place] for place in among], [found[place] for place in among]).all()
    return found


def by_dimensions(scope: Scope, names: Sequence[str], day: str) -> tuple[Dimension, ...]:
    """The dimensions of names as typed (several may be parted by commas), times by the column of a day."""
    parts = [part.strip() for each in names for part in each.replace("，", ",").replace("、", ",").split(",")]
    return tuple(dimension(scope, part, date=day, own=_OWN) for part in parts if part)


def _asked_together(scope: Scope, groups: Sequence[Sequence[str]]) -> Iterable[list[int]]:
    """Which ways of grouping one question can answer: a join may give an invoice several rows."""
    joined = [any(each.join for each in by_dimensions(scope, group, "s.date")) for group in groups]
    alone = [[place] for place, has in enumerate(joined) if has]
    return [*([[place for place, has in enumerate(joined) if not has]] if not all(joined) else []), *alone]


@dataclass(frozen=True, slots=True)
class _Asking:
    """Questions whose answers go into several groupings at once."""

    scope: Scope
    period: Period
    groups: Sequence[Sequence[str]]
    found: Sequence[Grouped]

    def all(self) -> None:
        """Ask all of them."""
        self._bills()
        self._received()
        self._settled()

    def _bills(self) -> None:
        lessened = self._changed(_LESSEN)
        written_off = self._changed(("written_off",))
        wanted = "s.customer, s.n, s.currency, s.amount, s.open"
        for places, (customer, n, currency, amount, is_open) in self._rows(
            "bills", "s.date", wanted, "CAST(s.amount AS REAL) > 0"
        ):
            key = customer, n
            net = Decimal(amount) - lessened.get(key, NOTHING)
            # What was paid too much is not collected of this invoice.
            left = NOTHING if is_open == "0" else max(Decimal(is_open), NOTHING)
            off = written_off.get(key, NOTHING)
            for each in places:
                each.bill(currency, net, off, left)

    def _received(self) -> None:
        kinds = ", ".join(f"'{what}'" for what in CAME_IN)
        for places, (currency, amount) in self._rows(
            "settlements", "s.date", "s.currency, s.amount", f"s.what IN ({kinds})"
        ):
            more = {currency: Decimal(amount)}
            for each in places:
                add(each.received, more)

    def _settled(self) -> None:
        wanted = "s.currency, s.amount, julianday(s.settled) - julianday(s.date), s.settled > s.due"
        rates = self.scope.session.settings.rates
        paid = f"CAST(s.amount AS REAL) > 0 AND {_HAS_PAID} AND NOT {_HAS_WRITTEN_OFF}"
        for places, (currency, amount, days, late) in self._rows("bills", "s.settled", wanted, paid):
            weight = Decimal(amount) * rates.get(currency, 1)
            for each in places:
                each.settle(int(days), None if late is None else bool(late), weight)

    def _rows(self, table: str, day: str, wanted: str, condition: str) -> Iterable[tuple[list[Figures], Sequence[Any]]]:
        """The rows of a table of facts within the period, each with the figures that it belongs to."""
        groups = [by_dimensions(self.scope, group, day) for group in self.groups]
        joins = " ".join(dict.fromkeys(each.join for group in groups for each in group))
        keys = [each.expression for group in groups for each in group]
        days, params = within(self.period, day)
        rows = self.scope.rows(
            f"SELECT {', '.join((*keys, wanted))} FROM now_{table} s JOIN scope c ON c.customer = s.customer {joins}"  # noqa: S608
            f" WHERE {days} AND {condition}",
            params,
        )
        ends = [sum(len(group) for group in groups[: place + 1]) for place in range(len(groups))]
        cuts = [(end - len(group), end) for end, group in zip(ends, groups, strict=True)]
        last = len(keys)
        for row in rows:
            places = []
            for grouped, (start, end) in zip(self.found, cuts, strict=True):
                key = row[start:end]
                known = grouped.get(key)
                if known is None:
                    known = grouped[key] = Figures()
                places.append(known)
            yield places, row[last:]

    def _changed(self, what: Iterable[str]) -> dict[tuple[int, int], Decimal]:
        """What was set against each invoice in some ways, by customer and number."""
        marks = ", ".join(f"'{each}'" for each in what)
        rows = self.scope.rows(f"SELECT customer, bill, amount FROM now_settlements WHERE what IN ({marks})")  # noqa: S608
        found: dict[tuple[int, int], Decimal] = {}
        for customer, bill, amount in rows:
            found[customer, bill] = found.get((customer, bill), NOTHING) + Decimal(amount)
        return found


def written_off(scope: Scope, period: Period) -> list[tuple[Any, ...]]:
    """What was written off in a period: customer, id, name, path, owner, line, day, REF, amount, currency; oldest first."""
    days, params = within(period)
    return scope.rows(
        "SELECT c.customer, c.id, c.name, c.path, c.owner, s.line, s.date, b.ref, s.amount, s.currency, b.n"  # noqa: S608
        " FROM now_settlements s JOIN scope c ON c.customer = s.customer"
        " JOIN now_bills b ON b.customer = s.customer AND b.n = s.bill"
        f" WHERE s.what = 'written_off' AND {days} ORDER BY s.date, c.name, c.path",
        params,
    )
