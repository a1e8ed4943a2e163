"""Phone numbers, addresses on the net, identity and company numbers, wherever they stand in the front matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ledger.messages import Message
from ledger.model.numbers import company_number_problem, email_problem, id_number_problem, phone_problem, url_problem
from ledger.model.problem import Problem
from ledger.operations.check.countries import code_of
from ledger.operations.check.sheet import Leaf, Sheet
from ledger.text.places import Span

_PIECE = re.compile(r"(?:(?! or |\bor\b)[^/,，、;；|或])+")
_REMARK = re.compile(r"[（(][^()（）]*[^\s\d()（）+-][^()（）]*[)）]")
_BEFORE = re.compile(r"^[^\d+(（]+[:：]\s*|^\s+")
_LONGEST = 1000
_HIDDEN = ("*", "＊", "…", "xxxx", "XXXX")

_ASKED: Mapping[str, tuple[str, Callable[[str], Message | None]]] = {
    "email": ("value-email", email_problem),
    "url": ("value-url", url_problem),
    "id_number": ("value-id-number", id_number_problem),
    "company_number": ("value-company-number", company_number_problem),
}


def numbers(sheet: Sheet) -> Iterator[Problem]:
    """Problems of all values that have a form of their own; those that are masked on purpose are left alone."""
    country = _country(sheet)
    for leaf in sheet.leaves():
        text = leaf.scalar.text[:_LONGEST].rstrip(" ?？")
        if any(sign in text for sign in _HIDDEN):
            continue
        if leaf.type == "phone":
            yield from _phones(sheet, leaf, text, country)
        elif leaf.type in _ASKED:
            code, ask = _ASKED[leaf.type]
            yield from _one(sheet, leaf, text, code, ask)


def _one(sheet: Sheet, leaf: Leaf, text: str, code: str, ask: Callable[[str], Message | None]) -> Iterator[Problem]:
    # An address that was typed twice over, `a@b.cn, c@d.cn`, is two addresses; the other numbers hold no commas.
    pieces = list(_pieces(text)) if leaf.type == "email" else [text]
    for piece in pieces:
        if ask(piece) is not None:
            yield sheet.problem(code, _place(sheet, leaf, piece), field=leaf.key, value=piece)


def _phones(sheet: Sheet, leaf: Leaf, text: str, country: str) -> Iterator[Problem]:
    for piece in _pieces(_REMARK.sub(lambda found: " " * len(found.group()), text)):
        region = country or "CN"
        if not country and not piece.startswith(("+", "00")):
            continue
        if phone_problem(piece, region) is not None:
            place = _place(sheet, leaf, piece)
            yield sheet.problem("value-phone", place, field=leaf.key, value=piece, country=region)


def _pieces(text: str) -> Iterator[str]:
    for found in _PIECE.finditer(text):
        piece = _BEFORE.sub("", found.group()).strip()
        if piece:
            yield piece


def _place(sheet: Sheet, leaf: Leaf, piece: str) -> Span:
    return sheet.find(piece, leaf.scalar.span)


def _country(sheet: Sheet) -> str:
    """The country from which the customer's numbers are dialled; empty where we don't know the one that is named."""
    named = sheet.customer.text("country")
    if not named:
        addresses = (scalar for key, scalar in _office(sheet) if key == "country")
        named = next(addresses, "")
    return code_of(named) if named else sheet.settings.country


def _office(sheet: Sheet) -> Iterator[tuple[str, str]]:
    value = sheet.customer.value("addresses")
    if isinstance(value, Mapping):
        for address in value.values():
            if isinstance(address, Mapping):
                yield from ((name, part) for name, part in address.items() if isinstance(part, str))
