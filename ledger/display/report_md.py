"""A report as Markdown, with tables as GitHub reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.display.field_words import Words
from ledger.display.report_cells import (
    NUMBERS,
    about,
    cell_text,
    heading,
    left_out,
    shown_columns,
    shown_rows,
    total_cells,
)
from ledger.display.report_figures import figures, is_figures
from ledger.display.report_page import MARKS
from ledger.messages import Message
from ledger.reports.table import Report, Table

# What would be markup, a tag, an entity or the end of a cell.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LEADING = re.compile(r"^(\d*)(#{1,6} |[-+] |[.)] |=+$|-+$)")
# Two no-break spaces for each step of a tree: any other blank is dropped at the beginning of a cell.
_STEP = "\u00a0\u00a0"


def report_markdown(report: Report, words: Words) -> str:
    """The title, the days, every table under its own heading, the notes; ended by LF."""
    return "\n".join(_lines(report, words)) + "\n"


def _lines(report: Report, words: Words) -> Iterator[str]:
    yield f"# {escaped(words.say(report.title))}"
    yield ""
    yield escaped(about(report, words))
    for table in report.tables:
        yield ""
        if table.title != report.title:
            yield from (f"## {escaped(words.say(table.title))}", "")
        yield from _table(table, words)
    yield from _notes(report.notes, words)


def _table(table: Table, words: Words) -> Iterator[str]:
    shown = shown_columns(table)
    if not table.rows:
        yield escaped(words.say(table.empty))
    elif is_figures(table):
        headings, rows = figures(table, words)
        yield _row([escaped(text) for text in headings])
        yield _row([":--", *["--:"] * (len(headings) - 1)])
        yield from (_row([escaped(text) for text in row]) for row in rows)
    else:
        marked = any(row.mark in MARKS for row in table.rows)
        yield _row([""] * marked + [escaped(heading(column, words)) for _, column in shown])
        yield _row([":-:"] * marked + ["--:" if column.type in NUMBERS else ":--" for _, column in shown])
        for row, texts in zip(table.rows, shown_rows(table.rows, shown, words), strict=True):
            cells = [escaped(text) for text in texts]
            cells[0] = _STEP * row.depth + cells[0]
            yield _row([_sign(row.mark)] * marked + cells)
        if table.totals is not None:
            totals = total_cells(table)
            texts = [
                cell_text(totals[place], column, words) if totals[place] is not None else "" for place, column in shown
            ]
            yield _row([""] * marked + [f"**{escaped(text)}**" if text else "" for text in texts])
    for sentence in left_out(table, words):
        yield from ("", escaped(sentence))
    yield from _notes(table.notes, words)


def _sign(mark: str) -> str:
    return escaped(MARKS[mark].text) if mark in MARKS else ""


def _notes(notes: Sequence[Message], words: Words) -> Iterator[str]:
    if notes:
        yield ""
        yield from (f"- {escaped(words.say(note))}" for note in notes)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """A text on one line that Markdown shows as it is."""
    return _LEADING.sub(r"\1\\\2", _ENTITY.sub("&amp;", _MARKUP.sub(r"\\\1", text)))
