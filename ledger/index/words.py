"""Which customers have a word: a text index names candidates, their kept texts decide."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ledger.index.catalog import Catalog
from ledger.index.engine import Damaged, Engine
from ledger.index.pinyin import spelled
from ledger.index.sql import Sql
from ledger.index.texts import entry_texts, phone_numbers
from ledger.query.fold import RUN, digits, fold, found, phones
from ledger.query.tokens import Wanted, wanted, wanted_phone
from ledger.query.tree import Phrase, Prefix, Word

Leaf = Word | Phrase | Prefix
Told = TypeVar("Told")

_LETTERS = re.compile("[a-z]{2,}")
_LONGEST_ABBREVIATION = 6
# So many are looked up one by one; of more all customers are fetched at once.
_MANY = 500


@dataclass(frozen=True, slots=True)
class Hits:
    """The customers that have a word: in their text, with a rough score, or by a name that is spelt or shortened so.

    `spelt` are names by pinyin or its initials; `shortened` names that have a Chinese word's characters in its order,
    looked for only where the word itself stands nowhere. A customer is in one of the three only.
    """

    texts: Mapping[int, float]
    spelt: Collection[int] = ()
    shortened: Collection[int] = ()

    def numbers(self) -> Iterator[int]:
        """All of them, each once."""
        yield from self.texts
        yield from self.spelt
        yield from self.shortened


@dataclass(slots=True)
class Words:
    """Words looked for in one state of the catalog, each once.

    What the text index does not know yet is looked through, so that an answer is right at once. `trouble` says that
    the text index had to be left aside.
    """

    catalog: Catalog
    engine: Engine | None = None
    trouble: bool = False
    _found: dict[tuple[str, type[Leaf]], Hits] = field(default_factory=dict)
    _unknown: list[int] | None = None
    _all: frozenset[int] | None = None

    def condition(self, leaf: Leaf) -> Sql:
        """The customers that have a word, as a condition on `customers c`."""
        return among("c.customer", self.hits(leaf).numbers())

    def hits(self, leaf: Leaf) -> Hits:
        """The customers that have a word, a phrase or the beginning of a word."""
        key = fold(leaf.text).strip(), type(leaf)
        if key not in self._found:
            self._found[key] = self._look(key[0], isinstance(leaf, Prefix), phrase=isinstance(leaf, Phrase))
        return self._found[key]

    def within(self, numbers: Collection[int]) -> Words:
        """The same words, as far as they were looked for, where only some customers matter from here on."""
        wanted = frozenset(numbers)
        found = {
            key: Hits({number: score for number, score in hits.texts.items() if number in wanted})
            for key, hits in self._found.items()
        }
        return Words(self.catalog, self.engine, self.trouble, found, self._unknown, self._all)

    def entries(self, leaf: Leaf) -> Mapping[int, frozenset[int]]:
        """The entries that have a word, by customer and place in the file."""
        folded, begins = fold(leaf.text).strip(), isinstance(leaf, Prefix)
        number = digits(folded)
        fitting = {}
        for customer, text in self._texts(self.hits(leaf).texts):
            places = frozenset(
                n for n, entry in enumerate(entry_texts(text)) if _stands_in(entry, folded, number, begins)
            )
            if places:
                fitting[customer] = places
        return fitting

    def unknown(self) -> list[int]:
        """The customers that the text index does not know yet."""
        if self._unknown is None:
            known = self._ask(lambda engine: engine.known()) or ()
            if isinstance(known, range):
                # Where all up to a number are known, only those after it have to be looked at.
                after = "SELECT customer FROM texts WHERE customer >= ?"
                self._unknown = [number for (number,) in self.catalog.connection.execute(after, (known.stop,))]
            else:
                known = known if isinstance(known, set | frozenset) else set(known)
                self._unknown = [number for number in self._everybody() if number not in known]
        return self._unknown

    def ranked(self, tokens: Sequence[str]) -> dict[int, float]:
        """The customers with any of some tokens, as far as the text index knows them, with rough scores."""
        everybody = self.catalog.next_number()
        named = self._ask(lambda engine: engine.ranked(tokens, everybody))
        return self._living(dict(named or ()))

    def frequencies(self, tokens: Iterable[str]) -> dict[str, int]:
        """How many customers have each token, as far as the text index knows them."""
        return {token: len(self._candidates(Wanted((token,), exact=True))) for token in tokens}

    def _look(self, folded: str, begins: bool, *, phrase: bool) -> Hits:
        texts = self._in_texts(folded, begins)
        number = digits(folded)
        if number:
            texts |= {found: score for found, score in self._with_phone(number).items() if found not in texts}
        spelt: Collection[int] = ()
        if not phrase and _LETTERS.fullmatch(folded):
            spelt = [found for found in spelled(self.catalog, folded) if found not in texts]
        shortened: Collection[int] = ()
        if not (texts or begins or phrase) and 1 < len(folded) <= _LONGEST_ABBREVIATION and all(map(RUN.match, folded)):
            shortened = list(self._named_in_short(folded))
        return Hits(texts, spelt, shortened)

    def _in_texts(self, folded: str, begins: bool) -> dict[int, float]:
        asked = wanted(folded, begins=begins)
        if self.engine is None or asked is None:
            return dict.fromkeys(self._fitting(folded, begins, None), 0.0)
        likely = self._candidates(asked)
        if not asked.exact:
            likely = {number: likely[number] for number in self._fitting(folded, begins, likely)}
        return likely | dict.fromkeys(self._fitting(folded, begins, self.unknown()), 0.0)

    def _with_phone(self, number: str) -> dict[int, float]:
        asked = wanted_phone(number)
        if self.engine is None or asked is None:
            return dict.fromkeys(self._with_digits(number, None), 0.0)
        likely = self._candidates(asked)
        fitting = likely if asked.exact else self._with_digits(number, likely)
        return {found: likely[found] for found in fitting} | dict.fromkeys(
            self._with_digits(number, self.unknown()), 0.0
        )

    def _candidates(self, asked: Wanted) -> dict[int, float]:
        """Whom the text index names, without those that are gone."""
        return self._living(self._ask(lambda engine: engine.candidates(asked)) or {})

    def _living(self, named: Mapping[int, float]) -> dict[int, float]:
        if len(named) > _MANY:
            everybody = self._everybody()
            return {number: score for number, score in named.items() if number in everybody}
        living = self.catalog.connection.execute(
            "SELECT customer FROM customers WHERE customer IN (SELECT value FROM json_each(?))", (_listed(named),)
        )
        return {number: named[number] for (number,) in living}

    def _everybody(self) -> frozenset[int]:
        """The numbers of all customers."""
        if self._all is None:
            # An index answers this; with a condition the texts themselves would be gone through.
            found = self.catalog.connection.execute("SELECT customer FROM texts")
            self._all = frozenset(number for (number,) in found)
        return self._all

    def _fitting(self, folded: str, begins: bool, among: Collection[int] | None) -> Iterator[int]:
        """Those whose text has a word, among all or some."""
        if len(folded) > 1 and all(map(RUN.match, folded)):
            # Any part of a run of Chinese counts, so that SQLite itself can tell.
            yield from (number for number, _ in self._texts(among, folded, with_text=False))
            return
        for number, text in self._texts(among, folded):
            if found(folded, text, begins=begins):
                yield number

    def _with_digits(self, digits: str, among: Collection[int] | None) -> Iterator[int]:
        return (number for number, text in self._texts(among, digits) if digits in phone_numbers(text))

    def _texts(
        self, among: Collection[int] | Mapping[int, float] | None, having: str = "", *, with_text: bool = True
    ) -> Iterator[tuple[int, str]]:
        """Kept texts that have some characters, of all customers or some."""
        if among is not None and not among:
            return
        wanted = "SELECT customer, text FROM texts" if with_text else "SELECT customer, '' FROM texts"
        parts, params = [], []
        if among is not None:
            parts.append("customer IN (SELECT value FROM json_each(?))")
            params.append(_listed(among))
        if having:
            parts.append("instr(text, ?)")
            params.append(having)
        where = f" WHERE {' AND '.join(parts)}" if parts else ""
        yield from self.catalog.connection.execute(wanted + where, params)

    def _named_in_short(self, folded: str) -> Iterator[int]:
        """Those of whose names a word may be the short form: 云科 of 云启科技."""
        like = "%" + "%".join(folded) + "%"
        ask = "SELECT DISTINCT customer FROM names WHERE kind IN ('name', 'alias') AND key LIKE ?"
        return (number for (number,) in self.catalog.connection.execute(ask, (like,)))

    def _ask(self, question: Callable[[Engine], Told]) -> Told | None:
        """What the text index says; from the first trouble on it is left aside."""
        if self.engine is None:
            return None
        try:
            return question(self.engine)
        except Damaged:
            self.engine, self.trouble, self._unknown = None, True, None
            return None


def among(column: str, numbers: Iterable[int]) -> Sql:
    """Whether a column holds one of many numbers."""
    return Sql(f"{column} IN (SELECT value FROM json_each(?))", (_listed(numbers),))  # noqa: S608


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps(list(numbers), separators=(",", ":"))


def _stands_in(text: str, folded: str, number: str, begins: bool) -> bool:
    """Whether a word stands in a folded text, or a number in a phone number there."""
    return found(folded, text, begins=begins) or bool(number and any(number in phone for phone in phones(text)))
