"""Sales added up by any dimensions: revenue, cost, units and orders of each group, in one pass over the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ledger.messages import say
from ledger.model.settings import Settings
from ledger.model.values import Money
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.money import in_one
from ledger.reports.scope import Scope, Sums, add
from ledger.reports.table import Column, Period

_TENTH = Decimal("0.1")
_SALE, _PRODUCT = "sale", "product"
_KEPT = "odd amounts in "


@dataclass(slots=True)
class Figures:
    """What a group of sales comes to, by currency where it is money.

    `with_cost` is the revenue of which the `cost` is known. `ordered` is what the orders came to before returns, of the
    `priced` orders that have an amount. `units` is None where no quantity is written.
    """

    revenue: Sums = field(default_factory=dict)
    with_cost: Sums = field(default_factory=dict)
    cost: Sums = field(default_factory=dict)
    ordered: Sums = field(default_factory=dict)
    priced: dict[str, int] = field(default_factory=dict)
    orders: int = 0
    units: Decimal | None = None

    @property
    def profit(self) -> Sums:
        """Revenue of which the cost is known, less that."""
        return {currency: amount - self.cost.get(currency, Decimal(0)) for currency, amount in self.with_cost.items()}

    @property
    def mean_order(self) -> Sums:
        """The mean amount of an order, to the cent."""
        return {
            currency: (amount / self.priced[currency]).quantize(Decimal("0.01"), ROUND_HALF_UP)
            for currency, amount in self.ordered.items()
            if self.priced.get(currency)
        }


@dataclass(frozen=True, slots=True)
class Grouping:
    """The dimensions by which sales are told apart. With products it is their rows that are added up, else the sales."""

    dimensions: tuple[Dimension, ...]
    of_products: bool

    @property
    def is_single(self) -> bool:
        """Whether every sale counts in one group alone, so that groups add up to the total."""
        return not self.of_products and not any(each.join for each in self.dimensions)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the dimensions."""
        return tuple(each.name for each in self.dimensions)


def _own(level: str) -> dict[str, Dimension]:
    """What sales alone can be told apart by; a row of a product asks its sale for what it does not know itself."""
    sale = "s" if level == _SALE else "t"
    person = Column("salesperson", say("salesperson"), "choice", values="people")
    made = {
        ("product", "产品", "商品"): Dimension(Column("product", say("product"), wide=True), "s.product"),
        ("category", "品类", "类别", "产品类别"): Dimension(Column("category", say("category")), "s.category"),
        ("salesperson", "销售员", "导购"): Dimension(person, f"coalesce({sale}.person, c.owner)"),
        ("paid_by", "付款方式", "支付方式"): Dimension(
            Column("paid_by", say("payment method"), "choice", values="paid_by"), f"{sale}.paid_by"
        ),
        ("customer", "客户"): Dimension(Column("name", say("customer"), wide=True), "c.customer"),
    }
    return {name: each for names, each in made.items() for name in names}


def grouping(scope: Scope, written: Sequence[str], *, of_products: bool = False) -> Grouping:
    """The dimensions of names in any language; raises BadValue."""
    found = dimensions(scope, written, own=_own(_SALE))
    if not of_products and not any(each.name in ("product", "category") for each in found):
        return Grouping(found, of_products=False)
    return Grouping(dimensions(scope, written, own=_own(_PRODUCT)), of_products=True)


Groups = Mapping[tuple[Any, ...], Figures]


def figures(scope: Scope, group: Grouping, period: Period) -> dict[tuple[Any, ...], Figures]:
    """The figures of each group, by its values. Where customers have several values of a dimension they count in each."""
    keys = ", ".join(each.expression for each in group.dimensions)
    source = _source(group)
    columns = _columns(scope, group)
    places = ", ".join(str(place + 1) for place in range(len(group.dimensions)))
    by = f"{places}, " if places else ""
    rows = scope.rows(
        f"SELECT {keys + ', ' if keys else ''}ifnull(s.currency, ''), {columns} FROM {source}"  # noqa: S608
        f" WHERE s.date BETWEEN ? AND ? GROUP BY {by}ifnull(s.currency, '')",
        (period.first.isoformat(), period.last.isoformat()),
    )
    found: dict[tuple[Any, ...], Figures] = {}
    width = len(group.dimensions)
    for row in rows:
        _take(found.setdefault(row[:width], Figures()), *row[width:])
    return found


def conditions(group: Grouping, key: Sequence[object]) -> tuple[str, str, tuple[object, ...]]:
    """Where the rows of a group come from, by which condition, with its parameters."""
    texts = [f"{each.expression} IS ?" for each in group.dimensions]
    return _source(group), " AND ".join(texts) or "1", tuple(key)


def _source(group: Grouping) -> str:
    table = "now_sold" if group.of_products else "now_sales"
    source = f"{table} s JOIN scope c ON c.customer = s.customer"
    if any("t." in each.expression for each in group.dimensions):
        source += " JOIN now_sales t ON t.customer = s.customer AND t.n = s.sale"
    return " ".join((source, *dict.fromkeys(each.join for each in group.dimensions if each.join)))


def _take(
    into: Figures,
    currency: str,
    revenue: Any,
    with_cost: Any,
    cost: Any,
    ordered: Any,
    priced: int,
    orders: int,
    units: Any,
) -> None:
    for sums, amount in (
        (into.revenue, revenue),
        (into.with_cost, with_cost),
        (into.cost, cost),
        (into.ordered, ordered),
    ):
        if amount is not None:
            sums[currency] = _amount(amount)
    if priced:
        into.priced[currency] = priced
    into.orders += orders
    if units is not None:
        into.units = (into.units or Decimal(0)) + _amount(units)


def _amount(found: int | str) -> Decimal:
    """A sum in whole hundredths, or as the decimal text of an exact one."""
    if isinstance(found, str):
        return Decimal(found)
    return Decimal(found // 100) if found % 100 == 0 else Decimal(found).scaleb(-2)


_FEW = 14
"""Decimal texts of that many signs are added as whole hundredths without loss: a double holds 15 digits."""


def revenues(scope: Scope, group: Grouping, period: Period) -> dict[tuple[Any, ...], Sums]:
    """The revenue alone of each group, which is worked out faster."""
    keys = "".join(f"{each.expression}, " for each in group.dimensions)
    width = len(group.dimensions) + 1
    places = ", ".join(str(place + 1) for place in range(width))
    rows = scope.rows(
        f"SELECT {keys}ifnull(s.currency, ''), {_adding(scope, group).format('s.amount')} FROM {_source(group)}"  # noqa: S608
        f" WHERE s.date BETWEEN ? AND ? GROUP BY {places}",
        (period.first.isoformat(), period.last.isoformat()),
    )
    found: dict[tuple[Any, ...], Sums] = {}
    for *key, currency, amount in rows:
        sums = found.setdefault(tuple(key), {})
        if amount is not None:
            sums[currency] = _amount(amount)
    return found


def together(several: Iterable[Figures]) -> Figures:
    """The figures of several groups that have no sale in common."""
    total = Figures()
    for each in several:
        for into, more in (
            (total.revenue, each.revenue),
            (total.with_cost, each.with_cost),
            (total.cost, each.cost),
            (total.ordered, each.ordered),
        ):
            add(into, more)
        for currency, count in each.priced.items():
            total.priced[currency] = total.priced.get(currency, 0) + count
        total.orders += each.orders
        if each.units is not None:
            total.units = (total.units or Decimal(0)) + each.units
    return total


def _adding(scope: Scope, group: Grouping) -> str:
    """The sum of an amount in SQL: in whole hundredths, or exactly where some amounts are finer or huge.

    Adding exactly calls Python for each row, and few ledgers need it.
    """
    table, units = ("now_sold", "s.quantity") if group.of_products else ("now_sales", "s.units")
    kept, name = scope.session.fresh().kept, f"{_KEPT}{table}{scope.today}"
    if name not in kept:
        odd = " OR ".join(f"length({each}) > {_FEW} OR {each} GLOB '*.???*'" for each in ("s.amount", "s.cost", units))
        kept[name] = scope.one(f"SELECT 1 FROM {table} s WHERE {odd} LIMIT 1") is not None  # noqa: S608
    return "exact_sum({0})" if kept[name] else "sum(CAST(round({0} * 100) AS INTEGER))"


def _columns(scope: Scope, group: Grouping) -> str:
    adding = _adding(scope, group)
    order = "s.what = 'order'"
    count = f"sum({order})"
    if group.of_products and "product" not in group.names:
        # An order has a product in one row, but several of a category.
        count = f"count(DISTINCT CASE WHEN {order} THEN s.customer * 1000000 + s.sale END)"
    parts = (
        adding.format("s.amount"),
        adding.format("CASE WHEN s.cost IS NOT NULL THEN s.amount END"),
        adding.format("s.cost"),
        adding.format(f"CASE WHEN {order} THEN s.amount END"),
        f"sum({order} AND s.amount IS NOT NULL)",
        count,
        adding.format("s.quantity" if group.of_products else "s.units"),
    )
    return ", ".join(parts)


def sorted_money(sums: Mapping[str, Decimal], settings: Settings) -> tuple[Money, ...]:
    """Sums as a cell, the ledger's currency first; what comes to nothing is left out."""
    if len(sums) <= 1:
        return tuple(Money(amount, currency) for currency, amount in sums.items() if amount)
    order = sorted(sums, key=lambda currency: (currency != settings.currency, currency))
    return tuple(Money(sums[currency], currency) for currency in order if sums[currency])


def one_sum(sums: Mapping[str, Decimal], settings: Settings) -> tuple[Money, ...] | None:
    """A cell with the sums in the ledger's currency; None where a rate is missing."""
    made = in_one(sorted_money(sums, settings), settings)
    return None if made is None else (made,) if made.amount else ()


def ratio(part: Mapping[str, Decimal], whole: Mapping[str, Decimal], settings: Settings) -> Decimal | None:
    """A part in percent of the whole, to a tenth; None of nothing, and of currencies that can't be held together."""
    if any(whole.values()) and not any(part.values()):
        return _tenths(Decimal(0))
    found = _comparable(part, whole, settings)
    if found is None or not found[1]:
        return None
    return _tenths(found[0] * 100 / found[1])


class Whole:
    """What many parts are shares of, brought into one currency once."""

    def __init__(self, sums: Mapping[str, Decimal], settings: Settings) -> None:
        self._sums = {currency: amount for currency, amount in sums.items() if amount}
        self._settings = settings
        several = len(self._sums) > 1
        self._one = in_one(sorted_money(self._sums, settings), settings) if several else None

    def share(self, part: Mapping[str, Decimal]) -> Decimal | None:
        """A part in percent of the whole, as `ratio` has it."""
        if len(self._sums) <= 1:
            return ratio(part, self._sums, self._settings)
        made = None if self._one is None else in_one(sorted_money(part, self._settings), self._settings)
        if made is None or self._one is None or not self._one.amount:
            return None
        return _tenths(made.amount * 100 / self._one.amount)


def change(now: Mapping[str, Decimal], before: Mapping[str, Decimal], settings: Settings) -> Decimal | None:
    """By how many percent sums grew, to a tenth; None where there was nothing before, or the currencies differ."""
    found = _comparable(now, before, settings)
    if found is None or not found[1]:
        return None
    return _tenths((found[0] - found[1]) * 100 / abs(found[1]))


def _tenths(number: Decimal) -> Decimal:
    """Rounded half up; nothing has no sign."""
    return number.quantize(_TENTH, ROUND_HALF_UP) + 0


def _comparable(
    one: Mapping[str, Decimal], other: Mapping[str, Decimal], settings: Settings
) -> tuple[Decimal, Decimal] | None:
    """Two sums as numbers: those of one currency as they are, of several in the ledger's."""
    if len(one) <= 1 and (not one or one.keys() == other.keys()):
        return next(iter(one.values()), Decimal(0)), sum(other.values(), Decimal(0))
    currencies = {currency for sums in (one, other) for currency, amount in sums.items() if amount}
    if len(currencies) <= 1:
        return sum(one.values(), Decimal(0)), sum(other.values(), Decimal(0))
    made = [in_one(sorted_money(sums, settings), settings) for sums in (one, other)]
    return None if made[0] is None or made[1] is None else (made[0].amount, made[1].amount)
