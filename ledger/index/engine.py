"""What a text index does, whichever it is: it names the customers whose texts may have a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ledger.query.tokens import Wanted

# BM25 as in Robertson and Zaragoza, The Probabilistic Relevance Framework (2009): how fast a repeated word counts
# less, and how much the length of a text matters.
K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Document:
    """A customer's text as a text index takes it.

    `words` gives each token the sum of its places' weights, `length` is the text's in characters. A customer's number
    is never used twice, so that it stands for one version of one file.
    """

    number: int
    words: Mapping[str, float]
    length: int


class Damaged(Exception):
    """A text index can't be used as it is: texts are looked through until it is built anew."""


class Engine(Protocol):
    """A text index. It may lag behind the catalog, and may name customers that are gone; it never forgets one it knows.

    Every method raises Damaged, and nothing else, where its files are not what they should be.
    """

    name: str

    def known(self) -> Collection[int]:
        """The numbers it can answer for."""

    def candidates(self, wanted: Wanted) -> Mapping[int, float]:
        """Who of those known has all of it, and how well by BM25, roughly."""

    def ranked(self, tokens: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Who of those known has any of the tokens, best first by BM25."""

    def add(self, documents: Iterable[Document]) -> None:
        """Take in documents with new numbers."""

    def remove(self, numbers: Iterable[int]) -> None:
        """Forget documents; an engine may put this off."""

    def held(self) -> Iterator[tuple[int, str, float]]:
        """All it holds, in parts to be added up: a number, a token and a weight; for comparing it with the texts."""
