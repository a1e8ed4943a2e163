"""What a customer bought, day by day: rows that add up to its revenue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from ledger.facts.arrivals import arrivals
from ledger.facts.days import day_in
from ledger.facts.products import Part, order_amount, parts
from ledger.facts.settling import GivenBack, collected_by_day, money_of, refs_in
from ledger.facts.story import Story
from ledger.facts.tables import Sale, Sold
from ledger.facts.values import Record
from ledger.model.values import Value

_CENT = Decimal("0.01")
_EXACT = Context(prec=100)
_KINDS = ("order", "invoice", "payment", "return")
_Sold = tuple[Sale, Sequence[Part]]


def bought(story: Story, placed: Sequence[Record]) -> tuple[Sequence[Sale], Sequence[Sold]]:
    """The sales of a customer by day, and the products of each; the sum of sales per currency is its revenue.

    The rule is that of `revenue` in facts/money.py: the orders; in currencies without orders what was collected of the
    invoices, by the day on which it came in; in those without invoices either the payments. Returns and refunds stand
    on their own days, negative; of returns and refunds that changed no invoice only the larger sum.
    """
    if not any(kind in story.kinds for kind in _KINDS):
        return (), ()
    made: list[_Sold] = []
    own = story.settings.currency
    currencies = {amount.currency for order in placed if (amount := order_amount(order.fields, own)) is not None}
    made += _orders(story, placed)
    if story.settled.invoices:
        billed = {amount.currency for _, amount in story.settled.bills}
        made += _collected(story, billed - currencies)
        currencies |= billed
    if "payment" in story.kinds:
        made += _payments(story, currencies)
        paid = (money_of(entry.fields) for entry in story.kinds["payment"])
        currencies |= {amount.currency for amount in paid if amount is not None}
    made += _given_back(story, placed, currencies)
    made.sort(key=lambda each: each[0].date)
    sales = [sale._replace(units=_units(products)) for sale, products in made]
    sold = [_sold(number, sale, part) for number, (sale, products) in enumerate(made) for part in products]
    return sales, sold


def _sold(number: int, sale: Sale, part: Part) -> Sold:
    cost = sale.cost if part.product and part.amount == sale.amount else None
    return Sold(
        number,
        sale.date,
        part.product,
        part.category,
        part.quantity,
        part.unit,
        part.amount,
        sale.currency,
        sale.what,
        cost,
    )


def _units(products: Sequence[Part]) -> Decimal | None:
    known = [part.quantity for part in products if part.quantity is not None]
    return sum(known, Decimal(0)) if known else None


def _orders(story: Story, placed: Sequence[Record]) -> Iterator[_Sold]:
    paid_by = _paid_by(story, placed)
    arrived = arrivals(story, placed) if placed else {}
    for order in placed:
        fields = order.fields
        amount = order_amount(fields, story.settings.currency)
        value, currency = (None, "") if amount is None else (amount.amount, amount.currency)
        sale = Sale(
            order.opened,
            "order",
            order.ref,
            order.line,
            value,
            currency,
            _cost(fields, currency),
            _text(fields.get("paid_by")) or paid_by.get(order.ref.casefold(), ""),
            _text(fields.get("salesperson")) or _text(fields.get("by")),
            day_in(fields, "deliver_on"),
            day_in(fields, "delivered_on") or arrived.get(order.line),
        )
        yield sale, parts(fields, value, currency or story.settings.currency)


def _collected(story: Story, currencies: set[str]) -> Iterator[_Sold]:
    bills = story.settled.bills
    entries = {entry.line: entry for entry in story.kinds.get("payment", ())}
    seen = set()
    for each in collected_by_day(story.settled) if currencies else ():
        if each.currency not in currencies:
            continue
        record, billed = bills[each.bill]
        paid = entries.get(each.line) if each.what == "payment" else None
        sale = Sale(
            each.date,
            "invoice",
            record.ref,
            each.line,
            each.amount,
            each.currency,
            None,
            "" if paid is None else _text(paid.fields.get("paid_by")),
            _text(record.fields.get("salesperson")) or _text(record.fields.get("by")),
            None,
            None,
        )
        whole = each.amount == billed.amount
        yield sale, _of_bill(record, sale, whole=whole, first=each.bill not in seen)
        seen.add(each.bill)


def _of_bill(record: Record, sale: Sale, *, whole: bool, first: bool) -> Sequence[Part]:
    """The products in a sum that came in; of a bill paid in parts one product alone can be told, its quantity once."""
    found = parts(record.fields, sale.amount, sale.currency)
    if whole:
        return found
    named = [part for part in found if part.product]
    if len(named) != 1:
        return [Part("", "", None, "", sale.amount)]
    only = named[0]
    return [Part(only.product, only.category, only.quantity if first else None, only.unit, sale.amount)]


def _payments(story: Story, but: set[str]) -> Iterator[_Sold]:
    for entry in story.kinds["payment"]:
        amount = money_of(entry.fields)
        if amount is None or amount.currency in but:
            continue
        sale = Sale(
            entry.date,
            "payment",
            entry.ref,
            entry.line,
            amount.amount,
            amount.currency,
            None,
            _text(entry.fields.get("paid_by")),
            _text(entry.fields.get("by")),
            None,
            None,
        )
        yield sale, parts(entry.fields, amount.amount, amount.currency)


def _given_back(story: Story, placed: Sequence[Record], currencies: set[str]) -> Iterator[_Sold]:
    settled = story.settled
    for each in settled.given_back:
        if each.currency not in currencies:
            continue
        returned, refunded = settled.returned.get(each.currency, 0), settled.refunded.get(each.currency, 0)
        counts = (returned >= refunded) == (each.what == "return")
        worth = (each.against if each.what == "return" else Decimal(0)) + (each.rest if counts else Decimal(0))
        if each.what == "refund" and not worth:
            continue
        amount = -worth if worth else None
        cost = None if amount is None else _cost_back(each, worth, placed)
        currency = each.currency if worth else ""
        sale = Sale(each.date, each.what, each.ref, each.line, amount, currency, cost, "", _by(each), None, None)
        found = parts(_with_product(each.fields, placed), amount, each.currency, back=True)
        if worth or any(part.product for part in found):
            yield sale, found
    yield from _without_worth(story, placed)


def _with_product(fields: Mapping[str, Value], placed: Sequence[Record]) -> Mapping[str, Value]:
    """The fields of what came back with the product of the order that it names, where it says none and that has one."""
    refs = refs_in(fields, "order")
    if not refs or fields.get("product") or fields.get("items"):
        return fields
    for order in placed:
        if order.ref.casefold() in refs:
            named = {part.product for part in parts(order.fields, None, "") if part.product}
            if len(named) == 1:
                return {**fields, "product": tuple(named), "category": order.fields.get("category", "")}
    return fields


def _without_worth(story: Story, placed: Sequence[Record]) -> Iterator[_Sold]:
    """Returns that tell what came back, but not its worth."""
    for record in story.records.get("return", ()):
        refused = record.fields.get("status") in ("refused", "exchanged", "cancelled", "void", "draft")
        if money_of(record.fields) is None and not refused:
            found = parts(_with_product(record.fields, placed), None, story.settings.currency, back=True)
            if any(part.product for part in found):
                by = _text(record.fields.get("by"))
                sale = Sale(record.opened, "return", record.ref, record.line, None, "", None, "", by, None, None)
                yield sale, found


def _cost(fields: Mapping[str, Value], currency: str) -> Decimal | None:
    """What an order cost, if that is in the currency of its amount."""
    cost = fields.get("cost")
    found = money_of({"amount": cost}) if cost is not None else None
    return None if found is None or found.currency != currency else found.amount


def _cost_back(each: GivenBack, worth: Decimal, placed: Sequence[Record]) -> Decimal | None:
    """The cost that a return takes back: its share of what the order cost. Money that is given back takes none.

    The order is the one that it names, else the last one in its currency before. None where that has no cost.
    """
    refs = refs_in(each.fields, "order")
    fitting = [
        (order, amount.amount, cost)
        for order in placed
        if (amount := order_amount(order.fields, each.currency)) is not None
        and amount.currency == each.currency
        and amount.amount > 0
        and (cost := _cost(order.fields, each.currency)) is not None
        and (order.ref.casefold() in refs if refs else order.opened <= each.date)
    ]
    if not fitting:
        return None
    _, ordered, its_cost = fitting[-1]
    if each.what == "refund":
        return Decimal(0)
    return -_EXACT.divide(_EXACT.multiply(its_cost, worth), ordered).quantize(_CENT, ROUND_HALF_UP, _EXACT)


def _paid_by(story: Story, placed: Sequence[Record]) -> Mapping[str, str]:
    """How the orders were paid, by REF, where only their payments say it."""
    if "payment" not in story.kinds or all(order.fields.get("paid_by") for order in placed):
        return {}
    ordered = {
        invoice.ref.casefold(): refs_in(invoice.fields, "order")
        for invoice in story.records.get("invoice", ())
        if invoice.ref and invoice.fields.get("order")
    }
    found: dict[str, str] = {}
    for entry in story.kinds["payment"]:
        way = _text(entry.fields.get("paid_by"))
        if way:
            invoices = refs_in(entry.fields, "invoice")
            for ref in (*refs_in(entry.fields, "order"), *(ref for one in invoices for ref in ordered.get(one, ()))):
                found.setdefault(ref, way)
    return found


def _by(each: GivenBack) -> str:
    return _text(each.fields.get("by"))


def _text(value: Value | None) -> str:
    """A text, or the first of several."""
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, str) else ""
