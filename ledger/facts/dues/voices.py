"""What customers said that waits for an answer: complaints, feedback, inquiries, surveys, and warnings about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from ledger.facts.days import day_in
from ledger.facts.records import is_urgent, responsible, titled
from ledger.facts.story import Story
from ledger.facts.values import Due, Record
from ledger.messages import Message, say
from ledger.model.intervals import add
from ledger.model.values import Interval

_SCORES = ("score", "csat", "nps", "ces")


def complaints(story: Story) -> tuple[Due, ...]:
    """Every open complaint: first by when it is to be answered, once it is, by when it is to be solved.

    What was promised (`promise`) wins over both; else the level's `answer_within` and `solve_within`, else those of
    the settings, counted from the day of the complaint. A later entry about it, `answered`, its status or any real
    contact after it answers it.
    """
    answers = _answers(story, "complaint")
    return tuple(
        _complaint(record, story, record.line in answers)
        for record in story.records.get("complaint", ())
        if is_open(record)
    )


def is_open(complaint: Record) -> bool:
    """Whether a complaint is neither closed by its status nor by the day on which it was solved."""
    return not (complaint.closed or complaint.fields.get("solved") or complaint.fields.get("confirmed"))


def feedback(story: Story) -> tuple[Due, ...]:
    """Feedback that nobody has answered: by its `promise`, else so long after it as the settings say.

    An inquiry counts as feedback where it names a `promise` or says that it is open.
    """
    return (*_feedback(story), *_inquiries(story))


def warnings(story: Story) -> tuple[Due, ...]:
    """Warnings about a customer that nobody has cleared, on their `due` day, else on the day that they were raised."""
    return tuple(
        _due(
            "warning",
            record,
            day_in(record.fields, "due") or record.opened,
            say("A warning of {date}; nobody has cleared it.", date=record.opened),
        )
        for record in story.records.get("warning", ())
        if not record.closed
    )


def surveys(story: Story) -> tuple[Due, ...]:
    """Surveys whose answer is awaited by a day (`due`) and has not come."""
    return tuple(
        _due("survey", record, day, say("Asked on {date}; no answer is written down.", date=record.opened))
        for record in story.records.get("survey", ())
        if not record.closed
        and not any(name in record.fields for name in _SCORES)
        and (day := day_in(record.fields, "due")) is not None
    )


def _complaint(record: Record, story: Story, answered: bool) -> Due:
    opened = day_in(record.fields, "opened") or record.opened
    promised = _promised(record, opened)
    if promised is not None:
        return _due("complaint", record, *promised)
    level, due = story.level, story.settings.due
    if answered:
        within = (level.solve_within if level else None) or due.complaint_solve
        why = say("Complained on {date}; to be solved within {within}.", date=opened, within=within)
        return _due("complaint", record, add(opened, within), why)
    within = (level.answer_within if level else None) or due.complaint_answer
    return _due("complaint", record, *_within(opened, within))


def _feedback(story: Story) -> Iterator[Due]:
    answers = _answers(story, "feedback")
    for record in story.records.get("feedback", ()):
        if not record.closed and record.line not in answers:
            promised = _promised(record, record.opened)
            yield _due("feedback", record, *(promised or _within(record.opened, story.settings.due.feedback)))


def _inquiries(story: Story) -> Iterator[Due]:
    for entry in story.kinds.get("inquiry", ()):
        promise = day_in(entry.fields, "promise")
        status = entry.fields.get("status", "open" if promise else "")
        last = story.contacts[-1] if story.contacts else entry
        if status != "open" or entry.fields.get("answered") or (last is not entry and last.date >= entry.date):
            continue
        within = story.level.answer_within if story.level else None
        day, why = _within(entry.date, within or story.settings.due.feedback)
        if promise is not None:
            day, why = promise, _promise_kept_by(entry.date, promise)
        yield Due("feedback", entry.title, entry.line, why, day, people=entry.people)


def _within(said: date, within: Interval) -> tuple[date, Message]:
    return add(said, within), say("Said on {date}; to be answered within {within}.", date=said, within=within)


def _promised(record: Record, said: date) -> tuple[date, Message] | None:
    day = day_in(record.fields, "promise")
    return None if day is None else (day, _promise_kept_by(said, day))


def _promise_kept_by(said: date, promise: date) -> Message:
    return say("Said on {date}; an answer is promised for {promise}.", date=said, promise=promise)


def _answers(story: Story, kind: str) -> frozenset[int]:
    """The lines of the records of a kind that somebody answered: by word, by a later entry, by a contact after it."""
    written = [each.ref.casefold() for each in story.kinds.get(kind, ()) if each.ref]
    twice = {ref for ref, times in Counter(written).items() if times > 1}
    place = {entry.line: number for number, entry in enumerate(story.entries)}
    last = place[story.contacts[-1].line] if story.contacts else -1
    return frozenset(
        record.line
        for record in story.records.get(kind, ())
        if record.fields.get("answered")
        or record.fields.get("status") == "answered"
        or record.ref.casefold() in twice
        or place[record.line] < last
    )


def _due(what: str, record: Record, day: date, why: Message) -> Due:
    people, urgent = responsible(record), is_urgent(record)
    return Due(what, titled(record), record.line, why, day, people=people, urgent=urgent)
