"""What a saved file has become, once it has come to rest: its versions before and after, and its new problems."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import LedgerError
from ledger.index.catalog import Catalog
from ledger.index.versions import version
from ledger.model.known import Known
from ledger.model.problem import Problem
from ledger.model.vocabulary import Vocabulary
from ledger.store.files import Reader
from ledger.text.source import decode

MANY = 50
"""More files than this at once are only counted."""
_REST = 0.05
_BACK = 0.5


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that was saved (`path` from the root), the customer before and after (None: not there), and the problems
    that it did not have before, each with the text of its line. `more` counts further files that changed at once.
    """

    path: str
    before: Known | None
    after: Known | None
    problems: tuple[tuple[Problem, str], ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Earlier:
    known: Known | None
    problems: Counter[str]


class Telling:
    """Remembers how customers were before their rows were replaced, until what became of them can be told."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._earlier: dict[str, _Earlier] = {}
        self._at: dict[str, float] = {}
        self._away: set[str] = set()
        self._more = 0

    def before(self, catalog: Catalog, paths: Sequence[str]) -> None:
        """Remember what the catalog says of these paths now."""
        if len(paths) > MANY:
            self._more += len(paths)
            return
        for path in paths:
            if path not in self._earlier:
                codes = Counter(problem.code for problem in _problems(catalog, path))
                self._earlier[path] = _Earlier(version(catalog, path), codes)

    def after(self, paths: Iterable[str]) -> None:
        """Note that these have changed."""
        now = time.monotonic()
        for path in paths:
            if path in self._earlier:
                self._at[path] = now + _REST
                self._away.discard(path)
        if self._more:
            self._at[""] = now

    def due(self) -> float:
        """When there is something to tell."""
        return min(self._at.values(), default=float("inf"))

    def settled(self, catalog: Catalog, root: Path, still_open: frozenset[str]) -> Iterator[Saved]:
        """What has come to rest; a file that is away may be one that is being replaced, and gets a moment more."""
        now = time.monotonic()
        if self._at.pop("", None) is not None:
            yield Saved("", None, None, more=self._more)
            self._more = 0
        for path in [path for path, at in self._at.items() if at <= now]:
            after = version(catalog, path)
            if path in still_open or (after is None and path not in self._away):
                self._at[path] = now + _BACK
                self._away.add(path)
                continue
            del self._at[path]
            self._away.discard(path)
            earlier = self._earlier.pop(path)
            if after is not None or earlier.known is not None:
                yield Saved(path, earlier.known, after, tuple(_new(catalog, root, path, earlier.problems)))


def _new(catalog: Catalog, root: Path, path: str, known: Counter[str]) -> Iterator[tuple[Problem, str]]:
    """The problems of a file beyond those that it had, with their lines."""
    left = Counter(known)
    found = []
    for problem in _problems(catalog, path):
        left[problem.code] -= 1
        if left[problem.code] < 0:
            found.append(problem)
    lines: list[str] = []
    if found:
        try:
            lines = decode(Reader(root).read(path)).text.split("\n")
        except LedgerError:
            lines = []
    for problem in found:
        yield problem, lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""


def _problems(catalog: Catalog, path: str) -> list[Problem]:
    ask = (
        "SELECT p.code, p.line, p.column, p.length, p.args FROM problems p JOIN files f ON f.customer = p.customer "
        "WHERE f.path = ? ORDER BY p.n"
    )
    rows = catalog.connection.execute(ask, (path,))
    return [Problem(code, line, column, length, json.loads(args)) for code, line, column, length, args in rows]
