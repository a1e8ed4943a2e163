"""A report and its explanations in what JSON has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from ledger.display.machine import Plain, Say, plain_value
from ledger.display.report_cells import plain_cell
from ledger.display.safe import escaped_json
from ledger.reports.table import Cell, Column, Report, Row, Table, Why


def report_object(report: Report, say: Say = str) -> dict[str, Plain]:
    """A report: what it is about, its first table, and all of its `tables` in the same shape."""
    tables = [_table(table, say) for table in report.tables]
    first = tables[0] if tables else {"columns": [], "rows": [], "totals": None}
    period: Plain = None
    if report.period is not None:
        told = report.period
        period = {"first": told.first.isoformat(), "last": told.last.isoformat(), "written": told.written}
    return {
        "report": report.name,
        "title": say(report.title),
        "period": period,
        "as_of": report.as_of.isoformat(),
        "query": plain_value(report.query),
        "columns": first["columns"],
        "rows": first["rows"],
        "totals": first["totals"],
        "notes": [say(note) for note in report.notes],
        "tables": [*tables],
    }


def report_json(made: Mapping[str, Plain]) -> Iterator[str]:
    """What `report_object` gives as JSON text: one key, row, column and note a line; ended by LF."""
    known: dict[int, list[str]] = {}
    yield escaped_json(_object(made, "", known)) + "\n"


def _object(value: Mapping[str, Plain], blank: str, known: dict[int, list[str]]) -> str:
    parts = (f"{blank}  {_line(name)}: {_part(part, blank + '  ', known)}" for name, part in value.items())
    return "{\n" + ",\n".join(parts) + f"\n{blank}}}"


def _part(value: Plain, blank: str, known: dict[int, list[str]]) -> str:
    """A list over several lines, tables over more. The rows of the first table stand twice and are put into text once."""
    if not isinstance(value, list) or not value:
        return _line(value)
    if all(isinstance(one, dict) and "rows" in one for one in value):
        lines = [_object(one, blank + "  ", known) for one in value if isinstance(one, dict)]
    else:
        lines = known.get(id(value)) or known.setdefault(id(value), [_line(one) for one in value])
    return f"[\n{blank}  " + f",\n{blank}  ".join(lines) + f"\n{blank}]"


def _line(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False)


def why_object(why: Why, say: Say = str) -> dict[str, Plain]:
    """An explanation: what, value, rule, numbers, sources and the explanations of its parts."""
    return {
        "what": say(why.what),
        "value": plain_value(why.value, say),
        "rule": say(why.rule),
        "numbers": [{"what": say(label), "value": plain_value(value, say)} for label, value in why.numbers],
        "sources": [
            {
                "path": plain_value(source.path),
                "line": source.line or None,
                "day": source.day.isoformat() if source.day else None,
                "text": plain_value(source.text, say),
            }
            for source in why.sources
        ],
        "parts": [why_object(part, say) for part in why.parts],
    }


def _table(table: Table, say: Say) -> dict[str, Plain]:
    return {
        "name": table.name,
        "title": say(table.title),
        "columns": [_column(column, say) for column in table.columns],
        "rows": [_row(row, table.columns, say) for row in table.rows],
        "totals": None if table.totals is None else _cells(table.totals, table.columns, say),
        "left_out": table.left_out,
        "notes": [say(note) for note in table.notes],
        "charts": [
            {
                "kind": chart.kind,
                "title": say(chart.title),
                "x": chart.x,
                "y": [*chart.y],
                "split": chart.split or None,
            }
            for chart in table.charts
        ],
    }


def _column(column: Column, say: Say) -> dict[str, Plain]:
    return {"name": column.name, "label": say(column.label), "type": column.type, "unit": column.unit or None}


def _row(row: Row, columns: Sequence[Column], say: Say) -> dict[str, Plain]:
    """The cells by the names of their columns, then what the row is about where it is about something.

    A column of that name keeps it; the id of the customer is then `customer_id`.
    """
    cells = _cells(row.cells, columns, say)
    beside: dict[str, Plain] = {
        "customer_id" if "customer" in cells else "customer": row.customer,
        "path": plain_value(row.path),
        "line": row.line,
        "mark": row.mark,
        "depth": row.depth,
    }
    return {**cells, **{name: value for name, value in beside.items() if value and name not in cells}}


def _cells(cells: Sequence[Cell], columns: Sequence[Column], say: Say) -> dict[str, Plain]:
    return {column.name: plain_cell(cell, column, say) for column, cell in zip(columns, cells, strict=True)}
