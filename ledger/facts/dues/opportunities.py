"""Opportunities past their closing day, or untouched for too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ledger.facts.days import before, day_in, lead
from ledger.facts.records import is_urgent, responsible, titled
from ledger.facts.story import Story
from ledger.facts.values import Due, Record
from ledger.messages import say
from ledger.model.customer import Entry
from ledger.model.intervals import add

# What can be a REF within other words, Chinese ones as well.
_WORD = re.compile(r"[0-9a-z]+(?:[-_/.#][0-9a-z]+)*")


def opportunities(story: Story) -> tuple[Due, ...]:
    """Every open opportunity once: on its closing day, or where that is earlier, so long after it was last touched.

    Its own entries touch it, and any later entry that speaks of its REF.
    """
    records = [record for record in story.records.get("opportunity", ()) if not record.closed]
    spoken = _spoken_of(records, story) if records else {}
    return tuple(_due(record, spoken.get(record.ref.casefold(), record.touched), story) for record in records)


def _due(record: Record, spoken: date, story: Story) -> Due:
    closing = day_in(record.fields, "close_on")
    stale = story.settings.due.opportunity_stale
    touched = max(record.touched, spoken)
    untouched = add(touched, stale)
    people, urgent = responsible(record), is_urgent(record)
    if closing is not None and closing <= untouched:
        why = say("Expected to close by {date}.", date=closing)
        shown = before(closing, lead(story.settings.due.opportunity))
        return Due("opportunity", titled(record), record.line, why, closing, shown, people=people, urgent=urgent)
    why = say("Last touched on {date}; {stale} is the longest to leave it.", date=touched, stale=stale)
    return Due("opportunity", titled(record), record.line, why, untouched, people=people, urgent=urgent)


def _spoken_of(records: Sequence[Record], story: Story) -> dict[str, date]:
    """The last day on which an entry spoke of each REF, for entries after the first of the records was last touched."""
    first = min(record.touched for record in records)
    spoken: dict[str, date] = {}
    for entry in reversed(story.entries):
        if entry.date <= first:
            break
        for word in _WORD.findall(_told(entry)):
            spoken.setdefault(word, entry.date)
    return spoken


def _told(entry: Entry) -> str:
    """All the words of an entry, case folded: its title, its text and the values of its fields."""
    return " ".join((entry.title, entry.text, *(str(value) for value in entry.fields.values()))).casefold()
