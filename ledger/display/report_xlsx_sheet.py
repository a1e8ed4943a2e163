"""One table as a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.display.field_words import Words
from ledger.display.report_cells import (
    NUMBERS,
    amount_in,
    cell_text,
    currencies,
    heading,
    left_out,
    shown_rows,
    total_cells,
)
from ledger.display.report_page import MARKS
from ledger.display.report_palette import GOOD, RED, STAR
from ledger.display.safe import safe_text
from ledger.display.width import width
from ledger.display.words import amount_text
from ledger.messages import say
from ledger.model.values import Money
from ledger.reports.table import Cell, Column, Row, Table

_COLOURS: Mapping[str, str] = {"urgent": RED, "star": STAR, "good": GOOD}
_LONGEST = 32_767
_NARROWEST, _WIDEST = 6, 60
# Digits that a spreadsheet's number keeps; an amount of more is written as text rather than made wrong.
_DIGITS = 15
_FILTER_ARROW = 3
_SHORT = 30


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}
        self._asked: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **wanted: object) -> Any:
        """A format with these properties, as XlsxWriter names them."""
        asked = tuple(wanted.items())
        found = self._asked.get(asked)
        if found is None:
            key = tuple(sorted((name, value) for name, value in asked if value))
            if key not in self._made:
                self._made[key] = self._book.add_format({"valign": "top", **dict(key)})
            found = self._asked[asked] = self._made[key]
        return found


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet: one of the table, or what it has in one currency, or something about the row itself."""

    label: str
    place: int = -1
    currency: str = ""
    beside: str = ""


class Sheet:
    """A table with its place in a workbook: a header that stays, rows, totals, notes on what was left out."""

    def __init__(self, sheet: Any, table: Table, words: Words, looks: Looks) -> None:
        self.sheet, self.table, self.words, self._looks = sheet, table, words, looks
        self.fields = list(self._fields())

    @property
    def name(self) -> str:
        """The name on the sheet's tab."""
        return str(self.sheet.name)

    def at(self, place: int, currency: str = "") -> int:
        """The sheet's column of a column of the table; raises StopIteration."""
        return next(at for at, one in enumerate(self.fields) if one.place == place and currency in ("", one.currency))

    def free(self) -> tuple[int, int]:
        """The row and the column where charts begin: beneath a short table, beside a long one."""
        rows = len(self.table.rows)
        return (rows + 5, 0) if rows <= _SHORT else (1, len(self.fields) + 1)

    def _fields(self) -> Iterator[Field]:
        if any(row.mark in MARKS for row in self.table.rows):
            yield Field(self.words.say(say("mark")), beside="mark")
        for place, column in enumerate(self.table.columns):
            label = heading(column, self.words)
            found = currencies(self.table, place) if column.type == "money" else ()
            for currency in found:
                yield Field(f"{label} ({safe_text(currency)})", place, currency)
            if not found:
                yield Field(label, place)
        if any(row.path for row in self.table.rows):
            yield Field(self.words.say(say("file")), beside="path")

    def write(self, title: str) -> None:
        """All of the sheet but its charts."""
        for at, one in enumerate(self.fields):
            right = not one.beside and self.table.columns[one.place].type in NUMBERS
            head = self._looks.of(bold=True, bottom=2, bg_color="#F6F8FA", align="right" if right else "left")
            self.sheet.write_string(0, at, one.label, head)
        for number, row in enumerate(self.table.rows, 1):
            self._row(number, row)
        end = len(self.table.rows)
        if not self.table.rows:
            self.sheet.write_string(1, 0, self.words.say(self.table.empty), self._looks.of(font_color="#57606A"))
        else:
            self.sheet.autofilter(0, 0, end, len(self.fields) - 1)
        if self.table.totals is not None:
            end += 1
            self._row(end, Row(total_cells(self.table)), total=True)
        for sentence in left_out(self.table, self.words):
            end += 2
            self.sheet.write_string(end, 0, sentence, self._looks.of(font_color="#57606A"))
        self._page(title)

    def _page(self, title: str) -> None:
        keys = max(self.table.keys, 1) + sum(one.beside == "mark" for one in self.fields)
        self.sheet.freeze_panes(1, min(keys, len(self.fields) - 1))
        for at, one in enumerate(self.fields):
            self.sheet.set_column(at, at, self._width(one))
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        # Ampersands are codes of a page's head; Excel takes 255 characters.
        self.sheet.set_header(f"&L{title[:100].replace('&', '&&')}&R&D")

    def _width(self, one: Field) -> float:
        widest = width(one.label) + _FILTER_ARROW
        if one.beside:
            widest = max([widest, *(width(self._beside(row, one)) for row in self.table.rows)])
        elif one.currency:
            sums = (amount_in(row.cells[one.place], one.currency) for row in self.table.rows)
            widest = max(
                [widest, *(width(amount_text(Money(value, one.currency))) + 1 for value in sums if value is not None)]
            )
        else:
            column = self.table.columns[one.place]
            deepest = 2 * max((row.depth for row in self.table.rows), default=0) if one.place == 0 else 0
            texts = {text for (text,) in shown_rows(self.table.rows, [(one.place, column)], self.words)}
            widest = max([widest, *(width(text) + deepest for text in texts)])
        return min(max(widest, _NARROWEST), _WIDEST) * 1.05

    def _row(self, number: int, row: Row, *, total: bool = False) -> None:
        for at, one in enumerate(self.fields):
            look: dict[str, object] = {
                "font_color": _COLOURS.get(row.mark, ""),
                "bold": total,
                "top": 1 if total else 0,
            }
            if one.beside:
                self._text(number, at, "" if total else self._beside(row, one), {**look, "bold": True})
                continue
            cell, column = row.cells[one.place], self.table.columns[one.place]
            look["indent"] = row.depth if one.place == 0 else 0
            # The colour says what the mark says; it is not for every cell, only for what the row is called.
            if one.place >= max(self.table.keys, 1) and row.mark != "urgent":
                look["font_color"] = ""
            self._cell(number, at, cell, column, one.currency, look)

    def _beside(self, row: Row, one: Field) -> str:
        if one.beside == "mark":
            return MARKS[row.mark].text if row.mark in MARKS else ""
        return safe_text(f"{row.path}:{row.line}" if row.line else row.path)

    def _cell(self, number: int, at: int, cell: Cell, column: Column, currency: str, look: dict[str, object]) -> None:
        """A number, a day or a text, in the format of its column."""
        value = amount_in(cell, currency) if currency else Decimal(0) if cell == () else cell
        if value is None:
            self.sheet.write_blank(number, at, None, self._looks.of(**look))
        elif isinstance(value, int | Decimal):
            self._number(number, at, Decimal(value), column, currency, look)
        elif isinstance(value, date):
            shape = "yyyy-mm" if column.type == "month" else "yyyy-mm-dd"
            self.sheet.write_datetime(number, at, value, self._looks.of(num_format=shape, align="center", **look))
        else:
            self._text(number, at, cell_text(value, column, self.words), look)

    def _number(
        self, number: int, at: int, value: Decimal, column: Column, currency: str, look: dict[str, object]
    ) -> None:
        shown = value / 100 if column.type == "percent" else value
        if currency and len(value.normalize().as_tuple().digits) > _DIGITS:
            self._text(number, at, f"{value:f}", {**look, "align": "right"})
        else:
            self.sheet.write_number(
                number, at, float(shown), self._looks.of(num_format=number_format(column, value, currency), **look)
            )

    def _text(self, number: int, at: int, text: str, look: dict[str, object]) -> None:
        if text:
            self.sheet.write_string(number, at, text[:_LONGEST], self._looks.of(**look))
        else:
            self.sheet.write_blank(number, at, None, self._looks.of(**look))


def number_format(column: Column, value: Decimal, currency: str = "") -> str:
    """How Excel shows a number: amounts with their sign, percents, other numbers with as many places as they have."""
    if currency:
        zero = amount_text(Money(Decimal(0), currency))
        sign, number = zero.rstrip("0.,"), "#,##0.00" if "." in zero else "#,##0"
        quoted = sign.replace('"', "")
        return f'"{quoted}"{number};-"{quoted}"{number}'
    if column.type == "percent":
        return "0.0%"
    whole = value == value.to_integral_value()
    return (
        "#,##0"
        if whole or column.type not in NUMBERS
        else "#,##0.0"
        if column.type in ("days", "hours")
        else "#,##0.00"
    )
