"""Opportunities past their closing day, or untouched for too long."""

from __future__ import annotations

from ledger.facts.days import before, day_in, lead
from ledger.facts.records import is_urgent, responsible, titled
from ledger.facts.story import Story
from ledger.facts.values import Due, Record
from ledger.messages import say
from ledger.model.intervals import add


def opportunities(story: Story) -> tuple[Due, ...]:
    """Every open opportunity once: on its closing day, or where that is earlier, so long after it was last touched.

    Its own entries touch it, and any later entry that speaks of its REF.
    """
    return tuple(_due(record, story) for record in story.records.get("opportunity", ()) if not record.closed)


def _due(record: Record, story: Story) -> Due:
    closing = day_in(record.fields, "close_on")
    stale = story.settings.due.opportunity_stale
    untouched = add(record.touched, stale)
    people, urgent = responsible(record), is_urgent(record)
    if closing is not None and closing <= untouched:
        why = say("Expected to close by {date}.", date=closing)
        shown = before(closing, lead(story.settings.due.opportunity))
        return Due("opportunity", titled(record), record.line, why, closing, shown, people=people, urgent=urgent)
    why = say("Last touched on {date}; {stale} is the longest to leave it.", date=record.touched, stale=stale)
    return Due("opportunity", titled(record), record.line, why, untouched, people=people, urgent=urgent)
