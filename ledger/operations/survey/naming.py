"""The name of a survey as it stands in customers' files: a REF with a title, and how its entries are found again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.messages import say
from ledger.model import headings
from ledger.model.customer import Customer, Entry
from ledger.operations.asked_entry import kind_of
from ledger.operations.refs import example_ref, next_ref, refs
from ledger.operations.typed_text import one_line
from ledger.query.fold import fold
from ledger.session import Session

KIND = "survey"


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey: `name` as typed, its `ref` (empty where its name is none) and title."""

    name: str
    ref: str
    title: str


def survey(session: Session, typed: str) -> Survey:
    """The survey of a name: `2026-Q4`, `2026-Q4 after delivery`, 年度调查. Raises BadValue."""
    name = one_line(typed)
    said = headings.read(f"2026-01-01 survey {name}", session.vocabulary)
    if not name or said is None or said.people or said.tags:
        raise BadValue(
            say("“{name}” can't be the name of a survey; nothing was written.", name=typed),
            say("A name is a REF such as 2026-Q4, or words, without @ and #."),
        )
    return Survey(name, said.ref, said.title)


def entries(customer: Customer, of: Survey) -> Iterator[Entry]:
    """The entries of a survey in a customer's file, in its order."""
    for entry in customer.entries:
        if entry.kind != KIND:
            continue
        if of.ref:
            if entry.ref.casefold() == of.ref.casefold():
                yield entry
        elif of.title and fold(entry.title) == fold(of.title):
            yield entry


def ref_in(session: Session, customer: Customer, of: Survey) -> str:
    """The REF under which a survey stands, or will stand, in a customer's file."""
    if of.ref:
        return of.ref
    known = next((entry.ref for entry in entries(customer, of) if entry.ref), "")
    if known:
        return known
    kind = kind_of(session, KIND)
    taken = {ref.casefold() for ref in refs(customer, KIND)}
    ref = next_ref(customer, kind) or example_ref(kind, session.settings.language)
    number = 1
    while ref.casefold() in taken:
        number += 1
        ref = f"{ref.rpartition('-')[0]}-{number}"
    return ref
