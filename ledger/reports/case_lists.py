"""Lists of requests: those that are open, with what is promised, and those that were too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from ledger.messages import Message, say, say_many
from ledger.reports.asked import Asked
from ledger.reports.samples import DAY, HOUR
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Column, Period, Row, Table

_ASKED = """SELECT c.customer, c.id, c.path, c.name, c.level, ifnull(s.person, c.owner), s.kind, s.ref, s.title, s.line,
    s.date, s.severity, s.topic, s.product, s.answer_by, s.solve_by, s.answer, s.solution, s.answer_minutes,
    s.solve_minutes, c.last_contact, s.handled_by, s.status, s.tone, s.answered, s.solved
    FROM asked_cases s JOIN scope c ON c.customer = s.customer"""


class Found(NamedTuple):
    """A case of a list, as `_ASKED` gives it."""

    number: int
    id: str
    path: str
    name: str
    level: str | None
    person: str | None
    kind: str
    ref: str | None
    title: str | None
    line: int
    date: str
    severity: str | None
    topic: str | None
    product: str | None
    answer_by: str | None
    solve_by: str | None
    answer: str
    solution: str
    answer_minutes: int | None
    solve_minutes: int | None
    contact: str | None
    handled_by: str | None
    status: str | None
    tone: str | None
    answered: str | None
    solved: str | None


NAME = Column("name", say("customer"), wide=True)
KIND = Column("kind", say("kind"), "choice", values="kind")
REF = Column("ref", say("REF"))
TITLE = Column("title", say("title"), wide=True)
OPENED = Column("opened", say("since"), "day")
AGE = Column("age", say("days open"), "days")
LEVEL = Column("level", say("level"), "choice")
SEVERITY = Column("severity", say("severity"), "choice", values="severity")
TONE = Column("tone", say("tone"), "choice", values="tone")
TOPIC = Column("topic", say("topic"), wide=True)
PRODUCT = Column("product", say("product"), "list", wide=True)
PERSON = Column("person", say("handled by"), "choice", values="people")
ANSWER_BY = Column("answer_by", say("to be answered by"), "day")
SOLVE_BY = Column("solve_by", say("to be solved by"), "day")
PROMISE = Column("promise", say("promise"))
CONTACT = Column("last_contact", say("last contact"), "day", wide=True)


def listed(scope: Scope, rest: str, params: Sequence[object]) -> list[Found]:
    """The cases that the rest of a question in SQL means."""
    return [Found(*row) for row in scope.rows(f"{_ASKED} {rest}", params)]


def open_cases(scope: Scope, kinds: Sequence[str], *, waiting: bool = False) -> list[Found]:
    """The open cases of customers who are looked after, oldest first; with `waiting` only those without an answer."""
    marks = ", ".join("?" * len(kinds))
    more = " AND s.answer IN ('late', 'waiting')" if waiting else ""
    return listed(
        scope,
        f"WHERE NOT s.closed AND NOT c.resting AND s.kind IN ({marks}){more} ORDER BY s.opened, c.name, c.path, s.line",
        tuple(kinds),
    )


def open_table(scope: Scope, kinds: Sequence[str]) -> Table:
    """Open complaints, oldest first, with what is promised and whether that is broken."""
    today = scope.session.today
    columns = (
        NAME,
        REF,
        TITLE,
        OPENED,
        AGE,
        LEVEL,
        SEVERITY,
        TOPIC,
        PRODUCT,
        PERSON,
        ANSWER_BY,
        SOLVE_BY,
        PROMISE,
        CONTACT,
    )
    rows = [
        row(
            found,
            (
                found.name, found.ref, found.title, day_of(found.date), days_open(found, today), found.level,
                found.severity, found.topic, found.product, found.person, _next_answer(found),
                day_of(found.solve_by), promise(found, today), contact_since(found),
            ),
            mark="urgent" if is_late(found) else "",
        )
        for found in open_cases(scope, kinds)
    ]  # fmt: skip
    return Table(
        "open", say("Open complaints, oldest first"), columns, tuple(rows), keys=2, empty=say("No complaint is open.")
    )


def breaches(scope: Scope, kinds: Sequence[str], asked: Asked) -> Table:
    """Open requests whose promise is broken already, worst first."""
    today = scope.session.today
    found = [each for each in open_cases(scope, kinds) if is_late(each)]
    found.sort(key=lambda each: -_late_by(each, today))
    rows = [_request(each, today, "urgent") for each in found]
    return limited(
        Table("late", say("Open, and the promise is broken"), _REQUEST, tuple(rows), keys=3, empty=say("Nothing is late.")),
        asked,
    )  # fmt: skip


def coming(scope: Scope, kinds: Sequence[str], days: int, asked: Asked) -> Table:
    """Open requests whose promise ends within so many days, soonest first: what can still be kept."""
    today = scope.session.today
    last = today + timedelta(days=days)
    found = [
        (day, each)
        for each in open_cases(scope, kinds)
        if not is_late(each) and (day := next_day(each)) is not None and day <= last
    ]
    found.sort(key=lambda each: each[0])
    rows = [_request(each, today, "star" if day == today else "") for day, each in found]
    title = say_many("Open, and to be done within {n} day", "Open, and to be done within {n} days", days)
    return limited(
        Table("coming", title, _REQUEST, tuple(rows), keys=3, empty=say("Nothing is promised for these days.")), asked
    )


def broken(scope: Scope, kinds: Sequence[str], period: Period, asked: Asked) -> Table:
    """Requests opened in a period that were answered or solved too late, newest first."""
    marks = ", ".join("?" * len(kinds))
    found = listed(
        scope,
        f"WHERE s.kind IN ({marks}) AND (s.answer = 'broken' OR s.solution = 'broken')"
        " AND s.date BETWEEN ? AND ? ORDER BY s.opened DESC, c.name, s.line",
        (*kinds, period.first.isoformat(), period.last.isoformat()),
    )
    columns = (
        NAME, KIND, REF, TITLE, OPENED, LEVEL, PERSON,
        Column("answer", say("first answer"), "hours"), Column("answer_late", say("answer late"), "days"),
        Column("solution", say("solution"), "days"), Column("solution_late", say("solution late"), "days"),
    )  # fmt: skip
    rows = [
        row(
            each,
            (
                each.name, each.kind, each.ref, each.title, day_of(each.date), each.level, each.person,
                in_units(each.answer_minutes, HOUR),
                _late(each.answered, each.answer_by) if each.answer == "broken" else None,
                in_units(each.solve_minutes, DAY),
                _late(each.solved, each.solve_by) if each.solution == "broken" else None,
            ),
        )
        for each in found
    ]  # fmt: skip
    title = say("Done, and later than promised")
    return limited(Table("broken", title, columns, tuple(rows), keys=3, empty=say("Every promise was kept.")), asked)


_REQUEST = (NAME, KIND, REF, TITLE, OPENED, AGE, LEVEL, PERSON, ANSWER_BY, SOLVE_BY, PROMISE, CONTACT)


def _request(found: Found, today: date, mark: str) -> Row:
    cells = (
        found.name, found.kind, found.ref, found.title, day_of(found.date), days_open(found, today), found.level,
        found.person, _next_answer(found), day_of(found.solve_by), promise(found, today), contact_since(found),
    )  # fmt: skip
    return row(found, cells, mark=mark)


def limited(table: Table, asked: Asked) -> Table:
    """A list beside the main table, cut as the main table will be."""
    if asked.limit is None or len(table.rows) <= asked.limit:
        return table
    return Table(
        table.name, table.title, table.columns, table.rows[: asked.limit], keys=table.keys, notes=table.notes,
        empty=table.empty, left_out=len(table.rows) - asked.limit,
    )  # fmt: skip


def row(found: Found, cells: tuple[Cell, ...], mark: str = "") -> Row:
    """A row about a case."""
    return Row(cells, customer=found.id, path=found.path, line=found.line, mark=mark, key=(found.number, found.line))


def is_late(found: Found) -> bool:
    """Whether an open case ought to have been answered or solved already."""
    return "late" in (found.answer, found.solution)


def next_day(found: Found) -> date | None:
    """The day by which something is to be done next about an open case."""
    days = [
        day
        for state, by in ((found.answer, found.answer_by), (found.solution, found.solve_by))
        if state == "waiting" and (day := day_of(by)) is not None
    ]
    return min(days, default=None)


def promise(found: Found, today: date) -> Message | None:
    """How an open case stands to what was promised."""
    said = []
    if found.answer == "late":
        n = _days_since(found.answer_by, today)
        said.append(say_many("answer {n} day late", "answer {n} days late", n))
    if found.solution == "late":
        n = _days_since(found.solve_by, today)
        said.append(say_many("solution {n} day late", "solution {n} days late", n))
    if said:
        return said[0] if len(said) == 1 else say("{one}, {other}", one=said[0], other=said[1])
    day = next_day(found)
    if day is None:
        return None
    if day == today:
        return say("ends today")
    return say_many("{n} day left", "{n} days left", (day - today).days)


def _late_by(found: Found, today: date) -> int:
    states = ((found.answer, found.answer_by), (found.solution, found.solve_by))
    return max(_days_since(by, today) for state, by in states if state == "late")


def _days_since(by: Cell, today: date) -> int:
    day = day_of(by)
    return 0 if day is None else (today - day).days


def _next_answer(found: Found) -> date | None:
    """By when it is to be answered, unless it is."""
    return day_of(found.answer_by) if found.answer in ("late", "waiting") else None


def days_open(found: Found, today: date) -> int:
    """For how many days a case has been open."""
    return _days_since(found.date, today)


def contact_since(found: Found) -> date | None:
    """The last contact, where it was after the case was opened."""
    return day_of(found.contact) if found.contact is not None and found.contact > found.date else None


def _late(done: Cell, by: Cell) -> Cell:
    """How many days later than promised something was done."""
    if not isinstance(done, str) or not isinstance(by, str):
        return None
    if len(done) > 10 and len(by) > 10:
        length = datetime.fromisoformat(done) - datetime.fromisoformat(by)
        return in_units(length.days * DAY + length.seconds // 60, DAY)
    return (date.fromisoformat(done[:10]) - date.fromisoformat(by[:10])).days


def day_of(moment: Cell) -> date | None:
    """The day of a moment."""
    return date.fromisoformat(moment[:10]) if isinstance(moment, str) else None


def in_units(minutes: int | None, unit: int) -> Cell:
    """A length of time in units of so many minutes."""
    return None if minutes is None else Decimal(minutes) / unit
