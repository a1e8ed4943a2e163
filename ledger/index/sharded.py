"""The text index in shards: what is asked of all of them, scored by BM25 over all of them."""

from __future__ import annotations

import heapq
import json
import math
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ledger.errors import LedgerError
from ledger.index import shards
from ledger.index.catalog import Catalog
from ledger.index.engine import K1, B, Damaged, Document
from ledger.index.shards import Shard
from ledger.query.tokens import Wanted

if TYPE_CHECKING:
    from ledger.index.fulltext_whoosh import Opened, Postings

Told = TypeVar("Told")
Weights = Mapping[int, float]

# While shards are merged, those that were listed a moment ago may be gone: so often the list is read again.
_ATTEMPTS = 50
# Nobody waits for another's writing just to strike out a damaged shard.
_PATIENCE_MS = 100


class _Unreadable(Exception):
    """A shard of this name can't be read."""


@dataclass(slots=True)
class _Part:
    """A shard, opened when it is asked something."""

    shard: Shard
    folder: Path
    length: int
    _opened: Opened | None = None

    @contextmanager
    def reading(self) -> Iterator[Opened]:
        """The open shard; whatever goes wrong with it is _Unreadable."""
        try:
            yield self._opened or self._open()
        except Exception as error:
            raise _Unreadable(self.shard.name) from error

    def _open(self) -> Opened:
        from ledger.index.fulltext_whoosh import Opened

        if not (shards.is_ours(self.folder) and shards.is_ours(self.folder / self.shard.name)):
            raise ValueError("not a folder of ours")
        self._opened = Opened(self.folder / self.shard.name, self.shard.files)
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None


@dataclass(frozen=True, slots=True)
class _Scale:
    """How many documents there are and how long they are on average."""

    documents: int
    average: float

    @classmethod
    def of(cls, parts: Iterable[_Part]) -> _Scale:
        documents = length = 0
        for part in parts:
            documents += len(part.shard.numbers)
            length += part.length
        return cls(documents, max(length, 1) / max(documents, 1))

    def rarity(self, having: int) -> float:
        """How much it says that a text has a token which so many have."""
        return math.log(1 + (self.documents - having + 0.5) / (having + 0.5))

    def scores(self, rarity: float, weights: Iterable[float], lengths: Iterable[int]) -> list[float]:
        """What one token adds to the scores of documents."""
        factor, same, by_length = rarity * (K1 + 1), K1 * (1 - B), K1 * B / self.average
        return [factor * weight / (weight + same + by_length * n) for weight, n in zip(weights, lengths, strict=True)]


@dataclass(slots=True)
class Whoosh:
    """The text index that Whoosh keeps, in shards.

    Whom it knows is settled by the first question, whatever others build meanwhile: who asks for candidates first and
    then for those to be looked through misses nobody.
    """

    catalog: Catalog
    name: str = "whoosh"
    _parts: dict[str, _Part] = field(default_factory=dict)
    _known: frozenset[int] | None = None

    def known(self) -> Collection[int]:
        """The numbers in all shards."""
        return self._told(lambda _: self._known or frozenset())

    def candidates(self, wanted: Wanted) -> Mapping[int, float]:
        """Who has all of it, scored."""
        return self._told(lambda parts: _candidates(parts, wanted))

    def ranked(self, tokens: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Who has any of the tokens, best first; of equals the lower number."""
        return self._told(lambda parts: _ranked(parts, tuple(dict.fromkeys(tokens)), limit))

    def add(self, documents: Iterable[Document]) -> None:
        """Write a shard and list it. Raises Damaged where that can't be done."""
        from ledger.store.lock import lock

        folder = shards.made_place(self.catalog)
        if folder is None:
            raise Damaged
        making = shards.Making(folder)
        for document in documents:
            making.add(document)
        try:
            with lock(folder):
                shards.swap(self.catalog, [making.finish()] if making else [])
        except (OSError, LedgerError, sqlite3.Error) as error:
            raise Damaged from error
        self.close()

    def remove(self, numbers: Iterable[int]) -> None:
        """Nothing: what is gone is left out when shards are merged."""

    def held(self) -> Iterator[tuple[int, str, float]]:
        """All it holds: a number, a token and its weight; for comparing it with the texts."""
        for part in self._told(list):
            try:
                with part.reading() as opened:
                    for token, postings in opened.tokens():
                        for place, weight in zip(*opened.read(postings), strict=True):
                            yield part.shard.numbers[place], token, weight
            except _Unreadable as unreadable:
                self._strike_out(str(unreadable))
                self.close()
                raise Damaged from unreadable

    def close(self) -> None:
        """Let go of all files, and of what it knew."""
        self._known = None
        while self._parts:
            self._parts.popitem()[1].close()

    def _told(self, question: Callable[[Sequence[_Part]], Told]) -> Told:
        """What all shards say. One that can't be read is struck out, so that it is built anew."""
        for _ in range(_ATTEMPTS):
            try:
                if self._known is None:
                    self._list()
                return question([self._parts[name] for name in sorted(self._parts)])
            except _Unreadable as unreadable:
                if self._strike_out(str(unreadable)):
                    self.close()
                    raise Damaged from unreadable
                self._list()
        raise Damaged

    def _list(self) -> None:
        """Read which shards there are."""
        try:
            listed = {shard.name: shard for shard in shards.listed(self.catalog.connection)}
            known = frozenset().union(*(shard.numbers for shard in listed.values()))
            if self._known is None:
                self._known = known
            elif self._alive(self._known - known):
                raise ValueError("shards were dropped")
        except Exception as error:
            self.close()
            raise Damaged from error
        for name in self._parts.keys() - listed.keys():
            self._parts.pop(name).close()
        folder = shards.place(self.catalog) or Path()
        for name in listed.keys() - self._parts.keys():
            self._parts[name] = _Part(listed[name], folder, sum(listed[name].lengths))

    def _alive(self, numbers: Collection[int]) -> bool:
        """Whether any of some customers is still there."""
        ask = "SELECT 1 FROM texts WHERE customer IN (SELECT value FROM json_each(?)) LIMIT 1"
        return self.catalog.connection.execute(ask, (json.dumps(list(numbers)),)).fetchone() is not None

    def _strike_out(self, name: str) -> bool:
        """Unlist a shard; False if it was no longer listed, as another one has taken its place."""
        connection = self.catalog.connection
        if name not in shards.names(connection):
            return False
        with suppress(sqlite3.Error):
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            try:
                connection.execute("DELETE FROM shards WHERE name = ?", (name,))
            finally:
                connection.execute("PRAGMA busy_timeout = 5000")
        return True


def _candidates(parts: Sequence[_Part], wanted: Wanted) -> dict[int, float]:
    scale = _Scale.of(parts)
    asked = len(wanted.whole) + len(wanted.begins)
    having = [0] * asked
    looked: list[tuple[_Part, list[list[Postings]]]] = []
    for part in parts:
        with part.reading() as opened:
            found = [[postings] if (postings := opened.find(token)) else [] for token in wanted.whole]
            found += [list(opened.begin(prefix)) for prefix in wanted.begins]
        for n, alternatives in enumerate(found):
            having[n] += sum(postings.documents for postings in alternatives)
        if found and all(found):
            looked.append((part, found))
    rarities = [scale.rarity(min(count, scale.documents)) for count in having]
    hits: dict[int, float] = {}
    for part, found in looked:
        with part.reading() as opened:
            hits.update(_hits(part.shard, opened, found, rarities, scale))
    return hits


def _hits(
    shard: Shard, opened: Opened, found: list[list[Postings]], rarities: list[float], scale: _Scale
) -> Iterator[tuple[int, float]]:
    """Who in a shard has all tokens, scored."""
    rarest_first = sorted(range(len(found)), key=rarities.__getitem__, reverse=True)
    weights: list[dict[int, float]] = []
    places: list[int] = []
    for n in rarest_first:
        weights.append(_weights(opened, found[n]))
        places = list(filter(weights[-1].__contains__, places)) if len(weights) > 1 else list(weights[-1])
        if not places:
            return iter(())
    lengths = [shard.lengths[place] for place in places]
    parts = [
        scale.scores(rarities[n], map(weighed.__getitem__, places), lengths)
        for n, weighed in zip(rarest_first, weights, strict=True)
    ]
    scores = parts[0] if len(parts) == 1 else map(sum, zip(*parts, strict=True))
    return zip(map(shard.numbers.__getitem__, places), scores, strict=True)


def _weights(opened: Opened, alternatives: list[Postings]) -> dict[int, float]:
    """Who has any of some tokens, and with what weight together."""
    first, *others = alternatives
    weights = dict(zip(*opened.read(first), strict=True))
    for postings in others:
        for place, weight in zip(*opened.read(postings), strict=True):
            weights[place] = weights.get(place, 0) + weight
    return weights


def _ranked(parts: Sequence[_Part], tokens: tuple[str, ...], limit: int) -> list[tuple[int, float]]:
    scale = _Scale.of(parts)
    having = dict.fromkeys(tokens, 0)
    looked: list[tuple[_Part, dict[str, Postings]]] = []
    for part in parts:
        with part.reading() as opened:
            found = {token: postings for token in tokens if (postings := opened.find(token))}
        looked.append((part, found))
        for token, postings in found.items():
            having[token] += postings.documents
    rarities = {token: scale.rarity(count) for token, count in having.items()}
    best: list[tuple[float, int]] = []
    for part, found in looked:
        scores: dict[int, float] = {}
        with part.reading() as opened:
            for token, postings in found.items():
                read, weights = opened.read(postings)
                places = list(read)
                lengths = map(part.shard.lengths.__getitem__, places)
                for place, score in zip(places, scale.scores(rarities[token], weights, lengths), strict=True):
                    scores[place] = scores.get(place, 0.0) + score
            numbered = [(-score, part.shard.numbers[place]) for place, score in scores.items()]
        best = heapq.nsmallest(limit, (*best, *numbered))
    return [(number, -score) for score, number in best]
