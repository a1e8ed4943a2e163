"""The most urgent of what is due, counted and chosen by the catalog's indexes without a look at the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from heapq import nsmallest
from typing import NamedTuple

from ledger.facts.urgency import order_key
from ledger.index import dues as stored
from ledger.index.dues import Found
from ledger.reports.due_rows import DueRow, View, is_forgotten
from ledger.session import Session

Key = tuple[int, int, int]
_FEW = 300
"""So many equally urgent ones are read to see which come first by name; more are looked up in the order of names."""


class Due(NamedTuple):
    """Something due: how urgent, and where it stands; those that were worked out just now have a negative `n`."""

    key: Key
    number: int
    n: int
    what: str
    date: str | None
    owner: str


class Choice(NamedTuple):
    """The rows of each group in their order, how many each group has, and how many profiles are left unverified."""

    rows: Mapping[str, Sequence[DueRow]]
    sizes: Mapping[str, int]
    more_to_verify: int


class Keys(dict[tuple[str | None, str, int, str | None], Key]):
    """How urgent something is by its day, kind, urgency and level, each worked out once: there are few."""

    def __init__(self, today: date, ranks: Mapping[str, int]) -> None:
        self.today = today
        self.ranks = ranks

    def __missing__(self, asked: tuple[str | None, str, int, str | None]) -> Key:
        day, what, urgent, level = asked
        distance = None if day is None else (date.fromisoformat(day) - self.today).days
        made = self[asked] = order_key(what, distance, self.ranks.get(level or ""), bool(urgent))
        return made


class Chooser:
    """One choice: `most` rows of each group, `later` being what is ahead beyond the days asked for."""

    def __init__(
        self, session: Session, seen: View, worked_out: Sequence[Found], order: Callable[[DueRow], tuple[object, ...]]
    ) -> None:
        self.catalog = session.fresh().catalog
        self.seen = seen
        self.worked_out = worked_out
        self.order = order
        self.until = seen.until.isoformat()
        self.keys = Keys(seen.today, {name: rank for rank, name in enumerate(session.settings.levels)})

    def choose(self, found: Sequence[Due], most: int, to_verify: int | None) -> Choice:
        """Of what is due (without doubles) the first of each group; of profiles `to_verify` for each owner count."""
        left = 0
        if to_verify is not None:
            kept = self._without_many_to_verify(found, to_verify)
            found, left = kept, len(found) - len(kept)
        groups: dict[str, list[Due]] = {}
        for due in found:
            groups.setdefault(self._group(due), []).append(due)
        rows = {group: self._rows(self._first(members, most))[:most] for group, members in groups.items()}
        return Choice(rows, {group: len(members) for group, members in groups.items()}, left)

    def dues(self, without: Collection[int]) -> Iterator[Due]:
        """Everything due within reach, in no order; of the customers in `without` only what was worked out."""
        seen, names, keys = self.seen, self.seen.names, self.keys
        yield from [
            Due(keys[day, what, urgent, level], customer, n, what, day, names.get(owner or "", owner or ""))
            for customer, n, what, day, urgent, level, owner in stored.light_dated(self.catalog, seen.today, seen.until)
            if customer not in without and (what != "churn" or not is_forgotten(what, day, seen.today))
        ]
        for light in stored.light_yearly(self.catalog, seen.days):
            if light.customer not in without and (next_day := seen.next_time(light)) is not None:
                day = next_day.isoformat()
                owner = names.get(light.owner or "", light.owner or "")
                key = keys[day, light.what, light.urgent, light.level]
                yield Due(key, light.customer, light.n, light.what, day, owner)
        for place, worked in enumerate(self.worked_out, 1):
            row = seen.row(worked)
            if row is not None:
                written = None if row.date is None else row.date.isoformat()
                key = keys[written, row.what, int(row.urgent), row.level]
                yield Due(key, row.number, -place, row.what, written, row.owner)

    def _group(self, due: Due) -> str:
        if due.key[0] == 2:
            return "later" if due.date is not None and due.date > self.until else "ahead"
        return ("overdue", "today", "ahead", "any")[due.key[0]]

    def _without_many_to_verify(self, found: Sequence[Due], most: int) -> Sequence[Due]:
        owners = Counter([due.owner for due in found if due.what == "verify"])
        crowded: dict[str, list[Due]] = {owner: [] for owner, count in owners.items() if count > most}
        if not crowded:
            return found
        kept: list[Due] = []
        for due in found:
            (crowded[due.owner] if due.what == "verify" and due.owner in crowded else kept).append(due)
        for members in crowded.values():
            kept += self._in_order(self._first(members, most))[:most]
        return kept

    def _first(self, members: Sequence[Due], most: int) -> list[Due]:
        """At least the first `most` of them, and not many more."""
        if len(members) <= most or not most:
            return list(members) if most else []
        last = nsmallest(most, (due.key for due in members))[-1]
        sure = [due for due in members if due.key < last]
        equal = [due for due in members if due.key == last]
        return sure + (equal if len(equal) <= _FEW else self._first_by_name(equal, most - len(sure)))

    def _first_by_name(self, equal: Sequence[Due], wanted: int) -> list[Due]:
        of: dict[int, list[Due]] = {}
        for due in equal:
            of.setdefault(due.number, []).append(due)
        found: list[Due] = []
        for customer in stored.first_by_name(self.catalog, of):
            found += of[customer]
            if len(found) >= wanted:
                break
        return found

    def _in_order(self, chosen: Sequence[Due]) -> list[Due]:
        """Chosen ones in the order of their rows."""
        at = {(row.number, n): row for n, row in self._read(chosen)}
        return sorted(chosen, key=lambda due: self.order(at[due.number, due.n]))

    def _rows(self, chosen: Sequence[Due]) -> list[DueRow]:
        return sorted((row for _, row in self._read(chosen)), key=self.order)

    def _read(self, chosen: Sequence[Due]) -> Iterator[tuple[int, DueRow]]:
        for due in chosen:
            found = self.worked_out[-due.n - 1] if due.n < 0 else stored.at(self.catalog, due.number, due.n)
            row = self.seen.row(found)
            if row is not None:
                yield due.n, row
