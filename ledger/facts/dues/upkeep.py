"""Keeping the file right: profiles to be verified again, values that nobody has confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from zlib import crc32

from ledger.facts.days import day_of, lead
from ledger.facts.story import Story
from ledger.facts.values import Due
from ledger.messages import say
from ledger.model.intervals import add


def verify(story: Story) -> tuple[Due, ...]:
    """The day by which the profile is to be verified again; none for resting customers.

    The term runs from `verified` or the last verify entry, else from the day since when the customer is known (any day
    where that is unknown). Up to half the term is added, by a number drawn from the id: always the same for a customer,
    spread evenly over many, so that customers who were entered together do not all come on one day.
    """
    term = story.settings.due.verify
    if story.resting or term.count <= 0:
        return ()
    verified = _verified(story)
    since = verified or story.first_day
    day = None if since is None else _spread(add(since, term), story.customer.id, lead(term) // 2)
    if verified is not None:
        why = say("Verified on {date}; once every {term}, spread over some more days.", date=verified, term=term)
    elif since is not None:
        why = say(
            "Known since {date} and never verified; once every {term}, spread over some more days.",
            date=since,
            term=term,
        )
    else:
        why = say("Never verified.")
    field = story.customer.fields.get("verified")
    return (Due("verify", "", field.line if field else 1, why, day),)


def unconfirmed(story: Story) -> tuple[Due, ...]:
    """One due, any day, for all values marked with a question mark or listed under `unconfirmed`."""
    if story.resting:
        return ()
    marked = [field for field in story.customer.fields.values() if field.unconfirmed]
    listed = story.customer.fields.get("unconfirmed")
    names = dict.fromkeys([field.written for field in marked])
    if listed is not None:
        names.update(dict.fromkeys(story.customer.texts("unconfirmed")))
    if not names:
        return ()
    line = min(field.line for field in (*marked, *filter(None, (listed,))))
    return (Due("unconfirmed", ", ".join(names), line, say("Marked as not confirmed.")),)


def _verified(story: Story) -> date | None:
    written = day_of(story.customer.value("verified"))
    entries = story.kinds.get("verify")
    last = entries[-1].date if entries else None
    return max(filter(None, (written, last)), default=None)


def _spread(day: date, name: str, width: int) -> date:
    try:
        return day + timedelta(days=crc32(name.encode("utf-8", "surrogatepass")) % (width + 1))
    except OverflowError:
        return date.max
