"""Customers ranked by as many words of a text as they have: for questions, of which nobody has all the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.index.catalog import Catalog
from ledger.index.engines import words_of
from ledger.index.texts import MARK_WEIGHT, weighed
from ledger.index.words import Words
from ledger.query.fold import RUN, fold, kind_of
from ledger.query.standing import Sought, times
from ledger.query.tokens import tokens
from ledger.reports import search_ranks
from ledger.reports.search_scores import Points, idf, lengthened, saturated
from ledger.session import Session

MOST_TOKENS = 200
"""So many different tokens of a text are looked for; the others come too late in it."""
K1 = 2.4
"""Of many words some come often in any text: here repeating one counts longer than in a search for a few words."""
NEAR = 100
"""Among so many of the best, single characters of Chinese count too: nobody is found by them, but they tell near ones apart."""

Best = list[tuple[int, float]]
Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the text that is ranked by, with the number of customers who have it."""

    text: str
    customers: int
    idf: float


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The best customers with their scores, best first; `total` have any of the tokens at all.

    `frequencies` are the weighted ones of the best customers, by the token's place in `tokens`.
    """

    best: Best
    total: int
    tokens: tuple[Token, ...] = ()
    frequencies: Mapping[int, Mapping[int, float]] = field(default_factory=dict)

    def sought(self) -> list[Sought]:
        """What is looked for in lines: all but single characters of Chinese, unless there is nothing else."""
        telling = [one.text for one in self.tokens if len(one.text) > 1 or not RUN.match(one.text)]
        return [Sought(text) for text in telling or (one.text for one in self.tokens)]

    def points(self, number: int) -> tuple[Points, ...]:
        """What the tokens add to the score of one of the best, most first."""
        found = [
            Points(token.text, "text", token.customers, token.idf, {}, token.idf * saturated(frequency, K1))
            for place, frequency in self.frequencies.get(number, {}).items()
            for token in (self.tokens[place],)
        ]
        return tuple(sorted(found, key=lambda one: -one.points))


def ranked(session: Session, text: str, limit: int | None = None) -> Best:
    """The numbers of the customers that fit a text best, with their scores, best first."""
    catalog = session.fresh().catalog
    return any_of(words_of(catalog, session.settings.engine), text, limit).best


def any_of(words: Words, text: str, limit: int | None = None) -> AnyOf:
    """The same with words of a catalog: the formula of search_scores.py over the tokens of the text, each once."""
    wanted = telling(text)
    if not wanted:
        return AnyOf([], 0)
    counts = [_count(token) for token in wanted]
    rough = words.ranked(wanted)
    unseen = None if words.engine is None else words.unknown()
    everybody = search_ranks.everybody(words.catalog)
    looked_at = dict(_frequencies(words.catalog, counts, unseen, everybody.average))
    having = Counter(words.frequencies(wanted)) if rough else Counter()
    having.update(wanted[place] for found in looked_at.values() for place in found)
    most = len(rough) if limit is None else max(search_ranks.EXACT, limit)
    best = sorted(rough, key=lambda number: -rough[number])[:most]
    total = len(rough) + len(looked_at)
    looked_at |= dict(_frequencies(words.catalog, counts, best, everybody.average))
    known = tuple(Token(token, having[token], idf(having[token], everybody.count)) for token in wanted)
    scores = {
        number: sum(known[place].idf * saturated(frequency, K1) for place, frequency in found.items())
        for number, found in looked_at.items()
    }
    near = [number for number, _ in search_ranks.in_order(words.catalog, scores, NEAR)]
    characters = _characters(wanted)
    more = dict(_frequencies(words.catalog, [_anywhere(one) for one in characters], near, everybody.average))
    among = Counter(place for found in more.values() for place in found)
    known += tuple(Token(one, among[place], idf(among[place], len(near))) for place, one in enumerate(characters))
    for number, found in more.items():
        later = {len(wanted) + place: frequency for place, frequency in found.items()}
        scores[number] += sum(known[place].idf * saturated(frequency, K1) for place, frequency in later.items())
        looked_at[number] = looked_at[number] | later
    ordered = search_ranks.in_order(words.catalog, scores, limit)
    return AnyOf(ordered, total, known, {number: looked_at[number] for number, _ in ordered})


def _characters(wanted: Sequence[str]) -> tuple[str, ...]:
    """The single characters of the Chinese among some tokens."""
    return tuple(dict.fromkeys(one for token in wanted if len(token) > 1 and RUN.match(token) for one in token))


def _anywhere(character: str) -> Count:
    return lambda text: text.count(character)


def telling(text: str) -> tuple[str, ...]:
    """The tokens to rank by; single characters of Chinese, which say little, only where there is nothing else."""
    found = tuple(dict.fromkeys(tokens(fold(text))))
    many = tuple(token for token in found if len(token) > 1 or not RUN.match(token))
    return (many or found)[:MOST_TOKENS]


def _frequencies(
    catalog: Catalog, counts: Sequence[Count], numbers: Sequence[int] | None, average: float
) -> Iterator[tuple[int, dict[int, float]]]:
    """The weighted frequency of each token, by its place, in the texts of some customers (None: of all) that have any."""
    for number, text in search_ranks.texts(catalog, numbers):
        there = [place for place, count in enumerate(counts) if count(text)]
        if there:
            zones = list(weighed(text))
            norm = lengthened(len(text), average)
            yield number, {place: found for place in there if (found := _frequency(counts[place], zones, norm))}


def _frequency(count: Count, zones: Sequence[tuple[float, str]], norm: float) -> float:
    return sum(weight * count(part) / (1.0 if weight >= MARK_WEIGHT else norm) for weight, part in zones)


def _count(token: str) -> Count:
    """How often a token stands in a folded text."""
    if not RUN.match(token):
        return lambda text: times(token, text)
    if len(token) > 1:
        return lambda text: text.count(token)
    return lambda text: sum(1 for _ in _at_ends(token, text))


def _at_ends(character: str, text: str) -> Iterator[int]:
    """Where a single character ends a run; elsewhere it is no token."""
    place = text.find(character)
    while place >= 0:
        if place + 1 == len(text) or kind_of(text[place + 1]) != "run":
            yield place
        place = text.find(character, place + 1)
