"""Chasing what is overdue: the steps that were taken, and the next one by the ladder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ledger.facts.accounts import refs_in
from ledger.index.texts import entry_texts
from ledger.messages import Message, say
from ledger.query.fold import fold
from ledger.reports.owed import DISPUTED, Owed
from ledger.reports.scope import Scope

LADDER: tuple[tuple[str, int, Message], ...] = (
    ("friendly", 1, say("friendly reminder")),
    ("second", 31, say("second reminder")),
    ("formal", 61, say("formal letter")),
    ("stop", 91, say("stop deliveries")),
)
"""The steps of chasing: name, on which day after the day to pay by, label."""
_DECIDE, _PAUSE = say("decide: agreement, court or write-off"), 30
_SPEAKS = re.compile(
    "催款|催收|催付|催账|催缴|追款|付款提醒|提醒付款|逾期|欠款"
    r"|\b(?:chas(?:e|ed|es|ing)|dunn(?:ed|ing)|reminders?|reminded|overdue|past due)\b"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was taken: an entry or a ticked task, on its day."""

    day: date
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done next about an invoice, and from which day on (None: any day)."""

    what: Message
    day: date | None
    name: str = ""


Steps = Mapping[tuple[int, int], tuple[Step, ...]]


def speaks(text: str) -> bool:
    """Whether a folded text speaks of chasing money."""
    return _SPEAKS.search(text) is not None


def steps(scope: Scope, invoices: Iterable[Owed]) -> Steps:
    """The steps taken after the day to pay by of each overdue invoice, oldest first, by customer and number.

    A step is a real contact or a ticked task whose words speak of chasing (see docs/reports/receivables.md), or a
    contact whose field `invoice` names the invoice. One that names invoices is a step for these, any other one for all
    that were overdue on its day.
    """
    late: dict[int, list[Owed]] = {}
    for one in invoices:
        if one.late is not None and one.late > 0 and one.open > 0:
            late.setdefault(one.customer, []).append(one)
    if not late:
        return {}
    scope.connection.execute("DROP TABLE IF EXISTS temp.overdue")
    scope.connection.execute("CREATE TEMP TABLE overdue (customer INTEGER PRIMARY KEY, since TEXT NOT NULL)")
    since = ((customer, min(one.due for one in own if one.due).isoformat()) for customer, own in late.items())
    scope.connection.executemany("INSERT INTO overdue VALUES (?, ?)", since)
    found: dict[tuple[int, int], list[Step]] = {}
    for customer, step, words, named in (*_contacts(scope), *_tasks(scope)):
        for one in _meant(late[customer], words, named):
            if one.due is not None and step.day > one.due:
                found.setdefault((one.customer, one.n), []).append(step)
    return {key: tuple(sorted(each, key=lambda step: (step.day, step.line))) for key, each in found.items()}


def _contacts(scope: Scope) -> Iterable[tuple[int, Step, str, frozenset[str]]]:
    kinds = [name for name, kind in scope.session.vocabulary.kinds.items() if kind.contact]
    # The sign keeps SQL from going through all entries of these kinds: only few customers are overdue.
    rows = scope.rows(
        "SELECT e.customer, e.n, e.date, e.line, ifnull(e.title, e.kind), json_extract(e.fields, '$.invoice')"  # noqa: S608
        " FROM overdue o CROSS JOIN now_entries e ON e.customer = o.customer"
        f" WHERE +e.date > o.since AND +e.kind IN ({', '.join('?' * len(kinds))})",
        kinds,
    )
    texts = _entry_texts(scope, {row[0] for row in rows})
    planned = _task_texts(scope)
    for customer, n, day, line, title, invoice in rows:
        said = texts[customer][n] if n < len(texts[customer]) else ""
        for task in planned.get((customer, n), ()):
            said = said.replace(task, " ", 1)
        named = refs_in({"invoice": invoice}, "invoice") if isinstance(invoice, str) else frozenset()
        if named or speaks(said):
            yield customer, Step(date.fromisoformat(day), line, title), said, named


def _entry_texts(scope: Scope, customers: Iterable[int]) -> dict[int, list[str]]:
    """The folded texts of the entries of customers, in the order of their files."""
    among = ", ".join(map(str, customers))
    rows = scope.rows(f"SELECT customer, text FROM texts WHERE customer IN ({among})")  # noqa: S608
    return {customer: entry_texts(text) for customer, text in rows}


def _task_texts(scope: Scope) -> dict[tuple[int, int], list[str]]:
    """The folded texts of the tasks under each entry: what is planned there was not done by the entry itself."""
    found: dict[tuple[int, int], list[str]] = {}
    rows = scope.rows(
        "SELECT t.customer, t.entry, t.text FROM overdue o CROSS JOIN tasks t ON t.customer = o.customer WHERE t.entry >= 0"
    )
    for customer, entry, text in rows:
        found.setdefault((customer, entry), []).append(fold(text))
    return found


def _tasks(scope: Scope) -> Iterable[tuple[int, Step, str, frozenset[str]]]:
    rows: list[tuple[Any, ...]] = scope.rows(
        "SELECT t.customer, ifnull(t.done_on, t.date), t.line, t.text FROM overdue o CROSS JOIN tasks t"
        " ON t.customer = o.customer WHERE t.state = 'done' AND ifnull(t.done_on, t.date) > o.since"
    )
    for customer, day, line, text in rows:
        folded = fold(text)
        if day <= scope.today and speaks(folded):
            yield customer, Step(date.fromisoformat(day), line, text), folded, frozenset()


def _meant(late: Iterable[Owed], words: str, named: frozenset[str]) -> Iterable[Owed]:
    """Which of a customer's overdue invoices a step is about."""
    late = tuple(late)
    if named:
        return [one for one in late if one.ref.casefold() in named]
    return [one for one in late if one.ref and fold(one.ref) in words] or late


def next_step(one: Owed, taken: Iterable[Step]) -> Next:
    """What is to be done next about an open invoice.

    The ladder's step for its age, unless a step was taken since that one's day has come: then the following one.
    """
    if one.status == DISPUTED:
        return Next(say("settle the dispute"), None)
    if one.due is None or one.late is None:
        return Next(say("agree on a day to pay by"), None)
    last = max((step.day for step in taken), default=date.min)
    name, first, label = next((each for each in reversed(LADDER) if one.late >= each[1]), LADDER[0])
    if last < _later(one.due, first):
        return Next(label, _later(one.due, first), name)
    place = [each[0] for each in LADDER].index(name) + 1
    if place < len(LADDER):
        name, first, label = LADDER[place]
        return Next(label, _later(one.due, first), name)
    return Next(_DECIDE, _later(last, _PAUSE))


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
