"""Two catalogs compared file by file, and a text index with the kept texts it was made from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ledger.index import schema
from ledger.index.catalog import Catalog

_MANY = 200
# Sums are kept within what a 64-bit integer holds.
_MODULUS = (1 << 61) - 1

Held = Iterable[tuple[int, str, float]]
"""Parts of what a text index holds, to be added up: a customer's number, a token and a weight."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A table whose rows of one file are others than they should be; without a path the whole table can't be read."""

    path: str
    table: str


def differences(found: Catalog, right: Catalog, on_progress: Callable[[int, int], None]) -> Iterator[Difference]:
    """The tables in which a catalog differs from the right one, by path; `on_progress` is told of files done and in all."""
    here, there = _numbers(found), _numbers(right)
    paths = sorted(here.keys() | there.keys())
    for place, path in enumerate(paths, 1):
        yield from (Difference(path, table) for table in _differing(found, right, here.get(path), there.get(path)))
        if place % _MANY == 0 or place == len(paths):
            on_progress(place, len(paths))
    seen, kept = found.files().keys(), {path for path in here if _has_file(found, path)}
    yield from (Difference(path, "files") for path in sorted(seen ^ kept))


def _numbers(catalog: Catalog) -> dict[str, int]:
    return dict(catalog.connection.execute("SELECT path, customer FROM customers"))


def _has_file(catalog: Catalog, path: str) -> bool:
    return catalog.connection.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone() is not None


def _differing(found: Catalog, right: Catalog, here: int | None, there: int | None) -> Iterator[str]:
    """The tables that differ for one file, by its number in each catalog."""
    if here is None or there is None:
        yield "customers"
        return
    for table in schema.TABLES:
        if _rows(found, table, here) != _rows(right, table, there):
            yield table
    if _digest(found, here) != _digest(right, there):
        yield "files"


def _rows(catalog: Catalog, table: str, number: int) -> list[tuple[object, ...]]:
    """A customer's rows without its number, which differs from one catalog to the next."""
    ask = f"SELECT * FROM {table} WHERE customer = ?"  # noqa: S608 (names of ours)
    return sorted((row[1:] for row in catalog.connection.execute(ask, (number,))), key=repr)


def _digest(catalog: Catalog, number: int) -> object:
    ask = "SELECT f.digest FROM customers c JOIN files f USING (path) WHERE c.customer = ? AND f.customer = c.customer"
    return catalog.connection.execute(ask, (number,)).fetchone()


def misheld(catalog: Catalog, known: Callable[[int], bool], held: Held) -> Iterator[str]:
    """The paths of customers that a text index knows and holds other words of than their kept texts have.

    What it holds of customers that are gone doesn't matter: they are in no answer.
    """
    from ledger.index.texts import document

    sums: dict[int, int] = {}
    for number, token, weight in held:
        sums[number] = (sums.get(number, 0) + int(weight) * hash(token)) % _MODULUS
    ask = "SELECT c.path, t.customer, t.text FROM texts t JOIN customers c USING (customer) ORDER BY c.path"
    for path, number, text in catalog.connection.execute(ask):
        if known(number):
            words = document(number, text).words
            if sums.get(number, 0) != sum(int(weight) * hash(token) for token, weight in words.items()) % _MODULUS:
                yield path


def integrity(connection: sqlite3.Connection) -> bool:
    """Whether SQLite itself finds its file in order."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
