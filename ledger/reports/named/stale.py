"""Profiles that nobody has verified for long, or never."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.messages import Message, say
from ledger.model.intervals import add
from ledger.model.values import Interval
from ledger.reports.asked import Asked
from ledger.reports.named.upkeep_counts import counts
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Cell, Column, Report, Row, Source, Table, Why
from ledger.session import Session

_COLUMNS = (
    Column("name", say("customer")),
    Column("verified", say("verified"), "day"),
    Column("days", say("days ago"), "days"),
    Column("known", say("known since"), "day", wide=True),
    Column("owner", say("owner"), "choice", values="people"),
    Column("level", say("level"), "choice", values="level"),
    Column("last_contact", say("last contact"), "day"),
    Column("completeness", say("complete"), "percent", "%", wide=True),
)
_RULE = say(
    "Verified on the day in `verified` or of the last verify entry, whichever is later; a profile that was never verified goes by the day "
    "since when the customer is known. Those put away, merged or lost are left out."
)
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


class Profile(NamedTuple):
    """A customer with the day of its last verification and, where there was none, that since when it is known."""

    customer: int
    id: str
    path: str
    name: str
    owner: str | None
    level: str | None
    star: int
    last_contact: str | None
    completeness: int
    verified: str | None
    known: str | None

    @property
    def since(self) -> str:
        """The day from which its age counts; empty where nobody knows."""
        return self.verified or self.known or ""


def report(session: Session, asked: Asked) -> Report:
    """Who was verified longer ago than `due: verify` or --days says; never verified first, then the longest ago."""
    found = scope(session, asked)
    term = _term(session, asked)
    profiles = _older(found, add(session.today, Interval(-term.count, term.unit)))
    shown = profiles if asked.sort or asked.limit is None else profiles[: asked.limit]
    main = Table(
        "stale",
        say("Not verified for {term} or longer", term=term),
        _COLUMNS,
        tuple(_row(each, session.today) for each in shown),
        empty=say("Every profile was verified within {term}.", term=term)
        if found.count()
        else say("There are no customers."),
        left_out=len(profiles) - len(shown),
    )
    by_owner = counts(found, asked, [each.customer for each in profiles], say("stale profiles"))
    return Report("stale", say("Stale profiles"), session.today, (main, by_owner), query=asked.query, notes=(_RULE,))


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """The term, and where the verification stands."""
    verified, days, known = row.cells[1:4]
    numbers: tuple[tuple[Message, Cell], ...] = (
        (say("verified"), verified),
        (say("known since"), known),
        (say("longest time without"), say("{term}", term=_term(session, asked))),
    )
    return Why(say("Age of the profile of {name}", name=row.cells[0]), days, _RULE, numbers, _sources(session, row))


def _sources(session: Session, row: Row) -> tuple[Source, ...]:
    from ledger.reports.case_why import story_of

    if not isinstance(row.key, int):
        return ()
    story = story_of(session, row.key)
    entries = [
        Source(story.customer.path, entry.line, entry.date, f"{entry.kind_as_written} {entry.title}".strip())
        for entry in reversed(story.kinds.get("verify", ()))
    ]
    field = story.customer.fields.get("verified")
    written = (
        () if field is None else (Source(story.customer.path, field.line, None, f"{field.written}: {field.text}"),)
    )
    return (*written, *entries)


def _term(session: Session, asked: Asked) -> Interval:
    return session.settings.due.verify if asked.days is None else Interval(asked.days, "d")


def _older(found: Scope, day: date) -> list[Profile]:
    """The profiles of customers that are looked after whose day is not after the one given, or unknown."""
    _keep_verified(found)
    written = day.isoformat()
    rows = found.rows(
        "SELECT * FROM (SELECT c.customer, c.id, c.path, c.name, c.owner, c.level, c.star, c.last_contact, c.completeness,"
        " v.date AS verified, CASE WHEN v.date IS NULL THEN"
        " ifnull((SELECT min(substr(f.value, 1, 10)) FROM main.fields f WHERE f.customer = c.customer AND f.name = 'created'"
        f" AND f.value GLOB '{_DAY}*'),"
        " (SELECT min(e.date) FROM now_entries e WHERE e.customer = c.customer)) END AS known"
        " FROM scope c LEFT JOIN temp.verified v ON v.customer = c.customer"
        " WHERE NOT c.resting AND (v.date IS NULL OR v.date <= ?1))"
        " WHERE coalesce(verified, known, '') <= ?1",
        (written,),
    )
    profiles = [Profile._make(row) for row in rows]
    profiles.sort(key=lambda each: (each.verified is not None, each.since, each.name, each.path))
    return profiles


def _keep_verified(found: Scope) -> None:
    """Keep in a temporary table when each customer was verified last: by its field, or by an entry."""
    kinds = ("verify", *(name for name, own in found.session.settings.kinds.items() if own.like == "verify"))
    found.connection.execute("CREATE TEMP TABLE IF NOT EXISTS verified (customer INTEGER PRIMARY KEY, date)")
    found.connection.execute("DELETE FROM temp.verified")
    found.connection.execute(
        "INSERT INTO verified SELECT customer, max(date) FROM (SELECT customer, folded AS date FROM main.fields"
        f" WHERE name = 'verified' AND folded GLOB '{_DAY}' UNION ALL SELECT customer, date FROM now_entries"
        f" WHERE kind IN ({', '.join('?' * len(kinds))})) GROUP BY customer",
        kinds,
    )


def _row(each: Profile, today: date) -> Row:
    cells: tuple[Cell, ...] = (
        each.name, _day(each.verified), (today - date.fromisoformat(each.since)).days if each.since else None,
        _day(each.known), each.owner, each.level, _day(each.last_contact), each.completeness,
    )  # fmt: skip
    return Row(cells, each.id, each.path, 1, "star" if each.star else "", key=each.customer)


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
