"""Putting off: a task, one day of a repeating task, or the next follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.errors import BadValue, Broken, NotFound
from ledger.messages import say
from ledger.model.customer import Customer
from ledger.model.dates import in_words
from ledger.model.revise import move, move_occurrence
from ledger.operations.done import first_changed_line, following
from ledger.operations.open_tasks import OpenTask, again
from ledger.operations.writing import Draft, Revision, fields_alone, revise, task_changed
from ledger.session import Session
from ledger.text.edits import Edit
from ledger.text.front_edits import NoSuchPlace, set_text

FOLLOW_UP = "next_follow_up"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """What was put off: `text` is the task's, empty for the follow-up; `line` the line that changed."""

    revision: Revision
    text: str
    before: date | None
    day: date
    line: int


def check_day(session: Session, day: date) -> None:
    """Raise BadValue for a day that is over."""
    if day < session.today:
        raise BadValue(
            say("{day} is over; nothing was written.", day=in_words(day, session.today)),
            say("Name a day to come, or tick the task with `ledger done`."),
        )


def snooze_task(session: Session, path: str, chosen: OpenTask, day: date, *, dry_run: bool = False) -> Snoozed:
    """Move an open task to a day; of a repeating one only the open occurrence, so that the rhythm stays."""
    check_day(session, day)
    places: list[OpenTask] = []

    def wish(draft: Draft) -> list[Edit]:
        found = again(draft.customer, chosen)
        places[:] = [found]
        if found.day == day:
            return []
        if found.occurrence is not None:
            return move_occurrence(draft.text, found.task, found.occurrence, day)
        return move(draft.text, found.task, day)

    def expected(before: Customer, after: Customer) -> bool:
        here = places[0]
        old, new = before.tasks[here.index], after.tasks[here.index]
        return (
            task_changed(here.index)(before, after)
            and following(after, here.index) == day
            and (old.text, old.repeat, old.people, old.done) == (new.text, new.repeat, new.people, new.done)
        )

    revision = revise(session, path, wish, expected, dry_run=dry_run)
    line = first_changed_line(revision) if revision.changed else places[0].task.line
    return Snoozed(revision, chosen.task.text, chosen.day, day, line)


def snooze_follow_up(session: Session, path: str, day: date, *, dry_run: bool = False) -> Snoozed:
    """Give the customer's next follow-up another day; raises NotFound where none is written."""
    check_day(session, day)

    def wish(draft: Draft) -> list[Edit]:
        field = draft.customer.fields.get(FOLLOW_UP)
        if field is None:
            raise NotFound(
                say("{customer} has no open task and no next follow-up.", customer=draft.customer.name),
                say("`ledger set {path} {field}={day}` plans one.", path=path, field=FOLLOW_UP, day=day.isoformat()),
            )
        try:
            return [] if field.value == day else set_text(draft.page(), [field.written], day.isoformat())
        except NoSuchPlace:
            raise Broken(
                say("{field} of {path} holds more than a day; nothing was written.", field=field.written, path=path)
            ) from None

    def expected(before: Customer, after: Customer) -> bool:
        return fields_alone(FOLLOW_UP)(before, after) and after.value(FOLLOW_UP) == day

    revision = revise(session, path, wish, expected, dry_run=dry_run)
    planned = revision.old.value(FOLLOW_UP)
    line = revision.new.fields[FOLLOW_UP].line
    return Snoozed(revision, "", planned if isinstance(planned, date) else None, day, line)
