"""How well search finds: questions about real passages, two-character words, names in short; beside other ways.

The passages and questions are those of CMRC 2018 (Cui et al., A Span-Extraction Dataset for Chinese Machine Reading
Comprehension, 2019). Each passage becomes a note of a customer; a question is answered if the customer whose passage
holds the answer is among the first ten.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from benchmarks import phrases, programs
from benchmarks.generate import SETTINGS
from benchmarks.ledgers import REFRESH, with_engine
from benchmarks.measure import LEDGERS, Failed, environment, ledger, once
from benchmarks.rivals import Fts5Rival, Ripgrep, WhooshRival, whoosh_analyzers
from benchmarks.rows import Plan, Row

FILES = ("cmrc2018_dev.json", "cmrc2018_trial.json")
RECALL, MRR, PAIRS, SHORT = "recall@10", "MRR@10", "recall of two-character words", "names found in short"
BOUNDS = {RECALL: 0.995, MRR: 0.973, PAIRS: 1.0, SHORT: 1.0}
FIRST = 10
WORDS, NAMES = 1_000, 300
_PAIR = re.compile("[\u4e00-\u9fff]{2}")


class Asked(NamedTuple):
    """What is asked: texts, by place; questions with the place of the text that answers; words and who has them."""

    texts: Sequence[str]
    questions: Sequence[tuple[str, int]]
    words: Mapping[str, Collection[int]]


class Finder(Protocol):
    """A way to find texts by words."""

    name: str
    ours: bool
    every: int  # Of the questions, one in so many is asked: some take too long for all.

    def best(self, question: str) -> Sequence[int]:
        """The places of the ten that fit best."""

    def having(self, word: str) -> Collection[int]:
        """The places of those that have a word."""


def quality(plan: Plan) -> Iterator[Row]:
    """Every figure for each text index of ours and each other way."""
    if not plan.data:
        raise Failed("needs --data with the folder that holds CMRC 2018, or one above it")
    asked = passages(Path(plan.data))
    named = names()
    folder = _ledger("passages", [f"客户{place:04d}" for place in range(len(asked.texts))], asked.texts)
    short = _ledger("names", [name for name, _ in named], [""] * len(named))
    for ours in ("whoosh", "fts5", "scan"):
        with Ours(folder, ours) as finder:
            yield from _figures(finder, asked)
        with Ours(short, ours) as finder:
            yield _shortened(finder, named)
    for other in _others(asked.texts, folder):
        yield from _figures(other, asked)
    for other in _others([name for name, _ in named], short):
        yield _shortened(other, named)


class Ours:
    """One of our own text indexes, by the way that `ledger search` and `ledger search --any` go."""

    ours = True
    every = 1

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder

    def __enter__(self) -> Self:
        from ledger.index.engines import words_of
        from ledger.index.words import Words
        from ledger.session import open_session

        os.environ["LEDGER_STATE"] = environment()["LEDGER_STATE"]
        with with_engine(self._folder, "whoosh" if self.name == "scan" else self.name):
            once(REFRESH, self._folder)
            once(ledger("index"), self._folder)
            session = open_session(self._folder)
            self._catalog = session.fresh().catalog
            # Words are kept from one question to the next, as they would be in one long sitting.
            self._words = Words(self._catalog) if self.name == "scan" else words_of(self._catalog, self.name)
        paths = self._catalog.connection.execute("SELECT customer, path FROM customers")
        self._places = {number: int(Path(path).stem) for number, path in paths}
        return self

    def __exit__(self, *_: object) -> None:
        self._catalog.close()

    def best(self, question: str) -> list[int]:
        """As `ledger search --any` ranks."""
        from ledger.reports.search_any import any_of

        return [self._places[number] for number, _ in any_of(self._words, question, FIRST).best]

    def having(self, word: str) -> set[int]:
        """As `ledger search` finds."""
        from ledger.query.tree import Word

        return {self._places[number] for number in self._words.hits(Word(word)).numbers()}


def passages(data: Path) -> Asked:
    """The passages below a folder, each once, with all their questions; and words that stand in them."""
    texts: dict[str, int] = {}
    questions = []
    for name in FILES:
        found = sorted(data.rglob(name))
        if not found:
            raise Failed(f"there is no {name} in {data}")
        for article in json.loads(found[0].read_text("utf-8"))["data"]:
            for passage in article["paragraphs"]:
                place = texts.setdefault(passage["context"], len(texts))
                questions += [(asked["question"], place) for asked in passage["qas"]]
    return Asked(list(texts), questions, words(list(texts)))


def words(texts: Sequence[str]) -> dict[str, set[int]]:
    """Words of two characters taken from texts at random, always the same, each with those that have it."""
    rng = random.Random(1)
    chosen: dict[str, set[int]] = {}
    while len(chosen) < WORDS:
        text = rng.choice(texts)
        found = _PAIR.match(text, rng.randrange(len(text)))
        if found:
            chosen[found[0]] = {place for place, other in enumerate(texts) if found[0] in other}
    return chosen


def names() -> list[tuple[str, str]]:
    """Names of firms, and each in short: the first character of the brand and of the trade, which stand apart in it."""
    rng = random.Random(1)
    chosen: dict[str, str] = {}
    while len(chosen) < NAMES:
        brand, trade = rng.choice(phrases.BRANDS) + rng.choice(phrases.SECOND), rng.choice(phrases.TRADES)
        short = brand[0] + trade[0]
        if all(_PAIR.match(part) for part in (brand, trade)) and short not in brand + trade:
            chosen.setdefault(f"{brand}{trade}{rng.choice(phrases.SUFFIXES)}", short)
    everything = "\n".join(chosen)
    return [(name, short) for name, short in chosen.items() if short not in everything]


def _ledger(name: str, called: Sequence[str], notes: Sequence[str]) -> Path:
    """A ledger with a customer for each text, in files that are called by its place."""
    folder = LEDGERS / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "customers").mkdir(parents=True)
    for place, (customer, note) in enumerate(zip(called, notes, strict=True)):
        plain = " ".join(note.split())
        entry = f"\n## 2026-11-01 note\n\n{plain}\n" if plain else ""
        file = folder / "customers" / f"{place:04d}.md"
        file.write_text(f"---\nname: {customer}\n---\n{entry}", encoding="utf-8")
    (folder / "ledger.yaml").write_text(SETTINGS, encoding="utf-8")
    return folder


def _others(texts: Sequence[str], folder: Path) -> Iterator[Finder]:
    for tokenizer in ("trigram", "unicode61"):
        with closing(Fts5Rival(texts, tokenizer)) as rival:
            yield rival
    for name, analyzer in whoosh_analyzers().items():
        yield WhooshRival(texts, name, analyzer)
    if programs.has("rg"):
        yield Ripgrep(folder)


def _figures(finder: Finder, asked: Asked) -> Iterator[Row]:
    found = reciprocal = 0.0
    questions = asked.questions[:: finder.every]
    for question, place in questions:
        best = list(finder.best(question))[:FIRST]
        if place in best:
            found += 1
            reciprocal += 1 / (best.index(place) + 1)
    yield _row(finder, RECALL, found / len(questions))
    yield _row(finder, MRR, reciprocal / len(questions))
    recalls = [len(set(finder.having(word)) & set(should)) / len(should) for word, should in asked.words.items()]
    yield _row(finder, PAIRS, sum(recalls) / len(recalls))


def _shortened(finder: Finder, named: Sequence[tuple[str, str]]) -> Row:
    found = sum(place in finder.having(short) for place, (_, short) in enumerate(named))
    return _row(finder, SHORT, found / len(named))


def _row(finder: Finder, what: str, figure: float) -> Row:
    bound = BOUNDS[what] if finder.ours else None
    return Row(what, figure, "", by=finder.name, bound=bound, at_least=True)
