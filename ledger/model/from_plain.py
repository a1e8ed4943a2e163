"""Plain values, as JSON and the catalog hold them, back to typed ones."""

from __future__ import annotations

import re
from decimal import Decimal

from ledger.model.dates import iso_date
from ledger.model.definitions import FieldDefinition
from ledger.model.intervals import interval
from ledger.model.plain import Plain
from ledger.model.values import Money, Value
from ledger.model.yearly import yearly

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def from_plain(plain: Plain, definition: FieldDefinition | None) -> Value:
    """The typed value that was made plain, by what its field is; a text that is no such value stays a text."""
    if isinstance(plain, dict):
        return _money(plain, definition) or _map(plain, definition)
    if isinstance(plain, list):
        return tuple(from_plain(part, definition) for part in plain)
    text = "" if plain is None else str(plain)
    value = _by_type(text, definition.type) if definition is not None else None
    return text if value is None else value


def _map(plain: dict[str, Plain], definition: FieldDefinition | None) -> Value:
    members = definition.fields if definition is not None else {}
    return {name: from_plain(part, members.get(name)) for name, part in plain.items()}


def _money(plain: dict[str, Plain], definition: FieldDefinition | None) -> Money | None:
    """An amount, where the map is one and no field of its own with such members."""
    if plain.keys() != {"amount", "currency"} or (definition is not None and definition.type in ("map", "maps")):
        return None
    amount = _number(str(plain["amount"]))
    return None if amount is None else Money(amount, str(plain["currency"]))


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _by_type(text: str, kind: str) -> Value | None:
    match kind:
        case "date" | "datetime":
            return iso_date(text)
        case "number" | "percent":
            return _number(text)
        case "interval":
            return interval(text)
        case "yearly":
            return yearly(text)
    return None
