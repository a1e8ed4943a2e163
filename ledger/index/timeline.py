"""Entries of all customers, newest first, asked of the catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from ledger.index.catalog import Catalog


class Found(NamedTuple):
    """An entry with its customer, as the catalog holds them: days as ISO texts, lists and fields as JSON."""

    date: str
    time: str | None
    kind: str
    ref: str | None
    title: str | None
    people: str | None
    tags: str | None
    fields: str | None
    line: int
    id: str
    name: str
    path: str


def entries(
    catalog: Catalog, since: date, until: date | None, kinds: Collection[str], limit: int | None
) -> Iterator[Found]:
    """The entries from a day on (to another one, of some canonical kinds), newest first, `limit` at most."""
    places = ",".join("?" * len(kinds))
    of_kinds = f"AND e.kind IN ({places}) " if kinds else ""
    last = (until or date.max).isoformat()
    # The customers with recent entries come first, by their index: entries have none of their own.
    ask = (
        "SELECT e.date, e.time, e.kind, e.ref, e.title, e.people, e.tags, e.fields, e.line, c.id, c.name, c.path "  # noqa: S608
        "FROM customers c CROSS JOIN entries e ON e.customer = c.customer "
        f"WHERE c.last_entry >= ? AND e.date >= ? AND e.date <= ? {of_kinds}"
        "ORDER BY e.date DESC, e.time DESC, c.path, e.n DESC LIMIT ?"
    )
    given = (since.isoformat(), since.isoformat(), last, *kinds, -1 if limit is None else limit)
    return map(Found._make, catalog.connection.execute(ask, given))
