"""A customer and its facts as rows of the catalog."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from ledger.facts.story import is_archived
from ledger.facts.values import Facts
from ledger.index.texts import searched
from ledger.model.customer import Customer, Entry, Task
from ledger.model.numbers import phone_digits
from ledger.model.plain import Plain, decimal_text, plain, sentence
from ledger.model.problem import Severity
from ledger.model.problems import severity
from ledger.model.values import Interval, Money, Value, YearlyDate
from ledger.query.fold import fold

Row = tuple[str | int | float | None, ...]
Rows = dict[str, list[Row]]

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# The library's own encoder in C, made once: `encode` makes one for each call, which costs more than a small value does.
_in_c = getattr(json.encoder, "c_make_encoder", None)
_chunks = _in_c and _in_c(None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", False, False, True)


def _dumps(value: Plain) -> str:
    """JSON without blanks."""
    return "".join(_chunks(value, 0)) if _chunks else _encoder.encode(value)


_PARTS_OF_CONTACT = ("name", "title", "phone", "email", "wechat", "birthday")
_REACHED_BY = {
    "phone": "phone",
    "phones": "phone",
    "landline": "phone",
    "email": "email",
    "wechat": "handle",
    "qq": "handle",
}
_LISTED = {
    "phones": "phone",
    "phone": "phone",
    "mobile": "phone",
    "landline": "phone",
    "emails": "email",
    "email": "email",
    "wechat": "handle",
    "qq": "handle",
}


def rows(number: int, customer: Customer, facts: Facts) -> Rows:
    """The rows of every table for a customer with that number."""
    text = searched(customer)
    return {
        "customers": [_customer(number, customer, facts)],
        "fields": [(number, n, *row) for n, row in enumerate(_fields(customer))],
        "contacts": list(_contacts(number, customer)),
        "entries": list(_entries(number, customer)),
        "tasks": [_task(number, n, task) for n, task in enumerate(customer.tasks)],
        "dues": list(_dues(number, customer, facts)),
        "records": list(_records(number, facts)),
        "names": [(number, n, *row) for n, row in enumerate(_names(customer))],
        "links": [(number, n, link.target, link.line, link.column) for n, link in enumerate(customer.links)],
        "problems": [
            (number, n, found.code, found.line, found.column, found.length, _dumps(dict(found.args)))
            for n, found in enumerate(customer.problems)
        ],
        "texts": [(number, text, len(text))],
        **{table: _facts(number, found) for table, found in facts.tables.items()},
    }


def _facts(number: int, found: Iterable[tuple[object, ...]]) -> list[Row]:
    """Rows of facts/tables.py; what is empty is NULL."""
    return [(number, n, *map(_held, row)) for n, row in enumerate(found)]


def _held(value: object) -> str | int | None:
    if isinstance(value, str):
        return value or None
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else None


def _person(entry: Entry) -> str | None:
    """Who wrote an entry: `by`, else the first person in its heading; None where it says neither."""
    written = entry.fields.get("by")
    if isinstance(written, tuple):
        written = written[0] if written else ""
    if isinstance(written, str) and written:
        return written
    return entry.people[0] if entry.people else None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _several(parts: Iterable[str]) -> str | None:
    kept: list[Plain] = list(parts)
    return _dumps(kept) if kept else None


def _sums(sums: Mapping[str, Decimal]) -> str:
    return _dumps({currency: decimal_text(amount) for currency, amount in sums.items()}) if sums else "{}"


def _customer(number: int, customer: Customer, facts: Facts) -> Row:
    fields: dict[str, Plain] = {name: plain(field.value) for name, field in customer.fields.items()}
    days = [due.date for due in facts.dues if due.date is not None and due.what not in ("unconfirmed", "churn")]
    next_due = min(days, default=None)
    unconfirmed = sum(due.what == "unconfirmed" for due in facts.dues)
    errors = sum(severity(found) is Severity.ERROR for found in customer.problems)
    return (
        number, customer.id, customer.path, customer.name, _text(customer, "stage"), _text(customer, "level"),
        _text(customer, "owner"), int(is_archived(customer)), int(starred(customer)), _dumps(fields),
        _day(facts.last_contact), _day(facts.last_entry), facts.contacts, facts.talk_rhythm, _day(facts.last_order),
        facts.orders, facts.order_rhythm, _sums(facts.revenue), _sums(facts.open_amount), facts.open_complaints,
        facts.completeness, _dumps(list(facts.missing)), _day(next_due), len(customer.problems), errors,
        unconfirmed,
    )  # fmt: skip


def _text(customer: Customer, name: str) -> str | None:
    value = customer.value(name)
    return value if isinstance(value, str) and value else None


def starred(customer: Customer) -> bool:
    """Whether a customer carries the star of importance."""
    return fold(customer.text("star")) not in ("", "no", "false", "0", "否")


def _fields(customer: Customer) -> Iterator[Row]:
    for name, field in customer.fields.items():
        yield from _flat(name, field.value)
        if isinstance(field.value, str) and field.text != field.value and field.text:
            yield from _flat(name, field.text)


def _flat(name: str, value: Value) -> Iterator[Row]:
    """One row a value, with the dotted name that a query uses; lists give a row for each part."""
    if isinstance(value, str):
        if value:
            yield name, value, fold(value).strip(), None, None
    elif isinstance(value, Mapping):
        for part, inner in value.items():
            yield from _flat(f"{name}.{part}", inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _flat(name, inner)
    elif isinstance(value, Money):
        text = decimal_text(value.amount)
        yield name, text, text, float(value.amount), value.currency
    elif isinstance(value, Decimal):
        text = decimal_text(value)
        yield name, text, text, float(value), None
    else:
        text = str(plain(value))
        yield name, text, _month_day(value) if isinstance(value, YearlyDate) else text, _length(value), None


def _month_day(value: YearlyDate) -> str:
    return f"{'L' if value.lunar else 'S'} {value.month:02}-{value.day:02}"


def _length(value: Value) -> float | None:
    """What days and lengths of time are compared by: the day's ordinal number, the length in days."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, Interval):
        from ledger.model.intervals import days

        return value.count / 24 if value.unit == "h" else float(days(value))
    return None


def _contacts(number: int, customer: Customer) -> Iterator[Row]:
    people = customer.value("contacts")
    if not isinstance(people, tuple):
        return
    for n, person in enumerate(people):
        if isinstance(person, Mapping):
            yield (number, n, *(_word(person.get(part)) for part in _PARTS_OF_CONTACT))


def _word(value: Value | None) -> str | None:
    made = plain(value)
    return made if isinstance(made, str) or made is None else _dumps(made)


def _entries(number: int, customer: Customer) -> Iterator[Row]:
    for n, entry in enumerate(customer.entries):
        fields = _dumps({name: plain(value) for name, value in entry.fields.items()}) if entry.fields else None
        at = entry.time.isoformat("minutes") if entry.time else None
        yield (
            number, n, entry.line, entry.date.isoformat(), at, entry.kind, entry.ref or None, entry.title or None,
            _several(entry.people), _several(entry.tags), fields, _person(entry),
        )  # fmt: skip


def _task(number: int, n: int, task: Task) -> Row:
    state = "cancelled" if task.cancelled else "done" if task.done else "open"
    repeats = None if task.repeat is None else f"{task.repeat.every}{' when done' if task.repeat.chained else ''}"
    return (
        number, n, task.line, _day(task.date), task.text, state, _day(task.done_on), _several(task.people), repeats,
        _several(task.tags), task.entry,
    )  # fmt: skip


def _dues(number: int, customer: Customer, facts: Facts) -> Iterator[Row]:
    level, owner = _text(customer, "level"), _text(customer, "owner")
    for n, due in enumerate(facts.dues):
        yield (
            number, n, due.what, _day(due.date), _day(due.show_from), due.yearly or None, due.lead, _day(due.met_on),
            due.text, due.line, _dumps(sentence(due.why)), _several(due.people), int(due.urgent), level, owner,
        )  # fmt: skip


def _records(number: int, facts: Facts) -> Iterator[Row]:
    for n, record in enumerate(facts.records):
        fields = _dumps({name: plain(value) for name, value in record.fields.items()})
        amount = None if record.open_amount is None else decimal_text(record.open_amount)
        yield (
            number, n, record.kind, record.ref or None, record.title or None, record.opened.isoformat(),
            record.touched.isoformat(), record.line, int(record.closed), fields, amount, record.currency or None,
        )  # fmt: skip


def _names(customer: Customer) -> Iterator[Row]:
    """By what people call a customer: kind, folded key, what to show."""
    yield "id", fold(customer.id), customer.id
    yield "name", fold(customer.name), customer.name
    for alias in customer.texts("aliases"):
        yield "alias", fold(alias), alias
    for name, kind in _LISTED.items():
        for text in _texts(customer.value(name)):
            yield from _key(kind, text)
    people = customer.value("contacts")
    for person in people if isinstance(people, tuple) else ():
        if isinstance(person, Mapping):
            if isinstance(called := person.get("name"), str) and called:
                yield "contact", fold(called), called
            for part, kind in _REACHED_BY.items():
                for text in _texts(person.get(part)):
                    yield from _key(kind, text)


def _texts(value: Value | None) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)


def _key(kind: str, text: str) -> Iterator[Row]:
    if kind == "phone":
        for number in phone_digits(text):
            yield kind, number, text
    elif text:
        yield kind, fold(text), text
