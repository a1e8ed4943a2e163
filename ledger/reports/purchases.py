"""What each customer bought up to a day and in a period: one pass over the sales, sums in exact hundredths."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from ledger.model.values import Money
from ledger.reports.scope import Scope
from ledger.reports.table import Period

Hundredths = int | Decimal
"""An amount in hundredths of its currency; a Decimal where there are smaller parts, or the sum is huge."""

_BACK = "('return', 'refund')"
_FEW = 14
"""Amounts of that many characters are added as whole hundredths without loss."""


class Line(NamedTuple):
    """What a customer bought in one currency: all in all, in the period, and in the one of the same length before.

    `with_cost` is what was bought in the period of which the cost is known, `cost` that cost, `total_cost` that of all
    days. `no_cost` counts the sales of which it is not known, `costed` those of which it is.
    """

    currency: str
    total: Hundredths
    revenue: Hundredths
    before: Hundredths
    with_cost: Hundredths
    cost: Hundredths
    total_cost: Hundredths
    no_cost: int
    costed: int


class Bought(NamedTuple):
    """A customer's purchases: the day of the first, days since the last, how many ever and in the period."""

    customer: int
    first: str
    days: int
    since_first: int
    ever: int
    times: int
    lines: tuple[Line, ...]


def amount(hundredths: Hundredths) -> Decimal:
    """The sum in its currency."""
    if isinstance(hundredths, int):
        return Decimal(hundredths // 100) if hundredths % 100 == 0 else Decimal(hundredths).scaleb(-2)
    return hundredths / 100


def money(hundredths: Hundredths, currency: str) -> tuple[Money, ...]:
    """A sum as a cell; nothing where it comes to nothing."""
    return (Money(amount(hundredths), currency),) if hundredths else ()


def purchases(scope: Scope, period: Period, before: Period) -> dict[int, Bought]:
    """The customers of a scope who bought anything up to the end of a period, by number.

    A purchase is an order; where nothing was ordered, a bill that was paid, or a payment. Returns and refunds are taken
    off on their day. Days count to the end of the period, or to today where that is earlier.
    """
    found: dict[int, Bought] = {}
    odd: set[int] = set()
    for customer, first, days, since, ever, times, is_odd, *sums in _rows(scope, period, before, _QUICK, ""):
        if is_odd:
            odd.add(customer)
        else:
            _take(found, customer, first, days, since, ever, times, Line(*sums))
    for customer in odd:
        found.pop(customer, None)
    if odd:
        among = f" AND s.customer IN ({','.join(map(str, odd))})"
        for customer, first, days, since, ever, times, _, currency, *sums in _rows(
            scope, period, before, _EXACT, among
        ):
            exact = Line(currency, *(Decimal(each or 0) * 100 for each in sums[:-2]), *sums[-2:])
            _take(found, customer, first, days, since, ever, times, exact)
    return found


def _take(
    found: dict[int, Bought], customer: int, first: str | None, days: int, since: int, ever: int, times: int, line: Line
) -> None:
    known = found.get(customer)
    lines = (line,) if line.currency or line.total else ()
    if known is None:
        found[customer] = Bought(customer, first or "", days or 0, since or 0, ever, times, lines)
        return
    firsts = [each for each in (known.first, first) if each]
    found[customer] = Bought(
        customer,
        min(firsts, default=""),
        min((each for each, there in ((known.days, known.ever), (days, ever)) if there), default=0),
        max(known.since_first, since or 0),
        known.ever + ever,
        known.times + times,
        (*known.lines, *lines),
    )


_QUICK = "ifnull(sum(CASE WHEN {when} THEN CAST(round({what} * 100) AS INTEGER) END), 0)"
_EXACT = "exact_sum(CASE WHEN {when} THEN {what} END)"


def _rows(scope: Scope, period: Period, before: Period, sum_of: str, among: str) -> list[tuple[Any, ...]]:
    until = min(period.last, scope.session.today).isoformat()
    first = period.first.isoformat()
    inside, earlier = f"s.date >= '{first}'", f"s.date BETWEEN '{before.first}' AND '{before.last}'"
    # What came back without a cost of its own takes off all that it brought.
    costed = "(s.cost IS NOT NULL OR s.amount + 0 < 0)"
    sums = ", ".join(
        sum_of.format(what=f"s.{what}", when=when)
        for what, when in (
            ("amount", "1"),
            ("amount", inside),
            ("amount", earlier),
            ("amount", f"{costed} AND {inside}"),
            ("cost", inside),
            ("cost", "1"),
        )
    )
    buys = f"s.what NOT IN {_BACK}"
    odd = " OR ".join(f"length(s.{name}) > {_FEW} OR s.{name} GLOB '*.???*'" for name in ("amount", "cost"))
    # Days are whole: the Julian days of two midnights differ by a whole number.
    days = f"CAST(julianday('{until}') - julianday({{edge}}(CASE WHEN {buys} THEN s.date END)) AS INTEGER)"
    return scope.rows(
        f"SELECT s.customer, min(CASE WHEN {buys} THEN s.date END), {days.format(edge='max')},"  # noqa: S608
        f" {days.format(edge='min')}, sum({buys}), sum({buys} AND {inside}), max(ifnull({odd}, 0)), ifnull(s.currency, ''),"
        f" {sums}, sum(s.amount + 0 > 0 AND s.cost IS NULL), sum(s.cost IS NOT NULL)"
        f" FROM now_sales s JOIN scope c ON c.customer = s.customer WHERE s.date <= '{until}'{among}"
        " GROUP BY s.customer, ifnull(s.currency, '')"
    )
