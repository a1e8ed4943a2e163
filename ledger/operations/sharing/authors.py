"""Entries that somebody else committed than the one who is said to have made them."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import LedgerError
from ledger.model.entry_changes import EntryChanged
from ledger.model.known import KnownEntry
from ledger.model.parse import parse
from ledger.model.problem import Problem
from ledger.model.settings import Settings
from ledger.operations.check.run import Located, located
from ledger.operations.sharing.moments import day_of
from ledger.operations.sharing.people import called, named, person_of
from ledger.operations.sharing.versions import is_customer, versions
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_log import Logged, log
from ledger.text.source import decode

MANY = 50
"""A commit that changes more customers than this is an import or the like: it says nothing of who made its entries."""

_Key = tuple[object, ...]


def strangers(session: Session, repository: Repository) -> tuple[Located, ...]:
    """A notice for each entry whose `by` (or first `@name`) is another person of ledger.yaml than its commit's author.

    Only entries that are still there, and the commit that brought them last; first commits and those of many
    customers are passed over. The whole history is read for it.
    """
    found: dict[str, dict[_Key, Problem]] = {}
    seen: set[tuple[str, _Key]] = set()
    for identity, entry, logged in _added(session, repository):
        key = _key(entry)
        if (identity, key) not in seen:
            seen.add((identity, key))
            problem = _problem(session, entry, logged)
            if problem is not None:
                found.setdefault(identity, {})[key] = problem
    return tuple(_placed(session, found))


def _added(session: Session, repository: Repository) -> Iterator[tuple[str, KnownEntry, Logged]]:
    """The entries that each commit brought, newest first, with the id of their customer."""
    if repository.head() is None:
        return
    with versions(session, repository.git) as read:
        for logged in log(repository.git):
            changes = [one for one in logged.changes if is_customer(one.after)]
            if not logged.commit.parents or not 0 < len(changes) <= MANY:
                continue
            new = [one for one in changes if one.old is None]
            for one in new:
                version = read.of(one.after, one.new)
                for entry in version.entries if version is not None else ():
                    yield version.id if version is not None else "", entry, logged
            for change in read.changes(one for one in changes if one.old is not None):
                for each in change.differences:
                    if isinstance(each, EntryChanged) and each.before is None and each.after is not None:
                        yield change.id, each.after, logged


def _key(entry: KnownEntry) -> _Key:
    return entry.date, entry.time, entry.kind, entry.ref, entry.title


def _problem(session: Session, entry: KnownEntry, logged: Logged) -> Problem | None:
    settings, commit = session.settings, logged.commit
    author = person_of(settings, commit.author)
    people = makers(settings, entry)
    # Of somebody who is not in ledger.yaml nothing is known; whoever stands among several may have written it.
    if not people or author in people:
        return None
    args = {
        "by": people[0],
        "author": called(settings, commit.author),
        "day": day_of(session, commit.moment).isoformat(),
        "commit": commit.oid[:10],
    }
    return Problem("entry-author", args=args)


def makers(settings: Settings, entry: KnownEntry) -> list[str]:
    """The people of ledger.yaml who are said to have made an entry: its `by`, else the `@names` of its heading."""
    written = entry.fields.get("by")
    words = [written] if isinstance(written, str) else written if isinstance(written, list) else entry.people
    return [person for word in words if (person := named(settings, str(word)))]


def _placed(session: Session, found: dict[str, dict[_Key, Problem]]) -> Iterator[Located]:
    """The problems in the files as they are now, each at its entry's heading."""
    reader = session.reader()
    for path in sorted(session.fresh().scan.files) if found else ():
        try:
            source = decode(reader.read(path))
        except LedgerError:
            continue
        customer = parse(path, source, session.vocabulary, session.settings)
        wanted = found.get(customer.id, {})
        problems = []
        for entry in customer.entries if wanted else ():
            moment = entry.time.replace(second=0, microsecond=0) if entry.time else None
            problem = wanted.get((entry.date, moment, entry.kind, entry.ref, entry.title))
            if problem is not None:
                problems.append(Problem(problem.code, entry.line, 1, 0, problem.args))
        yield from located(path, source.text, problems)
