"""The steps of opportunities from stage to stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.facts.records import together
from ledger.facts.story import Story
from ledger.facts.tables import Move
from ledger.model.customer import Entry


def opportunity_moves(story: Story) -> Sequence[Move]:
    """The steps of all opportunities, one opportunity after the other, each in time order.

    The first step of each comes from nowhere (`was` is empty). An entry that only says the stage again is no step; going
    back is one, and so is going on after it was won or lost. One without a stage has no step.
    """
    entries = story.kinds.get("opportunity", ())
    return [move for same in together(entries) for move in _steps(same)]


def _steps(entries: Sequence[Entry]) -> Iterator[Move]:
    was = ""
    for entry in entries:
        stage = entry.fields.get("stage")
        if isinstance(stage, str) and stage and stage != was:
            yield Move("opportunity", entries[0].ref, entry.date, entry.line, was, stage)
            was = stage
