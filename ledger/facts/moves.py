"""Steps from stage to stage: of opportunities, and of the customer by the rules of both ladders."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.facts.lifecycle import steps
from ledger.facts.opportunity_moves import opportunity_moves
from ledger.facts.story import Story
from ledger.facts.tables import Move
from ledger.facts.values import Record


def moves(story: Story, placed: Sequence[Record]) -> Sequence[Move]:
    """All steps: of opportunities in the order of their entries, then of the customer by day."""
    return (*opportunity_moves(story), *steps(story, placed))
