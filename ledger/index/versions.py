"""Versions of customers as the catalog knows them, and which of them differ between two moments."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import date, time
from itertools import islice
from pathlib import Path

from ledger.index.catalog import Catalog
from ledger.index.texts import entry_texts, weighed
from ledger.model.changes import Change, Mark, change, moves
from ledger.model.known import UNREAD, Known, KnownEntry, KnownTask, text_mark
from ledger.model.vocabulary import Vocabulary

_DOUBTS = ("?", "？")


def version(catalog: Catalog, path: str) -> Known | None:
    """What the catalog knows of the customer in a file; None where it knows none.

    Fields, entries and tasks are those of the file. Texts are known as they are searched: without case, width and
    spacing, an entry's together with its heading, fields and tasks, the free text together with the fields. Of marks
    of doubt it has those on texts and choices, of the days ticked below a repeating task only which is open now.
    """
    ask = (
        "SELECT c.customer, c.id, c.name, c.fields, c.problems, f.digest, t.text FROM customers c "
        "JOIN files f ON f.path = c.path JOIN texts t ON t.customer = c.customer WHERE c.path = ?"
    )
    found = catalog.connection.execute(ask, (path,)).fetchone()
    if found is None:
        return None
    number, identity, name, fields, problems, digest, text = found
    known_fields = json.loads(fields)
    return Known(
        path=path,
        id=identity,
        name=name,
        fields=known_fields,
        entries=tuple(_entries(catalog, number, text)),
        tasks=tuple(_tasks(catalog, number)),
        doubted=frozenset(_doubted(catalog, number, known_fields)),
        text=text_mark(_free_text(text)),
        digest=digest,
        unread=_unread(catalog, number) if problems else "",
        exact=False,
    )


def _free_text(text: str) -> str:
    """The zone of a kept text behind those of names and of marks."""
    return next(islice(weighed(text), 2, 3))[1]


def _entries(catalog: Catalog, number: int, text: str) -> Iterator[KnownEntry]:
    ask = "SELECT date, time, kind, ref, title, people, tags, fields FROM entries WHERE customer = ? ORDER BY n"
    rows = catalog.connection.execute(ask, (number,)).fetchall()
    texts = entry_texts(text) if rows else []
    for (day, at, kind, ref, title, people, tags, fields), said in zip(rows, texts, strict=True):
        yield KnownEntry(
            date=date.fromisoformat(day),
            kind=kind,
            time=time.fromisoformat(at) if at else None,
            ref=ref or "",
            title=title or "",
            people=_several(people),
            tags=_several(tags),
            fields=json.loads(fields) if fields else {},
            text=text_mark(said),
        )


def _tasks(catalog: Catalog, number: int) -> Iterator[KnownTask]:
    ask = """
        SELECT t.text, t.date, t.state, t.done_on, t.people, t.tags, t.repeats, t.entry,
               (SELECT d.date FROM dues d WHERE d.customer = t.customer AND d.what = 'task' AND d.line = t.line)
        FROM tasks t WHERE t.customer = ? ORDER BY t.n"""
    for text, day, state, done_on, people, tags, repeats, entry, due in catalog.connection.execute(ask, (number,)):
        yield KnownTask(
            text=text,
            date=_day(day),
            state=state,
            done_on=_day(done_on),
            people=_several(people),
            tags=_several(tags),
            repeats=repeats or "",
            next=_day(due) if repeats else None,
            entry=entry,
        )


def _doubted(catalog: Catalog, number: int, fields: dict[str, object]) -> Iterator[str]:
    """Fields whose text, beside their value, ends in a question mark."""
    ask = "SELECT name, value FROM fields WHERE customer = ? AND substr(value, -1) IN (?, ?)"
    for name, text in catalog.connection.execute(ask, (number, *_DOUBTS)):
        if isinstance(fields.get(name), str) and fields[name] != text:
            yield name


def _unread(catalog: Catalog, number: int) -> str:
    ask = f"SELECT code FROM problems WHERE customer = ? AND code IN ({','.join('?' * len(UNREAD))}) ORDER BY n"  # noqa: S608
    found = catalog.connection.execute(ask, (number, *UNREAD)).fetchone()
    return found[0] if found else ""


def _several(held: str | None) -> tuple[str, ...]:
    return tuple(json.loads(held)) if held else ()


def _day(held: str | None) -> date | None:
    return date.fromisoformat(held) if held else None


class Moment:
    """A catalog as it is now, whatever anybody writes to it later; close it soon, it holds the old rows back.

    It is a reader of its own, so that it still sees what another process's command has made of the catalog since.
    """

    def __init__(self, catalog: Catalog) -> None:
        connection, self._file = _reader(catalog)
        connection.execute("BEGIN")
        self.catalog = Catalog(connection)
        # The first question takes the picture.
        self._next = self.catalog.next_number()

    def close(self) -> None:
        """Let it go."""
        self.catalog.close()

    def changes(self, earlier: Moment, vocabulary: Vocabulary) -> Iterator[Change]:
        """What became of customers since an earlier moment, by path; one version of one file is in memory at a time."""
        come, gone = self._come_and_gone(earlier)
        renamed = moves(_marks(earlier.catalog, gone - come), _marks(self.catalog, come - gone))
        for path in sorted((come | gone) - set(renamed.values())):
            before = version(earlier.catalog, renamed.get(path, path))
            found = change(before, version(self.catalog, path), vocabulary)
            if found is not None:
                yield found

    def _come_and_gone(self, earlier: Moment) -> tuple[set[str], set[str]]:
        """The paths of versions that are only here, and of those that were only there."""
        if self._file != earlier._file or self._next < earlier._next:
            # Built anew: its numbers say nothing of the other's.
            here, there = _contents(self.catalog), _contents(earlier.catalog)
            return {path for path, _ in here - there}, {path for path, _ in there - here}
        made_since = "SELECT path FROM customers WHERE customer >= ?"
        new = {path for (path,) in self.catalog.connection.execute(made_since, (earlier._next,))}
        rewritten = {path for path in new if _holds(earlier.catalog, path)}
        lost = _count(earlier.catalog) - (_count(self.catalog) - len(new))
        if lost == len(rewritten):
            return new, rewritten
        dead = _numbers(earlier.catalog) - _numbers(self.catalog)
        of_number = "SELECT path FROM customers WHERE customer = ?"
        return new, {earlier.catalog.connection.execute(of_number, (number,)).fetchone()[0] for number in dead}


def _reader(catalog: Catalog) -> tuple[sqlite3.Connection, tuple[str, int, int]]:
    """A connection of its own to a catalog, and what tells its file from others; a copy of one that has no file."""
    place = catalog.connection.execute("PRAGMA database_list").fetchone()[2]
    if not place:
        copy = sqlite3.connect(":memory:", isolation_level=None)
        catalog.connection.backup(copy)
        return copy, ("", id(copy), 0)
    connection = sqlite3.connect(Path(place).as_uri() + "?mode=ro", timeout=5, isolation_level=None, uri=True)
    found = os.stat(place)
    return connection, (place, found.st_dev, found.st_ino)


def _marks(catalog: Catalog, paths: set[str]) -> Iterator[Mark]:
    ask = "SELECT c.id, f.digest FROM customers c JOIN files f ON f.path = c.path WHERE c.path = ?"
    for path in paths:
        for identity, digest in catalog.connection.execute(ask, (path,)):
            yield Mark(path, identity, digest)


def _contents(catalog: Catalog) -> set[tuple[str, str]]:
    return set(catalog.connection.execute("SELECT path, digest FROM files"))


def _count(catalog: Catalog) -> int:
    return int(catalog.connection.execute("SELECT count(*) FROM customers").fetchone()[0])


def _numbers(catalog: Catalog) -> set[int]:
    return {number for (number,) in catalog.connection.execute("SELECT customer FROM customers")}


def _holds(catalog: Catalog, path: str) -> bool:
    return catalog.connection.execute("SELECT 1 FROM customers WHERE path = ?", (path,)).fetchone() is not None
