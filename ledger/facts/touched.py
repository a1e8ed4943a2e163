"""When somebody last did something about an opportunity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ledger.facts.values import Record
from ledger.model.customer import Entry

# What can be a REF within other words, Chinese ones as well.
_WORD = re.compile(r"[0-9a-z]+(?:[-_/.#][0-9a-z]+)*")


def touched(records: Sequence[Record], entries: Sequence[Entry]) -> Sequence[Record]:
    """The opportunities, the open ones touched by any later entry that speaks of their REF as well as by their own.

    `entries` are all those of the customer in time order.
    """
    still_open = [record for record in records if not record.closed]
    if not still_open:
        return records
    spoken = _spoken_of(still_open, entries)
    return [
        replace(record, touched=spoken[ref])
        if not record.closed and spoken.get(ref := record.ref.casefold(), record.touched) > record.touched
        else record
        for record in records
    ]


def _spoken_of(records: Sequence[Record], entries: Sequence[Entry]) -> dict[str, date]:
    """The last day on which an entry spoke of each REF, for entries after the first of the records was last touched."""
    first = min(record.touched for record in records)
    spoken: dict[str, date] = {}
    for entry in reversed(entries):
        if entry.date <= first:
            break
        for word in _WORD.findall(_told(entry)):
            spoken.setdefault(word, entry.date)
    return spoken


def _told(entry: Entry) -> str:
    """All the words of an entry, case folded: its title, its text and the values of its fields."""
    return " ".join((entry.title, entry.text, *(str(value) for value in entry.fields.values()))).casefold()
