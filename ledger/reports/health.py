"""How one customer stands, in a line each: risk of leaving, stage by the rules, next order, how it pays, how content it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import TypeVar

from ledger.facts.churn import NO_RISK, Risk, churn
from ledger.facts.tables import Bill, Move, Rating, Rhythm, Sale
from ledger.facts.values import Facts
from ledger.model.settings import Settings

LEAST_ORDERS = 3
"""Days with an order from which on a next one can be expected."""
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Health:
    """What `ledger show` says of a customer besides its records, as of a day.

    `stage` is that of the ledger's own ladder by its rules, since `stage_since`. `next_order` is the last order and the
    usual gap. `days_to_pay` is the median over its settled bills, `paid_late` how many of those with a term were settled
    after it; `paid_by` the usual way. `rating` is the last answer to a survey.
    """

    risk: Risk
    stage: str
    stage_since: date | None
    next_order: date | None
    days_to_pay: int | None
    paid_late: int
    with_term: int
    paid_by: str
    rating: Rating | None


def health(facts: Facts, settings: Settings, today: date) -> Health:
    """The health of a customer from its facts as of today."""
    rhythm = next(iter(_rows(facts, "rhythms", Rhythm)), None)
    ladder = settings.policies.lifecycle.ladder
    moves = [move for move in _rows(facts, "moves", Move) if move.what == ladder and move.date <= today]
    bills = [bill for bill in _rows(facts, "bills", Bill) if bill.settled is not None and bill.amount > 0]
    terms = [bill for bill in bills if bill.due is not None]
    ways = Counter(sale.paid_by for sale in _rows(facts, "sales", Sale) if sale.paid_by)
    ratings = _rows(facts, "ratings", Rating)
    return Health(
        risk=NO_RISK if rhythm is None else churn(rhythm, today, settings.policies.churn),
        stage=moves[-1].became if moves else "",
        stage_since=moves[-1].date if moves else None,
        next_order=None if rhythm is None else next_order(rhythm),
        days_to_pay=_days_to_pay(bills),
        paid_late=sum(bill.settled > bill.due for bill in terms if bill.settled and bill.due),
        with_term=len(terms),
        paid_by=ways.most_common(1)[0][0] if ways else "",
        rating=ratings[-1] if ratings else None,
    )


def next_order(rhythm: Rhythm) -> date | None:
    """The day on which another order can be expected; None for too few orders."""
    if rhythm.last_order is None or rhythm.order_gap is None or rhythm.order_days < LEAST_ORDERS:
        return None
    try:
        return rhythm.last_order + timedelta(days=rhythm.order_gap)
    except OverflowError:
        return None


def _days_to_pay(bills: list[Bill]) -> int | None:
    if not bills:
        return None
    days = median((bill.settled - bill.date).days for bill in bills if bill.settled is not None)
    return int(Decimal(str(days)).quantize(Decimal(1), ROUND_HALF_UP))


def _rows(facts: Facts, table: str, kind: type[_Row]) -> list[_Row]:
    return [row for row in facts.tables.get(table, ()) if isinstance(row, kind)]
