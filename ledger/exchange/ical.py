"""What is due as a calendar (iCalendar, RFC 5545) for phones and mail programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_MORNING = timedelta(hours=9)
_DOMAIN = "customer-ledger"


class Dated(Protocol):
    """Something due, as the report gives it."""

    date: date | None
    days: int | None
    what: str
    text: str
    customer: str
    name: str
    owner: str
    people: tuple[str, ...]
    path: str
    line: int
    urgent: bool

    @property
    def why(self) -> Message: ...  # noqa: D102


def calendar(
    dues: Iterable[Dated],
    today: date,
    say_it: Callable[[Message], str],
    label: Callable[[Dated], str],
    name: str = "",
) -> str:
    """The dues that have a day as all-day events with an alarm at nine; lines end with CRLF.

    Events, because phones show no to-dos of a calendar that they are sent. What is overdue stands on `today`, with its
    own day in the description, because nobody looks at last week. `label` says in short what a due is. The same
    due has the same UID in every export, so that importing again moves events instead of doubling them; the
    stamp is the day's, so that the same day's export is the same bytes.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//customer-ledger//due//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name or say_it(say("What is due")))
    dated = [due for due in dues if due.date is not None]
    for due, uid in zip(dated, uids(dated), strict=True):
        made.add_component(_event(due, uid, today, say_it, label))
    return str(made.to_ical().decode("utf-8"))


def uids(dues: Sequence[Dated]) -> list[str]:
    """A lasting name for each due: by customer, kind and text; a number where several are alike.

    Neither its day nor its line is part of the name: both change while it stays the same thing to do.
    """
    seen: Counter[str] = Counter()
    found = []
    for due in dues:
        said = f"{due.customer}\0{due.what}\0{due.text}"
        mark = sha256(said.encode("utf-8", "replace")).hexdigest()[:24]
        seen[mark] += 1
        found.append(f"{mark}-{seen[mark]}@{_DOMAIN}")
    return found


def _event(due: Dated, uid: str, today: date, say_it: Callable[[Message], str], label: Callable[[Dated], str]) -> Event:
    from icalendar import Event

    assert due.date is not None
    day = max(due.date, today)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", ": ".join(filter(None, (due.name, label(due)))))
    event.add("description", "\n".join(_description(due, today, say_it)))
    event.add("categories", [due.what])
    event.add("transp", "TRANSPARENT")
    if due.urgent:
        event.add("priority", 1)
    event.add_component(_alarm(due.name))
    return event


def _description(due: Dated, today: date, say_it: Callable[[Message], str]) -> Iterable[str]:
    if due.date is not None and due.date < today:
        late = (today - due.date).days
        yield say_it(say_many("{n} day overdue: {date}", "{n} days overdue: {date}", late, date=due.date.isoformat()))
    yield say_it(due.why)
    who = ", ".join(due.people) or due.owner
    if who:
        yield who
    yield f"{due.path}:{due.line}"


def _alarm(text: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", _MORNING)
    return alarm
