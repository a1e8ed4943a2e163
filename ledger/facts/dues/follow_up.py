"""The next follow-up that somebody planned in so many words."""

from __future__ import annotations

from datetime import date

from ledger.facts.days import day_of
from ledger.facts.story import Story
from ledger.facts.values import Due
from ledger.messages import say


def follow_up(story: Story) -> tuple[Due, ...]:
    """`next_follow_up`, until there is a real contact on or after that day."""
    planned = open_follow_up(story)
    if planned is None:
        return ()
    why = say("The next follow-up is planned for {date}.", date=planned)
    return (Due("follow_up", "", story.customer.fields["next_follow_up"].line, why, planned),)


def open_follow_up(story: Story) -> date | None:
    """The day of `next_follow_up` unless a real contact met it."""
    planned = day_of(story.customer.value("next_follow_up"))
    return None if planned is None or story.spoken_since(planned) else planned
