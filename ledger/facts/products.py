"""The products in an order, an invoice, a payment or a return, and how its amount is shared among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from ledger.facts.accounts import money_of
from ledger.model.order_lines import OrderLine, measure, order_line, order_lines
from ledger.model.values import Money, Value
from ledger.text.late import late

_EXACT = Context(prec=100)
_TIMES = late(r"[×✕*@=]|(?<![A-Za-z])[xX] ?[0-9]")


@dataclass(frozen=True, slots=True)
class Part:
    """A product of a sale; an empty one is what no product accounts for."""

    product: str
    category: str
    quantity: Decimal | None
    unit: str
    amount: Decimal | None


def parts(fields: Mapping[str, Value], amount: Decimal | None, currency: str, *, back: bool = False) -> Sequence[Part]:
    """The products that fields tell of, whose amounts add up to `amount`; with `back` they are negative.

    Lines (`items`) have their own sums; one without a sum takes what the others leave. A product in `product` takes the
    whole amount, several share it in a way that nobody knows, so that it stands under none. Without an amount products
    have none either.
    """
    lines = _lines(fields, currency, amount)
    category = _text(fields.get("category"))
    if not lines:
        quantity, unit = _quantity(fields)
        return [Part("", category, _signed(quantity, back=back), unit, amount)]
    worths = _worths(lines, amount, currency, back=back)
    named = [
        Part(line.product, category, _signed(line.quantity, back=back), line.unit, worth)
        for line, worth in zip(lines, worths, strict=True)
        if line.product
    ]
    named = _together(named)
    if amount is None:
        return named
    rest = amount
    for part in named:
        if part.amount is not None:
            rest = _EXACT.subtract(rest, part.amount)
    return [*named, Part("", category, None, "", rest)] if rest or not named else named


def order_amount(fields: Mapping[str, Value], currency: str) -> Money | None:
    """What an order comes to: its `amount`, else what its lines add up to, else `price` times `quantity`.

    Lines count only where each has a sum that leaves no doubt, all in one currency; None where nobody can say.
    """
    if fields.get("amount"):
        return money_of(fields)
    if fields.get("items"):
        lines = order_lines(fields["items"], currency)
        worths = [line.worth for line in lines]
        if any(worth is None for worth in worths) or any(
            line.plain and line.quantity not in (None, 1) for line in lines
        ):
            return None
        several = {worth.currency for worth in worths if worth is not None}
        return Money(_sum(lines), several.pop()) if len(several) == 1 else None
    price, (quantity, _) = fields.get("price"), _quantity(fields)
    if isinstance(price, Money) and quantity is not None:
        return Money(_EXACT.multiply(price.amount, quantity), price.currency)
    return None


def _together(named: Sequence[Part]) -> list[Part]:
    """Lines of the same product as one."""
    found: dict[str, Part] = {}
    for part in named:
        known = found.get(part.product)
        found[part.product] = part if known is None else _joined(known, part)
    return list(found.values())


def _joined(one: Part, other: Part) -> Part:
    quantity, amount = _added(one.quantity, other.quantity), _added(one.amount, other.amount)
    return Part(one.product, one.category, quantity, one.unit if one.unit == other.unit else "", amount)


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else _EXACT.add(one, other)


def _lines(fields: Mapping[str, Value], currency: str, amount: Decimal | None) -> Sequence[OrderLine]:
    if fields.get("items"):
        return _fitting(order_lines(fields["items"], currency), amount)
    products = _texts(fields.get("product"))
    if len(products) != 1:
        return [_product(text, currency) for text in products]
    quantity, unit = _quantity(fields)
    if quantity is not None:
        return [OrderLine(products[0], quantity, unit)]
    return [_product(products[0], currency)]


def _product(text: str, currency: str) -> OrderLine:
    """A product; a whole line only where its signs leave no doubt, as names have numbers too."""
    return order_line(text, currency) if _TIMES.search(text) else OrderLine(text)


def _fitting(lines: Sequence[OrderLine], amount: Decimal | None) -> Sequence[OrderLine]:
    """Lines whose plain sums are those of the lines, if only then they add up to the amount."""
    if amount is None or not any(line.plain for line in lines) or _sum(lines) == abs(amount):
        return lines
    others = [line.as_sum() for line in lines]
    return others if _sum(others) == abs(amount) else lines


def _sum(lines: Sequence[OrderLine]) -> Decimal:
    total = Decimal(0)
    for line in lines:
        if line.worth is not None:
            total = _EXACT.add(total, line.worth.amount)
    return total


def _worths(
    lines: Sequence[OrderLine], amount: Decimal | None, currency: str, *, back: bool
) -> Sequence[Decimal | None]:
    """What each line comes to; the only one without a sum takes what is left, unless that is less than nothing."""
    if amount is None:
        return [None] * len(lines)
    found = [_worth(line, currency, back=back) for line in lines]
    alone = [place for place, worth in enumerate(found) if worth is None and lines[place].product]
    if len(alone) == 1:
        rest = amount
        for worth in found:
            rest = rest if worth is None else _EXACT.subtract(rest, worth)
        if not rest or (rest > 0) == (amount > 0):
            found[alone[0]] = rest
    return found


def _worth(line: OrderLine, currency: str, *, back: bool) -> Decimal | None:
    worth = line.worth
    return None if worth is None or worth.currency != currency else _signed(worth.amount, back=back)


def _signed(number: Decimal | None, *, back: bool) -> Decimal | None:
    return -abs(number) if back and number is not None else number


def _quantity(fields: Mapping[str, Value]) -> tuple[Decimal | None, str]:
    written, unit = fields.get("quantity"), _text(fields.get("unit"))
    if isinstance(written, Decimal):
        return written, unit
    found = measure(written) if isinstance(written, str) and written else None
    return (None, unit) if found is None else (found[0], unit or found[1])


def _texts(value: Value | None) -> Sequence[str]:
    if isinstance(value, tuple):
        return [part for part in value if isinstance(part, str) and part]
    return [value] if isinstance(value, str) and value else []


def _text(value: Value | None) -> str:
    """A text, or the first of several."""
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, str) else ""
