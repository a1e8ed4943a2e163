"""Orders and deliveries that were promised for a day and have not arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.facts.days import before, day_in, lead
from ledger.facts.records import titled
from ledger.facts.settling import refs_in
from ledger.facts.story import Story
from ledger.facts.values import Due, Record
from ledger.messages import say


def deliveries(story: Story) -> tuple[Due, ...]:
    """Orders with `deliver_on` and deliveries with `deliver_on` or `due`, on that day, until they are delivered.

    An order is delivered by `delivered_on`, by its status, or by a delivery: the one that names it, else the next one
    that names no order. An order whose delivery has a day of its own leaves it to that one.
    """
    promised = story.records.get("delivery", ())
    waiting = [order for order in story.records.get("order", ()) if _promise(order) is not None]
    if waiting and promised:
        waiting = _left(waiting, promised)
    notice = lead(story.settings.due.delivery)
    days = [(record, _promise(record)) for record in (*waiting, *promised)]
    return tuple(_due(record, day, notice) for record, day in days if day is not None)


def _promise(record: Record) -> date | None:
    """The day promised by what is not delivered yet."""
    if record.closed or record.fields.get("delivered_on"):
        return None
    return day_in(record.fields, "deliver_on") or (day_in(record.fields, "due") if record.kind != "order" else None)


def _left(orders: Sequence[Record], made: Iterable[Record]) -> list[Record]:
    """The orders that no delivery has delivered or taken over."""
    left = {order.ref.casefold() or str(order.line): order for order in orders}
    for delivery in made:
        if _promise(delivery) is None and delivery.fields.get("status", "delivered") != "delivered":
            continue
        named = refs_in(delivery.fields, "order") or {delivery.ref.casefold()} & left.keys()
        if not named:
            oldest = (key for key, order in left.items() if order.opened <= delivery.opened)
            named = frozenset(filter(None, (next(oldest, ""),)))
        for key in named:
            left.pop(key, None)
    return list(left.values())


def _due(record: Record, day: date, notice: int) -> Due:
    why = say("Delivery is promised for {date}; none is written down.", date=day)
    return Due("delivery", titled(record), record.line, why, day, before(day, notice))
