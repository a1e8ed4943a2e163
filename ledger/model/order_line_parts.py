"""The figures at the end of an order's line: numbers with their units and currencies, and what each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ledger.model.money import money, number
from ledger.text.late import late


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a line: `role` is quantity, price, amount, sum (it has a currency), or empty where nothing tells.

    `sure` tells that nobody can take it for a part of the product's name.
    """

    value: Decimal
    unit: str = ""
    currency: str = ""
    role: str = ""
    sure: bool = False
    end: int = 0


# What stands on a bill without being a product.
NO_PRODUCT = frozenset(
    [
        "折扣",
        "优惠",
        "减免",
        "满减",
        "抹零",
        "运费",
        "邮费",
        "快递费",
        "税",
        "税费",
        "税额",
        "手续费",
        "押金",
        "discount",
        "rebate",
        "freight",
        "shipping",
        "postage",
        "tax",
        "vat",
        "delivery",
        "deposit",
    ]
)
# One sign for another of the same length, so that a product is cut out of the text as it was written.
_SIGNS = str.maketrans("，、＠＊×✕✖＝：；｜／　\t\u00a0－−–０１２３４５６７８９．￥", ",,@****=:;|/ | ---0123456789.¥")
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,14})(?:\.[0-9]{1,6})?(?: ?[万千](?![瓦米克])| ?[kKwW](?![A-Za-z]))?"
_CHINESE = r"[一二两三四五六七八九十百]{1,5}"
_OF_ONE = (
    "个件台套箱包袋瓶罐桶斤两克吨升米张本支枝只双盒卷条片把组批份次人天月年提打枚辆部根床盏副对节位间晚席碗杯车柜托板颗粒株"
    "棵头匹架艘幅册页户坪亩扇串筐篓捆扎缸壶名场期季周门"
)
_CHINESE_UNITS = rf"(?:公斤|千克|毫升|小时|平方米|平米|立方米|课时|人次|人天|人月|公里|毫克|分钟|单(?!价)|[{_OF_ONE}])"
_ENGLISH_UNITS = (
    r"(?:pcs?|pieces?|ea|kgs?|g|grams?|t|tons?|tonnes?|lbs?|oz|ml|l|litres?|liters?|m|metres?|meters?|box(?:es)?|bags?|packs?"
    r"|packets?|cases?|bottles?|cans?|tins?|jars?|sets?|units?|pairs?|dozens?|hours?|hrs?|h|days?|weeks?|months?|years?"
    r"|seats?|licen[cs]es?|users?|rolls?|sheets?|cartons?|pallets?|reams?|tubes?|crates?|barrels?|sacks?|copies|copy)(?![A-Za-z])"
)
_UNIT = rf"(?:{_CHINESE_UNITS}|{_ENGLISH_UNITS})"
_CURRENCY = r"(?:[A-Z]{3}(?![A-Za-z])|(?:US|HK|NT|CA|AU|[ACSR])?\$|[¥€£₩₹₽฿₫]|块钱|[美欧港日澳]元|英镑|人民币|[元块圆])"
_TOKEN = late(
    rf"(?P<blank> +)|(?P<sep>[,;|:])|(?P<each>/ ?{_UNIT}?|per (?:{_ENGLISH_UNITS}|one)|(?:each|apiece)(?![A-Za-z])|每 ?{_CHINESE_UNITS}?)"
    r"|(?P<price>@|(?:at|unit price|price)(?![A-Za-z])|单价|售价|价格)"
    r"|(?P<amount>=|(?:in all|subtotal|total|amount)(?![A-Za-z])|共计|合计|总计|总价|小计|总额|金额|共)"
    r"|(?P<quantity>(?:qty|quantity)(?![A-Za-z])|数量|件数)"
    rf"|(?P<times>\*|x(?= ?-?[0-9]))|(?P<number>(?:-(?! )|(?<![^ ,;|:*@=x])- ?)?{_NUMBER}|{_CHINESE}(?= ?{_CHINESE_UNITS}))"
    rf"|(?P<free>(?:free|gratis)(?![A-Za-z])|免费|赠送|赠品)|(?P<currency>{_CURRENCY})|(?P<word>[A-Za-z][\w.'&+-]*|.)",
    re.IGNORECASE | re.DOTALL,
)
_UNIT_HERE = late(rf" ?(?P<unit>{_UNIT})", re.IGNORECASE)
_ANY_UNIT_HERE = late(r" ?(?P<unit>(?!free|gratis|免费|赠)[^\W\d_x]{1,6})(?= *(?:$|[,;|:@=*]))")
LEADING = late(
    rf"(?P<n>-?{_NUMBER}|{_CHINESE}(?={_CHINESE_UNITS})) ?(?:(?P<unit>{_CHINESE_UNITS}|(?:kgs?|pcs|boxes|bags|sets|bottles|packs)(?= )) ?(?:\* ?|x )?|(?:\* ?|x ))(?=[^\s\d])",
    re.IGNORECASE,
)
"""A quantity in front of a product: with `×`, or with a unit that can't begin a name."""


def signs(text: str) -> str:
    """The text with one form for each sign, of the same length."""
    return text.translate(_SIGNS)


def read(text: str, *, anywhere: bool = False) -> tuple[int, Sequence[Figure]]:
    """Where the product ends in a line, and the figures behind it, in order.

    A number that nothing keeps apart from a Latin name (`iPhone 15`) belongs to that; with `anywhere` there need be no name.
    """
    tokens = _tokens(signs(text))
    first = max((place + 1 for place, (kind, *_) in enumerate(tokens) if kind == "word"), default=0)
    if first == 0 and not anywhere:
        return len(text), ()
    name_end = tokens[first - 1][2] if first else 0
    while first < len(tokens) and tokens[first][0] == "currency" and not _leads(tokens, first):
        first += 1
    figures = _figures(tokens[first:])
    if not anywhere and text[:name_end].strip().lower() not in NO_PRODUCT:
        chinese = bool(name_end) and text[name_end - 1] > "\x7f"
        while figures and _of_name(figures, chinese=chinese):
            name_end = figures[0].end
            figures, chinese = figures[1:], False
        if figures and chinese:
            figures[0] = replace(figures[0], sure=True)
    return (name_end if figures else len(text)), figures


_Token = tuple[str, int, int, str, str]


def _tokens(text: str) -> list[_Token]:
    """Kind, start, end, text and unit of each token."""
    found: list[_Token] = []
    place = 0
    after_times = False
    while place < len(text):
        match = _TOKEN.match(text, place)
        assert match is not None
        kind, end, unit = match.lastgroup or "word", match.end(), ""
        if kind == "number":
            follows = _UNIT_HERE.match(text, end) or (_ANY_UNIT_HERE.match(text, end) if after_times else None)
            if follows is not None and not _is_currency(follows["unit"]):
                unit, end = follows["unit"], follows.end()
        elif kind == "currency" and not _is_currency(match[0]):
            kind = "word"
        found.append((kind, match.start(), end, match[0], unit))
        after_times = kind == "times" or (after_times and kind == "blank")
        place = end
    return found


def _is_currency(text: str) -> bool:
    return money(f"1 {text}", "CNY") is not None


def _leads(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a currency stands before its number."""
    following = next((kind for kind, *_ in tokens[place + 1 :] if kind != "blank"), "")
    return tokens[place][0] == "currency" and following == "number"


@dataclass(slots=True)
class _Reading:
    """The figures found so far, and what the words since the last one say of the next."""

    tokens: Sequence[_Token]
    found: list[Figure] = field(default_factory=list)
    role: str = ""
    currency: str = ""
    parted: bool = False

    def number(self, token: _Token, value: Decimal) -> None:
        unit = token[4]
        role = self.role or ("quantity" if unit else "sum" if self.currency else "")
        self.found.append(Figure(value, unit, self.currency, role, bool(role) or self.parted, token[2]))
        self.role, self.currency, self.parted = "", "", False

    def sign(self, place: int) -> None:
        """A word or sign that says something of a number."""
        kind, _, end, text, _ = self.tokens[place]
        if kind == "free":
            self.found.append(Figure(Decimal(0), role="price", sure=True, end=end))
        elif kind == "currency":
            self._currency(place, text, end)
        elif kind == "each" and self.found and self.found[-1].role in ("", "sum") and not self.parted:
            self._last(role="price", end=end)
        elif kind == "times":
            self._times(place)
        elif kind == "sep":
            self.parted = True
        elif kind != "blank":
            self.role = "price" if kind == "each" else kind

    def _currency(self, place: int, text: str, end: int) -> None:
        last = self.found[-1] if self.found else None
        if last is not None and not last.unit and not last.currency and _trails(self.tokens, place):
            self._last(currency=text, role=last.role or "sum", end=end)
        else:
            self.currency = text

    def _times(self, place: int) -> None:
        self.role = "quantity"
        if any(each.role == "quantity" for each in self.found):
            self.role = "price"
        elif self.found and not self.found[-1].role and _multiplies(self.tokens, place):
            self._last(role="quantity")
            self.role = "price"

    def _last(self, **said: Any) -> None:
        self.found[-1] = replace(self.found[-1], sure=True, **said)


def _figures(tokens: Sequence[_Token]) -> list[Figure]:
    """The numbers among tokens, each with what the words around it say; none where one can't be read."""
    reading = _Reading(tokens)
    for place, token in enumerate(tokens):
        if token[0] != "number":
            reading.sign(place)
            continue
        value = number(token[3].replace(" ", ""))
        if value is None:
            return []
        reading.number(token, value)
    return reading.found


def _trails(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a currency belongs to the number before it: close to that, or with no number behind it."""
    if place and tokens[place - 1][0] == "number":
        return True
    between = place > 1 and tokens[place - 1][0] == "blank" and tokens[place - 2][0] == "number"
    return between and not _leads(tokens, place)


def _multiplies(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a sign stands between a quantity and a price (`10*120`, `10 × 120 = 1200`), not behind a name (`iPhone 15 × 2`)."""
    return tokens[place - 1][0] == "number" or any(kind == "amount" for kind, *_ in tokens[place:])


def _of_name(figures: Sequence[Figure], *, chinese: bool) -> bool:
    """Whether the first figure is rather a part of the name: nothing says what it is, and the others do without it."""
    first, others = figures[0], figures[1:]
    if first.role or first.sure:
        return False
    if any(each.role == "quantity" for each in others):
        return True
    if any(each.role in ("price", "amount") for each in others):
        return False
    return not chinese
