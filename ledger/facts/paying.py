"""How a customer pays: days to pay, share paid late, usual method, and the largest sum that was ever open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.facts.accounts import NOTHING
from ledger.facts.tables import Bill, Settlement
from ledger.model.customer import Entry

_CASH = frozenset({"payment", "marked"})


@dataclass(frozen=True, slots=True)
class Habits:
    """How a customer pays. `paid` counts the invoices settled by payments, on which `days` (the mean) and `late` rest.

    `late` is the share in percent of those that named a day to pay by, None where none did. `method` is the canonical
    way of paying that is met most, empty if none is written down. `largest` is by currency the most that was open at
    the end of a day, with the first such day.
    """

    paid: int = 0
    days: Decimal | None = None
    late: Decimal | None = None
    method: str = ""
    largest: Mapping[str, tuple[Decimal, date]] = field(default_factory=dict)


def habits(bills: Sequence[Bill], settlements: Sequence[Settlement], entries: Iterable[Entry] = ()) -> Habits:
    """The habits that invoices and what was set against them show; `entries` (in time order) tell how was paid."""
    paid = _paid(bills, settlements)
    with_term = [bill for bill in paid if bill.due is not None]
    late = sum(bill.settled > bill.due for bill in with_term if bill.settled and bill.due)
    days = sum((bill.settled - bill.date).days for bill in paid if bill.settled)
    return Habits(
        len(paid),
        Decimal(days) / len(paid) if paid else None,
        Decimal(100 * late) / len(with_term) if with_term else None,
        _method(entries),
        _largest(bills, settlements),
    )


def _paid(bills: Sequence[Bill], settlements: Sequence[Settlement]) -> list[Bill]:
    """The invoices that were settled by payments, none of it given up."""
    cash = {each.bill for each in settlements if each.what in _CASH}
    given_up = {each.bill for each in settlements if each.what == "written_off"}
    return [
        bill
        for number, bill in enumerate(bills)
        if bill.settled is not None and bill.amount > 0 and number in cash and number not in given_up
    ]


def _method(entries: Iterable[Entry]) -> str:
    """The way of paying that is met most, the latest of those that are met equally often."""
    found = [way for entry in entries if isinstance(way := entry.fields.get("paid_by"), str) and way]
    counts = Counter(found)
    return max(reversed(found), key=lambda way: counts[way], default="")


def _largest(bills: Sequence[Bill], settlements: Sequence[Settlement]) -> dict[str, tuple[Decimal, date]]:
    """The most that was open, by currency; a payment before its invoice counts from the invoice's day on."""
    moved: dict[str, dict[date, Decimal]] = {}
    for bill in bills:
        _move(moved, bill.currency, bill.date, bill.amount)
    for each in settlements:
        _move(moved, each.currency, max(each.date, bills[each.bill].date), -each.amount)
    largest = {}
    for currency, by_day in moved.items():
        is_open = most = NOTHING
        for day in sorted(by_day):
            is_open += by_day[day]
            if is_open > most:
                most = is_open
                largest[currency] = most, day
    return largest


def _move(moved: dict[str, dict[date, Decimal]], currency: str, day: date, amount: Decimal) -> None:
    by_day = moved.setdefault(currency, {})
    by_day[day] = by_day.get(day, NOTHING) + amount
