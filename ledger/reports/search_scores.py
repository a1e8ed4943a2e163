"""How well a customer's text fits words: one formula, whichever text index named the customer.

BM25F as in Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), 3.6: the points of a
word are idf × (k1 + 1) × f / (f + k1), where f is the sum over zones of weight × occurrences, each zone normalised by
length for itself. Here b is 0 for names and marks, and one b and one length, that of the whole text, for all others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from ledger.index.engine import K1, B
from ledger.index.texts import LATEST_WEIGHT, MARK_WEIGHT, NAME_WEIGHT, REST_WEIGHT, phone_numbers, weighed
from ledger.query.standing import Sought, times

BY_NAME = 0.5
"""What a name counts that is only spelt so or shortened so, of what it would count written out."""
ZONES = {NAME_WEIGHT: "name", MARK_WEIGHT: "marks", LATEST_WEIGHT: "latest", REST_WEIGHT: "rest"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word with the customers that have it: in the text, or only by a name that is spelt or shortened so."""

    word: str
    sought: Sought
    texts: Mapping[int, float]
    spelt: Collection[int]
    shortened: Collection[int]
    idf: float

    @property
    def customers(self) -> int:
        """How many customers have it."""
        return len(self.texts) + len(self.spelt) + len(self.shortened)


@dataclass(frozen=True, slots=True)
class Points:
    """What a word adds to a score, and from what: how often it stands in each zone, or `by` which kind of name.

    `by` is text, phone, pinyin, short or, where the word is not there at all, empty.
    """

    word: str
    by: str
    customers: int
    idf: float
    counts: Mapping[str, int]
    points: float


def idf(customers: int, everybody: int) -> float:
    """How much a word tells that so many of everybody have: never below 0, as in Lucene's BM25Similarity."""
    return log(1 + (everybody - customers + 0.5) / (customers + 0.5))


def saturated(frequency: float, k1: float = K1) -> float:
    """What a weighted frequency counts: k1 + 1 at most, however often a word stands there."""
    return frequency * (k1 + 1) / (frequency + k1)


def lengthened(length: int, average: float) -> float:
    """What occurrences in running text are divided by: more in a text longer than the average one."""
    return 1 - B + B * (length / average if average else 1.0)


def score(terms: Sequence[Term], number: int, text: str, average: float) -> float:
    """The sum of the points of all words, as `points` would tell it; `text` is the kept text."""
    zones = list(weighed(text))
    norm = lengthened(len(text), average)
    return sum(term.idf * saturated(_frequency(term, number, zones, text, norm)) for term in terms)


def points(terms: Sequence[Term], number: int, text: str, average: float) -> tuple[Points, ...]:
    """What each word adds to the score of a customer."""
    zones = list(weighed(text))
    return tuple(_points(term, number, zones, text, lengthened(len(text), average)) for term in terms)


def by_name(term: Term) -> float:
    """The points of a name that is spelt or shortened so."""
    return term.idf * saturated(NAME_WEIGHT * BY_NAME)


Zones = list[tuple[float, str]]


def _frequency(term: Term, number: int, zones: Zones, text: str, norm: float) -> float:
    """The sum over zones of weight × occurrences; a name or a tag tells as much in a long file as in a short one."""
    if number not in term.texts:
        return NAME_WEIGHT * BY_NAME if number in term.spelt or number in term.shortened else 0.0
    wanted, begins = term.sought.text, term.sought.begins
    short = running = 0.0
    for weight, part in zones:
        if wanted in part:
            if weight >= MARK_WEIGHT:
                short += weight * times(wanted, part, begins=begins)
            else:
                running += weight * times(wanted, part, begins=begins)
    return max(short + running / norm, MARK_WEIGHT * _phones(term.sought, text))


def _phones(sought: Sought, text: str) -> int:
    if not sought.number:
        return 0
    return sum(sought.number in phone for phone in phone_numbers(text).split("\n"))


def _points(term: Term, number: int, zones: Zones, text: str, norm: float) -> Points:
    wanted, begins = term.sought.text, term.sought.begins
    counts: dict[str, int] = {}
    for weight, part in zones:
        count = times(wanted, part, begins=begins)
        if count:
            counts[ZONES[weight]] = counts.get(ZONES[weight], 0) + count
    made = term.idf * saturated(_frequency(term, number, zones, text, norm))
    by = _by(term, number, counts)
    if by == "phone":
        counts = {"phones": _phones(term.sought, text)}
    return Points(term.word, by, term.customers, term.idf, counts if by in ("text", "phone") else {}, made)


def _by(term: Term, number: int, counts: Mapping[str, int]) -> str:
    if number in term.texts:
        return "text" if counts else "phone"
    return "pinyin" if number in term.spelt else "short" if number in term.shortened else ""
