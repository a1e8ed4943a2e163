"""What is done against churn: warnings that are open, measures with their cost, and what became of win-backs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from ledger.messages import say
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.case_lists import limited
from ledger.reports.kinds import alike, listed
from ledger.reports.scope import Scope, Sums, money, within
from ledger.reports.table import Cell, Chart, Column, Period, Row, Table

WARNING, WINBACK, CARE = "warning", "winback", "care"
WON, LOST, OPEN = "won_back", "lost", "open"
_NAME = Column("name", say("customer"), wide=True)
_OWNER = Column("owner", say("owner"), "choice", values="people")
_RISK = Column("risk", say("risk"), "choice", values="risk")
_COST = Column("cost", say("cost"), "money")
_TENTH = Decimal("0.1")


class Kept(NamedTuple):
    """A record of a customer: a warning or a win-back, with its fields as the catalog has them."""

    customer: int
    id: str
    path: str
    name: str
    owner: str
    ref: str
    title: str
    opened: str
    touched: str
    line: int
    closed: int
    fields: Mapping[str, Any]

    def text(self, name: str) -> Cell:
        """A text field; several as a list with commas."""
        value = self.fields.get(name)
        if isinstance(value, list):
            return say("{parts}", parts=tuple(str(part) for part in value)) if value else None
        return value if isinstance(value, str) and value else None

    def cost(self) -> tuple[Money, ...]:
        """What it cost; nothing where that is not written down."""
        value = self.fields.get("cost")
        if not isinstance(value, dict):
            return ()
        return (Money(Decimal(value["amount"]), str(value["currency"])),)


def kept(scope: Scope, kind: str, *, only_open: bool = False) -> list[Kept]:
    """The records of a kind, newest first."""
    state = " AND NOT s.closed" if only_open else ""
    kinds = alike(scope.session.settings, kind)
    # The index of entries says who has any, so that not all records are read.
    rows = scope.rows(
        "SELECT c.customer, c.id, c.path, c.name, ifnull(c.owner, ''), ifnull(s.ref, ''), ifnull(s.title, ''), s.opened,"  # noqa: S608
        " s.touched, s.line, s.closed, s.fields"
        f" FROM (SELECT DISTINCT customer FROM main.entries WHERE kind IN ({listed(kinds)})) e CROSS JOIN now_records s"
        " ON s.customer = e.customer CROSS JOIN scope c ON c.customer = s.customer"
        f" WHERE s.kind IN ({listed(kinds)}){state} ORDER BY s.opened DESC, c.name, s.line",
        (*kinds, *kinds),
    )
    return [Kept._make((*row[:-1], json.loads(row[-1]))) for row in rows]


def open_warnings(found: Sequence[Kept]) -> dict[int, list[Kept]]:
    """Warnings that are not cleared, by customer."""
    made: dict[int, list[Kept]] = {}
    for each in found:
        if not each.closed:
            made.setdefault(each.customer, []).append(each)
    return made


def warnings_table(found: Sequence[Kept], asked: Asked) -> Table:
    """Warnings that are not cleared, oldest first."""
    columns = (
        _NAME, Column("since", say("since"), "day"), _RISK, Column("signals", say("signs"), wide=True),
        Column("measure", say("measure"), wide=True), Column("status", say("status"), "choice", values="warning_status"),
        Column("due", say("due"), "day"), _OWNER,
    )  # fmt: skip
    rows = [
        _row(
            each,
            (
                each.name, date.fromisoformat(each.opened), each.text("risk"), each.text("signals") or each.title or None,
                each.text("measure"), each.text("status") or OPEN, _day(each.text("due")), _person(each),
            ),
            key=("warning", each.customer, each.line),
        )
        for each in reversed(found)
        if not each.closed
    ]  # fmt: skip
    return limited(
        Table("warnings", say("Open warnings"), columns, tuple(rows), empty=say("No warning is open.")), asked
    )


def measures_table(scope: Scope, period: Period, asked: Asked) -> Table:
    """Care and win-backs entered in a period, newest first, with what they cost and did."""
    kinds = alike(scope.session.settings, CARE, WINBACK)
    days, bounds = within(period)
    rows = []
    for number, id_, path, name, day, kind, line, title, person, held in scope.rows(
        "SELECT c.customer, c.id, c.path, c.name, s.date, s.kind, s.line, s.title, ifnull(s.person, c.owner), s.fields"  # noqa: S608
        f" FROM now_entries s JOIN scope c ON c.customer = s.customer WHERE s.kind IN ({listed(kinds)}) AND {days}"
        " ORDER BY s.date DESC, c.name, s.line",
        (*kinds, *bounds),
    ):
        entry = Kept(number, id_, path, name, "", "", title or "", day, day, line, 0, json.loads(held or "{}"))
        what = _what(scope, entry)
        cells = (
            name, date.fromisoformat(day), kind, what, entry.text("play"), entry.cost() or None, entry.text("effect"),
            entry.text("result"), person,
        )  # fmt: skip
        rows.append(_row(entry, cells, key=(kind, number, line)))
    columns = (
        _NAME, Column("date", say("date"), "day"), Column("kind", say("kind"), "choice", values="kind"),
        Column("what", say("what was done"), "choice", values="care_what", wide=True),
        Column("play", say("play"), "choice", values="play", wide=True), _COST, Column("effect", say("effect"), wide=True),
        Column("result", say("result"), "choice", values="winback_result"), _OWNER,
    )  # fmt: skip
    title = say("Care and win-backs of the period")
    return limited(Table("measures", title, columns, tuple(rows), keys=2, empty=say("Nothing was done.")), asked)


def _what(scope: Scope, entry: Kept) -> Cell:
    """What care was given, by its canonical name where it has one; else what the entry is called."""
    written = entry.text("what")
    if isinstance(written, str):
        return scope.session.vocabulary.value("care_what", written) or written
    return written or (None if entry.text("play") else entry.title or None)


def winbacks_table(found: Sequence[Kept], period: Period, asked: Asked) -> Table:
    """Win-backs that are open, or were begun or ended in a period, newest first."""
    columns = (
        _NAME, Column("ref", say("REF")), Column("since", say("since"), "day"), Column("play", say("play"), "choice", values="play"),
        Column("offer", say("offer"), wide=True), Column("result", say("result"), "choice", values="winback_result"),
        Column("closed", say("closed"), "day"), Column("reason", say("reason"), wide=True), _COST, _OWNER,
    )  # fmt: skip
    rows = [
        _row(
            each,
            (
                each.name, each.ref or None, date.fromisoformat(each.opened), each.text("play") or each.title or None,
                each.text("offer"), result(each), date.fromisoformat(each.touched) if each.closed else None,
                each.text("reason"), each.cost() or None, _person(each),
            ),
            mark="good" if result(each) == WON else "",
            key=("winback", each.customer, each.line),
        )
        for each in counted(found, period)
    ]  # fmt: skip
    empty = say("Nobody was to be won back.")
    return limited(Table("winbacks", say("Win-backs"), columns, tuple(rows), keys=3, empty=empty), asked)


def counted(found: Sequence[Kept], period: Period) -> Iterator[Kept]:
    """Those that touch a period: open ones, and those begun or ended in it."""
    for each in found:
        opened, touched = date.fromisoformat(each.opened), date.fromisoformat(each.touched)
        if opened <= period.last and (touched >= period.first or not each.closed):
            yield each


def result(each: Kept) -> str:
    """What became of a win-back; one without a result is open."""
    written = each.fields.get("result")
    return written if written in (WON, LOST) else OPEN


@dataclass(slots=True)
class _Tried:
    """How often a play was tried, and with what result and cost."""

    results: dict[str, int] = field(default_factory=lambda: {OPEN: 0, WON: 0, LOST: 0})
    reasons: dict[str, int] = field(default_factory=dict)
    cost: Sums = field(default_factory=dict)

    def take(self, each: Kept) -> None:
        self.results[result(each)] += 1
        reason = each.text("reason")
        if result(each) == LOST and isinstance(reason, str):
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
        for sum_ in each.cost():
            self.cost[sum_.currency] = self.cost.get(sum_.currency, Decimal(0)) + sum_.amount

    def cells(self) -> tuple[Cell, ...]:
        done = self.results[WON] + self.results[LOST]
        rate = (Decimal(100 * self.results[WON]) / done).quantize(_TENTH, ROUND_HALF_UP) if done else None
        often = sorted(self.reasons, key=lambda reason: -self.reasons[reason])[:3]
        told = tuple(say("{reason} ({n})", reason=reason, n=self.reasons[reason]) for reason in often)
        return (
            sum(self.results.values()), self.results[OPEN], self.results[WON], self.results[LOST], rate, money(self.cost),
            say("{reasons}", reasons=told) if told else None,
        )  # fmt: skip


def plays_table(found: Sequence[Kept], period: Period) -> Table:
    """What each play came to: tried, won back, lost, what it cost, and why customers stayed away."""
    plays: dict[str, _Tried] = {}
    every = _Tried()
    for each in counted(found, period):
        play = each.text("play")
        plays.setdefault(play if isinstance(play, str) else "", _Tried()).take(each)
        every.take(each)
    columns = (
        Column("play", say("play"), "choice", values="play"), Column("tried", say("tried"), "count"),
        Column("open", say("still open"), "count"), Column("won_back", say("won back"), "count"),
        Column("lost", say("not won back"), "count"), Column("rate", say("won back of those ended"), "percent", "%"), _COST,
        Column("reasons", say("reasons for leaving"), wide=True),
    )  # fmt: skip
    ordered = sorted(plays.items(), key=lambda pair: (-sum(pair[1].results.values()), pair[0]))
    rows = tuple(Row((play or None, *tried.cells()), key=("play", play)) for play, tried in ordered)
    chart = Chart("stacked", say("What win-backs came to"), "play", ("won_back", "lost", "open"))
    return Table(
        "plays", say("What win-backs came to"), columns, rows, (None, *every.cells()) if rows else None, charts=(chart,),
        empty=say("Nobody was to be won back."),
    )  # fmt: skip


def _row(each: Kept, cells: tuple[Cell, ...], *, mark: str = "", key: object = None) -> Row:
    return Row(cells, customer=each.id, path=each.path, line=each.line, mark=mark, key=key)


def _person(each: Kept) -> Cell:
    owner = each.fields.get("owner")
    first = owner[0] if isinstance(owner, list) and owner else owner
    return first if isinstance(first, str) and first else each.owner or None


def _day(written: Cell) -> date | None:
    return date.fromisoformat(written[:10]) if isinstance(written, str) else None
