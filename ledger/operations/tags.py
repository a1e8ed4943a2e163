"""Tags: the field `tags` of a customer, and `#words` in headings of entries and in tasks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model.customer import Customer, Entry, Task
from ledger.model.names import fold
from ledger.model.parse import parse
from ledger.model.typed import MEMBERS_APART
from ledger.operations.assignments import Assignment, check_text
from ledger.operations.fields import Changed, set_fields
from ledger.operations.places import slip_of
from ledger.session import Session
from ledger.store.files import read
from ledger.text.source import decode

FIELD = "tags"


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag, how many customers have it in their field, and how many entries carry it in their heading."""

    tag: str
    customers: int
    entries: int


def tag_name(word: str) -> str:
    """A tag without its `#`; raises BadValue for what is none."""
    check_text(word)
    name = word.strip().removeprefix("#").strip()
    if not name or not name.isprintable() or MEMBERS_APART.search(name) or len(name) > 60:
        raise BadValue(
            say("“{word}” is no tag. Nothing was written.", word=word),
            say("A tag is a word or a few, without commas."),
        )
    return name


def counts(session: Session) -> tuple[TagCount, ...]:
    """All tags, those of most customers first."""
    catalog = session.fresh().catalog.connection
    wanted = "SELECT value, count(DISTINCT customer) FROM fields WHERE name = 'tags' GROUP BY value"
    customers = Counter(dict(catalog.execute(wanted)))
    entries: Counter[str] = Counter()
    for (tags,) in catalog.execute("SELECT tags FROM entries WHERE tags IS NOT NULL"):
        entries.update(set(json.loads(tags)))
    found = (TagCount(tag, customers[tag], entries[tag]) for tag in {*customers, *entries})
    return tuple(sorted(found, key=lambda one: (-one.customers, -one.entries, one.tag)))


def tags_of(session: Session, path: str) -> tuple[str, ...]:
    """The tags of one customer: of the field, then of entries and tasks, each once."""
    customer = read_customer(session, path)
    return tuple(dict.fromkeys((*customer.texts(FIELD), *(tag for one in carriers(customer) for tag in one.tags))))


def read_customer(session: Session, path: str) -> Customer:
    """The customer in a file as it stands now."""
    return parse(path, decode(read(session.root, path)), session.vocabulary, session.settings)


def carriers(customer: Customer) -> tuple[Entry | Task, ...]:
    """All that can carry a tag in its line."""
    return (*customer.entries, *customer.tasks)


def change_tags(
    session: Session, path: str, add: Sequence[str], take: Sequence[str], *, dry_run: bool = False
) -> Changed:
    """Add tags to the field of a customer and take others out, in one write."""
    added = [Assignment(FIELD, "+=", tag_name(word)) for word in add]
    taken = [Assignment(FIELD, "-=", tag_name(word)) for word in take]
    near = tuple(_near(session, [one.value for one in added]))
    done = set_fields(session, path, (*added, *taken), dry_run=dry_run)
    return Changed(done.revision, (*done.notes, *near))


def _near(session: Session, added: Sequence[str]) -> Iterator[Message]:
    """A word on each new tag that looks like a slip of one that is used already."""
    known = [one.tag for one in counts(session) if one.customers]
    for tag in added:
        if fold(tag) not in {fold(one) for one in known} and (near := slip_of(tag, known)) is not None:
            yield say("“{tag}” is a new tag; there is also “{nearest}”.", tag=tag, nearest=near)
