"""The charts of a report as one SVG picture, with their numbers beneath them."""

from __future__ import annotations

from html import escape

from ledger.display.field_words import Words
from ledger.display.report_cells import about
from ledger.display.report_series import Drawing, all_drawings, left_out
from ledger.display.report_svg_charts import Frame, shapes
from ledger.display.report_svg_shapes import COLUMN, box, legend, patterns, rule, style, text, text_width
from ledger.display.safe import safe_text
from ledger.messages import say, say_many
from ledger.reports.table import Report

WIDE = 900
_SIDE = 28
_LINE = 21
_MOST_ROWS = 40


def report_svg(report: Report, words: Words) -> str:
    """A picture of every chart, 900 pixels wide; a sentence where there is nothing to draw.

    It stands alone: fonts are named, nothing is fetched. What colours say, fills, signs and labels say as well. The same
    report gives the same text.
    """
    picture = _Picture(words)
    picture.begin(report)
    found = [drawing for _, some in all_drawings(report, words) for drawing in some]
    for drawing in found:
        picture.chart(drawing)
    if not found:
        empty = (
            report.tables[0].empty if report.tables and not report.tables[0].rows else say("There is nothing to draw.")
        )
        picture.sentence(words.say(empty))
    return picture.end(words.say(report.title))


class _Picture:
    """Shapes from top to bottom."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._shapes: list[str] = []
        self._y = 44.0
        self._wide = WIDE - 2 * _SIDE

    def begin(self, report: Report) -> None:
        """The title and the days."""
        columns = int(self._wide / COLUMN)
        self._shapes.append(text(_SIDE, self._y, self._words.say(report.title), "title", columns * 13 // 21))
        self._shapes.append(text(_SIDE, self._y + 24, about(report, self._words), "soft", columns))
        self._y += 44

    def sentence(self, sentence: str) -> None:
        """A line of text."""
        self._shapes.append(text(_SIDE, self._y + 14, sentence, "soft", int(self._wide / COLUMN)))
        self._y += _LINE + 8

    def chart(self, drawing: Drawing) -> None:
        """A chart under its title, its legend above and its numbers below it."""
        self._y += 24
        self._shapes.append(text(_SIDE, self._y, drawing.title, "head", int(self._wide / COLUMN) * 13 // 16))
        self._y += 18
        if drawing.kind not in ("heat", "funnel"):
            names = [one.name for one in drawing.series]
            signs, high = legend(_SIDE, self._y, names, self._wide, lines=drawing.kind == "line")
            self._shapes += signs
            self._y += high
        drawn, high = shapes(drawing, Frame(_SIDE, self._y, self._wide, self._words.speaker.language))
        self._shapes += drawn
        self._y += high + 10
        if drawing.kind != "heat":
            self._numbers(drawing)
        if sentence := left_out(drawing, self._words):
            self.sentence(sentence)

    def _numbers(self, drawing: Drawing) -> None:
        """A small table: a line for each label, a column for each series."""
        shown = drawing.labels[:_MOST_ROWS]
        heads = [drawing.xlabel, *(one.name for one in drawing.series)]
        rows = [
            [label, *(drawing.text(one.values[place]) for one in drawing.series)] for place, label in enumerate(shown)
        ]
        wide = [min(max(text_width(row[at]) for row in [heads, *rows]) + 22, 240.0) for at in range(len(heads))]
        scale = min(1.0, self._wide / sum(wide))
        rights, reached = [], float(_SIDE)
        for one in wide:
            reached += one * scale
            rights.append(reached)
        self._shapes.append(box(_SIDE, self._y, reached - _SIDE, _LINE, "#f6f8fa"))
        for row, look in [(heads, "small strong"), *((row, "small") for row in rows)]:
            for at, cell in enumerate(row):
                columns = max(int((wide[at] * scale - 12) / (COLUMN * 0.88)), 3)
                x, align = (_SIDE + 6, "") if at == 0 else (rights[at] - 6, " end")
                self._shapes.append(text(x, self._y + 15, cell, look + align, columns))
            self._y += _LINE
            self._shapes.append(rule(_SIDE, self._y, reached, self._y))
        self._y += 10
        if len(drawing.labels) > len(shown):
            n = len(drawing.labels) - len(shown)
            self.sentence(
                self._words.say(say_many("… and {n} more; --json shows all", "… and {n} more; --json shows all", n))
            )

    def end(self, title: str) -> str:
        """The whole text, ended by LF."""
        high = round(self._y + 24)
        language = {"zh": "zh-CN"}.get(self._words.speaker.language, self._words.speaker.language)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" width="{WIDE}" height="{high}" '
            f'role="img" xml:lang="{language}">\n<title>{escape(safe_text(title))}</title>\n{style()}{patterns()}'
            f"{box(0, 0, WIDE, high, '#ffffff')}{''.join(self._shapes)}</svg>\n"
        )
