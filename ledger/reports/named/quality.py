"""How complete, fresh and exact the files are, what stands there twice, and what to mend in five minutes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ledger.messages import Message, say
from ledger.model.intervals import days
from ledger.model.problem import Severity
from ledger.model.problems import CODES
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.scope import Scope, scope
from ledger.reports.shares import percent
from ledger.reports.table import Cell, Chart, Column, Report, Row, Table
from ledger.session import Session

FRESH = 90
"""Days within which something was written down with a customer that counts as fresh, where --days says nothing."""
_LIST = 10
_PERCENT = Decimal("0.1")
_COLUMNS = (
    Column("customers", say("customers"), "count"),
    Column("completeness", say("complete"), "percent", "%"),
    Column("fresh", say("fresh"), "percent", "%"),
    Column("verified", say("verified"), "percent", "%"),
    Column("exact", say("without errors"), "percent", "%"),
    Column("overdue", say("overdue"), "percent", "%"),
)


def report(session: Session, asked: Asked) -> Report:
    """The quality of the files by owner (or by what --by says), with the fields that are missing, doubles and a list."""
    found = scope(session, asked)
    look = _Look.at(session, asked.days or FRESH)
    by = dimensions(found, asked.by or ("owner",), date="")
    tables = (_main(found, by, look), _missing(found), _problems(found), _doubles(found), _five_minutes(found, look))
    return Report("quality", say("Quality of the files"), session.today, tables, query=asked.query, notes=_notes(look))


@dataclass(frozen=True, slots=True)
class _Look:
    """The days against which freshness is measured, as the tables write them."""

    today: str
    fresh_from: str
    verified_from: str
    fresh: int
    term: int

    @classmethod
    def at(cls, session: Session, fresh: int) -> _Look:
        term = days(session.settings.due.verify)
        today = session.today
        return cls(today.isoformat(), _before(today, fresh), _before(today, term), fresh, term)


def _before(day: date, count: int) -> str:
    return (day - timedelta(days=min(count, day.toordinal() - 1))).isoformat()


def _main(found: Scope, by: Sequence[Dimension], look: _Look) -> Table:
    """Shares by group; customers at rest count for completeness and exactness only."""
    verified, overdue = _verified(found, look), _overdue(found, look)
    keys = ", ".join(each.expression for each in by)
    rows = found.rows(
        f"SELECT {keys}, c.customer, c.completeness, c.resting, c.last_entry >= ?, c.errors FROM scope c"
        f" {' '.join(each.join for each in by)}",
        (look.fresh_from,),
    )
    sums: dict[tuple[Any, ...], _Sums] = {}
    total, seen = _Sums(), set()
    for *key, customer, complete, rests, fresh, errors in rows:
        row = (complete, rests, fresh, customer in verified, errors, overdue.get(customer, (0, 0)))
        sums.setdefault(tuple(key), _Sums()).take(*row)
        if customer not in seen:
            seen.add(customer)
            total.take(*row)
    made = tuple(Row((*key, *each.cells()), key=key) for key, each in sorted(sums.items(), key=_order))
    columns = (*(each.column for each in by), *_COLUMNS)
    totals: tuple[Cell, ...] = (say("all"), *[None] * (len(by) - 1), *total.cells())
    chart = Chart("bar", say("Completeness"), by[0].name, ("completeness",))
    return Table(
        "quality", say("Quality of the files"), columns, made, totals, keys=len(by), charts=(chart,),
        empty=say("There are no customers."),
    )  # fmt: skip


@dataclass(slots=True)
class _Sums:
    """What shares are made of."""

    customers: int = 0
    complete: int = 0
    acting: int = 0
    fresh: int = 0
    verified: int = 0
    exact: int = 0
    dues: int = 0
    overdue: int = 0

    def take(
        self, complete: int, rests: int, fresh: int | None, verified: bool, errors: int, dues: tuple[int, int]
    ) -> None:
        """Take in a customer."""
        self.customers += 1
        self.complete += complete
        self.exact += not errors
        if not rests:
            self.acting += 1
            self.fresh += bool(fresh)
            self.verified += verified
        self.dues += dues[0]
        self.overdue += dues[1]

    def cells(self) -> tuple[Cell, ...]:
        """The cells of _COLUMNS."""
        return (
            self.customers,
            percent(self.complete, 100 * self.customers),
            percent(self.fresh, self.acting),
            percent(self.verified, self.acting),
            percent(self.exact, self.customers),
            percent(self.overdue, self.dues),
        )


def _order(item: tuple[tuple[Any, ...], _Sums]) -> tuple[tuple[bool, str], ...]:
    return tuple((part is None, str(part or "")) for part in item[0])


def _verified(found: Scope, look: _Look) -> frozenset[int]:
    """Who was verified within the term."""
    rows = found.rows("SELECT customer FROM fields WHERE name = 'verified' AND folded >= ?", (look.verified_from,))
    return frozenset(number for (number,) in rows)


def _overdue(found: Scope, look: _Look) -> dict[int, tuple[int, int]]:
    """By customer: how much was due by today, and how much of it is overdue."""
    rows = found.rows(
        "SELECT customer, count(*), sum(date < ?1) FROM now_dues WHERE date <= ?1 GROUP BY customer", (look.today,)
    )
    return {customer: (count, late) for customer, count, late in rows}


def _missing(found: Scope) -> Table:
    """The fields that are missing, most often first."""
    count: Counter[str] = Counter()
    for (names,) in found.rows("SELECT missing FROM scope WHERE missing <> '[]' AND NOT resting"):
        count.update(json.loads(names))
    acting = found.one("SELECT count(*) FROM scope WHERE NOT resting") or 0
    rows = tuple(
        Row((name, n, percent(n, acting)), key=name) for name, n in sorted(count.items(), key=lambda x: (-x[1], x[0]))
    )
    columns = (
        Column("field", say("field"), "choice", values="field"),
        Column("customers", say("customers without it"), "count"),
        Column("share", say("share"), "percent", "%"),
    )
    return Table("missing", say("Missing fields"), columns, rows, empty=say("No profile lacks anything."))


def _problems(found: Scope) -> Table:
    """What `ledger check` finds in single files, by what it is."""
    rows = found.rows(
        "SELECT p.code, count(*), count(DISTINCT p.customer) FROM problems p JOIN scope c ON c.customer = p.customer"
        " GROUP BY p.code ORDER BY 2 DESC, 1"
    )
    columns = (
        Column("problem", say("problem")),
        Column("severity", say("severity")),
        Column("count", say("how many"), "count"),
        Column("files", say("files"), "count"),
    )
    made = tuple(
        Row((code, _severity(code), n, files), key=code, mark="urgent" if _is_error(code) else "")
        for code, n, files in rows
    )
    return Table("problems", say("Problems in files"), columns, made, empty=say("No file has a problem."))


def _is_error(code: str) -> bool:
    return code in CODES and CODES[code].severity is Severity.ERROR


def _severity(code: str) -> Message:
    names = {Severity.ERROR: say("error"), Severity.WARNING: say("warning"), Severity.NOTICE: say("notice")}
    return names[CODES[code].severity] if code in CODES else say("notice")


def _doubles(found: Scope) -> Table:
    """Customers that may stand there twice: with the same phone, e-mail or name."""
    rows = found.rows(
        "SELECT n.kind, group_concat(DISTINCT c.name || '  ' || c.path), min(c.path), count(DISTINCT n.customer)"
        " FROM names n JOIN scope c ON c.customer = n.customer WHERE n.kind IN ('name', 'phone', 'email') AND n.key IN"
        " (SELECT key FROM names WHERE kind IN ('name', 'phone', 'email') GROUP BY kind, key"
        "  HAVING count(DISTINCT customer) BETWEEN 2 AND 5) GROUP BY n.kind, n.key HAVING count(DISTINCT n.customer) > 1"
    )
    seen: dict[str, str] = {}
    for kind, names, _, _ in rows:
        seen.setdefault(names, kind)
    made = tuple(Row((names.replace(",", ", "), kind), key=names) for names, kind in sorted(seen.items()))
    columns = (Column("customers", say("customers"), wide=True), Column("same", say("the same")))
    return Table(
        "doubles", say("Perhaps twice"), columns, made, empty=say("No two customers share a name, phone or e-mail.")
    )


def _five_minutes(found: Scope, look: _Look) -> Table:
    """What to mend first: files with errors, then what important customers lack, then what nobody has verified for long."""
    rows = list(_to_mend(found, look))
    columns = (
        Column("name", say("customer"), wide=True),
        Column("what", say("what to do"), wide=True),
        Column("where", say("where"), wide=True),
    )
    return Table("list", say("Five minutes for the files"), columns, tuple(rows[:_LIST]), empty=say("All is in order."))


def _to_mend(found: Scope, look: _Look) -> Iterator[Row]:
    rank = {name: place for place, name in enumerate(found.session.settings.levels)}
    for customer, name, path, line in found.rows(
        "SELECT c.id, c.name, c.path, min(p.line) FROM scope c JOIN problems p ON p.customer = c.customer WHERE c.errors > 0"
        " GROUP BY c.customer ORDER BY c.path LIMIT ?",
        (_LIST,),
    ):
        yield Row((name, say("mend the errors"), f"{path}:{line}"), customer, path, line, "urgent")
    lacking = found.rows("SELECT id, name, path, missing, level FROM scope WHERE missing <> '[]' AND NOT resting")
    lacking.sort(key=lambda row: (rank.get(row[4] or "", len(rank)), -len(row[3]), row[1]))
    for customer, name, path, missing, _ in lacking[: _LIST // 2]:
        fields = tuple(json.loads(missing))
        yield Row((name, say("fill in {fields}", fields=fields), f"{path}:1"), customer, path, 1)
    for customer, name, path in found.rows(
        "SELECT c.id, c.name, c.path FROM scope c WHERE NOT c.resting AND c.customer NOT IN"
        " (SELECT customer FROM fields WHERE name = 'verified' AND folded >= ?) ORDER BY c.last_entry DESC, c.name LIMIT ?",
        (look.verified_from, _LIST),
    ):
        yield Row((name, say("verify the profile"), f"{path}:1"), customer, path, 1)


def _notes(look: _Look) -> tuple[Message, ...]:
    return (
        say(
            "Fresh: something was written down in the last {n} days. Verified: within the last {term} days.",
            n=look.fresh,
            term=look.term,
        ),
        say(
            "Overdue: the share of what was due by today and is not done. Customers at rest count for completeness and errors only."
        ),
    )
