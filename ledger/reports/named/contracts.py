"""Contracts that run, end, or ended without another one, their duties, and whether the file is the one that was signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ledger.messages import Message, say
from ledger.model.intervals import days
from ledger.model.values import Money
from ledger.reports.agreements import CHANGED, FILES, KIND, STATES, Agreement, Duty, agreements, file_state
from ledger.reports.asked import Asked
from ledger.reports.collecting import by_dimensions
from ledger.reports.dimensions import Dimension
from ledger.reports.kinds import alike, listed
from ledger.reports.scope import Scope, Sums, add, money, scope
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Source, Table, Why
from ledger.session import Session

DEFAULT = "12m"
_CUSTOMER = Column("customer", say("customer"), wide=True)
_REF = Column("ref", say("contract"))
_OWNER = Column("owner", say("owner"), "choice", values="people")
_END = Column("end", say("ends"), "day")
_VALUE = Column("value", say("value"), "money")
_RUNNING = (
    _CUSTOMER,
    _REF,
    Column("title", say("title"), wide=True),
    Column("state", say("state")),
    Column("start", say("begins"), "day", wide=True),
    _END,
    Column("days_left", say("days left"), "days"),
    Column("act_by", say("act by"), "day"),
    Column("notice", say("notice"), wide=True),
    Column("by_itself", say("renews by itself"), "choice", values="yes_no", wide=True),
    _VALUE,
    Column("duties", say("open duties"), "count"),
    Column("next_duty", say("next duty"), "day", wide=True),
    Column("file", say("file")),
    _OWNER,
)
_ENDING = (
    _CUSTOMER,
    _REF,
    _END,
    Column("act_by", say("act by"), "day"),
    Column("days_left", say("days until then"), "days"),
    Column("what", say("what is due")),
    _VALUE,
    _OWNER,
)
_ENDED = (
    _CUSTOMER,
    _REF,
    _END,
    Column("state", say("state")),
    Column("days_ago", say("days ago"), "days"),
    _VALUE,
    _OWNER,
)
_DUTIES = (
    _CUSTOMER,
    _REF,
    Column("duty", say("duty"), wide=True),
    Column("due", say("due"), "day"),
    Column("days_late", say("days late"), "days"),
    Column("done", say("done")),
    Column("done_on", say("done on"), "day"),
)
_SUMMARY = (
    Column("running", say("running"), "count"),
    Column("running_value", say("value of them"), "money"),
    Column("begun", say("begun in the period"), "count"),
    Column("begun_value", say("value begun"), "money"),
    Column("ended", say("ended in the period"), "count"),
    Column("ended_value", say("value ended"), "money", wide=True),
    Column("followed", say("renewed of them"), "count"),
    Column("renewal_rate", say("renewal rate"), "percent", "%"),
)


def report(session: Session, asked: Asked) -> Report:
    """What runs, what ends or is to be acted on within --days, what ended in the period without another one, and duties.

    The days are those of the first notice in ledger.yaml's `due: contract` (60 by default). With --by or --compare the
    summary stands first.
    """
    found, period = scope(session, asked), asked.over(DEFAULT, session.today)
    within = asked.days if asked.days is not None else max(map(days, session.settings.due.contract), default=60)
    contracts = agreements(found)
    by = by_dimensions(found, asked.by, "s.opened")
    summary = _summary(found, by, contracts, period)
    lists = (
        _running(session, [one for one in contracts if one.alive]),
        _ending(session, contracts, within),
        _ended(session, contracts, period),
        _duties(session, contracts),
    )
    if asked.compare:
        tables: tuple[Table, ...] = (summary,)
    else:
        tables = (summary, *lists) if by else (*lists, summary)
    return Report("contracts", say("Contracts"), session.today, tables, period, asked.query)


def _running(session: Session, contracts: Sequence[Agreement]) -> Table:
    rows, total = [], dict[str, Decimal]()
    for one in contracts:
        # The files of the past are not looked at: git may not have them.
        state = file_state(session.root, one) if session.past is None else ""
        rows.append(_row(one, _running_cells(session, one, state), _mark(session, one, state)))
        if one.value is not None:
            add(total, {one.value.currency: one.value.amount})
    totals: tuple[Cell, ...] = tuple(money(total) if column.name == "value" else None for column in _RUNNING)
    return Table(
        "running", say("Running contracts"), _RUNNING, tuple(rows), totals if rows else None, keys=2,
        empty=say("No contract runs."),
    )  # fmt: skip


def _running_cells(session: Session, one: Agreement, state: str) -> tuple[Cell, ...]:
    is_open = [duty for duty in one.duties if not duty.done]
    return (
        one.name,
        one.called,
        one.title or None,
        STATES[one.state],
        one.start,
        one.end,
        None if one.end is None else (one.end - session.today).days,
        one.act_by,
        one.notice or None,
        "yes" if one.by_itself else None,
        _value(one),
        len(is_open),
        min((duty.due for duty in is_open if duty.due), default=None),
        FILES.get(state),
        one.owner or None,
    )


def _mark(session: Session, one: Agreement, state: str) -> str:
    late = any(not duty.done and duty.due is not None and duty.due < session.today for duty in one.duties)
    if state == CHANGED or late or (one.act_by is not None and one.act_by < session.today):
        return "urgent"
    return ""


def _ending(session: Session, contracts: Iterable[Agreement], within: int) -> Table:
    """What somebody has to act on, or what ends by itself, within so many days; what is late stands first."""
    today = session.today
    last = today + timedelta(days=min(within, (date.max - today).days))
    rows = []
    for one in contracts:
        days_named = [day for day in (one.act_by, one.end) if day is not None and (day <= last)]
        if not one.alive or not days_named:
            continue
        day = one.act_by or one.end
        left = None if day is None else (day - today).days
        cells: tuple[Cell, ...] = (
            one.name, one.called, one.end, one.act_by, left, _what(one), _value(one), one.owner or None,
        )  # fmt: skip
        rows.append(_row(one, cells, "urgent" if left is not None and left < 0 else ""))
    return Table(
        "ending", say("To be renewed, given notice of, or ending within {days} days", days=within), _ENDING, tuple(rows),
        keys=2, empty=say("No contract ends, or is to be acted on, within {days} days.", days=within),
    )  # fmt: skip


def _what(one: Agreement) -> Message:
    if one.followed:
        return say("close it: another contract follows")
    if one.renew is not None:
        return say("renew")
    if one.by_itself:
        return say("give notice, or it renews by itself") if one.notice else say("renews by itself")
    return say("renew or give notice") if one.notice else say("ends")


def _ended(session: Session, contracts: Iterable[Agreement], period: Period) -> Table:
    ended = [
        one for one in contracts if one.lost and one.end is not None and one.end in period and one.end < session.today
    ]
    ended.sort(key=lambda one: (one.end or date.min, one.name), reverse=True)
    rows = tuple(
        _row(
            one,
            (
                one.name, one.called, one.end, STATES[one.state],
                (session.today - one.end).days if one.end else None, _value(one), one.owner or None,
            ),
        )
        for one in ended
    )  # fmt: skip
    return Table(
        "ended", say("Ended in the period, and no other contract followed"), _ENDED, rows, keys=2,
        empty=say("No contract ended without another one in the period."),
    )  # fmt: skip


def _duties(session: Session, contracts: Iterable[Agreement]) -> Table:
    """Duties of contracts that run: open ones by day, then those without a day, then what is done."""
    found = [(one, duty) for one in contracts if one.alive for duty in one.duties]
    found.sort(key=lambda each: (each[1].done, each[1].due or date.max, each[0].name, each[1].line))
    rows = tuple(_duty_row(session, one, duty) for one, duty in found)
    return Table(
        "duties", say("Duties of running contracts"), _DUTIES, rows, keys=3,
        empty=say("No running contract lists duties."),
    )  # fmt: skip


def _duty_row(session: Session, one: Agreement, duty: Duty) -> Row:
    late = None if duty.done or duty.due is None or duty.due >= session.today else (session.today - duty.due).days
    cells: tuple[Cell, ...] = (
        one.name, one.called, duty.text, duty.due, late, say("yes") if duty.done else say("no"), duty.done_on,
    )  # fmt: skip
    mark = "urgent" if late else "good" if duty.done else ""
    return Row(cells, one.id, one.path, duty.line, mark, key=(one.customer, one.line))


def _row(one: Agreement, cells: tuple[Cell, ...], mark: str = "") -> Row:
    return Row(cells, one.id, one.path, one.line, mark, key=(one.customer, one.line))


def _value(one: Agreement) -> tuple[Money, ...]:
    return () if one.value is None else (one.value,)


@dataclass(slots=True)
class _Sums:
    """What a group of contracts comes to."""

    running: int = 0
    running_value: Sums = field(default_factory=dict)
    begun: int = 0
    begun_value: Sums = field(default_factory=dict)
    ended: int = 0
    ended_value: Sums = field(default_factory=dict)
    followed: int = 0

    def take(self, one: Agreement, period: Period, today: date) -> None:
        """Take in a contract."""
        value = {one.value.currency: one.value.amount} if one.value is not None else {}
        if one.state == "draft":
            return
        if one.state == "running":
            self.running += 1
            add(self.running_value, value)
        if (one.start or one.opened) in period:
            self.begun += 1
            add(self.begun_value, value)
        if not one.alive and one.end is not None and one.end in period and one.end < today:
            self.ended += 1
            add(self.ended_value, value)
            self.followed += one.followed

    def cells(self) -> tuple[Cell, ...]:
        """The cells of _SUMMARY."""
        rate = Decimal(100 * self.followed) / self.ended if self.ended else None
        sums = (self.running_value, self.begun_value, self.ended_value)
        running, begun, ended = map(money, sums)
        return (self.running, running, self.begun, begun, self.ended, ended, self.followed, rate)


def _summary(found: Scope, by: Sequence[Dimension], contracts: Sequence[Agreement], period: Period) -> Table:
    today, keyed = found.session.today, _keys(found, by)
    groups: dict[tuple[Any, ...], _Sums] = {}
    for one in contracts:
        for key in keyed(one):
            groups.setdefault(key, _Sums()).take(one, period, today)
    ordered = sorted(groups.items(), key=lambda item: [(part in (None, ""), str(part)) for part in item[0]])
    columns = tuple(each.column for each in by) or (Column("group", say("contracts")),)
    rows = tuple(
        Row((*((None if part == "" else part for part in key) if by else (say("all"),)), *each.cells()), key=key)
        for key, each in ordered
    )
    chart = Chart("bar", say("Value of running contracts"), columns[0].name, ("running_value",))
    return Table(
        "summary", say("All contracts"), (*columns, *_SUMMARY), rows, keys=len(columns),
        charts=(chart,) if by and rows else (), empty=say("There are no contracts."),
    )  # fmt: skip


def _keys(found: Scope, by: Sequence[Dimension]) -> Callable[[Agreement], Iterable[tuple[Any, ...]]]:
    """What gives the groups of a contract."""
    if not by:
        return lambda _: ((),)
    kinds = alike(found.session.settings, KIND)
    joins = " ".join(dict.fromkeys(each.join for each in by))
    rows = found.rows(
        f"SELECT s.customer, s.line, {', '.join(each.expression for each in by)} FROM now_records s"
        f" JOIN scope c ON c.customer = s.customer {joins} WHERE s.kind IN ({listed(kinds)})",
        kinds,
    )
    keys: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for customer, line, *key in rows:
        keys.setdefault((customer, line), []).append(tuple(key))
    return lambda one: keys.get((one.customer, one.line), ())


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a contract stands as it does: its days, the rule of the day to act by, and its entries."""
    found = scope(session, Asked(query=asked.query))
    one = next((each for each in agreements(found) if (each.customer, each.line) == row.key), None)
    if one is None:
        return Why(
            say("contracts"), None, say("Each contract counts once; its REF and its days are those of its last entry.")
        )
    numbers: tuple[tuple[Message, Cell], ...] = (
        (say("begins"), one.start),
        (say("ends"), one.end),
        (say("to be renewed by"), one.renew),
        (say("notice"), one.notice or None),
        (say("renews by itself"), say("yes") if one.by_itself else say("no")),
        (say("value"), _value(one)),
        (say("open duties"), sum(not duty.done for duty in one.duties)),
    )
    rule = say(
        "Somebody has to act by the day of renewal, else by the end less the notice; nobody has to where it renews by itself."
    )
    return Why(say("{contract}: act by", contract=one.called), one.act_by, rule, numbers, _sources(found, one))


def _sources(found: Scope, one: Agreement) -> tuple[Source, ...]:
    """Its entries and duties, newest first."""
    kinds = alike(found.session.settings, KIND)
    rows = found.rows(
        f"SELECT line, date, title FROM now_entries WHERE customer = ? AND kind IN ({listed(kinds)})"
        " AND (lower(ifnull(ref, '')) = lower(?) AND ? <> '' OR line = ?) ORDER BY date DESC, line DESC",
        (one.customer, *kinds, one.ref, one.ref, one.line),
    )
    entries = [Source(one.path, line, date.fromisoformat(day), title or one.called) for line, day, title in rows]
    return (*entries, *(Source(one.path, duty.line, duty.due, duty.text) for duty in one.duties))
