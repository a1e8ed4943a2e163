"""Whether an error means that the catalog is damaged."""

from __future__ import annotations

import sqlite3


def is_damage(error: BaseException) -> bool:
    """Whether SQLite complains of its file, which a catalog made anew would mend."""
    return isinstance(error, sqlite3.DatabaseError)
