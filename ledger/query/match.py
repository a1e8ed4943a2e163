"""Whether a customer fits a query, worked out in plain Python: the reference that every index has to agree with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from ledger.model.customer import Customer, Entry, Task
from ledger.model.values import Interval, Money, Value, YearlyDate
from ledger.model.yearly import next_on_or_after
from ledger.query import asked_values
from ledger.query.edges import rank
from ledger.query.fold import digits, fold, found, phones
from ledger.query.tree import (
    And,
    Condition,
    EntryThat,
    Everything,
    Has,
    KindIs,
    MonthDay,
    Not,
    Of,
    Operand,
    Operator,
    Or,
    Person,
    Phrase,
    Prefix,
    Range,
    Saved,
    Starts,
    Tag,
    Tree,
    Word,
)

if TYPE_CHECKING:
    from ledger.facts.values import Facts


def matches(tree: Tree, customer: Customer, facts: Facts, today: date) -> bool:
    """Whether the customer fits the query as of `today`."""
    return _holds(tree, _Whole(customer, facts, today))


class _Subject(Protocol):
    """What is asked about: a whole customer or one entry."""

    today: date

    def texts(self) -> Iterator[str]: ...

    def values(self, field: str, of: Of, currency: str) -> Iterator[tuple[Value, ...]]: ...

    def tags(self) -> Iterator[str]: ...

    def people(self, fields: tuple[str, ...]) -> Iterator[str]: ...

    def entries(self) -> Iterator[_One]: ...


class _One:
    """One entry with the tasks in it."""

    def __init__(self, entry: Entry, tasks: tuple[Task, ...], today: date) -> None:
        self.entry = entry
        self.tasks = tasks
        self.today = today

    def texts(self) -> Iterator[str]:
        entry = self.entry
        yield from (entry.kind_as_written, entry.ref, entry.title, entry.text, *entry.people, *entry.tags)
        for value in entry.fields.values():
            yield from asked_values.texts(value)

    def values(self, field: str, of: Of, currency: str) -> Iterator[tuple[Value, ...]]:
        yield asked_values.of_entry(self.entry, field)

    def tags(self) -> Iterator[str]:
        yield from self.entry.tags
        for task in self.tasks:
            yield from task.tags

    def people(self, fields: tuple[str, ...]) -> Iterator[str]:
        yield from self.entry.people
        for task in self.tasks:
            yield from task.people
        for field in fields:
            if field in self.entry.fields:
                yield from asked_values.texts(self.entry.fields[field])

    def entries(self) -> Iterator[_One]:
        yield self


class _Whole:
    """A customer with everything in the file."""

    def __init__(self, customer: Customer, facts: Facts, today: date) -> None:
        self.customer = customer
        self.facts = facts
        self.today = today

    def texts(self) -> Iterator[str]:
        customer = self.customer
        yield from (customer.name, customer.id, customer.body)
        for field in customer.fields.values():
            yield field.text
            yield from asked_values.texts(field.value)
        for entry in self.entries():
            yield from entry.texts()

    def values(self, field: str, of: Of, currency: str) -> Iterator[tuple[Value, ...]]:
        if of is Of.CUSTOMER:
            yield asked_values.of_customer(self.customer, field)
        elif of is Of.COMPUTED:
            yield asked_values.computed(self.customer, self.facts, self.today, field, currency)
        else:
            for entry in self.entries():
                yield from entry.values(field, of, currency)

    def tags(self) -> Iterator[str]:
        yield from self.customer.texts("tags")
        for entry in self.customer.entries:
            yield from entry.tags
        for task in self.customer.tasks:
            yield from task.tags

    def people(self, fields: tuple[str, ...]) -> Iterator[str]:
        for field in fields:
            for value in asked_values.of_customer(self.customer, field):
                yield from asked_values.texts(value)
        for entry in self.entries():
            yield from entry.people(fields)
        for task in self.customer.tasks:
            yield from task.people

    def entries(self) -> Iterator[_One]:
        for place, entry in enumerate(self.customer.entries):
            yield _One(entry, tuple(task for task in self.customer.tasks if task.entry == place), self.today)


def _holds(tree: Tree, subject: _Subject) -> bool:
    match tree:
        case Everything():
            return True
        case And():
            return all(_holds(part, subject) for part in tree.parts)
        case Or():
            return any(_holds(part, subject) for part in tree.parts)
        case Not():
            return not _holds(tree.part, subject)
        case Saved():
            return _holds(tree.tree, subject)
        case EntryThat():
            return any(_holds(tree.tree, entry) for entry in subject.entries())
    return _is_said(tree, subject)


def _is_said(tree: Tree, subject: _Subject) -> bool:
    """Whether a single condition holds."""
    match tree:
        case Word() | Phrase() | Prefix():
            return in_texts(tree.text, subject.texts(), begins=isinstance(tree, Prefix))
        case KindIs():
            return any(entry.entry.kind == tree.kind for entry in subject.entries())
        case Tag():
            return same((tree.name,), subject.tags())
        case Person():
            return same((tree.name, *tree.also), subject.people(tree.fields))
        case Has():
            return any(has(values) for values in subject.values(tree.field, tree.of, ""))
        case Condition():
            return any(_fits(tree, operand, subject) for operand in tree.values) or _called(tree, subject)
    raise AssertionError(tree)


def has(values: tuple[Value, ...]) -> bool:
    """Whether values are there; worked-out numbers and sums count from 1."""
    return asked_values.filled(value for value in values if not _is_zero(value))


def _is_zero(value: Value) -> bool:
    return (value.amount if isinstance(value, Money) else value) == 0


def in_texts(wanted: str, texts: Iterable[str], *, begins: bool = False) -> bool:
    """Whether words stand in one of the texts, or a number of five and more digits in a phone number there."""
    folded, number = fold(wanted).strip(), digits(fold(wanted))
    for text in texts:
        plain = fold(text)
        if found(folded, plain, begins=begins) or (number and any(number in phone for phone in phones(plain))):
            return True
    return False


def same(wanted: Iterable[str], names: Iterable[str]) -> bool:
    """Whether one of the names is one of those wanted, as they are compared."""
    folded = {fold(name).strip() for name in wanted}
    return any(fold(name).strip().lstrip("#@") in folded for name in names)


def _called(tree: Condition, subject: _Subject) -> bool:
    """Whether the field holds a known value under another of its names."""
    if not tree.also:
        return False
    return any(same(tree.also, _all_texts(values)) for values in subject.values(tree.field, tree.of, ""))


def _all_texts(values: tuple[Value, ...]) -> list[str]:
    return [text for value in values for text in asked_values.texts(value)]


def _fits(tree: Condition, operand: Operand, subject: _Subject) -> bool:
    for values in subject.values(tree.field, tree.of, _currency(operand)):
        if isinstance(operand, Range):
            if any(within(value, operand, subject.today) for value in values):
                return True
        elif text_fits(tree.operator, operand, _all_texts(values)):
            return True
    return False


def _currency(operand: Operand) -> str:
    edges = (operand.low, operand.high) if isinstance(operand, Range) else ()
    return next((edge.currency for edge in edges if isinstance(edge, Money)), "")


def text_fits(operator: Operator, operand: str | Starts, texts: list[str]) -> bool:
    """Whether one of the texts fits an operand that is no range."""
    if isinstance(operand, Starts):
        return in_texts(operand.text, texts, begins=True)
    if operator is Operator.CONTAINS:
        return in_texts(operand, texts)
    return same((operand,), texts)


def within(value: Value, wanted: Range, today: date) -> bool:
    """Whether a value lies in a range; one of another class or currency never does."""
    edge = wanted.low if wanted.low is not None else wanted.high
    match value, edge:
        case (YearlyDate() | date(), MonthDay()):
            return _in_year(value, wanted, today)
        case (Money(), Money()):
            if edge.currency and value.currency != edge.currency:
                return False
        case (date(), date()) | (Interval(), Interval()) | (Decimal(), Decimal()):
            pass
        case _:
            if type(value) is not type(edge):
                return False
    return _between(value, wanted)  # type: ignore[arg-type]


def _between(value: date | Decimal | Money | Interval | MonthDay, wanted: Range) -> bool:
    place = rank(value)
    if wanted.low is not None and (place < rank(wanted.low) or (wanted.low_open and place == rank(wanted.low))):
        return False
    return not (
        wanted.high is not None and (place > rank(wanted.high) or (wanted.high_open and place == rank(wanted.high)))
    )


def _in_year(value: YearlyDate | date, wanted: Range, today: date) -> bool:
    """A solar day by its month and day; a lunar one by the day on which it falls in the coming (or current) such stretch."""
    low = wanted.low if isinstance(wanted.low, MonthDay) else MonthDay(1, 1)
    high = wanted.high if isinstance(wanted.high, MonthDay) else MonthDay(12, 31)
    if isinstance(value, YearlyDate) and value.lunar:
        first, last = coming(low, high, today)
        falls = next_on_or_after(value, first)
        return falls is not None and falls <= last
    place = (value.month, value.day)
    after, before = place >= (low.month, low.day), place <= (high.month, high.day)
    return after and before if (low.month, low.day) <= (high.month, high.day) else after or before


def coming(low: MonthDay, high: MonthDay, today: date) -> tuple[date, date]:
    """The first stretch from `low` to `high` that ends today or later."""
    wraps = (low.month, low.day) > (high.month, high.day)
    year = today.year - 1 if wraps else today.year
    while _day(year + wraps, high) < today:
        year += 1
    return _day(year, low), _day(year + wraps, high)


def _day(year: int, day: MonthDay) -> date:
    """A day of a year; 29 February is the 28th in common years."""
    if year > date.max.year:
        return date.max
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return date(year, day.month, 1) + timedelta(days=27)
