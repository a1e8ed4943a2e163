"""A line of an order as people write it: a product, how many of it, at which price, and what that comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from ledger.model.money import money, number
from ledger.model.order_line_parts import LEADING, NO_PRODUCT, Figure, read, signs
from ledger.model.values import Money
from ledger.text.late import late


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A product with its quantity, the unit of that (as written), the price of one, and the sum of the line.

    What the line does not say is None or empty. `plain` tells that the sum stood behind the quantity without a word that
    says what it is: it is taken for the price of one, and may be the sum of the line (`as_sum`).
    """

    product: str
    quantity: Decimal | None = None
    unit: str = ""
    price: Money | None = None
    amount: Money | None = None
    plain: bool = False

    @property
    def worth(self) -> Money | None:
        """The sum of the line: as written, else price times quantity (one, where only a price is written)."""
        if self.amount is not None or self.price is None:
            return self.amount
        count = Decimal(1) if self.quantity is None else self.quantity
        return Money(self.price.amount * count, self.price.currency)

    def as_sum(self) -> OrderLine:
        """The same line with a plain sum as that of the line."""
        return replace(self, price=None, amount=self.price, plain=False) if self.plain else self


_LONGEST = 200
_TRIMMED = " \t　,，;；|｜:：-·*@="
_NO_NAME = late(r"[\s\d.,%-]*")
_THOUSANDS = late(r"[0-9]{3}(?![0-9])")
_IN_A_SUM = late(r"(?:^|[^0-9,.])[0-9]{1,3}$")


def order_lines(written: object, currency: str) -> tuple[OrderLine, ...]:
    """The lines that the value of `items` (a list, or a text) writes, in order; `currency` is that of sums without one.

    Members of a list that was parted at commas (`Beans, 10, 120.00`) are put together again where one names no product.
    """
    texts = written if isinstance(written, tuple) else (written,)
    parts = _together([text.strip() for text in texts if isinstance(text, str) and text.strip()])
    return tuple(order_line(text, currency) for text in parts)


@lru_cache(maxsize=4096)
def order_line(text: str, currency: str) -> OrderLine:
    """What one line says; a line that can't be read is a product without anything else. See docs/format.md."""
    written = text.strip().strip("|｜").strip()
    if len(written) > _LONGEST:
        return OrderLine(written)
    end, figures = read(written)
    start, lead = (0, None) if any(each.role == "quantity" for each in figures) else _leading(written, end)
    product = written[start:end].strip(_TRIMMED)
    if lead is not None:
        figures = [lead, *figures]
    line = _filled(product, figures, currency)
    return line if line is not None and (product or written[:end].strip(_TRIMMED)) else OrderLine(written)


def measure(text: str) -> tuple[Decimal, str] | None:
    """The number and unit that a quantity such as `3 kg`, 十箱 or `10` writes; None for anything else."""
    end, figures = read(text.strip(), anywhere=True)
    if end or len(figures) != 1 or figures[0].role not in ("", "quantity") or figures[0].currency:
        return None
    return figures[0].value, figures[0].unit


def _filled(product: str, figures: Sequence[Figure], currency: str) -> OrderLine | None:
    """A line of a product and its figures; None where they can't be told apart, or there are none."""
    named = {each.currency for each in figures if each.currency}
    if len(named) == 1:
        currency = named.pop()
    by_role: dict[str, Figure] = {}
    loose: list[Figure] = []
    for figure in figures:
        if figure.role in ("quantity", "price", "amount"):
            if figure.role in by_role:
                return None
            by_role[figure.role] = figure
        else:
            loose.append(figure)
    if product.lower() in NO_PRODUCT:
        return _no_product(by_role, loose, currency)
    if "quantity" not in by_role and loose and loose[0].role != "sum" and (len(loose) > 1 or loose[0].sure or by_role):
        by_role["quantity"] = loose.pop(0)
    wanted = [role for role in ("price", "amount") if role not in by_role]
    if len(loose) == 1 and "quantity" not in by_role and "price" not in by_role:
        wanted = ["amount"]
    if len(loose) > len(wanted) or not (by_role or loose):
        return None
    plain = len(loose) == 1 and wanted[0] == "price" and "amount" in wanted
    by_role |= dict(zip(wanted, loose, strict=False))
    sums = {role: _money(by_role[role], currency) for role in ("price", "amount") if role in by_role}
    if None in sums.values():
        return None
    quantity = by_role.get("quantity")
    count, unit = (None, "") if quantity is None else (quantity.value, quantity.unit)
    return OrderLine(product, count, unit, sums.get("price"), sums.get("amount"), plain)


def _no_product(by_role: dict[str, Figure], loose: Sequence[Figure], currency: str) -> OrderLine | None:
    """Freight or a discount: its last figure is its sum, under no product."""
    figures = [*loose, *(by_role[role] for role in ("quantity", "price", "amount") if role in by_role)]
    amount = _money(figures[-1], currency) if figures else None
    if amount is None or (len(figures) > 1 and "amount" not in by_role and "price" not in by_role):
        return None
    if "amount" not in by_role and "price" in by_role and "quantity" in by_role:
        amount = Money(amount.amount * by_role["quantity"].value, amount.currency)
    return OrderLine("", amount=amount)


def _leading(written: str, end: int) -> tuple[int, Figure | None]:
    """The quantity in front of a product (`10 × Beans`, 2台 咖啡机), and where the product starts."""
    found = LEADING.match(signs(written[:end]))
    if found is None:
        return 0, None
    count = number(found["n"].replace(" ", ""))
    return (0, None) if count is None else (found.end(), Figure(count, found["unit"] or "", "", "quantity", sure=True))


def _money(figure: Figure, currency: str) -> Money | None:
    return money(f"{figure.currency} {figure.value:f}", currency) if figure.currency else Money(figure.value, currency)


def _together(parts: Sequence[str]) -> Sequence[str]:
    """Lines again, of a list that was parted at commas."""
    lines: list[str] = []
    for part in parts:
        if not lines or not _continues(part):
            lines.append(part)
        elif _THOUSANDS.match(part) and _IN_A_SUM.search(lines[-1]) and _is_sum(lines[-1]):
            lines[-1] += f",{part}"
        else:
            lines[-1] += f", {part}"
    return lines


def _continues(part: str) -> bool:
    """Whether a part names no product: it is figures and nothing else."""
    if _NO_NAME.fullmatch(part):
        return True
    end, figures = read(part, anywhere=True)
    return bool(figures) and not part[:end].strip(_TRIMMED)


def _is_sum(line: str) -> bool:
    """Whether the last figure of a line is a sum, so that three digits behind it are its thousands."""
    _, figures = read(line, anywhere=True)
    return bool(figures) and (figures[-1].role in ("price", "amount", "sum") or bool(figures[-1].currency))
