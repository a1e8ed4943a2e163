"""Sums of several currencies in one, by the rates of ledger.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from ledger.messages import Message, say
from ledger.model.settings import Settings
from ledger.model.values import Money

_CENT = Decimal("0.01")


def in_one(sums: Sequence[Money], settings: Settings) -> Money | None:
    """The sums added up in the ledger's currency; None where a rate is missing. Rounded to cents, half up."""
    total = Decimal(0)
    for each in sums:
        rate = Decimal(1) if each.currency in (settings.currency, "") else settings.rates.get(each.currency)
        if rate is None:
            return None
        total += each.amount * rate
    return Money(total.quantize(_CENT, ROUND_HALF_UP), settings.currency)


def rank(sums: Sequence[Money], settings: Settings) -> Decimal:
    """What a cell of money is sorted by: the sum in the ledger's currency, currencies without a rate at par."""
    found = Decimal(0)
    for each in sums:
        found += each.amount * settings.rates.get(each.currency, Decimal(1))
    return found


def note(settings: Settings) -> Message:
    """How the sums in one currency came about."""
    rates = tuple(f"{currency} {rate}" for currency, rate in settings.rates.items())
    return say("In {currency} by the rates of ledger.yaml: {rates}.", currency=settings.currency, rates=rates)
