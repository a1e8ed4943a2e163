"""What needs attention: the dues of all customers as of today, grouped, counted and in order of urgency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from ledger.facts.urgency import order_key
from ledger.index import dues as stored
from ledger.index import future
from ledger.index.dues import Found
from ledger.model.intervals import days as length
from ledger.reports.due_first import Choice, Chooser
from ledger.reports.due_rows import GROUPS, SIZES, DueRow, view, without_doubles
from ledger.session import Session

if TYPE_CHECKING:
    from ledger.facts.values import Facts


@dataclass(frozen=True, slots=True)
class Dues:
    """What is due on `today`, the most urgent first.

    `rows` are all of them, or the first of each group; `counts` are per group, `sizes` too, where those `ahead` beyond
    the days asked for are `later`. `more_to_verify` profiles that are left for another day, `days` how far was looked ahead,
    `broken_files` files with errors, whose dues may be missing.
    """

    rows: tuple[DueRow, ...]
    counts: Mapping[str, int]
    sizes: Mapping[str, int]
    today: date
    days: int
    more_to_verify: int = 0
    broken_files: int = 0


def due(
    session: Session,
    days: int | None = None,
    by: str | None = None,
    kinds: Collection[str] = (),
    overdue: bool = False,
    query: str | None = None,
    most: int | None = None,
) -> Dues:
    """What is due, `days` ahead at least (else as ledger.yaml says) and as far as notices reach.

    `by` leaves what names that person, and what names nobody of the customers who are theirs; `kinds` are canonical
    names of what is due; `overdue` leaves only that; `query` is about the customers. `most` rows are given of each group
    of `sizes` (None: all), which takes no longer where there are many more. Raises NotFound for a person whom
    nobody knows, and what a query is refused with.
    """
    ahead = length(session.settings.due.ahead) if days is None else days
    asked = _Asked(ahead, by, frozenset(kinds), overdue, _customers(session, query))
    to_verify = None if "verify" in kinds else session.settings.due.verify_per_day
    if most is None or by is not None:
        rows, left = _all(session, asked, to_verify)
        sizes = Counter(size_group(row, ahead) for row in rows)
    else:
        chosen = _first(session, asked, to_verify, most)
        rows = [row for group in SIZES for row in chosen.rows.get(group, ())]
        sizes, left = Counter(chosen.sizes), chosen.more_to_verify
    return Dues(
        rows=tuple(rows),
        counts={group: sizes[group] + (sizes["later"] if group == "ahead" else 0) for group in GROUPS},
        sizes={group: sizes[group] for group in SIZES if sizes[group]},
        today=session.today,
        days=ahead,
        more_to_verify=left,
        broken_files=stored.broken_files(session.fresh().catalog),
    )


def due_among(session: Session, customers: Collection[int]) -> Sequence[DueRow]:
    """What is due with some customers (by number in the catalog) as far as `ledger due` looks, the most urgent first."""
    return due_within(session, customers, length(session.settings.due.ahead))


def due_within(session: Session, customers: Collection[int], days: int) -> Sequence[DueRow]:
    """The same, so many days ahead."""
    return _all(session, _Asked(days, None, frozenset(), False, customers), None)[0]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for, see `due`."""

    ahead: int
    by: str | None
    kinds: frozenset[str]
    overdue: bool
    customers: Collection[int] | None


def size_group(row: DueRow, ahead: int) -> str:
    """The group of a row, or `later`."""
    return "later" if row.group == "ahead" and row.days is not None and row.days > ahead else row.group


def _all(session: Session, asked: _Asked, to_verify: int | None) -> tuple[list[DueRow], int]:
    """All the rows, and how many profiles are left for another day."""
    found = without_doubles(list(_rows(session, asked.ahead, asked.customers)))
    if asked.by is not None:
        from ledger.reports.due_people import of_person

        found = of_person(session, asked.by, found)
    if asked.kinds:
        found = [row for row in found if row.what in asked.kinds]
    if asked.overdue:
        found = [row for row in found if row.group == "overdue"]
    ranks = {name: rank for rank, name in enumerate(session.settings.levels)}
    found.sort(key=lambda row: _order(row, ranks))
    return (found, 0) if to_verify is None else _some_to_verify(found, to_verify)


def _first(session: Session, asked: _Asked, to_verify: int | None, most: int) -> Choice:
    """The first rows of each group, chosen without reading the others."""
    catalog = session.fresh().catalog
    otherwise = stored.ahead_of(catalog, session.today)
    worked_out = tuple(_as_of_today(session, otherwise, asked.customers))
    ranks = {name: rank for rank, name in enumerate(session.settings.levels)}
    chooser = Chooser(session, view(session, asked.ahead), worked_out, lambda row: _order(row, ranks))
    found = chooser.dues(otherwise)
    if asked.customers is not None:
        customers = asked.customers
        found = (each for each in found if each.number in customers)
    kept = without_doubles(list(found))
    if asked.kinds:
        kept = [each for each in kept if each.what in asked.kinds]
    if asked.overdue:
        kept = [each for each in kept if not each.key[0]]
    return chooser.choose(kept, most, to_verify)


def due_of(session: Session, number: int, facts: Facts) -> tuple[DueRow, ...]:
    """What is due with one customer (by number in the catalog), from its facts as of today, the most urgent first."""
    seen = view(session, length(session.settings.due.ahead))
    found = (seen.row(each) for each in stored.with_customer(session.fresh().catalog, number, facts))
    rows = without_doubles([row for row in found if row is not None])
    ranks = {name: rank for rank, name in enumerate(session.settings.levels)}
    return tuple(sorted(rows, key=lambda row: _order(row, ranks)))


def _customers(session: Session, query: str | None) -> Collection[int] | None:
    """The customers to look at; None for all."""
    if query is None:
        return None
    from ledger.reports.fitting import fitting

    return fitting(session, query)


def _order(row: DueRow, ranks: Mapping[str, int]) -> tuple[object, ...]:
    key = order_key(row.what, row.days, ranks.get(row.level), row.urgent)
    return (*key, row.name, row.path, row.line)


def _rows(session: Session, ahead: int, customers: Collection[int] | None) -> Iterator[DueRow]:
    """Everything due within reach, of some customers or all, in no order."""
    catalog = session.fresh().catalog
    seen = view(session, ahead)
    otherwise = stored.ahead_of(catalog, session.today)
    # What the catalog says of customers with entries dated ahead is not so yet; the last part says what is.
    timeless = chain(stored.dated(catalog, session.today, seen.until), stored.yearly(catalog, seen.days))
    kept = (found for found in timeless if found.customer not in otherwise) if otherwise else timeless
    for found in chain(kept, _as_of_today(session, otherwise, customers)):
        if customers is None or found.customer in customers:
            row = seen.row(found)
            if row is not None:
                yield row


def _as_of_today(session: Session, ahead: Collection[int], customers: Collection[int] | None) -> Iterator[Found]:
    """The dues of customers with entries dated ahead, worked out without what has not happened yet."""
    wanted = [number for number in ahead if customers is None or number in customers]
    if not wanted:
        return
    for known in future.known(session, wanted).values():
        yield from stored.of_known(known)


def _some_to_verify(rows: list[DueRow], most: int) -> tuple[list[DueRow], int]:
    """The rows with at most so many profiles to verify for each owner, and how many were left out."""
    taken: Counter[str] = Counter()
    kept = []
    for row in rows:
        if row.what == "verify":
            taken[row.owner] += 1
            if taken[row.owner] > most:
                continue
        kept.append(row)
    return kept, len(rows) - len(kept)
