"""Catalogs compared with others, and files saved as people save them."""

from __future__ import annotations

from pathlib import Path

from ledger.index import schema
from ledger.index.reading import Reading
from ledger.index.refresh import Fresh
from ledger.session import open_session


def write(root: Path, name: str, text: str) -> Path:
    """A customer file as somebody would save it."""
    path = root / "customers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def open_fresh(root: Path) -> Fresh:
    """What a command sees that starts now."""
    return open_session(root).fresh()


def names(root: Path) -> list[str]:
    """The names in the catalog of a command that starts now."""
    found = open_fresh(root)
    try:
        return [row[0] for row in found.catalog.connection.execute("SELECT name FROM customers ORDER BY name")]
    finally:
        found.catalog.close()


def content(found: Fresh) -> dict[str, list[tuple[object, ...]]]:
    """All rows, by path instead of by number, so that two catalogs can be compared."""
    connection = found.catalog.connection
    paths = dict(connection.execute("SELECT customer, path FROM customers"))
    rows: dict[str, list[tuple[object, ...]]] = {}
    for table in schema.TABLES:
        taken = connection.execute(f"SELECT * FROM {table}").fetchall()
        rows[table] = sorted(((paths[row[0]], *row[1:]) for row in taken), key=repr)
    rows["files"] = sorted((row[:1] + row[5:6] for row in connection.execute("SELECT * FROM files")), key=repr)
    return rows


def built_from_nothing(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a catalog made anew, in memory."""
    from ledger.index.refresh import _in_memory

    session = open_session(root)
    found = _in_memory(Reading(session.root, session.vocabulary, session.settings), "anew", None)
    try:
        return content(found)
    finally:
        found.catalog.close()
