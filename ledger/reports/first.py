"""The first customers of a whole ledger, found by an index without a look at the others."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.query.fold import fold
from ledger.reports.columns import Order
from ledger.session import Session

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class First:
    """The numbers of the first customers, and how many customers there are."""

    numbers: Sequence[int]
    total: int


_ALL = -1


def first(session: Session, sort: Sequence[Order], limit: int | None) -> First | None:
    """So many customers (None: all), by level and then name, or by name alone; None for any other order."""
    limit = _ALL if limit is None else limit
    connection = session.fresh().catalog.connection
    if not sort:
        numbers = _numbers(connection, "1", (), limit)
    elif _is_by_level(sort) and not _has_odd(connection):
        numbers = list(_by_level(session, connection, limit))
    else:
        return None
    total = connection.execute("SELECT count(*) FROM customers").fetchone()[0]
    return First(numbers, int(total))


def by_level(session: Session, sort: Sequence[Order], found: Sequence[tuple[int, str | None]]) -> list[int] | None:
    """Customers with their levels, sorted by these and otherwise as they come; None for any other order."""
    if not sort or not _is_by_level(sort) or _has_odd(session.fresh().catalog.connection):
        return None
    ranks = _ranks(session, {level for _, level in found if level is not None})
    last = (sys.maxsize, "")
    return [number for number, level in sorted(found, key=lambda each: last if each[1] is None else ranks[each[1]])]


def _is_by_level(sort: Sequence[Order]) -> bool:
    if len(sort) > 1 or sort[0].falling or sort[0].column.name != "level":
        return False
    definition = sort[0].column.definition
    return definition is not None and definition.type == "choice" and definition.values == "level"


def _has_odd(connection: Connection) -> bool:
    """Whether a customer has several levels, which is an error, or only a question mark for one: `fields` knows more."""
    ask = (
        "SELECT 1 FROM customers c INDEXED BY customers_errors WHERE c.errors > 0 AND c.level IS NULL"
        " AND EXISTS (SELECT 1 FROM fields f WHERE f.customer = c.customer AND f.name = 'level')"
        " UNION ALL SELECT 1 FROM fields WHERE name = 'level' AND folded = '?' LIMIT 1"
    )
    return connection.execute(ask).fetchone() is not None


def _by_level(session: Session, connection: Connection, limit: int) -> Iterator[int]:
    same: dict[tuple[int, str], list[str]] = {}
    for level, rank in _ranks(session, _levels(connection)).items():
        same.setdefault(rank, []).append(level)
    for levels in (*(same[rank] for rank in sorted(same)), None):
        condition = "level IS NULL" if levels is None else f"level IN ({','.join('?' * len(levels))})"
        found = _numbers(connection, condition, levels or (), limit)
        yield from found
        if limit != _ALL:
            limit -= len(found)
        if not limit:
            return


def _ranks(session: Session, levels: Iterable[str]) -> dict[str, tuple[int, str]]:
    """What levels are sorted by: their order in ledger.yaml, then by their letters those that it doesn't know."""
    found = session.vocabulary.value_sets.get("level")
    known = {value: rank for rank, value in enumerate(found.values)} if found else {}
    return {level: (known[level], "") if level in known else (len(known), fold(level).strip()) for level in levels}


def _levels(connection: Connection) -> Iterator[str]:
    """Every level that a customer has; one look-up for each, instead of one for each customer."""
    ask = "SELECT min(level) FROM customers WHERE level > ?"
    level = connection.execute(ask, ("",)).fetchone()[0]
    while level is not None:
        yield level
        level = connection.execute(ask, (level,)).fetchone()[0]


def _numbers(connection: Connection, condition: str, values: Sequence[str], limit: int) -> list[int]:
    ask = f"SELECT customer FROM customers WHERE {condition} ORDER BY name, path LIMIT ?"  # noqa: S608
    return [number for (number,) in connection.execute(ask, (*values, limit))]
