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
_PLACES = {name: place for place, name in enumerate(NAMES)}


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
class Rows:
    """The rows of customers in an order, read from the catalog as somebody goes through them: there may be many."""

    session: Session
    numbers: Sequence[int]
    later: Later

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        return _read(self.session, self.numbers, self.later)


@dataclass(frozen=True, slots=True)
class Group:
    """Customers with the same value (None: with none) in the column of the groups; `count` of them, `rows` shown."""

    value: str | None
    count: int
    rows: Rows


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

    def numbers(self) -> frozenset[int]:
        """The customers that stand in any group."""
        return frozenset(number for group in self.groups for number in group.rows.numbers)

    def once(self) -> Iterator[Row]:
        """The rows of all groups without those that stood in an earlier one."""
        if len(self.groups) == 1:
            return self.rows()
        return iter({row.path: row for row in self.rows()}.values())


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
        return Listing((Group(None, len(numbers), Rows(session, numbers[:limit], later)),), len(numbers))
    found = _grouped(numbers, keys(session, group, later, numbers))
    groups = (Group(value, len(each), Rows(session, each[:limit], later)) for value, each in found)
    return Listing(tuple(groups), len(numbers), group)


def with_errors(session: Session, listing: Listing) -> int:
    """How many of the customers listed have a file with errors."""
    found = session.fresh().catalog.connection.execute("SELECT customer FROM customers WHERE errors > 0")
    broken = frozenset(number for (number,) in found)
    return len(broken & listing.numbers()) if broken else 0


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


def _read(session: Session, numbers: Sequence[int], later: Later) -> Iterator[Row]:
    """The customers with these numbers, in that order."""
    ask = (
        "SELECT c.customer, c.id, c.name, c.path, c.fields, c.level, c.star, c.errors,"  # noqa: S608
        " EXISTS (SELECT 1 FROM dues d WHERE d.customer = c.customer AND d.what = 'unconfirmed'),"
        f" {expressions(session.today)} FROM customers c WHERE c.customer IN "
    )
    marks = {name: level.mark for name, level in session.settings.levels.items()}
    for start in range(0, len(numbers), _AT_ONCE):
        wanted = numbers[start : start + _AT_ONCE]
        some = ",".join(map(str, wanted))
        found: dict[int, Row] = {}
        for number, *held in session.fresh().catalog.connection.execute(f"{ask}({some})"):
            known = later.computed(number) if number in later.numbers else None
            found[number] = _row(held, known, marks)
        yield from (found[number] for number in wanted)


def _row(held: Sequence[Any], known: Mapping[str, object] | None, marks: Mapping[str, str]) -> Row:
    """A row of the catalog, with what is known of the customer as of today if that is something else."""
    id_, name, path, fields, level, star, errors, doubted, *worked_out = held
    known = WorkedOut(worked_out) if known is None else known
    return Row(id_, name, path, Written(fields), known, marks.get(level, ""), bool(star), bool(doubted), errors)


class Written(Mapping[str, Plain]):
    """The fields of a customer, taken out of their JSON when somebody asks for one."""

    __slots__ = ("_fields", "_json")

    def __init__(self, text: str) -> None:
        self._json = text
        self._fields: dict[str, Plain] | None = None

    def _read(self) -> dict[str, Plain]:
        if self._fields is None:
            self._fields = dict(json.loads(self._json))
        return self._fields

    def __getitem__(self, name: str) -> Plain:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


class WorkedOut(Mapping[str, object]):
    """What the catalog holds of a customer under NAMES, made into values when somebody asks for one."""

    __slots__ = ("_held",)

    def __init__(self, held: Sequence[Any]) -> None:
        self._held = held

    def __getitem__(self, name: str) -> object:
        return computed(name, self._held[_PLACES[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)
