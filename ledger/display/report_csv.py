"""The main table of a report as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ledger.display.machine import Say, to_csv
from ledger.display.report_cells import amount_in, currencies, plain_cell
from ledger.reports.table import Column, Report, Row, Table


def report_csv(report: Report, say: Say = str, *, bom: bool = False) -> Iterator[str]:
    """Lines of CSV, a header of canonical names first: a column for each currency of an amount (`revenue CNY`).

    The ids of customers and where to look (`customer_id`, `path`, `line`, `mark`) follow where rows have them. Totals are
    left to who reads it.
    """
    table = report.tables[0]
    columns = [*_columns(table, say), *_beside(table)]
    rows = ({name: take(row) for name, take in columns} for row in table.rows)
    return to_csv(rows, [name for name, _ in columns], say=say, bom=bom)


def _columns(table: Table, say: Say) -> Iterator[tuple[str, Callable[[Row], object]]]:
    for place, column in enumerate(table.columns):
        found = currencies(table, place) if column.type == "money" else ()
        for currency in found:
            yield f"{column.name} {currency}", _amount(place, currency)
        if not found:
            yield column.name, _cell(place, column, say)


def _amount(place: int, currency: str) -> Callable[[Row], object]:
    return lambda row: amount_in(row.cells[place], currency)


def _cell(place: int, column: Column, say: Say) -> Callable[[Row], object]:
    def taken(row: Row) -> object:
        cell = row.cells[place]
        if isinstance(cell, tuple):
            return cell or 0
        return plain_cell(cell, column, say) if isinstance(cell, str) or column.type == "month" else cell

    return taken


def _beside(table: Table) -> Iterator[tuple[str, Callable[[Row], object]]]:
    """What rows are about, where any row is."""
    names = {column.name for column in table.columns}
    beside: tuple[tuple[str, Callable[[Row], object]], ...] = (
        ("customer_id", lambda row: row.customer),
        ("path", lambda row: row.path),
        ("line", lambda row: row.line or None),
        ("mark", lambda row: row.mark),
    )
    return ((name, take) for name, take in beside if name not in names and any(take(row) for row in table.rows))
