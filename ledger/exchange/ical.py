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


class DatedItem(Protocol):
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
    items: Iterable[DatedItem],
    today: date,
    say_it: Callable[[Message], str],
    label: Callable[[DatedItem], str],
    name: str = "",
) -> str:
    """The items that have a day as all-day events with an alarm at nine; lines end with CRLF.

    Events, because phones show no to-dos of a calendar that they are sent. What is overdue stands on `today`, with its
    own day in the description, because nobody looks at last week. `label` says in short what an item is. The same
    item has the same UID in every export, so that importing again moves events instead of doubling them; the
    stamp is the day's, so that the same day's export is the same bytes.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//customer-ledger//due//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name or say_it(say("What is due")))
    dated = [item for item in items if item.date is not None]
    for item, uid in zip(dated, uids(dated), strict=True):
        made.add_component(_event(item, uid, today, say_it, label))
    return str(made.to_ical().decode("utf-8"))


def uids(items: Sequence[DatedItem]) -> list[str]:
    """A lasting name for each item: by customer, kind and text; a number where several are alike.

    Neither its day nor its line is part of the name: both change while it stays the same thing to do.
    """
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        said = f"{item.customer}\0{item.what}\0{item.text}"
        mark = sha256(said.encode("utf-8", "replace")).hexdigest()[:24]
        seen[mark] += 1
        found.append(f"{mark}-{seen[mark]}@{_DOMAIN}")
    return found


def _event(
    item: DatedItem, uid: str, today: date, say_it: Callable[[Message], str], label: Callable[[DatedItem], str]
) -> Event:
    from icalendar import Event

    assert item.date is not None
    day = max(item.date, today)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", ": ".join(filter(None, (item.name, label(item)))))
    event.add("description", "\n".join(_description(item, today, say_it)))
    event.add("categories", [item.what])
    event.add("transp", "TRANSPARENT")
    if item.urgent:
        event.add("priority", 1)
    event.add_component(_alarm(item.name))
    return event


def _description(item: DatedItem, today: date, say_it: Callable[[Message], str]) -> Iterable[str]:
    if item.date is not None and item.date < today:
        late = (today - item.date).days
        yield say_it(say_many("{n} day overdue: {date}", "{n} days overdue: {date}", late, date=item.date.isoformat()))
    yield say_it(item.why)
    who = ", ".join(item.people) or item.owner
    if who:
        yield who
    yield f"{item.path}:{item.line}"


def _alarm(text: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", _MORNING)
    return alarm
