"""What an editor did to a customer's file, told in a word, and what is wrong in it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import NotFound
from ledger.messages import Message, say, say_many
from ledger.model.customer import Customer
from ledger.model.parse import parse
from ledger.operations.check.choice import Choice
from ledger.operations.check.run import Located, check
from ledger.operations.writing import same_entries, same_tasks
from ledger.session import Session
from ledger.store.files import read
from ledger.text.source import decode


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a file: `changes` in words (empty if it is the same to the byte), problems it has now."""

    path: str
    name: str
    changed: bool
    changes: tuple[Message, ...] = ()
    problems: tuple[Located, ...] = ()


def compare(session: Session, path: str, before: bytes) -> Edited:
    """Compare a file with what it held before the editor was opened; raises NotFound if it is gone."""
    try:
        after = read(session.root, path)
    except NotFound:
        raise NotFound(say("{path} is no longer there.", path=path)) from None
    old, new = _customer(session, path, before), _customer(session, path, after)
    if before == after:
        return Edited(path, new.name, changed=False)
    session.stale()
    found = check(session, Choice(frozenset({path}))).found
    changes = tuple(_changes(session, old, new)) or (say("text outside fields and entries"),)
    return Edited(path, new.name, True, changes, found)


def _customer(session: Session, path: str, content: bytes) -> Customer:
    return parse(path, decode(content), session.vocabulary, session.settings)


def _changes(session: Session, old: Customer, new: Customer) -> Iterator[Message]:
    for name in (*new.fields, *(name for name in old.fields if name not in new.fields)):
        before, after = old.fields.get(name), new.fields.get(name)
        if (before and (before.value, before.text)) != (after and (after.value, after.text)):
            yield say("{field}", field=session.vocabulary.label(name, session.language))
    more = len(new.entries) - len(old.entries)
    if more > 0:
        yield say_many("{n} new entry", "{n} new entries", more)
    elif more < 0:
        yield say_many("{n} entry less", "{n} entries less", -more)
    elif not same_entries(old, new):
        yield say("changed entries")
    tasks = len(new.tasks) - len(old.tasks)
    if tasks > 0:
        yield say_many("{n} new task", "{n} new tasks", tasks)
    elif tasks < 0:
        yield say_many("{n} task less", "{n} tasks less", -tasks)
    elif not same_tasks(old, new):
        yield say("changed tasks")
