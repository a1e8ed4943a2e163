"""Why a row is as it is where its report says no more than its notes: the rules, the figures, and where to look."""

from __future__ import annotations

from functools import reduce

from ledger.messages import Message, say
from ledger.reports.table import Cell, Report, Row, Source, Why


def plain(report: Report, row: Row) -> Why:
    """The notes of a report as the rule, the cells of the row as its numbers, its line as what they come from."""
    main = report.tables[0]
    rules = (*main.notes, *report.notes)
    rule = reduce(_then, rules) if rules else say("The tables beneath say what the figures mean and come from.")
    told = tuple(zip((column.label for column in main.columns[main.keys :]), row.cells[main.keys :], strict=True))
    sources = (Source(row.path, max(row.line, 1), None, ""),) if row.path else ()
    return Why(
        _what(report, row), None, rule, tuple((label, cell) for label, cell in told if cell is not None), sources
    )


def _then(one: Message, other: Message) -> Message:
    return say("{one} {other}", one=one, other=other)


def _what(report: Report, row: Row) -> Message:
    """What the row is about."""
    first: Cell = row.cells[0] if row.cells and report.tables[0].keys else None
    if isinstance(first, Message):
        return first
    return report.title if first is None else say("{text}", text=str(first))
