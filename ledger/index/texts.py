"""The folded texts of a customer in one piece, as the catalog keeps it for search."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.index.engine import Document
from ledger.model.customer import Customer, Entry
from ledger.model.values import Value
from ledger.query.asked_values import texts
from ledger.query.fold import fold, phones
from ledger.query.tokens import phone_tokens, tokens

# Folding turns all of these into blanks, so none of them stands inside a text.
_ZONE, _ENTRY, _LATEST, _TEXT = "\x1d", "\x1e", "\x1f", "\n"

NAME_WEIGHT, MARK_WEIGHT, LATEST_WEIGHT, REST_WEIGHT = 8.0, 4.0, 2.0, 1.0
# The latest entries, whatever the day is: what was said last counts more than what was said long ago.
_LATEST_ENTRIES = 5
# A digit that nobody types before the digits of a phone: no word begins there, whatever digits are looked for.
_BEFORE_PHONE = "\u0660"
_NAMES = ("name", "id", "aliases")
_MARKS = ("tags", "contacts")


def searched(customer: Customer) -> str:
    """Everything in a file that words are looked for in, folded: zones of names, marks, the rest and phones, then entries.

    What must not stand in index/ in clear has to be left out here.
    """
    names = [customer.name, customer.id]
    marks: list[str] = []
    rest = [customer.body]
    for name, field in customer.fields.items():
        zone = names if name in _NAMES else marks if name in _MARKS else rest
        zone.append(field.text)
        if field.value is not field.text:
            _gather(zone, field.value)
    latest = _latest(customer.entries)
    entries = [(_LATEST if n in latest else "") + _joined(_entry(entry)) for n, entry in enumerate(customer.entries)]
    zones = _ZONE.join((_joined(names), _joined(marks), _joined(rest)))
    said = _ENTRY.join(entries)
    # Nothing that parts zones, entries or texts stands inside a phone number.
    numbers = dict.fromkeys((*phones(zones), *phones(said)))
    return _ZONE.join((zones, _TEXT.join(_BEFORE_PHONE + number for number in numbers), said))


def _latest(entries: tuple[Entry, ...]) -> set[int]:
    newest_first = sorted(range(len(entries)), key=lambda n: (entries[n].date, n), reverse=True)
    return set(newest_first[:_LATEST_ENTRIES])


def _entry(entry: Entry) -> list[str]:
    parts = [entry.kind_as_written, entry.ref, entry.title, entry.text, *entry.people, *entry.tags]
    for value in entry.fields.values():
        _gather(parts, value)
    return parts


def _gather(parts: list[str], value: Value) -> None:
    """Add the texts in a value, most of which are one text or some in a row."""
    if type(value) is str:
        parts.append(value)
    elif type(value) is tuple:
        for part in value:
            _gather(parts, part)
    elif type(value) is dict:
        for part in value.values():
            _gather(parts, part)
    else:
        parts.extend(texts(value))


def _joined(parts: list[str]) -> str:
    folded = dict.fromkeys(fold(part).strip() for part in parts if part)
    folded.pop("", None)
    return _TEXT.join(folded)


def weighed(text: str) -> Iterator[tuple[float, str]]:
    """The zones and entries of a kept text that words are looked for in, each with its weight."""
    names, marks, rest, _, entries = text.split(_ZONE)
    yield NAME_WEIGHT, names
    yield MARK_WEIGHT, marks
    yield REST_WEIGHT, rest
    for entry in entries.split(_ENTRY):
        yield (LATEST_WEIGHT, entry[1:]) if entry.startswith(_LATEST) else (REST_WEIGHT, entry)


def entry_texts(text: str) -> list[str]:
    """The texts of the entries of a kept text, in the file's order."""
    entries = text.rpartition(_ZONE)[2]
    return [entry.removeprefix(_LATEST) for entry in entries.split(_ENTRY)]


def phone_numbers(text: str) -> str:
    """The digits of all phone numbers of a kept text, one a line."""
    return text.split(_ZONE)[3]


def document(number: int, text: str) -> Document:
    """A kept text as a text index takes it."""
    words: dict[str, float] = {}
    for weight, part in weighed(text):
        for token in tokens(part):
            words[token] = words.get(token, 0.0) + weight
    for phone in phone_numbers(text).split(_TEXT):
        for token in phone_tokens(phone[1:]):
            words[token] = MARK_WEIGHT
    return Document(number, words, len(text))
