"""The tree that a query becomes: what is asked, independent of who answers it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from ledger.model.values import Interval, Money

Span = tuple[int, int]


class Of(StrEnum):
    """Whose field a condition speaks of: the customer's own, one worked out, or one of any entry."""

    CUSTOMER = "customer"
    COMPUTED = "computed"
    ENTRY = "entry"


class Operator(StrEnum):
    """How values are compared; several values are joined by "or".

    IS is equality of a known value, a person or a tag, EQUALS that of a whole text, both folded; CONTAINS finds
    words and phrases in text, and digits in phones; WITHIN takes ranges only.
    """

    IS = "is"
    EQUALS = "equals"
    CONTAINS = "contains"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of any year."""

    month: int
    day: int


Edge = date | time | Decimal | Money | Interval | MonthDay


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both taken in unless `…_open`; None is no bound.

    Both ends are of one class. Dates are whole days with both ends taken in; a range of MonthDay may pass the
    end of the year. Money of the currency "" is a zero that fits any currency.
    """

    low: Edge | None
    high: Edge | None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Starts:
    """A text of which some word begins so."""

    text: str


Operand = str | Starts | Range


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes have: the place in the text of the query from which they were read."""

    span: Span = dataclasses.field(default=(0, 0), compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """No condition."""


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of two or more."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """At least one of two or more."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The opposite."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A word anywhere in the text: whole for Latin, any part of a run for Chinese."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """Words in this order, as one piece."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """The beginning of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Has(Node):
    """A field is there and not empty; a worked-out number is not zero."""

    field: str
    of: Of = Of.CUSTOMER


@dataclass(frozen=True, slots=True)
class Condition(Node):
    """A field, canonical and dotted where nested, fits one of the values; one element of a list or of maps is enough.

    `also` are other names for the same known values, as a file may have them: 小张 for 张三, 活跃 for active.
    """

    field: str
    operator: Operator
    values: tuple[Operand, ...]
    of: Of = Of.CUSTOMER
    also: tuple[str, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Tag(Node):
    """A tag, without its `#`: the customer's own, of an entry or of a task."""

    name: str


@dataclass(frozen=True, slots=True)
class Person(Node):
    """One of us, without the `@`: taking part in an entry, meant by a task, or named in one of `fields`.

    These are the fields, of customers and of entries, that hold people by the vocabulary; `also` are the person's
    other names.
    """

    name: str
    fields: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    also: tuple[str, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class KindIs(Node):
    """An entry of this canonical kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class EntryThat(Node):
    """One and the same entry fits all of a tree."""

    tree: Tree


@dataclass(frozen=True, slots=True)
class Saved(Node):
    """A saved query by its name, with what it stands for; spans in there count in its own text."""

    name: str
    tree: Tree


Tree = (
    Everything | And | Or | Not | Word | Phrase | Prefix | Has | Condition | Tag | Person | KindIs | EntryThat | Saved
)
