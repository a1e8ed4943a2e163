"""The names by which customers were found that do not have the word itself."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.index.catalog import Catalog
from ledger.index.pinyin import spelled_part
from ledger.query.fold import fold
from ledger.reports.search_scores import Term


def called(catalog: Catalog, number: int, terms: Sequence[Term]) -> dict[str, tuple[str, ...]]:
    """The customer's names that are spelt or shortened as some words say, each with the parts that are meant."""
    found: dict[str, tuple[str, ...]] = {}
    for term in terms:
        if number in term.spelt:
            for name in _names(catalog, number):
                part = spelled_part(name, term.sought.text)
                found |= {name: (part,)} if part else {}
        elif number in term.shortened:
            found |= {name: tuple(term.sought.text) for name in _names(catalog, number) if _short(term, name)}
    return found


def _short(term: Term, name: str) -> bool:
    rest = iter(fold(name))
    return all(character in rest for character in term.sought.text)


def _names(catalog: Catalog, number: int) -> list[str]:
    ask = "SELECT shown FROM names WHERE customer = ? AND kind IN ('name', 'alias', 'contact') ORDER BY n"
    return [name for (name,) in catalog.connection.execute(ask, (number,))]
