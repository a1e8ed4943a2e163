"""What happened, newest first: with one customer, or with all of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import islice

from ledger.errors import BadValue
from ledger.facts.story import in_time_order
from ledger.index import timeline as stored
from ledger.index.build import read
from ledger.index.lookup import Match
from ledger.index.reading import Reading
from ledger.messages import say
from ledger.model.customer import Customer, Entry
from ledger.model.values import Money, Value
from ledger.session import Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for: from a day on, to another one, of canonical kinds (empty: any), so many at most."""

    since: date | None = None
    until: date | None = None
    kinds: frozenset[str] = frozenset()
    limit: int | None = None

    def fits(self, entry: Entry) -> bool:
        """Whether an entry is asked for."""
        return (
            (self.since is None or entry.date >= self.since)
            and (self.until is None or entry.date <= self.until)
            and (not self.kinds or entry.kind in self.kinds)
        )


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry with the customer (id, name, path) that it belongs to."""

    entry: Entry
    customer: str
    name: str
    path: str


def timeline_of(session: Session, match: Match, wanted: Wanted) -> tuple[Customer, tuple[Entry, ...]]:
    """A customer and the entries asked for, newest first; the file is read anew."""
    reading = Reading(session.root, session.vocabulary, session.settings)
    customer, _ = read(session.reader(), match.path, reading)
    found = (entry for entry in reversed(in_time_order(customer.entries)) if wanted.fits(entry))
    return customer, tuple(islice(found, wanted.limit))


def timeline_of_all(session: Session, since: date, wanted: Wanted) -> Iterator[Happening]:
    """The entries of all customers from a day on, newest first, as the catalog knows them: without their texts."""
    catalog = session.fresh().catalog
    for found in stored.entries(catalog, since, wanted.until, sorted(wanted.kinds), wanted.limit):
        entry = Entry(
            date=date.fromisoformat(found.date),
            kind=found.kind,
            line=found.line,
            span=(0, 0),
            time=time.fromisoformat(found.time) if found.time else None,
            ref=found.ref or "",
            title=found.title or "",
            people=tuple(json.loads(found.people or "[]")),
            tags=tuple(json.loads(found.tags or "[]")),
            fields={name: _value(value) for name, value in json.loads(found.fields or "{}").items()},
        )
        yield Happening(entry, found.id, found.name, found.path)


def _value(plain: object) -> Value:
    """A value as the catalog holds it; days stay ISO texts."""
    if isinstance(plain, list):
        return tuple(_value(part) for part in plain)
    if isinstance(plain, dict):
        if plain.keys() == {"amount", "currency"}:
            return Money(Decimal(plain["amount"]), plain["currency"])
        return {name: _value(part) for name, part in plain.items()}
    return str(plain)


def kinds_named(session: Session, written: Collection[str]) -> frozenset[str]:
    """The canonical kinds that some words mean, with the ledger's own kinds like them; raises BadValue for no kind."""
    return frozenset(name for word in written for name in _kinds(session, word))


def _kinds(session: Session, word: str) -> Iterator[str]:
    found = session.vocabulary.kind(word)
    if found is None:
        names = [name for kind in session.vocabulary.kinds.values() for each in kind.names.values() for name in each]
        near = session.vocabulary.nearest(word, names)
        raise BadValue(
            say("There is no kind of entry “{word}”.", word=word),
            say("Did you mean “{nearest}”?", nearest=near) if near else None,
        )
    yield found.name
    yield from (own.name for own in session.settings.kinds.values() if own.like == found.name)
