"""Customers that nobody has talked with for long: by days, and against their own rhythm."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ledger.messages import say
from ledger.model.intervals import days as days_of
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.case_lists import limited
from ledger.reports.case_why import story_of
from ledger.reports.dimensions import dimensions
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Cell, Chart, Column, Report, Row, Source, Table, Why
from ledger.session import Session

TWICE, LEAST = 2, 14
"""Quieter than usual is who was not talked with for more than twice the own gap, and for more than two weeks."""
_MOST = 10
_TENTH = Decimal("0.1")
_RULE = say(
    "Days since the last real contact (a note is none); for whom there was none, since the customer is known. The usual gap is "
    "the median of the newest ten gaps between days with a contact. Those put away, merged or lost are left out."
)
_COLUMNS = (
    Column("name", say("customer"), wide=True),
    Column("level", say("level"), "choice", values="level"),
    Column("owner", say("owner"), "choice", values="people"),
    Column("last_contact", say("last contact"), "day"),
    Column("days", say("days silent"), "days"),
    Column("gap", say("usual gap in days"), "days"),
    Column("times", say("times the usual gap"), "number"),
    Column("last_order", say("last order"), "day"),
    Column("revenue", say("revenue so far"), "money"),
    Column("next_due", say("next due"), "day", wide=True),
)


class Quiet(NamedTuple):
    """A customer with the days since somebody talked with it; `last` is empty where nobody ever did."""

    customer: int
    id: str
    path: str
    name: str
    level: str | None
    owner: str | None
    last: str | None
    since: str
    gap: int | None
    talks: int
    last_order: str | None
    revenue: str
    next_due: str | None
    days: int

    @property
    def times(self) -> Decimal | None:
        """The silence in usual gaps, to a tenth; None without a rhythm."""
        return None if self.gap is None else (Decimal(self.days) / self.gap).quantize(_TENTH, ROUND_HALF_UP)


def report(session: Session, asked: Asked) -> Report:
    """Who was not talked with for N days, longest first; counts by owner (or as asked); who is quieter than usual."""
    found = scope(session, asked)
    least = days_of(session.settings.policies.lifecycle.silent_after) if asked.days is None else asked.days
    every = list(_every(found))
    silent = [each for each in every if each.days >= least]
    quieter = [
        each for each in every
        if each.days < least and each.gap is not None and each.days > max(TWICE * each.gap, LEAST)
    ]  # fmt: skip
    silent.sort(key=lambda each: (-each.days, each.name))
    quieter.sort(key=lambda each: (-Decimal(each.days) / (each.gap or 1), each.name))
    title = say("Nobody talked with them for {days} days or more", days=least)
    # Rows are made for those that will be shown only: there may be many.
    shown = silent if asked.sort or asked.limit is None else silent[: asked.limit]
    main = Table(
        "silent", title, _COLUMNS, tuple(map(_row, shown)), left_out=len(silent) - len(shown),
        empty=say("Everybody was talked with in the last {days} days.", days=least) if every else say("There are no customers."),
    )  # fmt: skip
    tables = (main, _by(found, silent, len(every), asked), limited(_quieter(quieter), asked))
    return Report("silent", say("Silent customers"), session.today, tables, query=asked.query, notes=(_RULE,))


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """The contacts that the silence is counted from, the newest ten."""
    if not isinstance(row.key, int):
        return Why(say("These figures"), None, _RULE)
    story = story_of(session, row.key)
    cells = dict(zip((column.name for column in _COLUMNS), row.cells, strict=True))
    sources = tuple(
        Source(story.customer.path, entry.line, entry.date, f"{entry.kind_as_written} {entry.title}".strip())
        for entry in list(story.contacts)[: -_MOST - 1 : -1]
    )
    numbers = (
        (say("last contact"), cells["last_contact"]),
        (say("known since"), story.first_day),
        (say("usual gap in days"), cells["gap"]),
    )
    return Why(say("Silence of {name}", name=story.customer.name), cells["days"], _RULE, numbers, sources)


def _every(found: Scope) -> Iterator[Quiet]:
    """All who are looked after and known since some day, with the days since."""
    today = found.session.today
    # When a customer became known is looked up only where nobody has talked with it.
    rows = found.connection.execute(
        "SELECT c.customer, c.id, c.path, c.name, c.level, c.owner, c.last_contact, CASE WHEN c.last_contact IS NULL THEN"
        " ifnull((SELECT substr(k.fields ->> '$.created', 1, 10) FROM main.customers k WHERE k.customer = c.customer),"
        " (SELECT min(e.date) FROM now_entries e WHERE e.customer = c.customer)) ELSE c.last_contact END, c.talk_rhythm,"
        " c.contacts_made, c.last_order, c.revenue, c.next_due FROM scope c WHERE NOT c.resting"
    )
    for row in rows:
        since = row[7]
        day = _day(since) if since else None
        if day is not None and day <= today:
            yield Quiet._make((*row, (today - day).days))


def _row(each: Quiet) -> Row:
    revenue = tuple(Money(Decimal(amount), currency) for currency, amount in json.loads(each.revenue).items())
    times = each.times
    cells: tuple[Cell, ...] = (
        each.name, each.level, each.owner, _day(each.last) if each.last else None, each.days, each.gap, times,
        _day(each.last_order) if each.last_order else None, revenue, _day(each.next_due) if each.next_due else None,
    )  # fmt: skip
    mark = "urgent" if times is not None and times > TWICE else ""
    return Row(cells, customer=each.id, path=each.path, line=1, mark=mark, key=each.customer)


def _quieter(quieter: Sequence[Quiet]) -> Table:
    return Table(
        "quieter", say("Quieter than usual, though not silent for so long"), _COLUMNS, tuple(map(_row, quieter)),
        empty=say("Nobody else is quieter than usual."),
    )  # fmt: skip


def _by(found: Scope, silent: Sequence[Quiet], every: int, asked: Asked) -> Table:
    """How many are silent, by owner or whatever is asked for, of all who are looked after."""
    by_what = dimensions(found, asked.by or ("owner",), date="")
    joins = " ".join(dict.fromkeys(each.join for each in by_what if each.join))
    keys = ", ".join(each.expression for each in by_what)
    days = {each.customer: each.days for each in silent}
    groups: dict[tuple[Cell, ...], list[int]] = {}
    for number, *key in found.rows(f"SELECT c.customer, {keys} FROM scope c {joins} WHERE NOT c.resting"):
        group = groups.setdefault(tuple(key), [0, 0, 0])
        group[1] += 1
        if number in days:
            group[0] += 1
            group[2] = max(group[2], days[number])
    columns = (
        *(each.column for each in by_what), Column("silent", say("silent"), "count"),
        Column("customers", say("customers"), "count"), Column("share", say("share"), "percent", "%"),
        Column("longest", say("longest silence"), "days"),
    )  # fmt: skip
    ordered = sorted(groups.items(), key=lambda pair: (-pair[1][0], tuple(map(str, pair[0]))))
    rows = tuple(
        Row((*key, count, of, (Decimal(100 * count) / of).quantize(_TENTH, ROUND_HALF_UP), longest or None), key=("group", *key))
        for key, (count, of, longest) in ordered
    )  # fmt: skip
    title = say("Silent customers by {names}", names=tuple(each.column.label for each in by_what))
    return Table(
        "by_" + "_".join(each.name for each in by_what), title, columns, rows if every else (), keys=len(by_what),
        charts=(Chart("bar", title, by_what[0].name, ("silent",)),), empty=say("There are no customers."),
    )  # fmt: skip


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
