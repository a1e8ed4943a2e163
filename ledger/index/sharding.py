"""Whoosh's index brought up to date: a slice of it in a given time, or all of it; and its shards kept few."""

from __future__ import annotations

import math
import os
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
from ledger.store.scan import without_collector

# So few are looked through in no time: a shard for them is worth nobody's waiting.
_WORTH_A_SLICE = 100
# Of a slice's time, what goes to reading and turning round; the rest is for writing.
_READING = 0.6
# More shards than these are noticed by who searches: a slice also takes small ones together.
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
    or index/ can't be written, and never raises for a reason that lies in index/.
    """
    folder = shards.made_place(catalog)
    if folder is None:
        return Progress(0, 0)
    try:
        work = _Work.of(catalog, folder)
        if seconds is not None and len(work.missing) < _WORTH_A_SLICE:
            return Progress(0, len(work.missing))
        with lock_if_free(folder) as free:
            if not free or not _is_current(catalog, folder):
                return Progress(0, len(work.missing))
            shards.sweep(catalog, folder)
            with without_collector():
                return _Work.of(catalog, folder).do(seconds, on_progress, whole=whole)
    except (OSError, LedgerError, sqlite3.Error):
        return Progress(0, 0)


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
    """What is to do: the customers that no shard has, and of each shard those that are still there."""

    catalog: Catalog
    folder: Path
    lengths: Mapping[int, int]
    missing: Sequence[int]
    alive: Mapping[str, Sequence[int]]
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, catalog: Catalog, folder: Path) -> _Work:
        lengths = dict(catalog.connection.execute("SELECT customer, length FROM texts"))
        alive: dict[str, Sequence[int]] = {}
        sizes: dict[str, int] = {}
        known: set[int] = set()
        for shard in shards.listed(catalog.connection):
            alive[shard.name] = [number for number in shard.numbers if number in lengths]
            sizes[shard.name] = len(shard.numbers)
            known.update(shard.numbers)
        return cls(catalog, folder, lengths, [number for number in lengths if number not in known], alive, sizes)

    def do(self, seconds: float | None, on_progress: Watch | None, *, whole: bool) -> Progress:
        """A slice, or everything."""
        self._swap((), [name for name, living in self.alive.items() if not living])
        if seconds is not None:
            return self._slice(seconds)
        count = _Counting(len(self.missing), on_progress)
        done = self._make([Job(numbers) for numbers in self._portions(self.missing)], count)
        after = _Work.of(self.catalog, self.folder)
        merges = list(after.merges(whole=whole))
        count.more(sum(len(job.numbers) for job in merges))
        after._make(merges, count)
        return Progress(done, len(self.missing) - done)

    def _slice(self, seconds: float) -> Progress:
        """One shard of those who can be read in the time; where there are many shards, of some small ones' too."""
        started = time.monotonic()
        end = started + seconds * _READING
        crowd = len([name for name, living in self.alive.items() if living]) - _FEW_SHARDS
        middle = (started + end) / 2 if crowd > 0 else end
        making = shards.Making(self.folder)
        taken = 0
        for document in shards.documents(self.catalog.connection, self.missing):
            making.add(document)
            taken += 1
            if time.monotonic() > middle:
                break
        pace = (time.monotonic() - started) / max(taken, 1)
        merged = []
        for name in sorted(filter(self.alive.get, self.alive), key=lambda name: len(self.alive[name]))[: max(crowd, 0)]:
            if time.monotonic() + pace * len(self.alive[name]) > end:
                break
            for document in shards.documents(self.catalog.connection, self.alive[name]):
                making.add(document)
            merged.append(name)
        if making:
            self._swap([making.finish()], merged)
        return Progress(taken, len(self.missing) - taken)

    def _portions(self, numbers: Sequence[int]) -> Iterator[Sequence[int]]:
        """Numbers in portions of about the same amount of text, as many as there are cores or more."""
        total = sum(self.lengths[number] for number in numbers)
        portions = max(math.ceil(total / _FULL), _cores() if total > _WORTH_TWO else 1)
        portion: list[int] = []
        length, share = 0, total / portions
        for number in numbers:
            portion.append(number)
            length += self.lengths[number]
            if length >= share:
                yield portion
                portion, length = [], 0
        if portion:
            yield portion

    def merges(self, *, whole: bool) -> Iterator[Job]:
        """The shards that should become one: many of about one size, and those with many dead; or all that can."""
        lengths = {name: sum(self.lengths[number] for number in living) for name, living in self.alive.items()}
        tiers = defaultdict(list)
        for name, living in self.alive.items():
            if lengths[name] < _FULL / 2:
                tiers[int(math.log(max(len(living), 1), _TIER))].append(name)
        dead = {name: self.sizes[name] - len(living) for name, living in self.alive.items()}
        chosen = {name for name in self.alive if dead[name] >= self.sizes[name] * _DEAD or (whole and dead[name])}
        for names in tiers.values():
            if whole or len(names) >= _TIER:
                chosen.update(names)
        group: list[str] = []
        length = 0
        for name in sorted(chosen, key=lengths.__getitem__):
            if group and length + lengths[name] > _FULL:
                yield self._merge(group)
                group, length = [], 0
            group.append(name)
            length += lengths[name]
        if len(group) > 1 or any(dead[name] for name in group):
            yield self._merge(group)

    def _merge(self, names: Sequence[str]) -> Job:
        return Job(sorted(number for name in names for number in self.alive[name]), tuple(names))

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
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
