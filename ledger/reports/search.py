"""What `ledger search` finds: customers that a query asks for, best first, each with its best line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from ledger.errors import LedgerError
from ledger.index import select_entries
from ledger.index.engines import words_of
from ledger.index.words import Words, among
from ledger.query.parse import parse
from ledger.query.tree import Everything, Tree
from ledger.reports import search_ranks, search_terms
from ledger.reports.customers import Row, Rows
from ledger.reports.search_called import called
from ledger.reports.search_homes import entries_with, fields_with
from ledger.reports.search_lines import Asked, Excerpt, Place, best_line, name_line
from ledger.reports.search_scores import Points, Term, points
from ledger.reports.standings import condition
from ledger.reports.today import Later
from ledger.session import Session
from ledger.store.files import Reader
from ledger.text.source import decode

LIMIT = 20
"""Hits that are shown where nobody says how many."""
_LATEST = 5
# From so many unseen customers and so many seconds on, it is worth a word that the text index lags behind.
_MANY = 1000
_NOTICEABLE = 0.3


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer found; `score` is 0 where the query has no words."""

    row: Row
    score: float
    excerpt: Excerpt
    points: tuple[Points, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, of `total`; `engine` answered, of whose index `unseen` customers were not yet part.

    `damaged` tells that its index could not be used. `seconds` tell how long what took.
    """

    hits: tuple[Hit, ...]
    total: int
    engine: str
    unseen: int
    damaged: bool
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def slowed(self) -> bool:
        """Whether it took noticeably longer because the text index lags behind."""
        return self.unseen >= _MANY and self.seconds.get("words", 0.0) + self.seconds.get("ranking", 0.0) > _NOTICEABLE


@dataclass(slots=True)
class Clock:
    """How long each step took, by its name."""

    seconds: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=perf_counter)

    def step(self, name: str) -> None:
        """What was done since the last step has this name."""
        now = perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now


def search(session: Session, query: str, *, limit: int | None = LIMIT) -> Found:
    """The customers that a query asks for, best first by its words; without any, by name. Raises BadQuery."""
    clock = Clock()
    catalog = session.fresh().catalog
    clock.step("files")
    words = words_of(catalog, session.settings.engine)
    return found(session, understood(session, query), words, limit=limit, clock=clock)


def understood(session: Session, query: str) -> Tree:
    """The tree of a query; raises BadQuery."""
    settings = session.settings
    return parse(query, session.vocabulary, session.today, settings.queries, settings.currency)


def found(
    session: Session, tree: Tree, words: Words, *, limit: int | None = LIMIT, clock: Clock | None = None
) -> Found:
    """The same for a tree, with words of the session's catalog that may know some already."""
    clock = clock or Clock()
    numbers = matching(session, tree, words)
    clock.step("words")
    leaves = search_terms.ranking(tree)
    terms: tuple[Term, ...] = ()
    best = [(number, 0.0) for number in numbers[:limit]]
    if leaves and numbers:
        everybody = search_ranks.everybody(words.catalog)
        terms = search_ranks.terms(words, leaves, everybody)
        best = search_ranks.ranked(words.catalog, terms, numbers, everybody, limit)
    clock.step("ranking")
    hits = tuple(shown(session, tree, terms, best, words))
    clock.step("lines")
    return Found(hits, len(numbers), engine_name(words), unseen(words), words.trouble, clock.seconds)


def search_any(session: Session, text: str, *, limit: int | None = LIMIT) -> Found:
    """The customers with any of the words of a text, those with most of them first; no words mean anything else in it."""
    from ledger.reports.search_any import any_of

    clock = Clock()
    words = words_of(session.fresh().catalog, session.settings.engine)
    clock.step("files")
    ranked = any_of(words, text, limit)
    clock.step("ranking")
    entries = _entries(session, Everything(), words, [number for number, _ in ranked.best])
    sought = ranked.sought()
    hits = tuple(
        _hits(session, ranked.best, (lambda number: Asked(sought, entries=entries.get(number, ())),), ranked.points)
    )
    clock.step("lines")
    return Found(hits, ranked.total, engine_name(words), unseen(words), words.trouble, clock.seconds)


def engine_name(words: Words) -> str:
    """The text index that answered; "scan" where the texts were looked through."""
    return words.engine.name if words.engine is not None else "scan"


def matching(session: Session, tree: Tree, words: Words) -> list[int]:
    """The numbers of all customers that a query asks for, by name."""
    where = condition(session, tree, words)
    order = "" if search_terms.ranking(tree) else " ORDER BY c.name, c.path"
    ask = f"SELECT c.customer FROM customers c WHERE {where.text}{order}"  # noqa: S608
    return [number for (number,) in words.catalog.connection.execute(ask, where.params)]


def unseen(words: Words) -> int:
    """How many customers the text index has not seen; 0 where there is none to see them."""
    return len(words.unknown()) if words.engine is not None else 0


def shown(
    session: Session, tree: Tree, terms: Sequence[Term], best: Sequence[tuple[int, float]], words: Words
) -> Iterator[Hit]:
    """The hits with their best lines."""
    catalog = words.catalog
    numbers = [number for number, _ in best]
    sought = [term.sought for term in terms]
    names, fields = search_terms.names(tree), search_terms.fields(tree)
    entries = _entries(session, tree, words, numbers)
    average = search_ranks.everybody(catalog).average if terms else 0.0
    kept = dict(search_ranks.texts(catalog, numbers)) if terms else {}

    def asked(number: int) -> Asked:
        return Asked(sought, names, fields, entries.get(number, ()), called(catalog, number, terms))

    def elsewhere(number: int) -> Asked:
        text = kept.get(number, "")
        return Asked(
            sought,
            entries=entries_with(text, entries.get(number, ()), sought),
            fields=fields_with(catalog, number, sought),
        )

    def why(number: int) -> tuple[Points, ...]:
        return points(terms, number, kept[number], average) if number in kept else ()

    return _hits(session, best, (asked, elsewhere), why)


def _hits(
    session: Session,
    best: Sequence[tuple[int, float]],
    ways: Sequence[Callable[[int], Asked]],
    why: Callable[[int], tuple[Points, ...]],
) -> Iterator[Hit]:
    """The customers with their best lines; the files are read once more, and may have changed meanwhile."""
    reader = session.reader()
    rows = Rows(session, [number for number, _ in best], Later(session))
    for (number, score), row in zip(best, rows, strict=True):
        yield Hit(row, score, _best_line(session, _read(reader, row.path), number, ways), why(number))


def _best_line(session: Session, text: str, number: int, ways: Sequence[Callable[[int], Asked]]) -> Excerpt:
    """The best line by the first way of looking that finds one; at last that of the name."""
    for asked in ways:
        line = best_line(text, asked(number), session.vocabulary)
        if line is not None:
            return line
    return name_line(text, session.vocabulary)


def _read(reader: Reader, path: str) -> str:
    """The text of a file as it is now; empty if it can't be read any more."""
    try:
        return decode(reader.read(path)).text
    except LedgerError:
        return ""


def _entries(session: Session, tree: Tree, words: Words, numbers: Sequence[int]) -> dict[int, list[Place]]:
    """The entries of some customers, each with whether it is meant by conditions on entries."""
    here = among("e.customer", numbers)
    ask = f"SELECT e.customer, e.n, e.line, e.date FROM entries e WHERE {here.text} ORDER BY e.customer, e.line"  # noqa: S608
    rows = words.catalog.connection.execute(ask, here.params).fetchall()
    wanted: set[tuple[int, int]] = set()
    words = words.within(numbers)
    for asked in search_terms.entries(tree):
        fits = select_entries.entry(asked, session.today, words)
        ask = f"SELECT e.customer, e.n FROM entries e WHERE {here.text} AND {fits.text}"  # noqa: S608
        wanted.update(words.catalog.connection.execute(ask, (*here.params, *fits.params)))
    latest = _latest(rows)
    places: dict[int, list[Place]] = {}
    for number, n, line, day in rows:
        places.setdefault(number, []).append(Place(line, day, (number, n) in latest, (number, n) in wanted))
    return places


def _latest(rows: Sequence[tuple[int, int, int, str]]) -> set[tuple[int, int]]:
    """The latest entries of each customer, as index/texts.py counts them."""
    newest: dict[int, list[tuple[str, int]]] = {}
    for number, n, _, day in rows:
        newest.setdefault(number, []).append((day, n))
    return {(number, n) for number, days in newest.items() for _, n in sorted(days, reverse=True)[:_LATEST]}
