"""The values that a condition speaks of, fetched from a customer, an entry or what is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from ledger.model.customer import Customer, Entry
from ledger.model.values import Interval, Money, Value, YearlyDate

if TYPE_CHECKING:
    from ledger.facts.tables import Bill
    from ledger.facts.values import Facts

NOTHING: tuple[Value, ...] = ()


def of_customer(customer: Customer, path: str) -> tuple[Value, ...]:
    """The values of a field, dotted where nested; the text as typed follows where it says something else."""
    first, _, rest = path.partition(".")
    if path in ("name", "id"):
        return (customer.name if path == "name" else customer.id,)
    field = customer.fields.get(first)
    if field is None:
        return NOTHING
    found = tuple(_inner(field.value, rest.split(".") if rest else []))
    return (*found, field.text) if field.text and not rest and isinstance(field.value, str) else found


def of_entry(entry: Entry, path: str) -> tuple[Value, ...]:
    """The values of what every entry has, or of one of its fields."""
    match path:
        case "date":
            return (entry.date,)
        case "time":
            return NOTHING if entry.time is None else (entry.time,)
        case "kind":
            return (entry.kind,)
        case "ref" | "title" | "text":
            text = {"ref": entry.ref, "title": entry.title, "text": entry.text}[path]
            own = (entry.fields[path],) if path in entry.fields else NOTHING
            return (text, *own) if text else own
    first, _, rest = path.partition(".")
    return tuple(_inner(entry.fields[first], rest.split(".") if rest else [])) if first in entry.fields else NOTHING


def computed(customer: Customer, facts: Facts, today: date, name: str, currency: str) -> tuple[Value, ...]:
    """A worked-out value; money in `currency`, where no amount is 0 ("": in all that occur)."""
    match name:
        case "revenue" | "open_amount":
            return _money(facts.revenue if name == "revenue" else facts.open_amount, currency)
        case "overdue_amount":
            return _money(overdue(facts, today), currency)
        case "next_due":
            days = [due.date for due in facts.dues if due.date is not None and due.what not in ("unconfirmed", "churn")]
            return (min(days),) if days else NOTHING
        case "days_silent":
            return NOTHING if facts.last_contact is None else (Decimal((today - facts.last_contact).days),)
        case "next_order" if "next_order" in facts.standings:
            return (date.fromisoformat(str(facts.standings[name])),)
        case "churn_points" if "churn_points" in facts.standings:
            return (Decimal(facts.standings[name]),)
        case "churn" | "stage_by_rules" | "value_tier" | "segment" | "level_by_rules" | "next_order" | "churn_points":
            return (str(facts.standings[name]),) if name in facts.standings else NOTHING
        case "problems":
            return (Decimal(len(customer.problems)),)
        case "path":
            return (customer.path,)
        case "missing":
            return tuple(facts.missing)
    return _plain(
        {
            "last_contact": facts.last_contact,
            "last_entry": facts.last_entry,
            "last_order": facts.last_order,
            "contacts_made": facts.contacts,
            "talk_rhythm": facts.talk_rhythm,
            "order_rhythm": facts.order_rhythm,
            "orders": facts.orders,
            "completeness": facts.completeness,
            "open_complaints": facts.open_complaints,
        }[name]
    )


def overdue(facts: Facts, today: date) -> Mapping[str, Decimal]:
    """What is open of invoices whose day to pay by is past, per currency."""
    sums: dict[str, Decimal] = {}
    for bill in bills_to_pay(facts):
        if bill.due is not None and bill.due < today:
            sums[bill.currency] = sums.get(bill.currency, Decimal(0)) + bill.open
    return sums


def bills_to_pay(facts: Facts) -> Iterator[Bill]:
    """The invoices of a customer of which something is open."""
    bills = cast("Iterable[Bill]", facts.tables.get("bills", ()))
    return (bill for bill in bills if bill.open > 0)


def texts(value: Value) -> Iterator[str]:
    """All the texts in a value, nested ones too."""
    match value:
        case str():
            yield value
        case tuple():
            for part in value:
                yield from texts(part)
        case Mapping():
            for part in value.values():
                yield from texts(part)
        case Money():
            yield f"{value.amount:f}"
        case Decimal():
            yield f"{value:f}"
        case YearlyDate():
            yield f"{value.month:02d}-{value.day:02d}"
        case Interval():
            yield str(value)
        case _:
            yield value.isoformat()


def _plain(value: date | int | None) -> tuple[Value, ...]:
    if value is None:
        return NOTHING
    return (Decimal(value) if isinstance(value, int) else value,)


def _money(sums: Mapping[str, Decimal], currency: str) -> tuple[Value, ...]:
    if currency:
        return (Money(sums.get(currency, Decimal(0)), currency),)
    return tuple(Money(amount, code) for code, amount in sums.items()) or (Money(Decimal(0), ""),)


def _inner(value: Value, path: list[str]) -> Iterator[Value]:
    """What lies at a path in a value: lists by each of their members, maps by name or, at the end, whole."""
    if isinstance(value, tuple):
        for part in value:
            yield from _inner(part, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _inner(value[path[0]], path[1:])


def filled(values: Iterable[Value]) -> bool:
    """Whether there is anything: a text that isn't blank, an amount or number that isn't zero, any day."""
    return any(_filled(value) for value in values)


def _filled(value: Value) -> bool:
    match value:
        case str():
            return bool(value.strip())
        case tuple():
            return filled(value)
        case Mapping():
            return filled(value.values())
    return True
