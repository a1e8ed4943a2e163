"""Files to rows of the catalog, by both cores where there are many."""

from __future__ import annotations

import gc
import marshal
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import LedgerError
from ledger.facts.compute import compute
from ledger.facts.planned import known_by, until
from ledger.index import fts5_table
from ledger.index.reading import Reading
from ledger.index.rows import Rows, rows
from ledger.model.customer import Customer
from ledger.model.parse import parse, unread
from ledger.store.files import Reader
from ledger.store.processes import context, cores
from ledger.text import limits
from ledger.text.source import decode, digest

_CHUNK = 250
_WORTH_TWO = 400


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows by table of some files, and the digest of each file that could be read, in their order."""

    rows: Rows
    digests: tuple[str, ...]


def read(reader: Reader, path: str, reading: Reading) -> tuple[Customer, str]:
    """The customer in a file and the digest of its bytes (empty where they can't be read)."""
    try:
        content = reader.read(path)
    except LedgerError as refused:
        size = _size(reading.root / path)
        if size > limits.file_bytes:
            return unread(path, "file-too-large", limit="2 MiB"), ""
        return unread(path, "file-unreadable", reason=str(refused.message)), ""
    return parse(path, decode(content), reading.vocabulary, reading.settings), digest(content)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def batches(reading: Reading, paths: Sequence[str], first: int, *, words: bool = False) -> Iterator[Batch]:
    """Read files and number their customers from `first` on; in processes of their own where there are many.

    With `words` there are rows for FTS5 too.
    """
    starts = range(0, len(paths), _CHUNK)
    jobs = [(first + start, paths[start : start + _CHUNK]) for start in starts]
    count = cores()
    # A process with threads can't be forked safely.
    if len(paths) < _WORTH_TWO or count < 2 or threading.active_count() > 1:
        for number, chunk in jobs:
            yield _batch(reading, number, chunk, words=words)
        return
    with context().Pool(min(count, len(jobs)), _prepare, (reading, words)) as pool:
        for packed in pool.imap(_work, jobs):
            found, digests = marshal.loads(packed)  # noqa: S302 (bytes from our own processes)
            yield Batch(found, tuple(digests))


_prepared: list[tuple[Reading, bool]] = []


def _prepare(reading: Reading, words: bool) -> None:
    """In a process made for reading: keep what it reads with; what is read is soon given away, so no collector."""
    # It ends when it is told to, without a word; the process that made it does the talking.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prepared[:] = [(reading, words)]
    gc.disable()


def _work(job: tuple[int, Sequence[str]]) -> bytes:
    reading, words = _prepared[0]
    made = _batch(reading, *job, words=words)
    return marshal.dumps((made.rows, made.digests))


def _batch(reading: Reading, first: int, paths: Sequence[str], *, words: bool) -> Batch:
    gathered: Rows = {}
    digests = []
    reader = reading.reader(paths)
    for number, path in enumerate(paths, first):
        customer, mark = read(reader, path, reading)
        digests.append(mark)
        if reading.until is not None:
            if not known_by(customer, reading.until):
                continue
            customer = until(customer, reading.until)
        for table, found in rows(number, customer, compute(customer, reading.vocabulary, reading.settings)).items():
            gathered.setdefault(table, []).extend(found)
    if words:
        gathered[fts5_table.TABLE] = list(fts5_table.rows(gathered["texts"]))
    return Batch(gathered, tuple(digests))
