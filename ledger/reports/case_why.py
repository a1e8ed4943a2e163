"""Why the times of a request are as they are: the promise, the moments, and the entries that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.facts.cases import KINDS, Steps, Thread, cases, steps, threads
from ledger.facts.moments import kept, minutes, moment_of
from ledger.facts.planned import until
from ledger.facts.story import Story, tell
from ledger.facts.tables import Case
from ledger.index.build import read
from ledger.index.reading import Reading
from ledger.messages import Message, say
from ledger.model.customer import Customer, Entry
from ledger.reports.asked import Asked
from ledger.reports.cases import ask, by
from ledger.reports.samples import DAY, HOUR
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Row, Source, Why
from ledger.session import Session


def story_of(session: Session, customer: int) -> Story:
    """What the file of a customer tells, as of today."""
    catalog = session.fresh().catalog
    (path,) = catalog.connection.execute("SELECT path FROM customers WHERE customer = ?", (customer,)).fetchone()
    reading = Reading(session.root, session.vocabulary, session.settings, session.past)
    found, _ = read(session.reader(), path, reading)
    return tell(until(found, session.today), session.vocabulary, session.settings)


def why_all(session: Session, customer: int, kinds: Sequence[str] = KINDS) -> Why:
    """All requests of a customer of some kinds, newest first."""
    story = story_of(session, customer)
    made = _made(story, kinds)
    parts = tuple(_why(story.customer, case, thread, made_steps) for case, thread, made_steps in made)
    return Why(
        say("Requests"),
        len(parts),
        say("Each with its steps, newest first.") if parts else say("Nothing was asked or complained about."),
        parts=parts,
    )


def why_row(session: Session, asked: Asked, row: Row, group: Group) -> Why:
    """Why a row of a list, or of the main table with figures by group, is as it is. The report was just made."""
    if isinstance(row.key, tuple) and isinstance(row.key[0], int):
        number, line = row.key
        story = story_of(session, number)
        for case, thread, made in _made(story, KINDS):
            if case.line == line:
                return _why(story.customer, case, thread, made)
    key = row.key[1] if isinstance(row.key, tuple) else ()
    return _why_group(Scope(session, session.fresh().catalog.connection), asked, key, group)


class Group(NamedTuple):
    """How a report tells cases apart: of which kinds they are, by what where nothing is asked, what else it knows, over what."""

    kinds: Sequence[str]
    default: Sequence[str]
    own: Sequence[str]
    over: str


_STATES = (
    ("kept", say("in time")),
    ("broken", say("too late")),
    ("late", say("not yet, and past the limit")),
    ("waiting", say("not yet, with time left")),
    ("free", say("without a limit")),
    ("unknown", say("on a day that nobody wrote down")),
)


def _why_group(found: Scope, asked: Asked, key: tuple[object, ...], group: Group) -> Why:
    """How the shares of a group come about, and its cases, newest first."""
    by_what = by(found, asked.by or group.default, *group.own)
    same = "".join(f" AND {each.expression} IS ?" for each in by_what)
    rows = ask(
        found,
        by_what,
        ("c.path", "s.line", "s.date", "c.name", "s.ref", "s.title", "s.answer", "s.solution"),
        group.kinds,
        asked.over(group.over, found.session.today),
        f"{same} ORDER BY s.opened DESC, c.name",
        key,
    )
    numbers: list[tuple[Message, Cell]] = []
    for label, place in ((say("Answered"), 6), (say("Solved"), 7)):
        counted = Counter(row[place] for row in rows)
        numbers += [
            (say("{step} {how}", step=label, how=how), counted[state]) for state, how in _STATES if counted[state]
        ]
    sources = tuple(
        Source(path, line, date.fromisoformat(day), " ".join(filter(None, (name, ref, title))))
        for path, line, day, name, ref, title, _, _ in rows
    )
    return Why(say("Cases"), len(rows), _GROUP_RULE, tuple(numbers), sources)


def _made(story: Story, kinds: Sequence[str]) -> list[tuple[Case, Thread, Steps]]:
    by_line = {case.line: case for case in cases(story)}
    found = [(by_line[thread.first.line], thread, steps(thread)) for kind in kinds for thread in threads(story, kind)]
    return sorted(found, key=lambda each: each[0].opened, reverse=True)


_RULE = say(
    "A step is dated by its own field, else by the first later entry of the case with a status that says so; a contact "
    "answers it where it names the case. The limit is what was promised, else what the level, the policies or the settings say."
)
_GROUP_RULE = say(
    "In time: those done within their limit, in percent of those that were done and have a limit, and of those that are open "
    "and past it. What was done on a day that nobody wrote down counts in neither. Medians and means are of known times."
)


def _why(customer: Customer, case: Case, thread: Thread, made: Steps) -> Why:
    named = f"{case.ref} {case.title}".strip() or case.opened[:10]
    first = _step(say("First answer"), made.opened, made.answered, case.answer_by, HOUR, say("hours"))
    last = _step(say("Solution"), made.opened, made.solved, case.solve_by, DAY, say("days"))
    sources = tuple(_source(customer, entry) for entry in _entries(thread))
    return Why(say("{name}", name=named), _stands(case), _RULE, (*_opened(made), *first, *last), sources)


def _opened(made: Steps) -> tuple[tuple[Message, Cell], ...]:
    return ((say("Opened"), made.opened),)


def _step(
    label: Message, opened: str, done: str, by: str, unit: int, unit_label: Message
) -> Iterator[tuple[Message, Cell]]:
    yield label, done or say("not written down")
    if done and (length := minutes(opened, done)) is not None:
        yield say("{step} after ({unit})", step=label, unit=unit_label), Decimal(length) / unit
    if by:
        yield say("{step} promised by", step=label), by
    if done and by:
        yield say("{step} in time", step=label), say("yes") if kept(done, by) else say("no")


def _stands(case: Case) -> Message:
    if not case.closed:
        return say("still open")
    return say("closed")


def _entries(thread: Thread) -> list[Entry]:
    return sorted((*thread.entries, *thread.naming), key=moment_of, reverse=True)


def _source(customer: Customer, entry: Entry) -> Source:
    fields = tuple(
        f"{name}: {value}" for name, value in entry.fields.items() if name in _TOLD and isinstance(value, object)
    )
    words = " ".join(filter(None, (entry.kind_as_written, entry.ref, entry.title)))
    return Source(
        customer.path,
        entry.line,
        entry.date,
        say("{entry} ({fields})", entry=words, fields=fields) if fields else words,
    )


_TOLD = ("opened", "answered", "solved", "confirmed", "promise", "status", "complaint", "feedback", "links")
