"""The rows of a customer in the tables of facts, table by table; a customer without any has no rows."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.facts.bills import bills, settlements
from ledger.facts.cases import cases
from ledger.facts.moves import moves
from ledger.facts.ratings import ratings
from ledger.facts.rhythms import rhythms
from ledger.facts.sales import sales, sold
from ledger.facts.story import Story
from ledger.facts.values import Record

Rows = Sequence[tuple[object, ...]]


def tables(story: Story, placed: Sequence[Record]) -> dict[str, Rows]:
    """All rows of a customer by table; `placed` are the orders that were not called off, in time order."""
    sale_rows, billed, rated = sales(story, placed), bills(story), ratings(story)
    made: dict[str, Rows] = {
        "sales": sale_rows,
        "sold": sold(story, placed, sale_rows),
        "bills": billed,
        "settlements": settlements(story),
        "moves": moves(story, placed),
        "cases": cases(story),
        "ratings": rated,
        "rhythms": rhythms(story, placed, billed, rated),
    }
    return {name: rows for name, rows in made.items() if rows}
