"""The ledger as git had it, for the commands that only read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ledger.errors import BadValue, NotFound, Refused, WrongUsage
from ledger.messages import Message, say

if TYPE_CHECKING:
    from ledger.session import Session

READING = frozenset({"due", "list", "show", "search", "report", "why"})


def as_it_was(session: Session, named: str, command: str, talk: Callable[[Message], None]) -> Session:
    """The session as of a commit or a day, and a word about it; raises WrongUsage for a command that writes.

    Its day is the one that was named, or that of the commit. A day of which git knows nothing is answered from the
    entries dated up to then.
    """
    if command not in READING:
        raise WrongUsage(
            say("--as-of goes with commands that only read: {commands}.", commands=tuple(sorted(READING))),
            say("`ledger restore WHO --at COMMIT` brings back how a customer was."),
        )
    try:
        return _of_commit(session, named, talk)
    except (NotFound, Refused):
        day = _day(session, named)
        if day is None:
            raise
    talk(say("From the entries dated up to {day}; profiles are as they stand now.", day=day.isoformat()))
    return session.on(day)


def _of_commit(session: Session, named: str, talk: Callable[[Message], None]) -> Session:
    from ledger.operations.sharing.moments import commit_and_day
    from ledger.session import SETTINGS_FILE
    from ledger.store.git import Repository
    from ledger.store.git_past import Past

    repository = Repository.get(session.root)
    commit, day = commit_and_day(session, repository, named)
    past = Past.at(repository.git, commit, (SETTINGS_FILE,))
    if SETTINGS_FILE not in past.files:
        raise NotFound(
            say("There was no ledger yet in {commit}: it holds no {file}.", commit=commit.oid[:10], file=SETTINGS_FILE)
        )
    told = say(
        "As git had it: commit {commit} of {moment} “{subject}”.",
        commit=commit.oid[:10],
        moment=f"{commit.moment:%Y-%m-%d %H:%M}",
        subject=commit.subject,
    )
    talk(told)
    return session.then(past, day)


def _day(session: Session, named: str) -> date | None:
    """The day that was named, if it was one."""
    from ledger.model.dates import understand

    try:
        return understand(named, session.today, past=True)
    except BadValue:
        return None
