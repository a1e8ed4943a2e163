"""Opportunities past their closing day, or untouched for too long."""

from __future__ import annotations

from datetime import date

from ledger.facts.days import before, day_in, lead
from ledger.facts.dues.contracts import titled
from ledger.facts.dues.voices import URGENT
from ledger.facts.story import Story
from ledger.facts.values import Due, Record
from ledger.messages import say
from ledger.model.customer import Entry
from ledger.model.intervals import add


def opportunities(story: Story) -> tuple[Due, ...]:
    """Every open opportunity once: on its closing day, or where that is earlier, so long after it was last touched.

    Its own entries touch it, and any later entry that speaks of its REF.
    """
    return tuple(_due(record, story) for record in story.records.get("opportunity", ()) if not record.closed)


def _due(record: Record, story: Story) -> Due:
    closing = day_in(record.fields, "close_on")
    stale = story.settings.due.opportunity_stale
    touched = _touched(record, story)
    untouched = add(touched, stale)
    urgent = record.fields.get("priority") in URGENT
    if closing is not None and closing <= untouched:
        why = say("Expected to close by {date}.", date=closing)
        shown = before(closing, lead(story.settings.due.opportunity))
        return Due("opportunity", titled(record), record.line, why, closing, shown, urgent=urgent)
    why = say("Last touched on {date}; {stale} is the longest to leave it.", date=touched, stale=stale)
    return Due("opportunity", titled(record), record.line, why, untouched, urgent=urgent)


def told(entry: Entry) -> str:
    """All the words of an entry, case folded: its title, its text and the values of its fields."""
    return " ".join((entry.title, entry.text, *(str(value) for value in entry.fields.values()))).casefold()


def _touched(record: Record, story: Story) -> date:
    ref = record.ref.casefold()
    if ref:
        for entry in reversed(story.entries):
            if entry.date <= record.touched:
                break
            if ref in told(entry):
                return entry.date
    return record.touched
