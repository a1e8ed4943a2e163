"""Where a word is at home that no line of the file shows: a value stands there in another form, as 5万 for 50000."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ledger.index.catalog import Catalog
from ledger.index.texts import entry_texts
from ledger.query.standing import Sought, times
from ledger.reports.search_lines import Place
from ledger.reports.search_terms import InField


def entries_with(text: str, entries: Sequence[Place], words: Sequence[Sought]) -> list[Place]:
    """The entries of a file, those meant that have one of the words by the kept text."""
    told = entry_texts(text) if text else []
    if len(told) != len(entries):
        return list(entries)
    return [
        replace(entry, wanted=any(times(word.text, one, begins=word.begins) for word in words))
        for entry, one in zip(entries, told, strict=True)
    ]


def fields_with(catalog: Catalog, number: int, words: Sequence[Sought]) -> list[InField]:
    """The fields whose values have one of the words, as they are compared."""
    held = catalog.connection.execute("SELECT name, folded FROM fields WHERE customer = ?", (number,)).fetchall()
    names = [name for name, folded in held if any(times(word.text, folded or "", begins=word.begins) for word in words)]
    return [InField(name, ()) for name in dict.fromkeys(name.partition(".")[0] for name in names)]
