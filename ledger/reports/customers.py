"""A table of customers: those a query asks for, sorted, grouped, and read only as far as they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.index.asking import asked_for
from ledger.model.plain import Plain
from ledger.query.parse import parse
from ledger.reports.columns import Column, Order
from ledger.reports.sort_keys import Keys, keys
from ledger.reports.today import NAMES, Later, computed, expressions
from ledger.session import Session

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A customer; `fields` as JSON holds them, under canonical names, `computed` as values under reports/today.NAMES.

    `mark` is the sign of its level, `star` its own, `unconfirmed` tells of values marked with a question mark,
    `errors` counts those of the file.
    """

    id: str
    name: str
    path: str
    fields: Mapping[str, Plain]
    computed: Mapping[str, object]
    mark: str = ""
    star: bool = False
    unconfirmed: bool = False
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Customers with the same value (None: with none) in the column of the groups; `count` of them, `rows` shown."""

    value: str | None
    count: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Listing:
    """The groups in order, a single one where no groups were asked for; `total` customers fit."""

    groups: tuple[Group, ...]
    total: int
    by: Column | None = None

    def rows(self) -> Iterator[Row]:
        """The rows of all groups, one after the other."""
        for group in self.groups:
            yield from group.rows


def list_customers(
    session: Session,
    query: str = "",
    *,
    sort: Sequence[Order] = (),
    group: Column | None = None,
    limit: int | None = None,
) -> Listing:
    """The customers that a query asks for; by name where `sort` leaves them equal, what is empty last.

    `limit` is that of each group. A customer with several values stands in the group of each. Raises BadQuery.
    """
    numbers = _asked(session, query)
    later = Later(session)
    for order in reversed(sort):
        numbers = _sorted(numbers, keys(session, order.column, later, numbers), order.falling)
    if group is None:
        return Listing((Group(None, len(numbers), _rows(session, numbers[:limit], later)),), len(numbers))
    found = _grouped(numbers, keys(session, group, later, numbers))
    groups = (Group(value, len(each), _rows(session, each[:limit], later)) for value, each in found)
    return Listing(tuple(groups), len(numbers), group)


def _asked(session: Session, query: str) -> list[int]:
    """The numbers of the customers that a query asks for, by name."""
    settings = session.settings
    tree = parse(query, session.vocabulary, session.today, settings.queries, settings.currency)
    where = asked_for(session, tree)
    ask = f"SELECT c.customer FROM customers c WHERE {where.text} ORDER BY c.name, c.path"  # noqa: S608
    return [number for (number,) in session.fresh().catalog.connection.execute(ask, where.params)]


def _sorted(numbers: list[int], known: Keys, falling: bool) -> list[int]:
    present = [number for number in numbers if number in known]
    present.sort(key=lambda number: known[number][0].rank, reverse=falling)
    return [*present, *(number for number in numbers if number not in known)]


def _grouped(numbers: list[int], known: Keys) -> list[tuple[str | None, list[int]]]:
    """The members of each group, in the order of their values; those without any come last."""
    members: dict[str, list[int]] = {}
    ranks: dict[str, tuple[int, float | str]] = {}
    without = []
    for number in numbers:
        for text, key in {key.text: key for key in known.get(number, ())}.items():
            ranks[text] = key.rank
            members.setdefault(text, []).append(number)
        if number not in known:
            without.append(number)
    ordered: list[tuple[str | None, list[int]]] = [
        (text, members[text]) for text in sorted(ranks, key=ranks.__getitem__)
    ]
    return [*ordered, (None, without)] if without else ordered


def _rows(session: Session, numbers: Sequence[int], later: Later) -> list[Row]:
    """The customers with these numbers, in that order."""
    ask = (
        "SELECT c.customer, c.id, c.name, c.path, c.fields, c.level, c.star, c.errors,"  # noqa: S608
        " EXISTS (SELECT 1 FROM dues d WHERE d.customer = c.customer AND d.what = 'unconfirmed'),"
        f" {expressions(session.today)} FROM customers c WHERE c.customer IN "
    )
    marks = {name: level.mark for name, level in session.settings.levels.items()}
    found: dict[int, Row] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = ",".join(map(str, numbers[start : start + _AT_ONCE]))
        for number, *held in session.fresh().catalog.connection.execute(f"{ask}({some})"):
            known = later.computed(number) if number in later.numbers else None
            found[number] = _row(held, known, marks)
    return [found[number] for number in numbers]


def _row(held: Sequence[Any], known: Mapping[str, object] | None, marks: Mapping[str, str]) -> Row:
    """A row of the catalog, with what is known of the customer as of today if that is something else."""
    id_, name, path, fields, level, star, errors, doubted, *worked_out = held
    if known is None:
        known = {each: computed(each, value) for each, value in zip(NAMES, worked_out, strict=True)}
    mark = marks.get(level, "")
    return Row(id_, name, path, json.loads(fields), known, mark, bool(star), bool(doubted), errors)
