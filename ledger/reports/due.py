"""What needs attention: the dues of all customers as of today, grouped, counted and in order of urgency."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledger.facts.urgency import order_key
from ledger.index import dues as stored
from ledger.index.dues import Found
from ledger.messages import Message
from ledger.model.intervals import days as length
from ledger.session import Session

GROUPS = ("overdue", "today", "ahead", "any")
BELATED = 3
"""Days after a birthday or holiday on which good wishes are still better than none."""
_FARTHEST = 400
"""Days ahead to look for yearly days: each comes at least once."""
_INSTEAD_OF_CADENCE = frozenset({"task", "planned", "follow_up"})


@dataclass(slots=True)
class Item:
    """Something due, as of a day.

    `days` is the date less today (None: any day), `group` one of GROUPS, `customer` the customer's id, `owner` the
    customer's, `people` those whom the item itself names, `mark` the level's. `path` is from the ledger's root.
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
class Dues:
    """What is due on `today`, the most urgent first.

    `counts` are per group, `more_to_verify` profiles that are left for another day, `days` how far was looked ahead,
    `broken_files` files with errors, whose dues may be missing.
    """

    rows: tuple[Item, ...]
    counts: Mapping[str, int]
    today: date
    days: int
    more_to_verify: int = 0
    broken_files: int = 0


def due(
    session: Session,
    days: int | None = None,
    by: str | None = None,
    kinds: Collection[str] = (),
    overdue: bool = False,
    customers: Collection[int] | None = None,
) -> Dues:
    """What is due, `days` ahead at least (else as ledger.yaml says) and as far as notices reach.

    `by` leaves what names that person, and what names nobody of the customers who are theirs; `kinds` are canonical
    names of what is due; `overdue` leaves only that; `customers` are numbers in the catalog. Raises NotFound for a
    person whom nobody knows.
    """
    ahead = length(session.settings.due.ahead) if days is None else days
    found = _without_doubles(_items(session, ahead, customers))
    if by is not None:
        from ledger.reports.due_people import of_person

        found = of_person(session, by, found)
    if kinds:
        found = [item for item in found if item.what in kinds]
    if overdue:
        found = [item for item in found if item.group == "overdue"]
    ranks = {name: rank for rank, name in enumerate(session.settings.levels)}
    found.sort(key=lambda item: _order(item, ranks))
    left = 0
    if "verify" not in kinds:
        found, left = _some_to_verify(found, session.settings.due.verify_per_day)
    counts = Counter(item.group for item in found)
    return Dues(
        rows=tuple(found),
        counts={group: counts[group] for group in GROUPS},
        today=session.today,
        days=ahead,
        more_to_verify=left,
        broken_files=stored.broken_files(session.fresh().catalog),
    )


def _order(item: Item, ranks: Mapping[str, int]) -> tuple[object, ...]:
    key = order_key(item.what, item.days, ranks.get(item.level), item.urgent)
    return (*key, item.name, item.path, item.line)


def _items(session: Session, ahead: int, customers: Collection[int] | None) -> Iterator[Item]:
    """Everything due within reach, of some customers or all, in no order."""
    catalog = session.fresh().catalog
    until = _later(session.today, ahead)
    days = _days_of_year(session, ahead)
    otherwise = stored.ahead_of(catalog, session.today)
    if customers is not None:
        wanted = set(customers)
        otherwise = {number: path for number, path in otherwise.items() if number in wanted}
    for found in (*stored.dated(catalog, session.today, until), *stored.yearly(catalog, days)):
        if found.customer not in otherwise and (customers is None or found.customer in wanted):
            yield from _item(session, found, until, days)
    for found in _as_of_today(session, otherwise):
        yield from _item(session, found, until, days)


def _as_of_today(session: Session, paths: Mapping[int, str]) -> Iterator[Found]:
    """The dues of customers with entries dated ahead, worked out without what has not happened yet."""
    if not paths:
        return
    from ledger.facts.compute import compute_on
    from ledger.index.build import read
    from ledger.index.reading import Reading
    from ledger.store.files import Reader

    catalog = session.fresh().catalog
    reading = Reading(session.root, session.vocabulary, session.settings)
    reader = Reader(session.root)
    for number, path in paths.items():
        customer, _ = read(reader, path, reading)
        for each in compute_on(customer, session.vocabulary, session.settings, session.today).dues:
            yield stored.with_customer(catalog, number, each)


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


def _item(session: Session, found: Found, until: date, days: Mapping[str, list[date]]) -> Iterator[Item]:
    """A due as an item, if it is to be shown."""
    today = session.today
    if found.yearly is not None:
        day = _next_time(found, today, until, days.get(found.yearly, ()))
        if day is None:
            return
    else:
        day = None if found.date is None else date.fromisoformat(found.date)
        if day is not None and day > until and (found.show_from is None or found.show_from > today.isoformat()):
            return
    distance = None if day is None else (day - today).days
    level = session.settings.levels.get(found.level or "")
    people = found.people
    yield Item(
        date=day,
        days=distance,
        what=found.what,
        text=found.text,
        customer=found.id,
        name=found.name,
        owner=found.owner or "",
        level=found.level or "",
        mark="" if level is None else level.mark,
        path=found.path,
        line=found.line,
        group=_group(distance),
        people=tuple(json.loads(people)) if isinstance(people, str) else people or (),
        urgent=bool(found.urgent),
        last_contact=None if found.last_contact is None else date.fromisoformat(found.last_contact),
        number=found.customer,
        reason=found.why,
    )


def _next_time(found: Found, today: date, until: date, days: Iterable[date]) -> date | None:
    """The first of some days of a yearly due that nobody has seen to and that is near enough."""
    for day in days:
        notice = day - timedelta(days=found.lead)
        if (found.met_on is None or found.met_on < notice.isoformat()) and (day <= until or notice <= today):
            return day
    return None


def _group(days: int | None) -> str:
    if days is None:
        return "any"
    return "overdue" if days < 0 else "ahead" if days else "today"


def _later(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max


def _without_doubles(items: Iterable[Item]) -> list[Item]:
    """The items without the rhythm of customers with whom something is to be done on that day or before anyway."""
    found = list(items)
    steps: dict[int, date] = {}
    for item in found:
        if item.what in _INSTEAD_OF_CADENCE and item.date is not None:
            steps[item.number] = min(item.date, steps.get(item.number, item.date))
    return [
        item
        for item in found
        if item.what != "cadence" or item.number not in steps or (item.date or date.max) < steps[item.number]
    ]


def _some_to_verify(items: list[Item], most: int) -> tuple[list[Item], int]:
    """The items with at most so many profiles to verify for each owner, and how many were left out."""
    taken: Counter[str] = Counter()
    kept = []
    for item in items:
        if item.what == "verify":
            taken[item.owner] += 1
            if taken[item.owner] > most:
                continue
        kept.append(item)
    return kept, len(items) - len(kept)
