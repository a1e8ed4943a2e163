"""What each customer bought up to a day and in a period: sums in exact hundredths, which are quick to add and to compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.model.values import Money
from ledger.reports.scope import Scope
from ledger.reports.table import Period

Hundredths = int | Decimal
"""An amount in hundredths of its currency; a Decimal where there are smaller parts, or the sum is huge."""

_BUYS = "s.what NOT IN ('return', 'refund')"
_FEW = 14
"""Amounts of that many characters are added as whole hundredths without loss."""
_QUICK = "ifnull(sum(CASE WHEN {when} THEN CAST(round(s.{what} * 100) AS INTEGER) END), 0)"
_EXACT = "exact_sum(CASE WHEN {when} THEN s.{what} END)"


class Line(NamedTuple):
    """What a customer bought in one currency in a period, and in the one of the same length before.

    `with_cost` is what was bought in the period of which the cost is known, `cost` that cost, `costed` how many those are.
    """

    currency: str
    revenue: Hundredths
    before: Hundredths
    with_cost: Hundredths
    cost: Hundredths
    costed: int


class Total(NamedTuple):
    """What a customer bought in one currency all in all, and what that cost as far as it is known."""

    currency: str
    amount: Hundredths
    cost: Hundredths


Lines = Mapping[int, tuple[int, tuple[Line, ...]]]


def amount(hundredths: Hundredths) -> Decimal:
    """The sum in its currency."""
    if isinstance(hundredths, int):
        return Decimal(hundredths // 100) if hundredths % 100 == 0 else Decimal(hundredths).scaleb(-2)
    return hundredths / 100


def money(hundredths: Hundredths, currency: str) -> tuple[Money, ...]:
    """A sum as a cell; nothing where it comes to nothing."""
    return (Money(amount(hundredths), currency),) if hundredths else ()


def buyers(scope: Scope, until: str) -> list[tuple[int, int, int, int, str]]:
    """Whoever bought anything up to a day: customer, days since the last purchase and since the first, how many, currency.

    A purchase is an order; where nothing was ordered, a bill that was paid, or a payment.
    """
    # Days are whole: the Julian days of two midnights differ by a whole number.
    days = f"CAST(julianday('{until}') - julianday({{}}(s.date)) AS INTEGER)"
    return scope.rows(
        f"SELECT s.customer, {days.format('max')}, {days.format('min')}, count(*), ifnull(max(s.currency), '')"  # noqa: S608
        f" FROM now_sales s JOIN scope c ON c.customer = s.customer WHERE {_BUYS} AND s.date <= '{until}' GROUP BY s.customer"
    )


def lines(scope: Scope, period: Period, before: Period) -> Lines:
    """Number of purchases in the period, and lines by currency, of whoever bought then or before.

    Returns and refunds are taken off on their day. What came back without a cost of its own takes off all that it brought.
    """
    until = min(period.last, scope.session.today).isoformat()
    inside = f"s.date >= '{period.first}'"
    sums = (
        ("amount", inside),
        ("amount", f"s.date BETWEEN '{before.first}' AND '{before.last}'"),
        ("amount", f"(s.cost IS NOT NULL OR s.amount + 0 < 0) AND {inside}"),
        ("cost", inside),
    )
    counted = f"sum({_BUYS} AND {inside}), sum(s.cost IS NOT NULL AND {inside})"
    start = min(period.first, before.first)
    found: dict[int, tuple[int, tuple[Line, ...]]] = {}
    for number, currency, times, costed, *amounts in _summed(
        scope, sums, counted, f"s.date BETWEEN '{start}' AND '{until}'"
    ):
        line = (Line._make((currency, *amounts, costed)),) if currency else ()
        known = found.get(number)
        found[number] = (times, line) if known is None else (known[0] + times, (*known[1], *line))
    return found


def totals(scope: Scope, until: str, among: Collection[int] | None = None) -> dict[int, tuple[Total, ...]]:
    """What customers (those `among`, if given) bought up to a day, all in all."""
    where = f"s.date <= '{until}'"
    if among is not None:
        where += f" AND s.customer IN ({','.join(map(str, among))})"
    found: dict[int, tuple[Total, ...]] = {}
    for number, currency, amount_of, cost in _summed(scope, (("amount", "1"), ("cost", "1")), "", where):
        if currency:
            found[number] = (*found.get(number, ()), Total(currency, amount_of, cost))
    return found


def costs_known(scope: Scope, until: str) -> tuple[int, int]:
    """Of how many sales the cost is known, and of how many that brought something it is not."""
    ((known, unknown),) = scope.rows(
        "SELECT ifnull(sum(s.cost IS NOT NULL), 0), ifnull(sum(s.amount + 0 > 0 AND s.cost IS NULL), 0) FROM now_sales s"
        " JOIN scope c ON c.customer = s.customer WHERE s.date <= ?",
        (until,),
    )
    return known, unknown


def _summed(scope: Scope, sums: Sequence[tuple[str, str]], counted: str, where: str) -> Iterator[tuple[Any, ...]]:
    """Rows of customer, currency, what is counted, and sums of columns under conditions; exact wherever whole hundredths aren't."""
    odd = " OR ".join(f"length(s.{name}) > {_FEW} OR s.{name} GLOB '*.???*'" for name in ("amount", "cost"))
    counted = f", {counted}" if counted else ""
    count = counted.count("sum(")
    rows = _grouped(scope, f"max(ifnull({odd}, 0)){counted}", sums, _QUICK, where)
    inexact = {row[0] for row in rows if row[2]}
    for number, currency, _, *rest in rows:
        if number not in inexact:
            yield number, currency, *rest
    if inexact:
        where += f" AND s.customer IN ({','.join(map(str, inexact))})"
        for number, currency, _, *rest in _grouped(scope, f"0{counted}", sums, _EXACT, where):
            yield number, currency, *rest[:count], *(Decimal(each or 0) * 100 for each in rest[count:])


def _grouped(scope: Scope, first: str, sums: Sequence[tuple[str, str]], form: str, where: str) -> list[tuple[Any, ...]]:
    summed = ", ".join(form.format(what=what, when=when) for what, when in sums)
    return scope.rows(
        f"SELECT s.customer, ifnull(s.currency, ''), {first}, {summed} FROM now_sales s"  # noqa: S608
        f" JOIN scope c ON c.customer = s.customer WHERE {where} GROUP BY s.customer, s.currency"
    )
