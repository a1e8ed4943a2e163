"""How far the revenue targets of ledger.yaml are reached, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model.values import Money
from ledger.reports.asked import period as period_of
from ledger.reports.named.pipeline_opportunities import People
from ledger.reports.scope import Scope, Sums, add, by_currency
from ledger.reports.shares import percent
from ledger.reports.table import Column, Period, Row, Table

ALL = "all"
_TENTH = Decimal("0.1")
_EVERYBODY = say("everybody")


class Target(NamedTuple):
    """What a person (or `all`) is to bring in over a period."""

    person: str
    period: Period
    amount: Money


def targets(scope: Scope, asked: Period) -> Table:
    """The targets whose period has begun and overlaps with the one asked for: revenue, share, and share of time gone."""
    found = list(_targets(scope, asked))
    sold = _revenue(scope, found)
    return Table(
        "targets",
        say("Targets"),
        (
            Column("person", say("person"), "choice", values="people"),
            Column("period", say("period")),
            Column("target", say("target"), "money"),
            Column("revenue", say("revenue"), "money"),
            Column("share", say("attained"), "percent", "%"),
            Column("gone", say("time gone"), "percent", "%"),
            Column("ahead", say("ahead of time"), "percent", "%"),
            Column("missing", say("still missing"), "money", wide=True),
        ),
        tuple(_row(scope, target, sold) for target in found),
        keys=2,
        notes=_notes(scope, found),
        empty=say("ledger.yaml has no `targets` for this period."),
    )


def _notes(scope: Scope, found: Sequence[Target]) -> tuple[Message, ...]:
    if not found:
        return ()
    whose = say("A sale counts for whoever made it, else for the customer's owner.")
    rates = scope.session.settings.rates
    return (whose,) if rates else (whose, say("Only revenue in the currency of a target counts towards it."))


def _targets(scope: Scope, asked: Period) -> Iterator[Target]:
    """In the order of their periods, everybody's target of a period first."""
    person = People(scope.session)
    today = scope.session.today
    found = []
    for name, by_period in scope.session.settings.policies.targets.items():
        for written, amount in by_period.items():
            try:
                period = period_of(written, today)
            except BadValue:
                continue
            if period.first <= min(asked.last, today) and period.last >= asked.first:
                found.append(Target(name if name == ALL else person(name), period, amount))
    yield from sorted(found, key=lambda each: (each.period.first, each.period.last, each.person != ALL, each.person))


def _revenue(scope: Scope, found: Sequence[Target]) -> Mapping[tuple[str, str], Sums]:
    """Sums by currency of each person and day; those of everybody under `all`. Only days in some target's period."""
    if not found:
        return {}
    first, last = min(each.period.first for each in found), max(each.period.last for each in found)
    rows = scope.rows(
        "SELECT coalesce(s.person, c.owner), s.date, s.currency, exact_sum(s.amount) FROM now_sales s"
        " JOIN scope c ON c.customer = s.customer WHERE s.date BETWEEN ? AND ? AND s.amount IS NOT NULL GROUP BY 1, 2, 3",
        (first.isoformat(), min(last, scope.session.today).isoformat()),
    )
    person = People(scope.session)
    made: dict[tuple[str, str], Sums] = {}
    for (who, day), sums in by_currency(rows).items():
        for name in {person(who), ALL}:
            add(made.setdefault((name, day), {}), sums)
    return made


def _row(scope: Scope, target: Target, sold: Mapping[tuple[str, str], Sums]) -> Row:
    today = scope.session.today
    first, last = target.period.first.isoformat(), target.period.last.isoformat()
    sums: Sums = {}
    for (name, day), each in sold.items():
        if name == target.person and first <= day <= last:
            add(sums, each)
    revenue = _in_currency(scope, sums, target.amount.currency)
    share = percent(revenue, target.amount.amount)
    gone = _gone(target.period, today)
    ahead = None if share is None else share - gone
    missing = max(target.amount.amount - revenue, Decimal(0))
    return Row(
        (
            _EVERYBODY if target.person == ALL else target.person,
            target.period.written,
            (target.amount,),
            (Money(revenue, target.amount.currency),) if revenue else (),
            share,
            gone,
            ahead,
            (Money(missing, target.amount.currency),) if missing else (),
        ),
        mark=_mark(revenue >= target.amount.amount, ahead),
    )


def _mark(reached: bool, ahead: Decimal | None) -> str:
    if reached:
        return "good"
    return "urgent" if ahead is not None and ahead < 0 else ""


def _in_currency(scope: Scope, sums: Sums, currency: str) -> Decimal:
    """Revenue in the target's currency; with rates that of others too, each rounded to cents."""
    settings = scope.session.settings
    rates: Mapping[str, Decimal] = {**settings.rates, settings.currency: Decimal(1)}
    total = sums.get(currency, Decimal(0))
    if settings.rates and currency in rates:
        for other, amount in sums.items():
            if other != currency and other in rates:
                total += (amount * rates[other] / rates[currency]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return total


def _gone(period: Period, today: date) -> Decimal:
    """The share of a period's days that is over, today counted as over."""
    days = (period.last - period.first).days + 1
    over = min(max((today - period.first).days + 1, 0), days)
    return (Decimal(over * 100) / days).quantize(_TENTH, ROUND_HALF_UP)
