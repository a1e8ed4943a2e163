"""How much of what was billed was collected, what came in, and how long customers take to pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
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
SETTLED = f"CAST(s.amount AS REAL) > 0 AND {_HAS_PAID} AND NOT {_HAS_WRITTEN_OFF}"
"""The condition that an invoice (`s`), once settled, was paid and not given up."""
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
class Paid:
    """How invoices were paid that are settled: days from their own on, and how many late of those that name a day to pay by.

    Weights are amounts by the rates of ledger.yaml.
    """

    count: int = 0
    days: int = 0
    weight: float = 0.0
    weighted: float = 0.0
    with_term: int = 0
    late: int = 0
    term_weight: float = 0.0
    late_weight: float = 0.0

    @classmethod
    def of(cls, row: Sequence[Any], rates: Mapping[str, Decimal]) -> Paid:
        """The figures of a row of SQL: currency, then the fields of this class, sums of weights in that currency."""
        currency, count, days, weight, weighted, with_term, late, term_weight, late_weight = row
        rate = float(rates.get(currency, 1))
        return cls(
            count, days, weight * rate, weighted * rate, with_term, late or 0, term_weight * rate, late_weight * rate
        )

    def take(self, other: Paid) -> None:
        """Take in what others paid."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def cells(self) -> tuple[Cell, ...]:
        """The cells under the last of COLUMNS."""
        return (
            self.count,
            Decimal(self.days) / self.count if self.count else None,
            _mean(self.weighted, self.weight),
            Decimal(100 * self.late) / self.with_term if self.with_term else None,
            _mean(100 * self.late_weight, self.term_weight),
        )


def _mean(total: float, weight: float) -> Decimal | None:
    return Decimal(f"{total / weight:.6f}") if weight else None


@dataclass(slots=True)
class Figures:
    """What was billed in a group, and what became of it; what came in, and how the invoices settled were paid.

    `billed` is without what credits and returns took away. Of each currency `billed` = `collected` + `written_off` +
    `uncollected`.
    """

    bills: int = 0
    billed: Sums = field(default_factory=dict)
    collected: Sums = field(default_factory=dict)
    written_off: Sums = field(default_factory=dict)
    uncollected: Sums = field(default_factory=dict)
    received: Sums = field(default_factory=dict)
    paid: Paid = field(default_factory=Paid)

    def bill(self, currency: str, count: int, net: Decimal, written_off: Decimal, is_open: Decimal) -> None:
        """Take in invoices of a currency: what they ask for after credits, and what was written off or is open of it."""
        self.bills += count
        add(self.billed, {currency: net})
        add(self.written_off, {currency: written_off})
        add(self.uncollected, {currency: is_open})
        add(self.collected, {currency: net - written_off - is_open})

    @property
    def has_left(self) -> bool:
        """Whether something of what was billed is open or was written off."""
        return any(self.uncollected.values()) or any(self.written_off.values())

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
            *self.paid.cells(),
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


def figures(
    scope: Scope, period: Period, groups: Sequence[Sequence[str]], among: Iterable[int] | None = None
) -> list[Grouped]:
    """The figures of each way of grouping (names of dimensions as typed), by the values of its dimensions.

    Invoices count in the time of their own day, what came in in that of its day, and how they were paid in that of the
    day on which they were settled; all within the period. Only customers `among`, if given. Raises BadValue.
    """
    only = "" if among is None else f" AND s.customer IN ({', '.join(map(str, among))})"
    found: list[Grouped] = [{} for _ in groups]
    for places in _asked_together(scope, groups):
        asking = _Asking(scope, period, [groups[place] for place in places], [found[place] for place in places], only)
        asking.bills()
        asking.received()
        asking.settled()
    return found


def billed(scope: Scope, period: Period, group: Sequence[str]) -> Grouped:
    """What was billed in a period and became of it, by the values of dimensions, without what came in and when.

    Only customers with something open or written off.
    """
    found: Grouped = {}
    only = (
        " AND s.customer IN (SELECT customer FROM now_bills WHERE open <> '0'"
        " UNION SELECT customer FROM now_settlements WHERE what = 'written_off')"
    )
    _Asking(scope, period, [group], [found], only).bills()
    return found


def collection(scope: Scope, period: Period, group: Sequence[str] = ()) -> Grouped:
    """What was billed in a period and became of it, by the values of dimensions: the figures that rates come from.

    As `figures` has them, without what came in and when, which takes longer.
    """
    found: Grouped = {}
    _Asking(scope, period, [group], [found], "").bills()
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
    """Questions whose answers go into several groupings at once; `only` is a condition that narrows them down."""

    scope: Scope
    period: Period
    groups: Sequence[Sequence[str]]
    found: Sequence[Grouped]
    only: str

    def bills(self) -> None:
        """What was billed, less what credits and returns took away, and what became of it."""
        lessened, given_up = self._changed()
        wanted = "s.customer, s.n, s.currency, s.amount, s.open"
        rows, cuts = self._rows("bills", "s.date", wanted, "CAST(s.amount AS REAL) > 0")
        sums: list[dict[tuple[Any, ...], list[Any]]] = [{} for _ in self.groups]
        # Sums are gathered in plain lists first: there may be a hundred thousand invoices.
        for row in rows:
            *_, customer, n, currency, amount, open_written = row
            key = customer, n
            net = Decimal(amount) - lessened[key] if key in lessened else Decimal(amount)
            # What was paid too much is not collected of this invoice.
            left = NOTHING if open_written == "0" else max(Decimal(open_written), NOTHING)
            for (start, end), into in zip(cuts, sums, strict=True):
                group = (*row[start:end], currency)
                known = into.get(group)
                if known is None:
                    into[group] = [1, net, given_up.get(key, NOTHING), left]
                else:
                    known[0] += 1
                    known[1] += net
                    known[2] += given_up.get(key, NOTHING)
                    known[3] += left
        for grouped, into in zip(self.found, sums, strict=True):
            for (*values, currency), (count, net, off, left) in into.items():
                _of(grouped, values).bill(currency, count, net, off, left)

    def received(self) -> None:
        """What came in."""
        kinds = ", ".join(f"'{what}'" for what in CAME_IN)
        rows, cuts = self._rows("settlements", "s.date", "s.currency, s.amount", f"s.what IN ({kinds})")
        for (start, end), grouped in zip(cuts, self.found, strict=True):
            sums: dict[tuple[Any, ...], Decimal] = {}
            for row in rows:
                group = (*row[start:end], row[-2])
                sums[group] = sums.get(group, NOTHING) + Decimal(row[-1])
            for (*key, currency), amount in sums.items():
                add(_of(grouped, key).received, {currency: amount})

    def settled(self) -> None:
        """How the invoices were paid that were settled, other than by giving them up."""
        days = "julianday(s.settled) - julianday(s.date)"
        # Weights need not be exact to the last digit, as sums of money have to.
        weight = "CAST(s.amount AS REAL)"
        wanted = (
            f"s.currency, count(*), CAST(sum({days}) AS INTEGER), sum({weight}), sum({weight} * ({days})), count(s.due),"
            f" sum(s.settled > s.due), sum({weight} * (s.due IS NOT NULL)), sum({weight} * ifnull(s.settled > s.due, 0))"
        )
        rows, cuts = self._rows("bills", "s.settled", wanted, SETTLED, grouped=True)
        rates = self.scope.session.settings.rates
        for row in rows:
            paid_in = Paid.of(row[cuts[-1][1] :], rates)
            for (start, end), grouped in zip(cuts, self.found, strict=True):
                _of(grouped, row[start:end]).paid.take(paid_in)

    def _rows(
        self, table: str, day: str, wanted: str, condition: str, *, grouped: bool = False
    ) -> tuple[list[tuple[Any, ...]], list[tuple[int, int]]]:
        """The rows of a table of facts within the period, led by the values of all groupings, and where those of each lie."""
        groups = [by_dimensions(self.scope, group, day) for group in self.groups]
        joins = " ".join(dict.fromkeys(each.join for group in groups for each in group))
        keys = [each.expression for group in groups for each in group]
        days, params = within(self.period, day)
        rows = self.scope.rows(
            f"SELECT {', '.join((*keys, wanted))} FROM now_{table} s JOIN scope c ON c.customer = s.customer {joins}"  # noqa: S608
            f" WHERE {days} AND {condition}{self.only}"
            + (f" GROUP BY {', '.join((*keys, 's.currency'))}" if grouped else ""),
            params,
        )
        ends = [sum(len(group) for group in groups[: place + 1]) for place in range(len(groups))]
        return rows, [(end - len(group), end) for end, group in zip(ends, groups, strict=True)]

    def _changed(self) -> tuple[dict[tuple[int, int], Decimal], dict[tuple[int, int], Decimal]]:
        """What credits and returns took away from each invoice, and what of it was written off, by customer and number."""
        marks = ", ".join(f"'{each}'" for each in (*_LESSEN, "written_off"))
        lessened: dict[tuple[int, int], Decimal] = {}
        given_up: dict[tuple[int, int], Decimal] = {}
        for customer, bill, what, amount in self.scope.rows(
            f"SELECT customer, bill, what, amount FROM now_settlements WHERE what IN ({marks})"  # noqa: S608
        ):
            into = given_up if what == "written_off" else lessened
            into[customer, bill] = into.get((customer, bill), NOTHING) + Decimal(amount)
        return lessened, given_up


def _of(grouped: Grouped, key: Sequence[Any]) -> Figures:
    """The figures of a group, made at the first call."""
    found = grouped.get(tuple(key))
    if found is None:
        found = grouped[tuple(key)] = Figures()
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
