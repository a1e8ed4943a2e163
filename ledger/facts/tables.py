"""Facts of which a customer has many, one row each: what reports add up. The catalog keeps them in tables of these names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple


class Sale(NamedTuple):
    """Something that counts towards revenue on its day: the sum over a customer's rows is its revenue.

    `what` is order, invoice (a sum collected where nothing was ordered), payment, return or refund (negative). An
    order without an amount counts as an order all the same. `cost` is in the same currency; a return takes back its share
    of the order's, a refund 0. `person` is who did it, if the entry says so. `units` is the sum of the quantities in it.
    """

    date: dt.date
    what: str
    ref: str
    line: int
    amount: Decimal | None
    currency: str
    cost: Decimal | None
    paid_by: str
    person: str
    deliver_on: dt.date | None
    delivered_on: dt.date | None
    units: Decimal | None = None


class Sold(NamedTuple):
    """A product of a sale (`sale` is the place among the customer's sales), once; what names no product has an empty one.

    The amounts of a sale's products add up to its own. `what` is that of the sale, `cost` the sale's where the product
    accounts for all of it.
    """

    sale: int
    date: dt.date
    product: str
    category: str
    quantity: Decimal | None
    unit: str
    amount: Decimal | None
    currency: str
    what: str = ""
    cost: Decimal | None = None


class Bill(NamedTuple):
    """An invoice that is to be paid, or a credit note (negative): what is open, and since when nothing is.

    `settled` is the day on which nothing was open any more. Void ones and drafts are no bills.
    """

    date: dt.date
    ref: str
    title: str
    line: int
    due: dt.date | None
    amount: Decimal
    currency: str
    open: Decimal
    settled: dt.date | None
    status: str
    contract: str
    person: str


class Settlement(NamedTuple):
    """A sum set against a bill (its place among the customer's): payment, credit, return, refund,
    `marked` (as paid) or `written_off`.
    """

    bill: int
    date: dt.date
    what: str
    amount: Decimal
    currency: str
    line: int


class Move(NamedTuple):
    """A step from one stage to the next: of an opportunity (`what` opportunity, by `ref`), or of the customer.

    A customer's steps by the rules of ledger.yaml are `life` (potential, active, loyal, lost) and `buying` (potential,
    first_purchase, repeat, loyal, lost); some lie ahead, as nobody knows yet that there will be no order.
    """

    what: str
    ref: str
    date: dt.date
    line: int
    was: str
    became: str


class Case(NamedTuple):
    """A complaint, a feedback, an inquiry or a service with its steps; moments are `2026-11-21` or `2026-11-21 14:30`.

    `answer_by` and `solve_by` are the moments until which the rules or a promise want it answered and solved,
    `answer_minutes` and `solve_minutes` how long it took from `opened`. `line` is that of the entry that opened it.
    """

    kind: str
    ref: str
    title: str
    line: int
    opened: str
    answered: str
    solved: str
    confirmed: str
    promise: dt.date | None
    answer_by: str
    solve_by: str
    answer_minutes: int | None
    solve_minutes: int | None
    severity: str
    tone: str
    topic: str
    product: str
    status: str
    closed: int
    person: str
    reason: str
    handled_by: str
    cost: Decimal | None
    currency: str
    compensation: Decimal | None
    compensation_currency: str


class Rating(NamedTuple):
    """An answer of a customer: `csat`, `nps` or `ces`, as a number on the scale of docs/reports/satisfaction.md."""

    date: dt.date
    line: int
    measure: str
    value: Decimal
    product: str
    touchpoint: str
    person: str


class Rhythm(NamedTuple):
    """One row for each customer: what its habits are, from which churn and the next order are worked out on any day.

    Gaps are in days. `order_days` are days with an order, `order_gap` is the median of the newest gaps, `recent_gap` the
    mean of the newest three and `earlier_gap` of those before (None: too few); `talks` days with a real contact,
    `talk_gap` the median between them. `complaints` are the days of the newest 20 with blanks. `rating` is the last answer
    on a scale of 0 to 100, `rating_before` the mean of earlier ones to the same question. `late` is how many days after
    their term the last three bills were paid in the mean (negative: early), `late_before` those before, `late_on` when
    that was seen; `owes_since` the earliest term of what is open.
    """

    first_order: dt.date | None
    last_order: dt.date | None
    orders: int
    order_gap: int | None
    order_days: int = 0
    recent_gap: int | None = None
    earlier_gap: int | None = None
    last_contact: dt.date | None = None
    talks: int = 0
    talk_gap: int | None = None
    complaints: str | None = None
    rating_on: dt.date | None = None
    rating: int | None = None
    rating_before: int | None = None
    late_on: dt.date | None = None
    late: int | None = None
    late_before: int | None = None
    owes_since: dt.date | None = None


TABLES: dict[str, type[tuple[object, ...]]] = {
    "sales": Sale,
    "sold": Sold,
    "bills": Bill,
    "settlements": Settlement,
    "moves": Move,
    "cases": Case,
    "ratings": Rating,
    "rhythms": Rhythm,
}
