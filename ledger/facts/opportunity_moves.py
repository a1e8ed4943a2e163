"""The steps of opportunities from stage to stage."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.facts.story import Story
from ledger.facts.tables import Move


def opportunity_moves(story: Story) -> Sequence[Move]:
    """The steps of all opportunities, in the order of their entries."""
    return ()
