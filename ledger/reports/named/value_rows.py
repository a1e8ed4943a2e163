"""The rows of the report value: one for each customer, made from what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice

from ledger.messages import say
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.lifetime import HORIZON, Lifetimes
from ledger.reports.money import rank
from ledger.reports.named.plan import CARE
from ledger.reports.potential import Potentials, points
from ledger.reports.purchases import amount, money
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Column, Period, Row
from ledger.reports.worth import Worth, Worths, percent, worths

COLUMNS = (
    Column("name", say("customer")),
    Column("level", say("level"), "choice", values="level", wide=True),
    Column("owner", say("owner"), "choice", values="people", wide=True),
    Column("tier", say("tier"), "choice", values="value"),
    Column("segment", say("segment"), "choice", values="segment"),
    Column("abc", say("ABC")),
    Column("days", say("days since purchase"), "days"),
    Column("purchases", say("purchases"), "count"),
    Column("revenue", say("revenue"), "money"),
    Column("r", say("R"), "score"),
    Column("f", say("F"), "score"),
    Column("m", say("M"), "score"),
    Column("referral", say("referral points"), "score", wide=True),
    Column("value", say("value score"), "score"),
    Column("share", say("share of revenue"), "percent", "%"),
    Column("cumulative", say("shares added up"), "percent", "%", wide=True),
    Column("margin", say("gross margin"), "money", wide=True),
    Column("margin_share", say("share of gross margin"), "percent", "%", wide=True),
    Column("potential", say("potential score"), "score"),
    Column("pipeline", say("weighted pipeline"), "money", wide=True),
    Column("brought", say("customers brought"), "count", wide=True),
    Column("brought_revenue", say("their revenue"), "money", wide=True),
    Column("lifetime", say("value to date"), "money", wide=True),
    Column("expected", say("value expected"), "money", wide=True),
    Column("rewards", say("care this year"), "money", wide=True),
    Column("budget", say("budget"), "money", wide=True),
)

_MANY = 5_000


@dataclass(slots=True)
class Person:
    """A customer as the scope has it."""

    id: str
    name: str
    path: str
    level: str
    owner: str
    star: int
    resting: int


@dataclass
class Figures:
    """All that rows are made from."""

    scope: Scope
    asked: Asked
    period: Period

    @cached_property
    def worths(self) -> Worths:
        """What the customers are worth beside each other."""
        return worths(self.scope, self.period)

    @cached_property
    def potentials(self) -> Potentials:
        """How much more they may bring."""
        return Potentials(self.worths)

    @cached_property
    def lifetimes(self) -> Lifetimes:
        """What they brought in their lives and may bring."""
        return Lifetimes(self.worths, self.asked.days or HORIZON)

    def know(self, numbers: Sequence[int]) -> None:
        """Look up all that rows need of some customers."""
        among = ",".join(map(str, numbers)) if len(numbers) < _MANY else "SELECT customer FROM scope"
        for number, *row in self.scope.rows(
            "SELECT customer, id, name, path, ifnull(level, ''), ifnull(owner, ''), star, resting FROM scope"
            f" WHERE customer IN ({among})"
        ):
            self.people[number] = Person(*row)
        self._care(among)
        by_customer = self.worths.by_customer
        brought = [one for number in numbers if number in by_customer for one in by_customer[number].brought]
        self.lifetimes.know([*numbers, *brought], len(numbers) + len(brought))

    @cached_property
    def people(self) -> dict[int, Person]:
        """Those that were looked up."""
        return {}

    @cached_property
    def rewards(self) -> dict[int, tuple[Money, ...]]:
        """What care has cost by customer, in the year of the period's end up to that day; of those that were looked up."""
        return {}

    def _care(self, among: str) -> None:
        end = min(self.period.last, self.scope.session.today)
        sums: dict[int, dict[str, Decimal]] = {}
        for customer, currency, cost in self.scope.rows(
            "SELECT s.customer, json_extract(s.fields, '$.cost.currency'), exact_sum(json_extract(s.fields,"
            f" '$.cost.amount')) FROM now_entries s WHERE s.kind IN {CARE} AND s.date BETWEEN ? AND ?"
            f" AND s.customer IN ({among}) GROUP BY 1, 2",
            (date(end.year, 1, 1).isoformat(), end.isoformat()),
        ):
            if cost is not None:
                sums.setdefault(customer, {})[currency or ""] = Decimal(cost)
        for number, of in sums.items():
            self.rewards[number] = tuple(Money(each, name) for name, each in of.items())

    @cached_property
    def margins(self) -> Mapping[str, Decimal]:
        """The margin of the period over all customers, by pool, where costs are known."""
        sums: dict[str, Decimal] = {}
        for each in self.worths.active:
            for one in self.margin(each) or ():
                if one.currency == each.pool:
                    sums[each.pool] = sums.get(each.pool, Decimal(0)) + one.amount
        return sums

    def margin(self, each: Worth) -> tuple[Money, ...] | None:
        """What was earned in the period on sales whose cost is known; None where none is."""
        lines = [line for line in each.lines if line.costed]
        if not lines:
            return None
        return tuple(
            Money(amount(line.with_cost - line.cost), line.currency) for line in lines if line.with_cost != line.cost
        )

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Who rests and bought nothing in the period: the table leaves them out."""
        resting = self.scope.rows("SELECT customer FROM scope WHERE resting")
        return frozenset(number for (number,) in resting if not self._buys(number))

    def _buys(self, number: int) -> bool:
        each = self.worths.by_customer.get(number)
        return each is not None and each.times > 0

    @cached_property
    def listed(self) -> list[int]:
        """The customers that the table shows, in no order."""
        everybody, hidden = self.scope.rows("SELECT customer FROM scope"), self.hidden
        return [number for (number,) in everybody if number not in hidden]

    def ordered(self, count: int | None = None) -> list[int]:
        """All of them, or so many, the most valuable first, then by name."""
        hidden = self.hidden
        ranked = (each.customer for each in self.worths.ranked if each.customer not in hidden)
        first = list(islice(ranked, count))
        if count is not None and len(first) >= count:
            return first
        known = {each.customer for each in self.worths.ranked} | hidden
        others = self.scope.rows("SELECT customer FROM scope ORDER BY name, path")
        return first + [number for (number,) in others if number not in known]

    def row(self, number: int) -> Row:
        """The row of one customer."""
        who = self.people[number]
        each = self.worths.by_customer.get(number) or Worth(number, self.scope.session.settings.currency)
        potential = self.potentials[number]
        lived = self.lifetimes.of(each) if each.ever else None
        budget = self.scope.session.settings.policies.budgets.get(who.level)
        rewards = self.rewards.get(number, ())
        over = budget is not None and any(
            one.currency == budget.currency and one.amount > budget.amount for one in rewards
        )
        cells: tuple[Cell, ...] = (
            who.name, who.level or None, who.owner or None, each.tier or None, each.segment or None, each.abc or None,
            each.days if each.ever else None, each.times,
            self._revenue(each), *((each.r, each.f, each.m) if each.r else (None, None, None)), each.referral,
            each.score or None, *self._shares(each), self.margin(each), self._margin_share(each), points(potential.points),
            potential.open, len(each.brought) + each.strangers, self._of_brought(each),
            lived.to_date if lived else (), lived.expected if lived else (), rewards,
            (budget,) if budget is not None else None,
        )  # fmt: skip
        mark = "urgent" if over else "star" if who.star else ""
        return Row(cells, who.id, who.path, 1, mark, key=number)

    def _revenue(self, each: Worth) -> tuple[Money, ...]:
        return tuple(one for line in each.lines for one in money(line.revenue, line.currency))

    def _shares(self, each: Worth) -> tuple[Decimal | None, Decimal | None]:
        pool = self.worths.pools.get(each.pool)
        if pool is None or not each.times:
            return None, None
        return percent(each.revenue, pool.total), percent(each.above + each.revenue, pool.total)

    def _margin_share(self, each: Worth) -> Decimal | None:
        own = next((one.amount for one in self.margin(each) or () if one.currency == each.pool), None)
        whole = self.margins.get(each.pool, Decimal(0))
        return None if own is None else percent(own, whole)

    def _of_brought(self, each: Worth) -> tuple[Money, ...]:
        sums: dict[str, Decimal] = {}
        for number in each.brought:
            for line in self.lifetimes.total(number):
                sums[line.currency] = sums.get(line.currency, Decimal(0)) + amount(line.amount)
        return tuple(Money(total, currency) for currency, total in sums.items() if total)


_QUICK: Mapping[str, Callable[[Figures, Worth | None, int], object]] = {
    "value": lambda _, each, __: (each and each.score) or None,
    "days": lambda _, each, __: each.days if each and each.ever else None,
    "purchases": lambda _, each, __: each.times if each else 0,
    "potential": lambda figures, _, number: figures.potentials.points(number),
    "brought": lambda _, each, __: len(each.brought) + each.strangers if each else 0,
    "r": lambda _, each, __: (each and each.r) or None,
    "f": lambda _, each, __: (each and each.f) or None,
    "m": lambda _, each, __: (each and each.m) or None,
    "referral": lambda _, each, __: each.referral if each else 0,
    "revenue": lambda figures, each, _: _rank(figures, figures._revenue(each) if each else ()),  # noqa: SLF001
    "margin": lambda figures, each, _: _rank(figures, (figures.margin(each) or ()) if each else ()),
    "lifetime": lambda figures, each, _: _rank(
        figures, figures.lifetimes.of(each).to_date if each and each.ever else ()
    ),
    "expected": lambda figures, each, _: _rank(
        figures, figures.lifetimes.of(each).expected if each and each.ever else ()
    ),
}
"""What a customer is sorted by, for columns that many are sorted by: the same as the cell says, without making its row."""


def _rank(figures: Figures, cell: Sequence[Money]) -> Decimal | None:
    return rank(cell, figures.scope.session.settings) if cell else None


def foremost(figures: Figures) -> Sequence[int]:
    """The customers of whom rows are made: those that will be shown, where that is quick to know; else all of them.

    What is left is sorted again by whoever cuts.
    """
    asked = figures.asked
    if asked.limit is None or asked.compare:
        return figures.ordered()
    if not asked.sort:
        return figures.ordered(asked.limit)[: asked.limit]
    key = _QUICK.get(asked.sort.lstrip("-−+").lower().replace("-", "_"))
    listed = figures.ordered()
    if key is None:
        return listed
    falling = asked.sort.startswith(("-", "−"))
    by_customer = figures.worths.by_customer
    if asked.sort.lstrip("-−+") in ("lifetime", "expected"):
        figures.lifetimes.know((), len(listed) + _MANY)
    keyed = [(key(figures, by_customer.get(number), number), number) for number in listed]
    present = sorted((pair for pair in keyed if pair[0] is not None), key=_first, reverse=falling)
    without = [number for found, number in keyed if found is None]
    chosen = set([*(number for _, number in present), *without][: asked.limit])
    return [number for number in listed if number in chosen]


def _first(pair: tuple[object, int]) -> Decimal:
    return Decimal(pair[0])  # type: ignore[arg-type]
