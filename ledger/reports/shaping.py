"""A report as it was asked for: compared with another period, sorted, and cut to so many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model.settings import Settings
from ledger.model.values import Money
from ledger.reports.asked import Asked, last_year, previous
from ledger.reports.money import rank
from ledger.reports.registry import Known, make
from ledger.reports.table import Cell, Column, Report, Row, Table
from ledger.session import Session

BESIDE = 25
"""Rows that tables beside the main one keep, whatever its limit: a year of months, a team."""
COMPARED = ("previous", "last-year")
_FIGURES = ("count", "number", "money", "percent", "days", "hours", "score")
_TIMES = ("month", "day")
_TENTH = Decimal("0.1")


def shaped(session: Session, asked: Asked, one: Known) -> Report:
    """The report that a question asks for, compared, its main table sorted and limited, the others less so."""
    made = make(session, asked, one)
    if asked.compare:
        made = _compared(session, asked, one, made)
    if asked.sort:
        made = _with_main(made, _sorted(made.tables[0], asked.sort, session.settings))
    if asked.limit is not None:
        main, *others = made.tables
        most = max(asked.limit, BESIDE)
        made = replace(made, tables=(_limited(main, asked.limit), *(_limited(table, most) for table in others)))
    return made


def _with_main(report: Report, main: Table) -> Report:
    return replace(report, tables=(main, *report.tables[1:]))


def _compared(session: Session, asked: Asked, one: Known, now: Report) -> Report:
    if asked.compare not in COMPARED:
        raise BadValue(
            say("“{name}” is nothing to compare with.", name=asked.compare),
            say("--compare takes one of: {names}.", names=COMPARED),
        )
    if now.period is None or now.period.first == date.min:
        raise BadValue(
            say("The report {name} is not about a period, so that there is nothing to compare.", name=one.name)
        )
    before = previous(now.period) if asked.compare == "previous" else last_year(now.period)
    then = make(session, asked.of(before), one)
    note = say("Compared with {first} to {last}.", first=before.first, last=before.last)
    tables = list(now.tables)
    for place, table in enumerate(tables):
        other = next((each for each in then.tables if each.name == table.name), None)
        if other is not None and table.compares and (place == 0 or table.keys):
            tables[place] = _beside(table, other)
    return replace(now, tables=tuple(tables), notes=(*now.notes, note))


def _beside(now: Table, then: Table) -> Table:
    """A table with what stood in each figure in another one, and by how much it changed."""
    if [column.name for column in now.columns] != [column.name for column in then.columns]:
        return now
    by_place = now.columns[:1] and now.columns[0].type in _TIMES
    known = {_key(place, row, now.keys, by_place=bool(by_place)): row for place, row in enumerate(then.rows)}
    columns: list[Column] = []
    for column in now.columns:
        columns.append(column)
        if _compares(column):
            columns += _beside_columns(column)
    rows = [
        replace(
            row, cells=_cells(now.columns, row.cells, known.get(_key(place, row, now.keys, by_place=bool(by_place))))
        )
        for place, row in enumerate(now.rows)
    ]
    totals = (
        None
        if now.totals is None
        else _cells(now.columns, now.totals, None if then.totals is None else Row(then.totals))
    )
    return replace(now, columns=tuple(columns), rows=tuple(rows), totals=totals)


def _compares(column: Column) -> bool:
    return column.type in _FIGURES and not column.quiet


def _key(place: int, row: Row, keys: int, *, by_place: bool) -> object:
    """What tells which row was this one: its place where rows are stretches of time, else its first cells."""
    return (place, *map(str, row.cells[1:keys])) if by_place else (row.customer, *map(str, row.cells[:keys]))


def _beside_columns(column: Column) -> Sequence[Column]:
    kind, unit = ("percent", "%") if column.type in ("count", "number", "money") else (column.type, column.unit)
    return (
        replace(column, name=f"{column.name}_before", label=say("{name} before", name=column.label), wide=True),
        Column(f"{column.name}_change", say("change"), kind, unit, wide=True),
    )


def _cells(columns: Sequence[Column], cells: Sequence[Cell], then: Row | None) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        found.append(cell)
        if _compares(column):
            before = None if then is None else then.cells[place]
            found += [before, _change(column, cell, before)]
    return tuple(found)


def _change(column: Column, now: Cell, before: Cell) -> Cell:
    """In percent of what was before; of percents, days and scores the difference. None where it has no meaning."""
    if isinstance(now, tuple) or isinstance(before, tuple):
        one, other = _one(now), _one(before)
        if one is None or other is None or one.currency != other.currency:
            return None
        now, before = one.amount, other.amount
    if not isinstance(now, int | Decimal) or not isinstance(before, int | Decimal):
        return None
    if column.type not in ("count", "number", "money"):
        return now - before
    return (Decimal(now - before) * 100 / abs(Decimal(before))).quantize(_TENTH, ROUND_HALF_UP) if before else None


def _one(cell: Cell) -> Money | None:
    return cell[0] if isinstance(cell, tuple) and len(cell) == 1 else None


def _sorted(table: Table, written: str, settings: Settings) -> Table:
    rows = list(table.rows)
    for part in reversed([part.strip() for part in written.replace("，", ",").split(",") if part.strip()]):
        falling = part.startswith(("-", "−"))
        place = _place(table, part.lstrip("-−+"))
        present = [row for row in rows if not _empty(row.cells[place])]
        present.sort(key=lambda row: _rank(row.cells[place], settings), reverse=falling)
        rows = [*present, *(row for row in rows if _empty(row.cells[place]))]
    return replace(table, rows=tuple(rows))


def _place(table: Table, name: str) -> int:
    wanted = name.lower().replace("-", "_")
    try:
        return table.column(wanted)
    except KeyError:
        names = tuple(column.name for column in table.columns)
        raise BadValue(
            say("The report has no column “{name}” to sort by.", name=name), say("Its columns: {names}.", names=names)
        ) from None


def _empty(cell: Cell) -> bool:
    return cell is None or cell in ("", ())


def _rank(cell: Cell, settings: Settings) -> tuple[int, Decimal | str]:
    if isinstance(cell, tuple):
        return 0, rank(cell, settings)
    if isinstance(cell, int | Decimal):
        return 0, Decimal(cell)
    return 1, str(cell) if not isinstance(cell, Message) else cell.template


def _limited(table: Table, limit: int) -> Table:
    left = max(len(table.rows) - limit, 0)
    return replace(table, rows=table.rows[:limit], left_out=table.left_out + left)
