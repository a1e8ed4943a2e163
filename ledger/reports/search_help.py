"""What may have been meant where a search finds nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.index.engines import words_of
from ledger.index.words import Words
from ledger.query.tree import And, Tree
from ledger.query.write import write
from ledger.reports import search_near, search_terms
from ledger.reports.search import understood
from ledger.reports.search_terms import Leaf
from ledger.reports.standings import condition
from ledger.session import Session

_MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Near:
    """A word that stands nowhere, and words that do stand somewhere and are near it."""

    word: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What helps on.

    `near` are words that stand nowhere. `apart` are the parts of the query with the number of customers that fit each by
    itself, where each of them fits somebody. `with_any` is how many have any of its words.
    """

    near: tuple[Near, ...] = ()
    apart: tuple[tuple[str, int], ...] = ()
    with_any: int = 0


def advice(session: Session, query: str, *, any_word: bool = False) -> Advice:
    """What may be said about a query that fits nobody. Raises BadQuery."""
    words = words_of(session.fresh().catalog, session.settings.engine)
    if any_word:
        return Advice(_near(words, [one for one in query.split() if one]))
    tree = understood(session, query)
    leaves = search_terms.ranking(tree)
    nowhere = [leaf.text for leaf in leaves if not any(True for _ in words.hits(leaf).numbers())]
    return Advice(_near(words, nowhere), () if nowhere else _apart(session, tree, words), _with_any(words, leaves))


def _near(words: Words, nowhere: Sequence[str]) -> tuple[Near, ...]:
    return tuple(Near(word, search_near.near(words.catalog, word)) for word in dict.fromkeys(nowhere))


def _apart(session: Session, tree: Tree, words: Words) -> tuple[tuple[str, int], ...]:
    """How many fit each part of a query by itself."""
    if not isinstance(tree, And) or len(tree.parts) > _MOST_PARTS:
        return ()
    counts = [(write(part), _count(session, part, words)) for part in tree.parts]
    return tuple(counts)


def _count(session: Session, tree: Tree, words: Words) -> int:
    where = condition(session, tree, words)
    ask = f"SELECT count(*) FROM customers c WHERE {where.text}"  # noqa: S608
    return int(words.catalog.connection.execute(ask, where.params).fetchone()[0])


def _with_any(words: Words, leaves: Sequence[Leaf]) -> int:
    """How many customers --any would find, where that is another question: of one token only it is the same."""
    from ledger.reports.search_any import any_of, telling

    text = " ".join(leaf.text for leaf in leaves)
    return any_of(words, text, 0).total if len(telling(text)) > 1 else 0
