"""A commit named as people name it: by id, branch or tag, or by a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from ledger.errors import BadValue, NotFound
from ledger.messages import say
from ledger.model.dates import iso_date, understand
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_log import Commit


def commit_of(session: Session, repository: Repository, named: str) -> Commit:
    """The commit that is meant: that of an id, a branch or a tag, or the last one before the end of a day.

    A day written 2026-03-01 is always a day; other words for days (yesterday, 上周五) come after git's names. Raises
    NotFound.
    """
    return commit_and_day(session, repository, named)[0]


def commit_and_day(session: Session, repository: Repository, named: str) -> tuple[Commit, date]:
    """The same, and the day that was meant: the one that is named, or that on which the commit was written."""
    day = iso_date(named)
    if day is None and (oid := repository.find_oid(named)) is not None:
        found = repository.commit(oid)
        return found, day_of(session, found.moment)
    if day is None:
        day = _understood(session, named)
    if day is None:
        found = repository.commit(named)
        return found, day_of(session, found.moment)
    return _last_on(session, repository, day), day


def _last_on(session: Session, repository: Repository, day: date) -> Commit:
    found = repository.last_before(end_of(session, day))
    if found is None:
        raise NotFound(
            say("Nothing was committed by the end of {day}.", day=day.isoformat()),
            say("`ledger history` shows what was."),
        )
    return found


def _understood(session: Session, named: str) -> date | None:
    try:
        return understand(named, session.today, past=True)
    except BadValue:
        return None


def start_of(session: Session, day: date) -> datetime:
    """The moment in which a day begins where the ledger's people are."""
    return datetime.combine(day, time(), tzinfo=_zone(session)).astimezone()


def end_of(session: Session, day: date) -> datetime:
    """The last second of a day where the ledger's people are."""
    return start_of(session, min(day, date.max - timedelta(days=1)) + timedelta(days=1)) - timedelta(seconds=1)


def day_of(session: Session, moment: datetime) -> date:
    """The day of a moment where the ledger's people are."""
    return moment.astimezone(_zone(session)).date()


def _zone(session: Session) -> tzinfo | None:
    """The ledger's time zone, None for this machine's."""
    if not session.settings.timezone:
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(session.settings.timezone)
    except (OSError, ValueError, KeyError):
        return None
