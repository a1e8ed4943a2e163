"""What is worked out from one customer file, as values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledger.messages import Message
from ledger.model.values import Value


@dataclass(frozen=True, slots=True)
class Due:
    """Something that will need attention.

    `date` is the day itself (None: any day), `show_from` the day from which it asks for attention before that
    (never after `date`). A day that comes every year has `yearly` instead of both: `S 11-21` (solar), `L 08-15`
    (lunar), `H spring-festival` (holiday), with `lead` days of notice; `met_on` is the last day on which
    somebody did what it asks for. `why` names the rule and its numbers.
    """

    what: str
    text: str
    line: int
    why: Message
    date: dt.date | None = None
    show_from: dt.date | None = None
    yearly: str = ""
    lead: int = 0
    met_on: dt.date | None = None
    people: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A lasting record (opportunity, invoice …): the last word of every field over its entries.

    `opened` is its first entry's day, `touched` its last one's (of an open opportunity that of the last entry that speaks
    of it); `fields` the typed values; `closed` true when its
    status or stage ends it; `line` that of the last entry. Invoices carry what is `open_amount` still.
    """

    kind: str
    ref: str
    title: str
    opened: dt.date
    touched: dt.date
    line: int
    closed: bool
    fields: Mapping[str, Value]
    open_amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything worked out from one customer; sums are per currency, `tables` the rows of facts/tables.py by table.

    `standings` say how it stands on a day, where somebody has worked that out; nothing here is.
    """

    dues: tuple[Due, ...] = ()
    records: tuple[Record, ...] = ()
    last_contact: dt.date | None = None
    last_entry: dt.date | None = None
    contacts: int = 0
    talk_rhythm: int | None = None
    last_order: dt.date | None = None
    orders: int = 0
    order_rhythm: int | None = None
    revenue: Mapping[str, Decimal] = field(default_factory=dict)
    open_amount: Mapping[str, Decimal] = field(default_factory=dict)
    open_complaints: int = 0
    completeness: int = 100
    missing: tuple[str, ...] = ()
    tables: Mapping[str, Sequence[tuple[object, ...]]] = field(default_factory=dict)
    standings: Mapping[str, str | int] = field(default_factory=dict)
