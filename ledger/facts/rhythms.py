"""A customer's habits in one row, from which churn and the next order are worked out on any day."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.facts.days import gaps
from ledger.facts.story import Story
from ledger.facts.tables import Rhythm
from ledger.facts.values import Record


def rhythms(story: Story, placed: Sequence[Record]) -> Sequence[Rhythm]:
    """The habits of a customer: one row."""
    days = [order.opened for order in placed]
    return (Rhythm(days[0] if days else None, days[-1] if days else None, len(days), gaps(days)),)
