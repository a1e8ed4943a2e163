"""Lists of requests: those that are open, with what is promised, and those that were too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ledger.messages import Message, say, say_many
from ledger.reports.asked import Asked
from ledger.reports.samples import DAY, HOUR
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Column, Period, Row, Table

_ASKED = """SELECT c.customer, c.id, c.path, c.name, c.level, ifnull(s.person, c.owner), s.kind, s.ref, s.title, s.line,
    s.date, s.severity, s.topic, s.product, s.answer_by, s.solve_by, s.answer, s.solution, s.answer_minutes,
    s.solve_minutes, c.last_contact, s.handled_by, s.status, s.tone, s.answered, s.solved
    FROM asked_cases s JOIN scope c ON c.customer = s.customer"""
(
    _NUMBER, _ID, _PATH, _NAME, _LEVEL, _PERSON, _KIND, _REF, _TITLE, _LINE, _DATE, _SEVERITY, _TOPIC, _PRODUCT,
    _ANSWER_BY, _SOLVE_BY, _ANSWER, _SOLUTION, _ANSWER_MINUTES, _SOLVE_MINUTES, _CONTACT, _HANDLED_BY, _STATUS, _TONE,
    _ANSWERED, _SOLVED,
) = range(26)  # fmt: skip

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

Found = tuple[Cell, ...]


def open_cases(scope: Scope, kinds: Sequence[str], *, waiting: bool = False) -> list[Found]:
    """The open cases of customers who are looked after, oldest first; with `waiting` only those without an answer."""
    marks = ", ".join("?" * len(kinds))
    more = " AND s.answer IN ('late', 'waiting')" if waiting else ""
    return scope.rows(
        f"{_ASKED} WHERE NOT s.closed AND NOT c.resting AND s.kind IN ({marks}){more}"
        " ORDER BY s.opened, c.name, c.path, s.line",
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
        _row(
            found,
            (
                found[_NAME], found[_REF], found[_TITLE], _day(found[_DATE]), _age(found, today), found[_LEVEL],
                found[_SEVERITY], found[_TOPIC], found[_PRODUCT], found[_PERSON], _next_answer(found),
                _day(found[_SOLVE_BY]), promise(found, today), _since(found),
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
    found = scope.rows(
        f"{_ASKED} WHERE s.kind IN ({marks}) AND (s.answer = 'broken' OR s.solution = 'broken')"
        " AND s.date BETWEEN ? AND ? ORDER BY s.opened DESC, c.name, s.line",
        (*kinds, period.first.isoformat(), period.last.isoformat()),
    )
    columns = (
        NAME, KIND, REF, TITLE, OPENED, LEVEL, PERSON,
        Column("answer", say("first answer"), "hours"), Column("answer_late", say("answer late"), "days"),
        Column("solution", say("solution"), "days"), Column("solution_late", say("solution late"), "days"),
    )  # fmt: skip
    rows = [
        _row(
            each,
            (
                each[_NAME], each[_KIND], each[_REF], each[_TITLE], _day(each[_DATE]), each[_LEVEL], each[_PERSON],
                in_units(each[_ANSWER_MINUTES], HOUR),
                _late(each[_ANSWERED], each[_ANSWER_BY]) if each[_ANSWER] == "broken" else None,
                in_units(each[_SOLVE_MINUTES], DAY),
                _late(each[_SOLVED], each[_SOLVE_BY]) if each[_SOLUTION] == "broken" else None,
            ),
        )
        for each in found
    ]  # fmt: skip
    title = say("Done, and later than promised")
    return limited(Table("broken", title, columns, tuple(rows), keys=3, empty=say("Every promise was kept.")), asked)


_REQUEST = (NAME, KIND, REF, TITLE, OPENED, AGE, LEVEL, PERSON, ANSWER_BY, SOLVE_BY, PROMISE, CONTACT)


def _request(found: Found, today: date, mark: str) -> Row:
    cells = (
        found[_NAME], found[_KIND], found[_REF], found[_TITLE], _day(found[_DATE]), _age(found, today), found[_LEVEL],
        found[_PERSON], _next_answer(found), _day(found[_SOLVE_BY]), promise(found, today), _since(found),
    )  # fmt: skip
    return _row(found, cells, mark=mark)


def waiting_table(scope: Scope, kinds: Sequence[str], days: int, asked: Asked) -> Table:
    """Feedback that nobody has answered for more than so many days, oldest first."""
    today = scope.session.today
    columns = (NAME, REF, TITLE, OPENED, AGE, TONE, TOPIC, PRODUCT, PERSON, CONTACT)
    rows = [
        _row(
            found,
            (
                found[_NAME], found[_REF], found[_TITLE], _day(found[_DATE]), age, found[_TONE], found[_TOPIC],
                found[_PRODUCT], found[_PERSON], _since(found),
            ),
            mark="urgent" if found[_ANSWER] == "late" else "",
        )
        for found in open_cases(scope, kinds, waiting=True)
        if (age := _age(found, today)) > days
    ]  # fmt: skip
    title = say_many("Unanswered for more than {n} day", "Unanswered for more than {n} days", days)
    return limited(Table("waiting", title, columns, tuple(rows), keys=2, empty=say("None waits for so long.")), asked)


def handled_table(scope: Scope, kinds: Sequence[str], period: Period, asked: Asked) -> Table:
    """Feedback of a period that was handled or declined, newest first, with where that is written down."""
    marks = ", ".join("?" * len(kinds))
    found = scope.rows(
        f"{_ASKED} WHERE s.kind IN ({marks}) AND s.closed AND s.date BETWEEN ? AND ?"
        " ORDER BY ifnull(s.solved, s.opened) DESC, c.name, s.line",
        (*kinds, period.first.isoformat(), period.last.isoformat()),
    )
    columns = (
        NAME, REF, TITLE, OPENED, TONE, TOPIC, PERSON,
        Column("status", say("became of it"), "choice", values="feedback_status"),
        Column("done", say("done on"), "day"), Column("handled_by", say("handled in"), wide=True),
    )  # fmt: skip
    rows = [
        _row(
            each,
            (
                each[_NAME], each[_REF], each[_TITLE], _day(each[_DATE]), each[_TONE], each[_TOPIC], each[_PERSON],
                each[_STATUS], _day(each[_SOLVED]), each[_HANDLED_BY],
            ),
        )
        for each in found
    ]  # fmt: skip
    title = say("What became of it")
    return limited(Table("handled", title, columns, tuple(rows), keys=2, empty=say("None was handled.")), asked)


def limited(table: Table, asked: Asked) -> Table:
    """A list beside the main table, cut as the main table will be."""
    if asked.limit is None or len(table.rows) <= asked.limit:
        return table
    return Table(
        table.name, table.title, table.columns, table.rows[: asked.limit], keys=table.keys, notes=table.notes,
        empty=table.empty, left_out=len(table.rows) - asked.limit,
    )  # fmt: skip


def _row(found: Found, cells: tuple[Cell, ...], mark: str = "") -> Row:
    line = found[_LINE]
    return Row(
        cells,
        customer=str(found[_ID]),
        path=str(found[_PATH]),
        line=line if isinstance(line, int) else 0,
        mark=mark,
        key=(found[_NUMBER], line),
    )


def is_late(found: Found) -> bool:
    """Whether an open case ought to have been answered or solved already."""
    return "late" in (found[_ANSWER], found[_SOLUTION])


def next_day(found: Found) -> date | None:
    """The day by which something is to be done next about an open case."""
    days = [
        day
        for state, by in ((found[_ANSWER], found[_ANSWER_BY]), (found[_SOLUTION], found[_SOLVE_BY]))
        if state == "waiting" and (day := _day(by)) is not None
    ]
    return min(days, default=None)


def promise(found: Found, today: date) -> Message | None:
    """How an open case stands to what was promised."""
    said = []
    if found[_ANSWER] == "late":
        n = _days_since(found[_ANSWER_BY], today)
        said.append(say_many("answer {n} day late", "answer {n} days late", n))
    if found[_SOLUTION] == "late":
        n = _days_since(found[_SOLVE_BY], today)
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
    states = ((found[_ANSWER], found[_ANSWER_BY]), (found[_SOLUTION], found[_SOLVE_BY]))
    return max(_days_since(by, today) for state, by in states if state == "late")


def _days_since(by: Cell, today: date) -> int:
    day = _day(by)
    return 0 if day is None else (today - day).days


def _next_answer(found: Found) -> date | None:
    """By when it is to be answered, unless it is."""
    return _day(found[_ANSWER_BY]) if found[_ANSWER] in ("late", "waiting") else None


def _age(found: Found, today: date) -> int:
    return _days_since(found[_DATE], today)


def _since(found: Found) -> date | None:
    """The last contact, where it was after the case was opened."""
    last, opened = found[_CONTACT], found[_DATE]
    return _day(last) if isinstance(last, str) and isinstance(opened, str) and last > opened else None


def _late(done: Cell, by: Cell) -> Cell:
    """How many days later than promised something was done."""
    if not isinstance(done, str) or not isinstance(by, str):
        return None
    if len(done) > 10 and len(by) > 10:
        length = datetime.fromisoformat(done) - datetime.fromisoformat(by)
        return in_units(length.days * DAY + length.seconds // 60, DAY)
    return (date.fromisoformat(done[:10]) - date.fromisoformat(by[:10])).days


def _day(moment: Cell) -> date | None:
    return date.fromisoformat(moment[:10]) if isinstance(moment, str) else None


def in_units(minutes: Cell, unit: int) -> Cell:
    """A length of time in units of so many minutes."""
    from decimal import Decimal

    return Decimal(minutes) / unit if isinstance(minutes, int) else None
