"""Customers column by column as the catalog holds them, for lists of many: each different value is typed once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ledger.index.select_computed import expression
from ledger.query.tree import Of
from ledger.reports.columns import Column
from ledger.reports.today import Later
from ledger.session import Session

_AT_ONCE = 500
OWN = ("id", "name", "path")
_SIGNS = "c.level, c.star, c.unconfirmed > 0, c.errors > 0"
# Other names can't be written in a path of SQLite's JSON functions.
_NAME = re.compile(r"[^\W\d][\w ]*")


class Held(NamedTuple):
    """Some rows: `signs` are level, star, unconfirmed and errors of each, `columns` the values in each column.

    A value is the text of the id, name or path; a field as JSON, `null` where there is none; what is worked out as the
    catalog holds it, or for customers with entries dated ahead as a value (see `Worked`).
    """

    signs: Sequence[tuple[str | None, int, int, int]]
    columns: Sequence[Sequence[Any]]


class Worked(NamedTuple):
    """A worked-out value that was made for today, since the catalog holds another one."""

    value: object


def held(session: Session, numbers: Sequence[int], later: Later, columns: Sequence[Column]) -> Iterator[Held]:
    """The customers with these numbers, in that order, some at a time."""
    wanted = ", ".join(_expression(column, session) for column in columns)
    ask = f"SELECT c.customer, {_SIGNS}, {wanted or 1} FROM customers c WHERE c.customer IN "  # noqa: S608
    connection = session.fresh().catalog.connection
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        listed = ",".join(map(str, some))
        found = {row[0]: row for row in connection.execute(f"{ask}({listed})")}
        for number in later.numbers.keys() & found.keys():
            found[number] = _as_of_today(found[number], later, columns)
        rows = [found[number] for number in some]
        yield Held([row[1:5] for row in rows], list(zip(*(row[5:] for row in rows), strict=True)))


def _expression(column: Column, session: Session) -> str:
    """A column in SQL."""
    if column.of is Of.COMPUTED:
        return expression(column.name, session.today)
    if column.name in OWN:
        return f"c.{column.name}"
    name = alone(column)
    return "c.fields" if name is None else f"json_quote(json_extract(c.fields, '$.\"{name}\"'))"


def alone(column: Column) -> str | None:
    """The field that a column lies in; None where SQLite can't take it out of the others, and all of them are held."""
    first = column.name.partition(".")[0]
    return first if _NAME.fullmatch(first) else None


def _as_of_today(row: tuple[Any, ...], later: Later, columns: Sequence[Column]) -> tuple[Any, ...]:
    known = later.computed(row[0])
    return row[:5] + tuple(
        Worked(known[column.name]) if column.of is Of.COMPUTED and column.name in known else value
        for column, value in zip(columns, row[5:], strict=True)
    )
