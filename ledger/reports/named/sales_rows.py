"""The columns and cells of the sales report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ledger.messages import Message, say
from ledger.reports.scope import Scope, Sums, add
from ledger.reports.selling import (
    Figures,
    Grouping,
    Groups,
    Whole,
    change,
    figures,
    one_sum,
    ratio,
    revenues,
    sorted_money,
    together,
)
from ledger.reports.stretches import MONTHS, days, earlier, year_before
from ledger.reports.table import Cell, Column, Period, Row


@dataclass(slots=True)
class View:
    """What is looked at: the sales of a scope in a period by a grouping, and all of them together."""

    scope: Scope
    group: Grouping
    period: Period
    total: Figures
    _people: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    _whole_of: Whole | None = None

    @property
    def time(self) -> int | None:
        """The place of the dimension that is a month, a quarter or a year."""
        return next((place for place, name in enumerate(self.group.names) if name in MONTHS), None)

    def columns(self) -> tuple[Column, ...]:
        """The dimensions, revenue and how it changed, orders and units, cost and what it leaves."""
        settings = self.scope.session.settings
        found = [each.column for each in self.group.dimensions]
        found.append(Column("revenue", say("revenue"), "money"))
        if settings.rates:
            label = say("revenue in {currency}", currency=settings.currency)
            found.append(Column("revenue_in_one", label, "money", wide=True))
        if self.time is not None:
            before = _BEFORE[self.group.names[self.time]]
            found.append(Column("change", before, "percent", "%"))
            if self.group.names[self.time] != "year":
                found.append(Column("year_change", say("on the year before"), "percent", "%"))
        else:
            found.append(Column("share", say("share of revenue"), "percent", "%"))
        found += [Column("orders", say("orders"), "count"), Column("units", say("units"), "number")]
        if not self.group.of_products:
            found.append(Column("mean_order", say("mean order"), "money", wide=True))
        return (
            *found,
            Column("cost", say("cost of sales"), "money", wide=True),
            Column("profit", say("profit"), "money"),
            Column("margin", say("margin"), "percent", "%"),
            Column("cost_known", say("cost known of"), "percent", "%", wide=True),
        )

    def row(self, key: tuple[Any, ...], found: Figures, known: Mapping[tuple[Any, ...], Sums]) -> Row:
        """The row of a group; `known` is the revenue of all groups and of those of the stretches before."""
        customer, name, path = self._customer(key)
        shown = tuple(
            name if each.expression == "c.customer" else value
            for each, value in zip(self.group.dimensions, key, strict=True)
        )
        developed = self._development(key, found, known) if self.time is not None else (self._share(found),)
        return Row((*shown, *self._cells(found, developed)), customer=customer, path=path, key=key)

    def totals(self) -> tuple[Cell, ...]:
        """The cells beneath; nothing is added up that counts several times."""
        nothing: tuple[Cell, ...] = (None,)
        if self.time is not None and self.group.names[self.time] != "year":
            nothing = (None, None)
        return (*(None for _ in self.group.dimensions), *self._cells(self.total, nothing))

    def cost_known(self, found: Figures) -> Decimal | None:
        """Of how many percent of the revenue the cost is known."""
        return ratio(found.with_cost, found.revenue, self.scope.session.settings)

    def with_those_before(self, groups: Groups) -> Mapping[tuple[Any, ...], Sums]:
        """The revenue of the groups of the period, joined with that of the year and the stretch before it."""
        first = self.period.first
        if self.time is None or first.year < 3:
            return {}
        start = days("year", f"{first.year - 2:04}").first
        joined = revenues(self.scope, self.group, Period(start, first - timedelta(days=1)))
        for key, found in groups.items():
            add(joined.setdefault(key, {}), found.revenue)
        return joined

    def notes(self, groups: Groups) -> tuple[Message, ...]:
        """What is to be known of the rows."""
        notes: list[Message] = []
        if self.time is not None:
            name = self.group.names[self.time]
            cut = sorted({str(key[self.time]) for key in groups if not self._whole(name, str(key[self.time]))})
            if cut:
                notes.append(
                    say("Not the whole of {names} is in it; no change is worked out for that.", names=tuple(cut))
                )
        several = sum((found.orders for found in groups.values()), 0) > self.total.orders
        if several and not self.group.of_products:
            notes.append(say("What has several values counts under each of them, and once in the total."))
        if self.group.of_products:
            notes.append(say("A cost counts for a product that accounts for the whole of its order."))
        return tuple(notes)

    def _development(
        self, key: tuple[Any, ...], found: Figures, known: Mapping[tuple[Any, ...], Sums]
    ) -> tuple[Cell, ...]:
        assert self.time is not None
        name, written = self.group.names[self.time], str(key[self.time])
        labels = [earlier(name, written)] if name == "year" else [earlier(name, written), year_before(name, written)]
        if not self._whole(name, written):
            return (None,) * len(labels)
        settings = self.scope.session.settings
        others = [known.get((*key[: self.time], label, *key[self.time + 1 :]), {}) for label in labels]
        return tuple(change(found.revenue, other, settings) for other in others)

    def _whole(self, name: str, written: str) -> bool:
        """Whether all days of a stretch are in the period, and over."""
        stretch = days(name, written)
        return self.period.first <= stretch.first and stretch.last <= min(self.period.last, self.scope.session.today)

    def _share(self, found: Figures) -> Cell:
        if self._whole_of is None:
            self._whole_of = Whole(self.total.revenue, self.scope.session.settings)
        return self._whole_of.share(found.revenue)

    def _cells(self, found: Figures, developed: tuple[Cell, ...]) -> tuple[Cell, ...]:
        settings = self.scope.session.settings
        cells: list[Cell] = [sorted_money(found.revenue, settings)]
        if settings.rates:
            cells.append(one_sum(found.revenue, settings))
        cells += [*developed, found.orders, found.units]
        if not self.group.of_products:
            cells.append(sorted_money(found.mean_order, settings) or None)
        has_cost = bool(found.with_cost)
        return (
            *cells,
            sorted_money(found.cost, settings) if has_cost else None,
            sorted_money(found.profit, settings) if has_cost else None,
            ratio(found.profit, found.with_cost, settings) if has_cost else None,
            self.cost_known(found),
        )

    def _customer(self, key: tuple[Any, ...]) -> tuple[str, str, str]:
        """The id, name and path of the customer that a row is about; empty where it is about none."""
        for each, value in zip(self.group.dimensions, key, strict=True):
            if each.expression == "c.customer":
                if not self._people:
                    rows = self.scope.rows("SELECT customer, id, name, path FROM scope")
                    self._people.update({number: (identity, name, path) for number, identity, name, path in rows})
                return self._people[value]
        return "", "", ""


_BEFORE: Mapping[str, Message] = {
    "month": say("on the month before"),
    "quarter": say("on the quarter before"),
    "year": say("on the year before"),
}


def total_of(view: View, groups: Groups) -> Figures:
    """The figures of all sales: those of the groups added up, where no sale is in two of them."""
    if view.group.is_single:
        return together(groups.values())
    return figures(view.scope, Grouping((), of_products=False), view.period).get((), Figures())
