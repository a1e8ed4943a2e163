"""A report as an Excel workbook: a sheet for each table, with formats, filters and charts of its own."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from ledger.display.field_words import Words
from ledger.display.report_cells import about
from ledger.display.report_series import drawings
from ledger.display.report_xlsx_names import SheetNames
from ledger.display.report_xlsx_sheet import Looks, Sheet
from ledger.errors import Refused
from ledger.messages import say
from ledger.reports.table import Report
from ledger.store.given import give


def report_xlsx(report: Report, words: Words, path_or_file: str | Path | IO[bytes]) -> None:
    """Write a report as a workbook, to a file (whole, in place of one that is there) or an open one.

    The first sheet is the report's first table; the last ones hold what its charts draw and how to read it. The same
    report gives the same bytes. Raises Refused where XlsxWriter is not installed, Unwritable.
    """
    content = _workbook(report, words)
    if isinstance(path_or_file, str | Path):
        give(Path(path_or_file), content)
    else:
        path_or_file.write(content)


def _workbook(report: Report, words: Words) -> bytes:
    content = BytesIO()
    # Texts stay texts: nothing that a customer is called becomes a formula, a link or a number.
    book = _writer().Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties(
        {"title": words.say(report.title), "created": datetime.combine(report.as_of, time(), UTC).replace(tzinfo=None)}
    )
    looks, names = Looks(book), SheetNames()
    sheets = []
    for table in report.tables:
        sheet = Sheet(book.add_worksheet(names.take(words.say(table.title))), table, words, looks)
        sheet.write(words.say(report.title))
        sheets.append(sheet)
    drawn = [(sheet, drawing) for sheet in sheets for drawing in drawings(sheet.table, words)]
    if drawn:
        from ledger.display.report_xlsx_charts import ChartNumbers

        beside = ChartNumbers(book, names, words, looks)
        for sheet, drawing in drawn:
            beside.draw(sheet, drawing)
    _reading(book.add_worksheet(names.take(words.say(say("How to read it")))), report, words, looks)
    book.close()
    return content.getvalue()


def _reading(sheet: Any, report: Report, words: Words, looks: Looks) -> None:
    """Title, days, and the notes of the report and its tables."""
    lines = [(words.say(report.title), looks.of(bold=True)), (about(report, words), looks.of())]
    lines += [(words.say(note), looks.of()) for note in report.notes]
    for table in report.tables:
        told = [*table.notes, *([] if table.rows else [table.empty])]
        if told:
            lines.append((words.say(table.title), looks.of(bold=True)))
            lines += [(words.say(note), looks.of()) for note in told]
    for row, (text, look) in enumerate(lines):
        sheet.write_string(row, 0, text, look)
    sheet.set_column(0, 0, 100)


def _writer() -> Any:
    try:
        import xlsxwriter
    except ImportError:
        raise Refused(
            say("Writing Excel files needs XlsxWriter, which is not installed; nothing was written."),
            say("Install it: pip install 'customer-ledger[sheets]'; or write --csv."),
        ) from None
    return xlsxwriter
