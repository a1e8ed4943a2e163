"""Typed values as plain ones, as JSON and the catalog hold them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from ledger.messages import Message
from ledger.model.values import Interval, Money, Value, YearlyDate
from ledger.model.yearly import write

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: Value | None) -> Plain:
    """Dates in ISO form, amounts as decimal strings with their currency, lists and maps of such values."""
    if value is None or type(value) is str:
        return value
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, Money):
        return {"amount": decimal_text(value.amount), "currency": value.currency}
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, YearlyDate):
        return write(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    return str(value)


def decimal_text(number: Decimal) -> str:
    """A decimal without exponent."""
    return f"{number:f}"


def sentence(message: Message | None) -> Plain:
    """A message as plain values."""
    if message is None:
        return None
    args: dict[str, Plain] = {}
    for name, value in message.args.items():
        if isinstance(value, Message):
            args[name] = {"say": sentence(value)}
        else:
            args[name] = _typed(value) or _word(value)
    return [message.template, args, message.many] if message.many else [message.template, args]


def message(said: Plain) -> Message:
    """The message that `sentence` made plain."""
    assert isinstance(said, list)
    template, args, *many = said
    assert isinstance(template, str)
    assert isinstance(args, dict)
    back = {name: _back(value) for name, value in args.items()}
    return Message(template, back, str(many[0]) if many else "")


def _back(value: Plain) -> object:
    if not isinstance(value, dict):
        return value
    written, amount = value.get("interval"), value.get("amount")
    if isinstance(written, str):
        return Interval(int(written[:-1]), written[-1])
    if isinstance(amount, str):
        return Money(Decimal(amount), str(value["currency"]))
    return message(value["say"])


def _typed(value: object) -> Plain:
    """A value that is put into words only when it is said, or None."""
    if isinstance(value, Interval):
        return {"interval": str(value)}
    return plain(value) if isinstance(value, Money) else None


def _word(value: object) -> Plain:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date | time | Decimal | YearlyDate):
        return str(plain(value))
    return str(value)
