"""A table of customers: those a query asks for, sorted, grouped, and read only as far as they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.query.parse import parse
from ledger.reports.columns import Column, Order
from ledger.reports.first import by_level, first
from ledger.reports.held import Held, held
from ledger.reports.row import Row, WorkedOut, Written
from ledger.reports.sort_keys import Keys, keys
from ledger.reports.standings import are_ready, condition
from ledger.reports.today import NAMES, Later, expressions
from ledger.session import Session

__all__ = ["Group", "Listing", "Row", "Rows", "list_customers", "with_errors"]

_AT_ONCE = 500


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

    def held(self, columns: Sequence[Column]) -> Iterator[Held]:
        """What the catalog holds of the rows in columns, for whoever shows many: see reports/held.py."""
        return held(self.session, self.numbers, self.later, columns)


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

    def held(self, columns: Sequence[Column]) -> Iterator[Held]:
        """What the catalog holds of the rows of all groups, one after the other."""
        for group in self.groups:
            yield from group.rows.held(columns)

    @property
    def marks(self) -> Mapping[str, str]:
        """The sign of each level."""
        return marks(self.groups[0].rows.session) if self.groups else {}

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
    later = Later(session)
    if group is None and not query.strip() and (few := first(session, sort, limit)) is not None:
        return Listing((Group(None, few.total, Rows(session, few.numbers, later)),), few.total)
    found = _asked(session, query)
    numbers = by_level(session, sort, found)
    if numbers is None:
        numbers = [number for number, _ in found]
        for order in reversed(sort):
            numbers = _sorted(numbers, keys(session, order.column, later, numbers), order.falling)
    if group is None:
        return Listing((Group(None, len(numbers), Rows(session, numbers[:limit], later)),), len(numbers))
    members = _grouped(numbers, keys(session, group, later, numbers))
    groups = (Group(value, len(each), Rows(session, each[:limit], later)) for value, each in members)
    return Listing(tuple(groups), len(numbers), group)


def with_errors(session: Session, listing: Listing) -> int:
    """How many of the customers listed have a file with errors."""
    found = session.fresh().catalog.connection.execute("SELECT customer FROM customers WHERE errors > 0")
    broken = frozenset(number for (number,) in found)
    return len(broken & listing.numbers()) if broken else 0


def _asked(session: Session, query: str) -> list[tuple[int, str | None]]:
    """The numbers and levels of the customers that a query asks for, by name."""
    settings = session.settings
    tree = parse(query, session.vocabulary, session.today, settings.queries, settings.currency)
    where = condition(session, tree)
    ask = f"SELECT c.customer, c.level FROM customers c WHERE {where.text} ORDER BY c.name, c.path"  # noqa: S608
    return session.fresh().catalog.connection.execute(ask, where.params).fetchall()


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


def marks(session: Session) -> Mapping[str, str]:
    """The sign of each level."""
    return {name: level.mark for name, level in session.settings.levels.items()}


def _read(session: Session, numbers: Sequence[int], later: Later) -> Iterator[Row]:
    """The customers with these numbers, in that order; besides NAMES with those standings that somebody asked for."""
    names = (*NAMES, *are_ready(session))
    places = {name: place for place, name in enumerate(names)}
    ask = (
        "SELECT c.customer, c.id, c.name, c.path, c.fields, c.level, c.star, c.errors,"  # noqa: S608
        f" c.unconfirmed, {expressions(session.today, names)} FROM customers c WHERE c.customer IN "
    )
    signs = marks(session)
    for start in range(0, len(numbers), _AT_ONCE):
        wanted = numbers[start : start + _AT_ONCE]
        some = ",".join(map(str, wanted))
        found: dict[int, Row] = {}
        for number, *kept in session.fresh().catalog.connection.execute(f"{ask}({some})"):
            known: Mapping[str, object] = WorkedOut(kept[8:], places)
            if number in later.numbers:
                known = {**known, **later.computed(number)}
            found[number] = _row(kept[:8], known, signs)
        yield from (found[number] for number in wanted)


def _row(held: Sequence[Any], known: Mapping[str, object], marks: Mapping[str, str]) -> Row:
    """A row of the catalog with what is known of the customer as of today."""
    id_, name, path, fields, level, star, errors, doubted = held
    return Row(id_, name, path, Written(fields), known, marks.get(level, ""), bool(star), bool(doubted), errors)
