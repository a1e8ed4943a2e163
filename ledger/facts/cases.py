"""Complaints, feedback, inquiries and services with their steps."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.facts.story import Story
from ledger.facts.tables import Case


def cases(story: Story) -> Sequence[Case]:
    """The cases of a customer in the order in which they were opened."""
    return ()
