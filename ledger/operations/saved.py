"""What saved files have become, once they have come to rest: what changed in each customer, and its new problems."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ledger.errors import LedgerError
from ledger.index.catalog import Catalog
from ledger.index.versions import Moment
from ledger.model.changes import Change, FileChanged
from ledger.model.problem import Problem
from ledger.model.vocabulary import Vocabulary
from ledger.store.files import Reader
from ledger.text.source import decode

MANY = 50
"""More files than this at once are only counted."""
_REST = 0.05
_BACK = 0.6


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a customer, and the problems that its file did not have before, each with the text of its line."""

    change: Change
    problems: tuple[tuple[Problem, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Storm:
    """So many files changed at once that only their number is told."""

    files: int


class Telling:
    """Remembers the catalog as it was when something was last told, until what became of it can be told."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._earlier: Moment | None = None
        self._at = float("inf")
        self._changed: set[str] = set()

    def begin(self, catalog: Catalog) -> None:
        """From here on changes are told."""
        self.close()
        self._earlier = Moment(catalog)

    def close(self) -> None:
        """Forget how the catalog was."""
        if self._earlier is not None:
            self._earlier.close()
        self._earlier = None
        self._at = float("inf")
        self._changed.clear()

    def looked(self, changed: Sequence[str]) -> None:
        """Files were looked at and some had changed; a command may have read others before."""
        if self._earlier is not None:
            self._changed.update(changed)
            self._at = min(self._at, time.monotonic() + _REST)

    def due(self) -> float:
        """When there is something to tell."""
        return self._at

    def told(self, catalog: Catalog, vocabulary: Vocabulary, since: float) -> Iterator[Saved | Storm]:
        """What became of the files, no event having come since then.

        A file that is away may be one that is being replaced: it is given a moment to come back.
        """
        earlier, count = self._earlier, len(self._changed)
        self._at = float("inf")
        if earlier is None:
            return
        now = Moment(catalog)
        if count > MANY:
            yield Storm(count)
        else:
            found = list(islice(now.changes(earlier, vocabulary), MANY + 1))
            if any(map(_is_removal, found)) and time.monotonic() < since + _BACK:
                now.close()
                self._at = since + _BACK
                return
            for change in found[:MANY]:
                yield Saved(change, tuple(self._problems(earlier.catalog, now.catalog, change)))
            if len(found) > MANY:
                yield Storm(0)
        self._changed.clear()
        # Written rows go over into the catalog's file while nobody reads older ones.
        now.close()
        earlier.close()
        catalog.tidy()
        self._earlier = Moment(catalog)

    def _problems(self, before: Catalog, now: Catalog, change: Change) -> Iterator[tuple[Problem, str]]:
        """The problems of a file beyond those that it had, with their lines."""
        renamed = [one.before for one in change.differences if isinstance(one, FileChanged) and one.before]
        left = Counter(problem.code for problem in _stored(before, renamed[0] if renamed else change.path))
        found = []
        for problem in _stored(now, change.path):
            left[problem.code] -= 1
            if left[problem.code] < 0:
                found.append(problem)
        lines = self._lines(change.path) if found else []
        for problem in found:
            yield problem, lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""

    def _lines(self, path: str) -> list[str]:
        try:
            return [line.rstrip("\r") for line in decode(Reader(self._root).read(path)).text.split("\n")]
        except LedgerError:
            return []


def _is_removal(change: Change) -> bool:
    return any(isinstance(one, FileChanged) and one.how == "removed" for one in change.differences)


def _stored(catalog: Catalog, path: str) -> list[Problem]:
    ask = (
        "SELECT p.code, p.line, p.column, p.length, p.args FROM problems p JOIN files f ON f.customer = p.customer "
        "WHERE f.path = ? ORDER BY p.n"
    )
    rows = catalog.connection.execute(ask, (path,))
    return [Problem(code, line, column, length, json.loads(args)) for code, line, column, length, args in rows]
