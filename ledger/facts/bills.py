"""Invoices and what was set against them, as rows."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.facts.story import Story
from ledger.facts.tables import Bill, Settlement


def bills(story: Story) -> Sequence[Bill]:
    """The invoices that are to be paid, in the order in which they were opened."""
    return ()


def settlements(story: Story) -> Sequence[Settlement]:
    """The sums set against them, by day."""
    return ()
