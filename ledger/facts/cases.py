"""Complaints, feedback, inquiries and services with their steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.facts.days import day_in
from ledger.facts.moments import limit, minutes, moment_in, moment_of
from ledger.facts.settling import refs_in
from ledger.facts.story import Story
from ledger.facts.tables import Case
from ledger.model.customer import Entry
from ledger.model.values import Interval, Money, Value

KINDS = ("complaint", "feedback", "inquiry", "service")
ENDING = frozenset({"solved", "confirmed", "handled", "declined", "done", "failed"})
"""The statuses that say that a case is over; what was withdrawn is over as well, but nobody solved it."""
_ANSWERING = ENDING | {"answered"}
_WITHDRAWN = frozenset({"dropped", "cancelled"})
_WAITING = frozenset({"open", "planned", "in_progress"})
_RECORDS = frozenset({"complaint", "feedback"})
_NAMED_IN = ("complaint", "feedback", "links")


class Steps(NamedTuple):
    """When a case was opened, first answered, solved and confirmed; empty where nobody wrote it down."""

    opened: str
    answered: str
    solved: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The entries of one case in time order, the last word of each field, and contacts that name it."""

    kind: str
    entries: Sequence[Entry]
    fields: Mapping[str, Value]
    naming: Sequence[Entry] = ()

    @property
    def first(self) -> Entry:
        """The entry that opened it."""
        return self.entries[0]


def cases(story: Story) -> Sequence[Case]:
    """The cases of a customer in the order in which they were opened.

    Entries of one kind and REF are one case. A step is dated by its field (`answered`, `solved`, `confirmed`); else by
    the first later entry of the case whose status says so, which for the answer may also be a contact that names the REF
    in `complaint`, `feedback` or `links`. Any other contact is no answer. What a case's first entry says of its status
    has no moment, unless that entry is of a later day than `opened`: nobody knows when it was so.
    """
    if not any(kind in story.kinds for kind in KINDS):
        return ()
    found = [_case(thread, story) for kind in KINDS for thread in threads(story, kind)]
    return sorted(found, key=lambda case: case.opened)


def threads(story: Story, kind: str) -> Iterable[Thread]:
    """The cases of a kind, entry by entry."""
    groups: dict[str | int, list[Entry]] = {}
    for place, entry in enumerate(story.kinds.get(kind, ())):
        groups.setdefault(entry.ref.casefold() or place, []).append(entry)
    for ref, entries in groups.items():
        fields = {name: value for entry in entries for name, value in entry.fields.items() if value != ""}
        yield Thread(kind, entries, fields, _naming(story, ref) if isinstance(ref, str) else ())


def _naming(story: Story, ref: str) -> Sequence[Entry]:
    return [
        entry
        for entry in story.contacts
        if any(name in entry.fields and ref in refs_in(entry.fields, name) for name in _NAMED_IN)
    ]


def steps(thread: Thread) -> Steps:
    """The moments of a case; what is no complaint is over with its answer, unless it says otherwise."""
    first, fields = thread.first, thread.fields
    opened = moment_in(fields.get("opened")) or moment_of(first)
    later = thread.entries if opened[:10] < first.date.isoformat() else thread.entries[1:]
    ended = _since_reopened(later)
    confirmed = moment_in(fields.get("confirmed")) or _first(ended, {"confirmed"})
    closing = ENDING if thread.kind == "complaint" else _ANSWERING
    solved = moment_in(fields.get("solved")) or _first(ended, closing) or confirmed
    answered = moment_in(fields.get("answered"))
    if not solved and thread.kind != "complaint" and fields.get("status") in (None, "answered"):
        solved = answered
    said = (_first(later, _ANSWERING), *(moment_of(entry) for entry in thread.naming))
    earliest = min((moment for moment in said if moment and moment[:10] >= opened[:10]), default="")
    return Steps(opened, answered or earliest or solved, solved, confirmed)


def _since_reopened(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries after the last one that says that the case is open (again)."""
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].fields.get("status") in _WAITING:
            return entries[place + 1 :]
    return entries


def _first(entries: Iterable[Entry], statuses: Iterable[str]) -> str:
    wanted = frozenset(statuses)
    return next((moment_of(entry) for entry in entries if entry.fields.get("status") in wanted), "")


def promises(story: Story, kind: str) -> tuple[Interval | None, Interval | None]:
    """Within what a kind of case is to be answered and solved: by the level, else the policies, else the settings.

    Levels say within what complaints and services are solved, not what becomes of feedback and inquiries.
    """
    level, due, own = story.level, story.settings.due, story.settings.policies.promises.get(kind)
    answer = {"complaint": due.complaint_answer, "feedback": due.feedback, "inquiry": due.feedback}.get(kind)
    solve = due.complaint_solve if kind == "complaint" else None
    by_level = level.solve_within if level and kind in ("complaint", "service") else None
    return (
        (level.answer_within if level else None) or (own.answer if own else None) or answer,
        by_level or (own.solve if own else None) or solve,
    )


def _limits(story: Story, thread: Thread, opened: str, promise: date | None) -> tuple[str, str]:
    """Until when it is to be answered and solved; a promise to this customer wins: complaints are then solved, others answered."""
    answer, solve = promises(story, thread.kind)
    answer_by = limit(opened, answer) if answer else ""
    solve_by = limit(opened, solve) if solve else ""
    if promise is None:
        return answer_by, solve_by
    if thread.kind == "complaint":
        return min(answer_by, promise.isoformat()), promise.isoformat()
    return promise.isoformat(), solve_by


def is_closed(thread: Thread) -> bool:
    """Whether nothing is to be done about a case any more.

    Talk is over as soon as it is written down: an inquiry or a service that names no status and no promise is closed.
    """
    fields, status = thread.fields, thread.fields.get("status", "")
    if fields.get("solved") or fields.get("confirmed"):
        return True
    if status in ENDING or status in _WITHDRAWN or (status == "answered" and thread.kind != "complaint"):
        return True
    if thread.kind in _RECORDS or status in _WAITING:
        return False
    return bool(fields.get("answered")) or not fields.get("promise")


def _case(thread: Thread, story: Story) -> Case:
    first, fields = thread.first, thread.fields
    made = steps(thread)
    promise = day_in(fields, "promise")
    answer_by, solve_by = _limits(story, thread, made.opened, promise)
    cost, given = fields.get("cost"), fields.get("compensation")
    return Case(
        kind=thread.kind,
        ref=first.ref,
        title=next((entry.title for entry in reversed(thread.entries) if entry.title), ""),
        line=first.line,
        opened=made.opened,
        answered=made.answered,
        solved=made.solved,
        confirmed=made.confirmed,
        promise=promise,
        answer_by=answer_by,
        solve_by=solve_by,
        answer_minutes=minutes(made.opened, made.answered) if made.answered else None,
        solve_minutes=minutes(made.opened, made.solved) if made.solved else None,
        severity=_text(fields, "severity"),
        tone=_text(fields, "tone"),
        topic=_text(fields, "topic"),
        product=named(fields.get("product")),
        status=_text(fields, "status"),
        closed=int(is_closed(thread)),
        person=_person(thread),
        reason=_text(fields, "reason"),
        handled_by=_text(fields, "handled_by"),
        cost=cost.amount if isinstance(cost, Money) else None,
        currency=cost.currency if isinstance(cost, Money) else "",
        compensation=given.amount if isinstance(given, Money) else None,
        compensation_currency=given.currency if isinstance(given, Money) else "",
    )


def _text(fields: Mapping[str, Value], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def named(value: Value | None) -> str:
    """The parts of a list as one text; a comma and a blank part them."""
    if isinstance(value, tuple):
        return ", ".join(part for part in value if isinstance(part, str) and part)
    return value.strip() if isinstance(value, str) else ""


def _person(thread: Thread) -> str:
    """Who looks after it: its owner, else its technician, else who wrote it down."""
    for name in ("owner", "technician", "by"):
        value = thread.fields.get(name)
        found = value[0] if isinstance(value, tuple) and value else value
        if isinstance(found, str) and found:
            return found
    return thread.first.people[0] if thread.first.people else ""
