"""Names that the catalog knows, as it stands: quick enough for the TAB key, since no file is looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ledger.query.fold import fold
from ledger.store.state import index_folder

_FILE = "catalog.db"
_LAST = "\U0010ffff"
_FIELDS = {"tag": "tags", "person": "owner"}


def known(root: Path, what: str, prefix: str, most: int) -> list[str]:
    """At most so many names of a customer, tags or owners that begin so, in order; none where there is no catalog."""
    folder = index_folder(root)
    if folder is None or not (folder / _FILE).is_file():
        return []
    try:
        with closing(sqlite3.connect((folder / _FILE).as_uri() + "?mode=ro", timeout=0.2, uri=True)) as connection:
            return list(_found(connection, what, fold(prefix), most))
    except sqlite3.Error:
        return []


def _found(connection: sqlite3.Connection, what: str, start: str, most: int) -> Iterator[str]:
    if what in _FIELDS:
        ask = "SELECT min(value) FROM fields WHERE name = ? AND folded >= ? AND folded < ? GROUP BY folded LIMIT ?"
        rows = connection.execute(ask, (_FIELDS[what], start, start + _LAST, most))
    else:
        ask = (
            "SELECT shown FROM (SELECT shown, key FROM names WHERE kind = 'name' AND key >= ?1 AND key < ?2"
            " UNION ALL SELECT shown, key FROM names WHERE kind = 'alias' AND key >= ?1 AND key < ?2)"
            " ORDER BY key LIMIT ?3"
        )
        rows = connection.execute(ask, (start, start + _LAST, most))
    return (text for (text,) in rows)
