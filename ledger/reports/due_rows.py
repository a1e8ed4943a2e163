"""A due as a row of the report: on its day of this year, in its group, in the names of the ledger's people."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol, TypeVar

from ledger.index import dues as stored
from ledger.index.dues import Found, LightYearly
from ledger.messages import Message
from ledger.model.intervals import days as length
from ledger.model.settings import Settings
from ledger.session import Session

INSTEAD_OF_CADENCE = frozenset({"task", "planned", "follow_up"})
"""What is to be done with a customer anyway."""
GROUPS = ("overdue", "today", "ahead", "any")
SIZES = ("overdue", "today", "ahead", "later", "any")
"""The same, with what lies beyond the days asked for apart."""
BELATED = 3
"""Days after a birthday or holiday on which good wishes are still better than none."""
FORGOTTEN = 60
"""Days after which a warning that a customer may be leaving is no news: the report on churn still has it."""
_FARTHEST = 400
"""Days ahead to look for yearly days: each comes at least once."""


@dataclass(slots=True)
class DueRow:
    """Something due, as of a day.

    `days` is the date less today (None: any day), `group` one of GROUPS, `customer` the customer's id, `owner` the
    customer's, `people` those whom the row itself names, `mark` the level's. `path` is from the ledger's root.
    """

    date: dt.date | None
    days: int | None
    what: str
    text: str
    customer: str
    name: str
    owner: str
    level: str
    mark: str
    path: str
    line: int
    group: str
    people: tuple[str, ...]
    urgent: bool
    last_contact: dt.date | None
    number: int
    reason: str | Message = field(repr=False)

    @property
    def why(self) -> Message:
        """The rule that makes it due, with its numbers."""
        if isinstance(self.reason, Message):
            return self.reason
        from ledger.model.plain import message

        return message(json.loads(self.reason))


@dataclass(frozen=True, slots=True)
class View:
    """Where the report looks from and how far: from `today` to `until`, at yearly days by their key."""

    settings: Settings
    today: date
    until: date
    days: Mapping[str, Sequence[date]]
    names: Mapping[str, str]

    def row(self, found: Found) -> DueRow | None:
        """A due as a row; None if it is not to be shown."""
        day = self._day(found)
        if day is None and (found.date is not None or found.yearly is not None):
            return None
        distance = None if day is None else (day - self.today).days
        level = self.settings.levels.get(found.level or "")
        people = json.loads(found.people) if isinstance(found.people, str) else found.people or ()
        return DueRow(
            date=day,
            days=distance,
            what=found.what,
            text=found.text,
            customer=found.id,
            name=found.name,
            owner=self.names.get(found.owner or "", found.owner or ""),
            level=found.level or "",
            mark="" if level is None else level.mark,
            path=found.path,
            line=found.line,
            group=_group(distance),
            people=tuple(self.names.get(name, name) for name in people),
            urgent=bool(found.urgent),
            last_contact=None if found.last_contact is None else date.fromisoformat(found.last_contact),
            number=found.customer,
            reason=found.why,
        )

    def _day(self, found: Found) -> date | None:
        """The day of a due if it is near enough to be shown."""
        if found.yearly is not None:
            return self.next_time(found)
        if found.date is None:
            return None
        if is_forgotten(found.what, found.date, self.today):
            return None
        day = date.fromisoformat(found.date)
        begun = found.show_from is not None and found.show_from <= self.today.isoformat()
        return day if begun or day <= self.until else None

    def next_time(self, found: Found | LightYearly) -> date | None:
        """The first of the days of a yearly due that nobody has seen to and that is near enough."""
        for day in self.days.get(found.yearly or "", ()):
            notice = day - timedelta(days=found.lead)
            met = found.met_on is not None and found.met_on >= notice.isoformat()
            if not met and (day <= self.until or notice <= self.today):
                return day
        return None


def is_forgotten(what: str, day: str | None, today: date) -> bool:
    """Whether something due so long ago needs no attention any more."""
    return what == "churn" and day is not None and (today - date.fromisoformat(day)).days > FORGOTTEN


def view(session: Session, ahead: int) -> View:
    """The view of a session on its day, so many days ahead."""
    settings = session.settings
    names = {alias: name for name, person in settings.people.items() for alias in person.aliases}
    return View(settings, session.today, _later(session.today, ahead), _days_of_year(session, ahead), names)


class Dated(Protocol):
    """Something due with a customer on a day: a row, or what stands for one."""

    @property
    def number(self) -> int:
        """Of the customer, in the catalog."""
        ...

    @property
    def what(self) -> str:
        """What kind of due it is."""
        ...

    @property
    def date(self) -> dt.date | str | None:
        """Its day."""
        ...


_Dated = TypeVar("_Dated", bound=Dated)


def without_doubles(found: Sequence[_Dated]) -> list[_Dated]:
    """What is due without the rhythm of customers with whom something is to be done on that day or before anyway."""
    steps: dict[int, str] = {}
    for due in found:
        if due.what in INSTEAD_OF_CADENCE and due.date is not None:
            steps[due.number] = min(str(due.date), steps.get(due.number, "~"))
    return [
        due
        for due in found
        if due.what != "cadence"
        or due.number not in steps
        or (due.date is not None and str(due.date) < steps[due.number])
    ]


def _days_of_year(session: Session, ahead: int) -> Mapping[str, list[date]]:
    """The keys of yearly days that fall from the belated ones to as far as notice reaches, each with its days."""
    from ledger.model.yearly import day_keys

    catalog = session.fresh().catalog
    settings = session.settings.due
    reach = max(ahead, *(length(each) for each in (settings.birthday, settings.anniversary, settings.holiday)))
    lunar, holidays = stored.has_lunar_days(catalog), stored.holidays_in_use(catalog)
    days: dict[str, list[date]] = {}
    for distance in range(-BELATED, min(reach, _FARTHEST) + 1):
        try:
            day = session.today + timedelta(days=distance)
        except OverflowError:
            continue
        for key in day_keys(day, lunar, holidays or False):
            days.setdefault(key, []).append(day)
    return days


def _group(days: int | None) -> str:
    if days is None:
        return "any"
    return "overdue" if days < 0 else "ahead" if days else "today"


def _later(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max
