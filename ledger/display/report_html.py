"""Reports as one HTML page that needs no network: charts, with their numbers beneath as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from ledger.display.field_words import Words
from ledger.display.report_cells import (
    NUMBERS,
    about,
    cell_text,
    heading,
    shown_columns,
    shown_rows,
    total_cells,
)
from ledger.display.report_cells import left_out as rows_left_out
from ledger.display.report_figures import figures, is_figures
from ledger.display.report_page import MARKS
from ledger.display.report_series import Drawing, drawings, left_out, scale_of
from ledger.messages import Message, say
from ledger.reports.table import Column, Report, Row, Table

ASSETS = Path(__file__).parent / "assets"
MARK_WORDS: Mapping[str, Message] = {
    "urgent": say("urgent"),
    "star": say("important"),
    "doubt": say("unsure"),
    "good": say("good"),
}
"""What the sign of a row says to those who hear a page."""
_TAGS = {"en": "en", "zh": "zh-CN"}
# Nothing is fetched from anywhere, whatever a customer's name tries.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
# From so many columns on a table takes the page's whole width among other reports.
_BROAD = 7
# From so many on a page is printed across the paper.
_LANDSCAPE = 9
_MARK = say("mark")
_NO_MARK = '<td class="mark"></td>'


def report_html(reports: Sequence[Report], words: Words, title: Message | None = None) -> str:
    """One page of one or several reports; ECharts is in it once, and only where something is drawn.

    A table with `keys` 0 and one row is shown as cards. Several reports stand in two columns, broad ones across both.
    """
    shown = words.say(title or (reports[0].title if len(reports) == 1 else say("Reports")))
    body = _Body(words)
    days = {about(report, words) for report in reports}
    several = len(reports) > 1
    across = any(_is_broad(table) for report in reports for table in report.tables)
    parts = [body.report(report, place, titled=several, dated=len(days) > 1) for place, report in enumerate(reports)]
    language = _TAGS.get(words.speaker.language, words.speaker.language)
    return "".join(
        [
            f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(shown)}</title>\n<style>\n{_asset('report.css')}</style>\n</head>\n<body{_classed('across' if across else '')}>\n",
            f"<header>\n<h1>{escape(shown)}</h1>\n",
            f'<p class="about">{escape(days.pop())}</p>\n' if len(days) == 1 else "",
            "</header>\n",
            _contents(reports, words) if several else "",
            f"<main{_classed('several' if several else '')}>\n",
            *parts,
            "</main>\n",
            *_scripts(body.charts, words),
            "</body>\n</html>\n",
        ]
    )


def _contents(reports: Sequence[Report], words: Words) -> str:
    lines = (
        f'<li><a href="#report-{place}">{escape(words.say(report.title))}</a></li>\n'
        for place, report in enumerate(reports)
    )
    return f"<nav>\n<ul>\n{''.join(lines)}</ul>\n</nav>\n"


def _is_broad(table: Table) -> bool:
    """Whether a table is too broad for upright paper."""
    return bool(table.rows) and not is_figures(table) and len(shown_columns(table)) >= _LANDSCAPE


class _Body:
    """The parts of a page, with the charts that its script draws."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.charts: list[object] = []

    def report(self, report: Report, place: int, *, titled: bool, dated: bool) -> str:
        """A section, with its own heading and days where the page's do not say them."""
        put = self.words.say
        broad = any(is_figures(table) or len(shown_columns(table)) >= _BROAD for table in report.tables)
        lines = [f'<section class="report{" whole" if broad or not titled else ""}" id="report-{place}">\n']
        lines += [f"<h2>{escape(put(report.title))}</h2>\n"] * titled
        lines += [f'<p class="about">{escape(about(report, self.words))}</p>\n'] * dated
        for table in report.tables:
            lines += self._table(table, named=table.title != report.title or len(report.tables) > 1)
        lines += [f'<p class="note">{escape(put(note))}</p>\n' for note in report.notes]
        return "".join([*lines, "</section>\n"])

    def _table(self, table: Table, *, named: bool) -> Iterator[str]:
        yield f"<div{_classed('broad' if _is_broad(table) else '')}>\n"
        if named:
            yield f"<h3>{escape(self.words.say(table.title))}</h3>\n"
        yield from (self._figure(drawing) for drawing in drawings(table, self.words))
        if not table.rows:
            yield f'<p class="empty">{escape(self.words.say(table.empty))}</p>\n'
        elif is_figures(table):
            yield _cards(table, self.words)
        else:
            yield "".join(_rows(table, self.words))
        yield from (f'<p class="note">{escape(text)}</p>\n' for text in rows_left_out(table, self.words))
        yield from (f'<p class="note">{escape(self.words.say(note))}</p>\n' for note in table.notes)
        yield "</div>\n"

    def _figure(self, drawing: Drawing) -> str:
        from ledger.display.report_echarts import option

        name = f"chart-{len(self.charts)}"
        made, height = option(drawing, self.words.speaker.language)
        sign = "%" if drawing.type == "percent" else ""
        self.charts.append({"id": name, "height": height, "sign": sign, "option": made})
        left = left_out(drawing, self.words)
        small = f" <small>{escape(left)}</small>" if left else ""
        return (
            f"<figure>\n<figcaption>{escape(drawing.title)}{small}</figcaption>\n"
            f'<div class="draw" id="{name}" role="img"></div>\n</figure>\n'
        )


def _cards(table: Table, words: Words) -> str:
    """Each figure on a card, with what it was before and by how much it changed where it is compared."""
    urgent = " urgent" if table.rows[0].mark == "urgent" else ""
    headings, rows = figures(table, words)
    cards = (
        f'<div class="card{urgent}"><dt>{escape(name)}</dt><dd>{_amounts(value)}</dd>{_compared(headings[2:], beside)}</div>\n'
        for name, value, *beside in rows
    )
    return f'<dl class="cards">\n{"".join(cards)}</dl>\n'


def _compared(headings: Sequence[str], values: Sequence[str]) -> str:
    told = [f"{name} {value}" for name, value in zip(headings, values, strict=True) if value]
    return f'<dd class="then">{escape(" · ".join(told))}</dd>' if told else ""


def _rows(table: Table, words: Words) -> Iterator[str]:
    """A table with headings of its columns and rows, and its totals at the foot."""
    shown = shown_columns(table)
    marked = any(row.mark in MARKS for row in table.rows)
    yield f'<div class="scroll">\n<table>\n<caption class="hidden">{escape(words.say(table.title))}</caption>\n<thead>\n<tr>'
    if marked:
        yield f'<th class="mark" scope="col"><span class="hidden">{escape(words.say(_MARK))}</span></th>'
    yield from (f'<th scope="col"{_class(column)}>{escape(heading(column, words))}</th>' for _, column in shown)
    yield "</tr>\n</thead>\n<tbody>\n"
    for row, texts in zip(table.rows, shown_rows(table.rows, shown, words), strict=True):
        yield f"<tr{_classed(row.mark if row.mark in MARKS else '')}>{_mark(row, words) if marked else ''}"
        for place, ((_, column), text) in enumerate(zip(shown, texts, strict=True)):
            indent = f' style="padding-left:{0.6 + 1.4 * row.depth:g}rem"' if place == 0 and row.depth else ""
            tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
            yield f"<{tag}{scope}{_class(column)}{indent}>{_shown(text, column)}</{tag}>"
        yield "</tr>\n"
    yield "</tbody>\n"
    if table.totals is not None:
        totals = total_cells(table)
        yield f"<tfoot>\n<tr>{_NO_MARK if marked else ''}"
        for place, column in shown:
            text = cell_text(totals[place], column, words) if totals[place] is not None else ""
            yield f"<td{_class(column)}>{_shown(text, column)}</td>"
        yield "</tr>\n</tfoot>\n"
    yield "</table>\n</div>\n"


def _shown(text: str, column: Column) -> str:
    """A cell; sums of several currencies stand beneath one another."""
    return _amounts(text) if column.type == "money" else escape(text)


def _amounts(text: str) -> str:
    return escape(text).replace(" + ", " +<br>")


def _classed(name: str) -> str:
    return f' class="{name}"' if name else ""


def _class(column: Column) -> str:
    if column.type in NUMBERS:
        return ' class="number"'
    return ' class="day"' if column.type in ("day", "month") else ""


def _mark(row: Row, words: Words) -> str:
    if row.mark not in MARKS:
        return _NO_MARK
    word = escape(words.say(MARK_WORDS[row.mark]))
    return f'<td class="mark"><span aria-hidden="true">{MARKS[row.mark].text}</span><span class="hidden">{word}</span></td>'


def _scripts(charts: Sequence[object], words: Words) -> Iterator[str]:
    """The library, what is to be drawn, and what draws it; nothing where nothing is."""
    if not charts:
        return
    language = words.speaker.language
    told = {
        "language": _TAGS.get(language, language),
        "locale": language.upper(),
        "scale": [list(step) for step in scale_of(language)],
        "charts": charts,
    }
    # All ASCII, and without the sign that could end the script.
    text = (
        json.dumps(told, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026").replace(">", "\\u003e")
    )
    yield f"<script>{_asset('echarts.min.js')}</script>\n"
    yield f'<script type="application/json" id="charts">{text}</script>\n<script>\n{_asset("report.js")}</script>\n'


def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")
