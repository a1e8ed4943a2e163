"""Shards made in processes of their own, one for each core."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.index.shards import Making, Shard, documents
from ledger.store.processes import context

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

# How many customers pass between two words about progress.
_STEP = 100

Count = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A shard to be made of some customers, instead of the shards that have them now."""

    numbers: Sequence[int]
    instead_of: tuple[str, ...] = ()


def make(connection: sqlite3.Connection, folder: Path, numbers: Sequence[int], count: Count) -> Shard:
    """Make a shard; `count` is told of each few customers that are done."""
    making = Making(folder)
    waiting = 0
    for document in documents(connection, numbers):
        making.add(document)
        waiting += 1
        if waiting == _STEP:
            count(waiting)
            waiting = 0
    shard = making.finish()
    count(waiting)
    return shard


def make_all(catalog: Path, folder: Path, jobs: Sequence[Job], cores: int, count: Count) -> Iterator[tuple[Job, Shard]]:
    """Make many, several at a time; what a process dies of is left out. Ends them all when it is left early.

    All processes are started before `count` is told anything, as a bar that it shows may be a thread.
    """
    from multiprocessing.connection import wait

    begun = context()
    waiting = list(reversed(jobs))
    processes = [_start(begun, catalog, folder) for _ in range(cores)]
    try:
        busy = {pipe: waiting.pop() for _, pipe in processes[: len(jobs)]}
        for pipe, job in busy.items():
            _give(pipe, job)
        while busy:
            spoke = wait(list(busy))
            for pipe in [pipe for pipe in busy if pipe in spoke]:
                told = _told(pipe)
                if isinstance(told, int):
                    count(told)
                    continue
                job = busy.pop(pipe)
                if told is not None:
                    if waiting:
                        busy[pipe] = waiting.pop()
                        _give(pipe, busy[pipe])
                    yield job, told
    finally:
        for process, _ in processes:
            process.terminate()
            process.join()


def _start(context: BaseContext, catalog: Path, folder: Path) -> tuple[BaseProcess, Connection]:
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(ours, theirs, catalog, folder), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return process, ours


def _give(pipe: Connection, job: Job) -> None:
    # Whether it has died is seen when it is listened to.
    with suppress(OSError):
        pipe.send(job.numbers)


def _told(pipe: Connection) -> int | Shard | None:
    """What a process says next: a number of customers, the finished shard, or nothing if it has died."""
    try:
        told = pipe.recv()
    except (EOFError, OSError):
        return None
    return told if isinstance(told, int | Shard) else None


def _run(theirs: Connection, ours: Connection, catalog: Path, folder: Path) -> None:
    """In a process of its own. It ends without a word when it is told to, or when nobody listens any more."""
    theirs.close()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    try:
        with closing(sqlite3.connect(catalog.as_uri() + "?mode=ro", uri=True)) as connection:
            while True:
                ours.send(make(connection, folder, ours.recv(), ours.send))
    except Exception:  # noqa: BLE001 (the process that made this one does the talking)
        os._exit(1)
