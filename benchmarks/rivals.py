"""Other ways to find Chinese text, as somebody takes them who has no time to build one."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

_FIRST = 10
_WORD = re.compile(r"\w+")
_GRAM = 3


class Fts5Rival:
    """SQLite's FTS5 with a tokenizer of its own, ranked by its own BM25."""

    ours = False
    every = 1

    def __init__(self, texts: Sequence[str], tokenizer: str) -> None:
        self.name = f"FTS5 {tokenizer}"
        self._grams = tokenizer == "trigram"
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = '{tokenizer}')")
        self._connection.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts))

    def close(self) -> None:
        """Let go of the table."""
        self._connection.close()

    def best(self, question: str) -> list[int]:
        """By any of the question's words; with trigrams, by any three characters in a row."""
        parts = _WORD.findall(question)
        if self._grams:
            parts = [word[n : n + _GRAM] for word in parts for n in range(len(word) - _GRAM + 1)]
        asked = " OR ".join(f'"{part}"' for part in dict.fromkeys(parts))
        return self._rows("MATCH ? ORDER BY rank LIMIT 10", asked) if asked else []

    def having(self, word: str) -> list[int]:
        """Those that have a word, as a phrase."""
        return self._rows("MATCH ?", f'"{word}"')

    def _rows(self, rest: str, asked: str) -> list[int]:
        return [place for (place,) in self._connection.execute(f"SELECT rowid FROM texts WHERE texts {rest}", (asked,))]


def whoosh_analyzers() -> dict[str, Any]:
    """Whoosh's own analyzers by name; the one for Chinese only where this Whoosh has it."""
    from whoosh import analysis

    found = {
        "Whoosh StandardAnalyzer": analysis.StandardAnalyzer(),
        "Whoosh NgramWordAnalyzer(2)": analysis.NgramWordAnalyzer(2),
    }
    if hasattr(analysis, "CJKAnalyzer"):
        found["Whoosh CJKAnalyzer"] = analysis.CJKAnalyzer()
    return found


class WhooshRival:
    """Whoosh with one of its own analyzers, ranked by its own BM25F."""

    ours = False
    every = 1

    def __init__(self, texts: Sequence[str], name: str, analyzer: Any) -> None:
        from whoosh import fields
        from whoosh.filedb.filestore import RamStorage

        self.name = name
        self._analyzer = analyzer
        schema = fields.Schema(place=fields.STORED(), text=fields.TEXT(analyzer=analyzer))
        index = RamStorage().create_index(schema)
        writer = index.writer()
        for place, text in enumerate(texts):
            writer.add_document(place=place, text=text)
        writer.commit()
        self._searcher = index.searcher()

    def best(self, question: str) -> list[int]:
        """By any of the words that the analyzer makes of the question."""
        from whoosh.query import Or

        return self._places(Or(self._terms(question)), _FIRST)

    def having(self, word: str) -> list[int]:
        """Those that have all that the analyzer makes of the word."""
        from whoosh.query import And

        terms = self._terms(word)
        return self._places(And(terms), None) if terms else []

    def _terms(self, text: str) -> list[Any]:
        from whoosh.query import Term

        return [Term("text", word) for word in dict.fromkeys(t.text for t in self._analyzer(text, mode="query"))]

    def _places(self, query: Any, limit: int | None) -> list[int]:
        return [hit["place"] for hit in self._searcher.search(query, limit=limit)]


class Ripgrep:
    """ripgrep over files that are called by their place; it doesn't rank, so the number of matches has to do."""

    name = "ripgrep"
    ours = False
    every = 10

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "customers"

    def best(self, question: str) -> list[int]:
        """By how often any two characters in a row of the question stand in a file."""
        pairs = [word[n : n + 2] for word in _WORD.findall(question) for n in range(max(len(word) - 1, 1))]
        words = [part for pair in dict.fromkeys(pairs) for part in ("-e", pair)]
        counts = [line.rpartition(":") for line in self._said("--count-matches", "-F", *words)]
        ordered = sorted(counts, key=lambda found: (-int(found[2]), found[0]))
        return [int(Path(path).stem) for path, _, _ in ordered[:_FIRST]]

    def having(self, word: str) -> Collection[int]:
        """Those in which it stands."""
        return [int(Path(path).stem) for path in self._said("-l", "-F", "-e", word)]

    def _said(self, *words: str) -> list[str]:
        done = subprocess.run(("rg", *words, "."), cwd=self._folder, capture_output=True, text=True, check=False)
        return done.stdout.splitlines()
