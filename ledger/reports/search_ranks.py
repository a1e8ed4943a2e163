"""Customers in the order of how well they fit words: roughly by the text index, the best of them exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from ledger.index.catalog import Catalog
from ledger.index.words import Words, among
from ledger.reports.search_scores import Term, by_name, idf, score
from ledger.reports.search_terms import Leaf, sought

EXACT = 300
"""So many are scored exactly at least, if there are more."""
_PLACES = 9
"""Decimals by which scores are told apart: sums in another order differ behind them."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """How many customers there are, and how long their texts are on average, in characters."""

    count: int
    average: float


def everybody(catalog: Catalog) -> Everybody:
    """Of a whole catalog."""
    count, average = catalog.connection.execute("SELECT count(*), avg(length) FROM texts").fetchone()
    return Everybody(count, average or 0.0)


def terms(words: Words, leaves: Sequence[Leaf], everybody: Everybody) -> tuple[Term, ...]:
    """The words with those who have them."""
    return tuple(_term(words, leaf, everybody) for leaf in leaves)


def _term(words: Words, leaf: Leaf, everybody: Everybody) -> Term:
    hits = words.hits(leaf)
    spelt, shortened = frozenset(hits.spelt), frozenset(hits.shortened)
    count = len(hits.texts) + len(spelt) + len(shortened)
    return Term(leaf.text, sought(leaf), hits.texts, spelt, shortened, idf(count, everybody.count))


def ranked(
    catalog: Catalog, terms: Sequence[Term], numbers: Collection[int], everybody: Everybody, limit: int | None
) -> list[tuple[int, float]]:
    """The best of some customers with their scores, best first; those with the same one by latest entry, then path.

    Those whom the text index has not seen yet are all scored exactly, so that its state changes no order.
    """
    if limit is None or len(numbers) <= max(EXACT, limit):
        chosen = numbers
    else:
        chosen = _likely(terms, numbers, max(EXACT, limit))
    # Without any of the words, as "level:A OR 报价" may find, a text needs no look.
    having = [number for number in chosen if any(_has(term, number) for term in terms)]
    scores = dict.fromkeys(chosen, 0.0)
    for number, text in texts(catalog, having):
        scores[number] = score(terms, number, text, everybody.average)
    return in_order(catalog, scores, limit)


def texts(catalog: Catalog, numbers: Collection[int] | None) -> Iterator[tuple[int, str]]:
    """The kept texts of some customers; None means all."""
    ask = "SELECT customer, text FROM texts"
    return iter(catalog.connection.execute(ask)) if numbers is None else _read(catalog, f"{ask} WHERE ", numbers)


def in_order(catalog: Catalog, scores: Mapping[int, float], limit: int | None = None) -> list[tuple[int, float]]:
    """The best so many by score; equal ones by their latest entry, then by their path."""
    if limit is not None and limit < len(scores):
        if not limit:
            return []
        # Only those that are no worse than the last one to be named are looked at closer.
        least = round(nlargest(limit, scores.values())[-1], _PLACES)
        scores = {number: score for number, score in scores.items() if round(score, _PLACES) >= least}
    ask = "SELECT customer, last_entry, path FROM customers WHERE "
    known = {number: (last or "", path) for number, last, path in _read(catalog, ask, scores)}
    ordered = sorted(known, key=lambda number: known[number][1])
    ordered.sort(key=lambda number: (round(scores[number], _PLACES), known[number][0]), reverse=True)
    return [(number, scores[number]) for number in ordered[:limit]]


def _has(term: Term, number: int) -> bool:
    return number in term.texts or number in term.spelt or number in term.shortened


def _likely(terms: Sequence[Term], numbers: Collection[int], most: int) -> list[int]:
    """Those that can be among the best: the best ones roughly, and those of whom nothing is known but that they fit."""
    rough: list[tuple[float, int]] = []
    unknown: list[int] = []
    named = [(term, by_name(term)) for term in terms]
    for number in numbers:
        total = 0.0
        for term, name_points in named:
            known = term.texts.get(number)
            if known is None:
                total += name_points if number in term.spelt or number in term.shortened else 0.0
            elif known > 0:
                total += known
            else:
                unknown.append(number)
                break
        else:
            rough.append((total, number))
    return [*(number for _, number in nlargest(most, rough)), *unknown]


def _read(catalog: Catalog, ask: str, numbers: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    here = among("customer", numbers)
    return iter(catalog.connection.execute(ask + here.text, here.params))
