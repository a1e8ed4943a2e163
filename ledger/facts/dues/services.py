"""Warranties that end."""

from __future__ import annotations

from datetime import date

from ledger.facts.days import before, day_in, lead
from ledger.facts.story import Story
from ledger.facts.values import Due
from ledger.messages import say
from ledger.model.customer import Entry


def services(story: Story) -> tuple[Due, ...]:
    """The end of the last warranty of each product, until there is a real contact in its time of notice or later."""
    latest: dict[str, tuple[date, Entry]] = {}
    for entry in story.kinds.get("service", ()):
        end = day_in(entry.fields, "warranty_until")
        if end is not None:
            product = _product(entry)
            if product not in latest or latest[product][0] < end:
                latest[product] = (end, entry)
    notice = lead(story.settings.due.service)
    return tuple(
        Due("service", product, entry.line, say("The warranty ends on {date}.", date=end), end, before(end, notice))
        for product, (end, entry) in latest.items()
        if not story.spoken_since(before(end, notice))
    )


def _product(entry: Entry) -> str:
    written = entry.fields.get("product") or entry.fields.get("serial")
    if isinstance(written, tuple):
        return ", ".join(part for part in written if isinstance(part, str))
    return written if isinstance(written, str) else f"{entry.ref} {entry.title}".strip()
