"""The typed value of a text, by the type of its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Protocol

from ledger.model.dates import iso_date, iso_time
from ledger.model.intervals import interval
from ledger.model.money import money, number, percent
from ledger.model.values import Value
from ledger.model.yearly import yearly


class Definition(Protocol):
    """What is asked of a field's definition: its type and the value set that it is bound to, if any."""

    @property
    def type(self) -> str:
        """One of the types of definitions.TYPES."""

    @property
    def values(self) -> str:
        """The name of a value set, or an empty text."""


class ValueNames(Protocol):
    """What is asked of the vocabulary: the canonical name of a value, however it is written."""

    def value(self, set_name: str, written: str) -> str | None:
        """The canonical value of a set, or None."""


MEMBERS_APART = re.compile(r"[,，、;；]")
# One blank is enough: more of them would be tried again and again where no sign follows.
_MARKED = re.compile(r"\s(?=[@＠])")
_DATETIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T](\S{4,8})")


def typed(text: str, definition: Definition, currency: str, vocabulary: ValueNames) -> Value | None:
    """The value that a text is by its field's type, or None where it is no such value.

    Texts and checked texts (`name`, `phone`, `email`, `url`, numbers of people and companies) stay as typed. A
    choice becomes its canonical value. A list or people written in one line is split at `,`, `、` and `;`. A
    `datetime` is a date, or with a time the text `2026-11-21 14:30`. Maps are never written in one line: None.
    """
    read = _READERS.get(definition.type)
    if read is not None:
        return read(text)
    if definition.type == "money":
        return money(text, currency)
    if definition.type in ("list", "people"):
        return _members(text, definition, vocabulary)
    if definition.type in ("map", "maps"):
        return None
    return typed_member(text, definition, vocabulary) if definition.values else text


def typed_member(text: str, definition: Definition, vocabulary: ValueNames) -> str | None:
    """One member of a list, or a choice: canonical where the field is bound to a value set, else as typed."""
    return vocabulary.value(definition.values, text) if definition.values else text


def parted(text: str) -> tuple[str, ...]:
    """The members of a list that is written in one line, in brackets as front matter has it or without; links stay."""
    inside = text.strip()
    if inside[:1] in ("[", "［") and inside[-1:] in ("]", "］") and "[" not in inside[1:]:
        inside = inside[1:-1]
    return tuple(part.strip() for part in MEMBERS_APART.split(inside) if part.strip())


def people(text: str, vocabulary: ValueNames) -> tuple[str, ...]:
    """The people named in one line, each under the name in ledger.yaml if it is there, without the sign of a mark."""
    return tuple(
        vocabulary.value("people", name) or name
        for part in parted(text)
        for one in (_MARKED.split(part) if part[0] in "@＠" else (part,))
        if (name := unmarked(one.strip()))
    )


def unmarked(name: str) -> str:
    """A person's name without the @ before it; a sign alone stays."""
    return name[1:].strip() or name if name[:1] in ("@", "＠") else name


def _members(text: str, definition: Definition, vocabulary: ValueNames) -> Value:
    if definition.type == "people":
        return people(text, vocabulary)
    return tuple(typed_member(part, definition, vocabulary) or part for part in parted(text))


def date_or_moment(text: str) -> date | str | None:
    """A date, or the text `2026-11-21 14:30` for a day with a time; None for anything else."""
    found = _DATETIME.fullmatch(text)
    if found is None:
        return iso_date(text)
    day, moment = iso_date(found[1]), iso_time(found[2])
    return None if day is None or moment is None else f"{day.isoformat()} {_clock(moment)}"


def _clock(moment: time) -> str:
    return moment.isoformat("seconds" if moment.second else "minutes")


_READERS: Mapping[str, Callable[[str], Value | None]] = {
    "name": lambda text: text,
    "phone": lambda text: text,
    "email": lambda text: text,
    "url": lambda text: text,
    "id_number": lambda text: text,
    "company_number": lambda text: text,
    "date": iso_date,
    "datetime": date_or_moment,
    "time": iso_time,
    "yearly": yearly,
    "number": number,
    "percent": percent,
    "interval": interval,
}
