"""The rows of a customer in the tables of facts, table by table; a customer without any has no rows."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.facts.bills import bills, settlements
from ledger.facts.cases import cases
from ledger.facts.moves import moves
from ledger.facts.ratings import ratings
from ledger.facts.rhythms import rhythms
from ledger.facts.sales import bought
from ledger.facts.story import Story
from ledger.facts.values import Record

Rows = Sequence[tuple[object, ...]]


def tables(story: Story, placed: Sequence[Record]) -> dict[str, Rows]:
    """All rows of a customer by table; `placed` are the orders that were not called off, in time order."""
    billed, rated = bills(story), ratings(story)
    sales, sold = bought(story, placed)
    made: dict[str, Rows] = {
        "sales": sales,
        "sold": sold,
        "bills": billed,
        "settlements": settlements(story),
        "moves": moves(story, placed),
        "cases": cases(story),
        "ratings": rated,
        "rhythms": rhythms(story, placed, billed, rated),
    }
    return {name: rows for name, rows in made.items() if rows}
