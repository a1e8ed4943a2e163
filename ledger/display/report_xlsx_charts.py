"""The charts of a workbook: Excel's own, of the cells of a table or of numbers on a sheet for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ledger.display.field_words import Words
from ledger.display.report_palette import COLOURS, SHADES
from ledger.display.report_series import Drawing
from ledger.display.report_xlsx_names import SheetNames
from ledger.display.report_xlsx_sheet import Looks, Sheet, number_format
from ledger.messages import Message, say
from ledger.reports.table import Column

# Excel's name, row by row, of what tells series apart without colour.
_PATTERNS = (
    "",
    "wide_upward_diagonal",
    "percent_25",
    "wide_downward_diagonal",
    "dark_horizontal",
    "large_grid",
    "dark_vertical",
    "percent_50",
)
_MARKERS = ("circle", "square", "triangle", "diamond", "x", "plus", "star", "long_dash")
_DASHES = ("solid", "dash", "round_dot", "long_dash_dot")
_KINDS: Mapping[str, str] = {"bar": "bar", "stacked": "bar", "funnel": "bar", "line": "line"}
_LABELLED = 40
_ROW = 20
_WIDE, _HIGH = 640, 320
_Range = tuple[str, int, int, int, int]


class ChartNumbers:
    """The sheet with the numbers of charts that no column of a table has, made when the first of them comes."""

    def __init__(self, book: Any, names: SheetNames, words: Words, looks: Looks) -> None:
        self._book, self._names, self._words, self._looks = book, names, words, looks
        self._sheet: Any = None
        self._row = 0
        self._drawn: dict[str, tuple[int, int]] = {}

    def draw(self, sheet: Sheet, drawing: Drawing) -> None:
        """Put a chart beneath or beside the table; a heat map is a table of shaded cells."""
        if drawing.kind == "heat":
            self._heat(drawing)
            return
        upright = drawing.time or drawing.kind == "line"
        kind = "column" if upright and drawing.kind != "line" else _KINDS.get(drawing.kind, "bar")
        chart = self._book.add_chart({"type": kind, **({"subtype": "stacked"} if drawing.kind == "stacked" else {})})
        labels, series = self._of_table(sheet, drawing) if drawing.source else self._beside(drawing)
        shape = _format(drawing)
        for place, (name, values) in enumerate(series):
            chart.add_series(
                {
                    "name": list(name),
                    "categories": list(labels),
                    "values": list(values),
                    **self._look(drawing, place, shape),
                }
            )
        self._dress(chart, drawing, shape, upright=upright)
        row, column = self._drawn.get(sheet.name) or sheet.free()
        told = {"description": _bare(drawing.title), "object_position": 2}
        sheet.sheet.insert_chart(row, column, chart, told)
        self._drawn[sheet.name] = row + _height(drawing) // _ROW + 2, column

    def _of_table(self, sheet: Sheet, drawing: Drawing) -> tuple[_Range, list[tuple[tuple[str, int, int], _Range]]]:
        """The labels and the series where they stand in the table itself, so that a filter changes the chart."""
        last = len(drawing.labels)
        x = sheet.at(drawing.x)
        columns = [sheet.at(place, drawing.currency) for place in drawing.source]
        return (sheet.name, 1, x, last, x), [((sheet.name, 0, at), (sheet.name, 1, at, last, at)) for at in columns]

    def _beside(self, drawing: Drawing) -> tuple[_Range, list[tuple[tuple[str, int, int], _Range]]]:
        """The labels and the series on the sheet for them."""
        first = self._write(drawing) + 1
        last, name = first + len(drawing.labels) - 1, str(self._sheet.name)
        series: list[tuple[tuple[str, int, int], _Range]] = [
            ((name, first - 1, at), (name, first, at, last, at)) for at in range(1, len(drawing.series) + 1)
        ]
        return (name, first, 0, last, 0), series

    def _write(self, drawing: Drawing) -> int:
        """Write the numbers of a drawing and give the row of their header."""
        if self._sheet is None:
            self._sheet = self._book.add_worksheet(self._names.take(self._words.say(say("Numbers of charts"))))
            self._sheet.set_column(0, 0, 24)
            self._sheet.set_column(1, 40, 14)
        sheet, head = self._sheet, self._row + 1
        bold, plain = self._looks.of(bold=True), self._looks.of(num_format=_format(drawing))
        sheet.write_string(self._row, 0, drawing.title, bold)
        for at, name in enumerate([drawing.xlabel, *(one.name for one in drawing.series)]):
            sheet.write_string(head, at, name, self._looks.of(bold=True, bottom=1))
        for down, label in enumerate(drawing.labels, head + 1):
            sheet.write_string(down, 0, label, self._looks.of())
            for at, one in enumerate(drawing.series, 1):
                value = one.values[down - head - 1]
                if value is not None:
                    sheet.write_number(down, at, float(value / 100 if drawing.type == "percent" else value), plain)
        self._row = head + len(drawing.labels) + 2
        return head

    def _heat(self, drawing: Drawing) -> None:
        """Shades over the numbers, by a rule of Excel's own."""
        head = self._write(drawing)
        low, middle, high = SHADES[0], SHADES[1], SHADES[2]
        rule = {"type": "3_color_scale", "min_color": low, "mid_color": middle, "max_color": high}
        self._sheet.conditional_format(head + 1, 1, head + len(drawing.labels), len(drawing.series), rule)

    def _look(self, drawing: Drawing, place: int, shape: str) -> dict[str, object]:
        colour = COLOURS[place % len(COLOURS)]
        if drawing.kind == "line":
            return {
                "line": {"color": colour, "width": 2, "dash_type": _DASHES[place % len(_DASHES)]},
                "marker": {
                    "type": _MARKERS[place % len(_MARKERS)],
                    "size": 7,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
            }
        pattern = _PATTERNS[place % len(_PATTERNS)]
        fill: dict[str, object] = {"fill": {"color": colour}}
        if pattern:
            fill = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}}
        labelled = len(drawing.labels) * len(drawing.series) <= _LABELLED
        # On the one full colour that lies inside a stack dark digits would not be seen.
        white = drawing.kind == "stacked" and not pattern
        font: dict[str, object] = {"font": {"color": "#FFFFFF"}} if white else {}
        labels = {"data_labels": {"value": True, "num_format": shape, **font}} if labelled else {}
        return {**fill, "border": {"color": colour}, "gap": 50, **labels}

    def _dress(self, chart: Any, drawing: Drawing, shape: str, *, upright: bool) -> None:
        chart.set_title({"name": _bare(drawing.title), "name_font": {"size": 12}, "overlay": False})
        chart.set_size({"width": _WIDE, "height": _height(drawing)})
        several = len(drawing.series) > 1
        chart.set_legend({"position": "bottom"} if several else {"none": True})
        numbers = {"num_format": shape, "major_gridlines": {"visible": True, "line": {"color": "#D0D7DE"}}}
        if upright:
            chart.set_y_axis(numbers)
        else:
            # The first label stands at the top, as in the table; the numbers stay at the foot.
            chart.set_x_axis({**numbers, "label_position": "high"})
            chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
        chart.show_blanks_as("gap")


def _height(drawing: Drawing) -> int:
    if drawing.time or drawing.kind == "line":
        return _HIGH
    rows = len(drawing.labels) * (len(drawing.series) if drawing.kind == "bar" else 1)
    return max(_HIGH, min(110 + 22 * rows, 1000))


def _format(drawing: Drawing) -> str:
    numbers: Sequence[Decimal] = list(drawing.values())
    part = next((value for value in numbers if value != value.to_integral_value()), Decimal(0))
    return number_format(Column("", Message(""), drawing.type), part, drawing.currency)


def _bare(text: str) -> str:
    """A title that is no formula."""
    return text if not text.startswith("=") else f" {text}"
