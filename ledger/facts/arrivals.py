"""When orders arrived, where only a delivery tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.facts.days import day_in
from ledger.facts.settling import refs_in
from ledger.facts.story import Story
from ledger.facts.values import Record


def arrivals(story: Story, placed: Sequence[Record]) -> Mapping[int, date]:
    """The day on which orders arrived, by their line, for those that a delivery delivered.

    As for what is due (facts/dues/deliveries.py): a delivery is that of the order that it names, else of the oldest
    one before it that has not arrived.
    """
    found: dict[int, date] = {}
    for delivery in story.records.get("delivery", ()):
        day = day_in(delivery.fields, "delivered_on") or _day_of_status(delivery)
        if day is None:
            continue
        named = refs_in(delivery.fields, "order") or {delivery.ref.casefold()} - {""}
        orders = [order for order in placed if order.ref.casefold() in named]
        if not orders and not delivery.fields.get("order"):
            orders = [
                order
                for order in placed
                if order.line not in found and order.opened <= delivery.opened and not order.fields.get("delivered_on")
            ][:1]
        for order in orders:
            found.setdefault(order.line, day)
    return found


def _day_of_status(delivery: Record) -> date | None:
    """The last day of a delivery that says that it was delivered, or was written down as done at once."""
    waits = day_in(delivery.fields, "deliver_on") or day_in(delivery.fields, "due")
    status = delivery.fields.get("status", "" if waits else "delivered")
    return delivery.touched if status == "delivered" else None
