"""Whoosh's index brought up to date: a slice of it in a given time, or all of it; and its shards kept few."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import LedgerError
from ledger.index import shards
from ledger.index.catalog import Catalog, Doubtful
from ledger.index.shard_processes import Job, make, make_all
from ledger.index.shards import Shard
from ledger.store.lock import lock_if_free
from ledger.store.processes import cores
from ledger.store.scan import without_collector

# So few are looked through in no time: a shard for them is worth nobody's waiting.
WORTH_A_SLICE = 100
# Of a slice's time, what goes to reading and turning round; the rest is for writing.
_READING = 0.6
# More small shards than these are noticed by who searches: a slice also takes some together.
_FEW_SHARDS = 16
# Characters in a shard: bounds the memory that it takes to make one to about 100 MB.
_FULL = 12_000_000
# Fewer characters are not worth the start of a process.
_WORTH_TWO = 3_000_000
# As in a log-structured merge tree: so many of about one size become one.
_TIER = 8
_DEAD = 1 / 3

Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many customers were taken into the text index, and how many it still lacks."""

    done: int
    left: int


def bring_up_to_date(
    catalog: Catalog, *, seconds: float | None = None, on_progress: Watch | None = None, whole: bool = False
) -> Progress:
    """Take into Whoosh's index whom it lacks.

    With `seconds` it ends after about that time, in this process, and leaves few customers to be scanned. Without, it
    goes on to the end, with all cores where this process has no other threads, and merges shards; with `whole` into
    as few as possible. `on_progress` is told of customers done and to do. Does nothing where another process is at it
    or index/ can't be written. Raises sqlite3.Error only where the catalog itself can't be read.
    """
    folder = shards.made_place(catalog)
    if folder is None:
        return Progress(0, 0)
    work = _Work.of(catalog, folder)
    if seconds is not None and len(work.missing) < WORTH_A_SLICE:
        return Progress(0, len(work.missing))
    try:
        with lock_if_free(folder) as free:
            if not free or not _is_current(catalog, folder):
                return Progress(0, len(work.missing))
            shards.sweep(catalog, folder)
            with without_collector():
                return work.anew().do(seconds, on_progress, whole=whole)
    except (OSError, LedgerError, sqlite3.OperationalError):
        work = _Work.of(catalog, folder)
        return Progress(0, len(work.missing))


def _is_current(catalog: Catalog, folder: Path) -> bool:
    """Whether the catalog is still the one in its folder, and not one that another process has put there since."""
    try:
        found = Catalog.open(folder.parent, catalog.note("stamp"))
    except Doubtful:
        return False
    try:
        return shards.names(found.connection) == shards.names(catalog.connection)
    finally:
        found.close()


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to do: the customers there are, those that no shard has, and all shards by name."""

    catalog: Catalog
    folder: Path
    living: frozenset[int]
    missing: Sequence[int]
    listed: Mapping[str, Shard]

    @classmethod
    def of(cls, catalog: Catalog, folder: Path) -> _Work:
        listed = {shard.name: shard for shard in shards.listed(catalog.connection)}
        living = frozenset(number for (number,) in catalog.connection.execute("SELECT customer FROM texts"))
        missing = sorted(living.difference(*(shard.numbers for shard in listed.values())))
        return cls(catalog, folder, living, missing, listed)

    def anew(self) -> _Work:
        """As it is now; the same if no shard was listed or unlisted meanwhile."""
        if shards.names(self.catalog.connection) == self.listed.keys():
            return self
        return _Work.of(self.catalog, self.folder)

    def do(self, seconds: float | None, on_progress: Watch | None, *, whole: bool) -> Progress:
        """A slice, or everything."""
        self._swap((), [name for name, shard in self.listed.items() if self.living.isdisjoint(shard.numbers)])
        if seconds is not None:
            return self._slice(seconds)
        lengths: dict[int, int] = dict(self.catalog.connection.execute("SELECT customer, length FROM texts"))
        count = _Counting(len(self.missing), on_progress)
        done = self._make([Job(numbers) for numbers in _portions(self.missing, lengths)], count)
        after = _Work.of(self.catalog, self.folder)
        merges = list(after.merges(lengths, whole=whole))
        count.more(sum(len(job.numbers) for job in merges))
        after._make(merges, count)
        return Progress(done, len(self.missing) - done)

    def _slice(self, seconds: float) -> Progress:
        """One shard of those who can be read in the time; where there are many shards, of some small ones' too."""
        started = time.monotonic()
        end = started + seconds * _READING
        small = sorted(filter(_is_small, self.listed.values()), key=lambda shard: len(shard.numbers))[:-_FEW_SHARDS]
        middle = (started + end) / 2 if small else end
        making = shards.Making(self.folder)
        for document in shards.documents(self.catalog.connection, self.missing):
            making.add(document)
            if time.monotonic() > middle:
                break
        taken = len(making)
        pace = (time.monotonic() - started) / max(taken, 1)
        merged = []
        for shard in small:
            alive = sorted(self.living.intersection(shard.numbers))
            if time.monotonic() + pace * len(alive) > end:
                break
            for document in shards.documents(self.catalog.connection, alive):
                making.add(document)
            merged.append(shard.name)
        if making:
            self._swap([making.finish()], merged)
        return Progress(taken, len(self.missing) - taken)

    def merges(self, lengths: Mapping[int, int], *, whole: bool) -> Iterator[Job]:
        """The shards that should become one: many of about one size, and those with many dead; or all that can."""
        alive = {name: sorted(self.living.intersection(shard.numbers)) for name, shard in self.listed.items()}
        sizes = {name: sum(lengths.get(number, 0) for number in numbers) for name, numbers in alive.items()}
        dead = {name: len(self.listed[name].numbers) - len(numbers) for name, numbers in alive.items()}
        tiers = defaultdict(list)
        for name, numbers in alive.items():
            if _is_small(self.listed[name]):
                tiers[int(math.log(max(len(numbers), 1), _TIER))].append(name)
        chosen = {
            name for name in alive if dead[name] >= len(self.listed[name].numbers) * _DEAD or (whole and dead[name])
        }
        for names in tiers.values():
            if whole or len(names) >= _TIER:
                chosen.update(names)
        for group in _filled(sorted(chosen, key=sizes.__getitem__), sizes):
            if len(group) > 1 or dead[group[0]]:
                yield Job(sorted(number for name in group for number in alive[name]), tuple(group))

    def _make(self, jobs: Sequence[Job], count: _Counting) -> int:
        """Make shards and list each when it is finished, instead of others; how many customers they have."""
        done = 0
        for job, shard in self._made(jobs, count):
            self._swap([shard], job.instead_of)
            done += len(shard.numbers)
        return done

    def _made(self, jobs: Sequence[Job], count: _Counting) -> Iterator[tuple[Job, Shard]]:
        cores = min(_cores(), len(jobs))
        file = shards.file_of(self.catalog)
        if cores > 1 and file is not None:
            yield from make_all(file, self.folder, jobs, cores, count)
            return
        for job in jobs:
            yield job, make(self.catalog.connection, self.folder, job.numbers, count)

    def _swap(self, new: Iterable[Shard], old: Sequence[str]) -> None:
        made = tuple(new)
        if made or old:
            shards.swap(self.catalog, made, old)
        for name in old:
            shards.remove(self.folder, name)


def _is_small(shard: Shard) -> bool:
    return sum(shard.lengths) < _FULL / 2


def _portions(numbers: Sequence[int], lengths: Mapping[int, int]) -> Iterator[Sequence[int]]:
    """Numbers in portions of about the same amount of text, as many as there are cores or more."""
    total = sum(lengths.get(number, 0) for number in numbers)
    share = total / max(math.ceil(total / _FULL), _cores() if total > _WORTH_TWO else 1)
    portion: list[int] = []
    length = 0
    for number in numbers:
        portion.append(number)
        length += lengths.get(number, 0)
        if length >= share:
            yield portion
            portion, length = [], 0
    if portion:
        yield portion


def _filled(names: Sequence[str], sizes: Mapping[str, int]) -> Iterator[Sequence[str]]:
    """Shards in groups of which each fits into one."""
    group: list[str] = []
    size = 0
    for name in names:
        if group and size + sizes[name] > _FULL:
            yield group
            group, size = [], 0
        group.append(name)
        size += sizes[name]
    if group:
        yield group


class _Counting:
    """Tells somebody how many customers of how many are done."""

    def __init__(self, total: int, watch: Watch | None) -> None:
        self._done, self._total, self._watch = 0, total, watch

    def more(self, customers: int) -> None:
        """There is more to do."""
        self._total += customers

    def __call__(self, customers: int) -> None:
        self._done += customers
        if self._watch is not None and customers:
            self._watch(self._done, self._total)


def _cores() -> int:
    """The cores for processes of our own. What other threads are in the middle of must not be copied into a process."""
    if threading.active_count() > 1:
        return 1
    return cores()
