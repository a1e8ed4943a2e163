"""A table of customers, as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from ledger.display.field_words import Words
from ledger.display.page import SYMBOLS, Block, Cell, Gap, Grid, Heading, Line, Page, Span, Style, marked
from ledger.display.page import Column as Shape
from ledger.display.words import amount_text, day_words, days_ago
from ledger.messages import Message, say, say_many
from ledger.model.definitions import FieldDefinition
from ledger.model.values import Money, Value
from ledger.query.tree import Of
from ledger.reports.cells import cell
from ledger.reports.columns import Column
from ledger.reports.customers import Group, Listing, Row
from ledger.reports.held import OWN
from ledger.reports.row import row_of

DEFAULT = ("name", "level", "stage", "owner", "region", "last_contact", "next_due", "open_amount")
"""The columns that are shown where nobody chose any."""
_DOUBT = "？"
_MARKS = Shape(style=Style.MARK, align="right", gap=1, optional=True)
_NAME = Shape(style=Style.STRONG, least=10, most=40, shrink=1)
_PATH = Shape(style=Style.PATH, least=6, most=30, shrink=2)
_TEXT = Shape(least=6, most=30, shrink=2)
_NUMBER = Shape(align="right", style=Style.MONEY)
# Where nobody chose: what a narrow page can do without, and what is not worth an empty column.
_FROM_WIDTH = {"stage": 60, "owner": 60, "open_amount": 70, "region": 90}
_SHORT = {"level": Shape(least=2, most=10), "last_contact": Shape(style=Style.MUTED), "next_due": Shape()}
_HEADINGS: Mapping[str, Message] = {"open_amount": say("unpaid")}


def customers_page(listing: Listing, columns: Sequence[Column], words: Words, *, chosen: bool = False) -> Page:
    """The groups, each under a heading with its count, and how many customers there are.

    `chosen` columns are all shown; otherwise a narrow page leaves some out.
    """
    shapes = (_MARKS, *(_shape(column, words, chosen) for column in columns))
    rows = list(_rows(listing, columns, words))
    blocks: list[Block] = [Grid(shapes, rows, sections=tuple(_sections(listing, words)))]
    return Page((*blocks, Gap(), Line((Span(words.say(_count(listing)), Style.MUTED),))))


def _shape(column: Column, words: Words, chosen: bool) -> Shape:
    label = _label(column, words, chosen)
    if column.name == "name":
        return replace(_NAME, label=label)
    kind = column.definition.type if column.definition else ""
    if column.name == "path":
        return replace(_PATH, label=label)
    shape = _NUMBER if kind in ("money", "number", "percent") else _SHORT.get(column.name, _TEXT)
    if chosen:
        return replace(shape, label=label)
    return replace(shape, label=label, optional=True, from_width=_FROM_WIDTH.get(column.name, 0))


def _label(column: Column, words: Words, chosen: bool) -> str:
    if not chosen and column.name in _HEADINGS:
        return words.say(_HEADINGS[column.name])
    return words.label(column.definition, column.name)


def _sections(listing: Listing, words: Words) -> Iterator[tuple[int, Heading]]:
    """A heading before the first row of each group."""
    start = 0
    for group in listing.groups if listing.by is not None else ():
        if group.rows:
            yield start, Heading(words.say(_group(group, listing, words)), 2)
        start += len(group.rows)


def _group(group: Group, listing: Listing, words: Words) -> Message:
    column = listing.by
    assert column is not None
    if group.value is None:
        label = words.label(column.definition, column.name)
        return say("without {field} ({count})", field=label, count=group.count)
    known = words.value(group.value, column.definition)
    return say("{group} ({count})", group=known, count=group.count)


def _count(listing: Listing) -> Message:
    shown, total = sum(len(group.rows) for group in listing.groups), listing.total
    if listing.by is None and shown < total:
        return say("{shown} of {total} customers; --limit 0 shows all.", shown=shown, total=total)
    if any(len(group.rows) < group.count for group in listing.groups):
        return say("{total} customers, of large groups the first; --limit 0 shows all.", total=total)
    return say_many("{n} customer", "{n} customers", total)


def _rows(listing: Listing, columns: Sequence[Column], words: Words) -> Iterator[tuple[Cell, ...]]:
    """The cells of each customer. Many share a level, an owner, a day: what is the same is put into words once."""
    signs = _Made(lambda held: _marks(listing.marks.get(held[0] or "", ""), *held[1:]))
    made = [None if _is_text(column) else _Made(partial(_cell, column=column, words=words)) for column in columns]
    for some in listing.held(columns):
        cells = (
            held if known is None else map(known.__getitem__, held)
            for known, held in zip(made, some.columns, strict=True)
        )
        yield from zip(map(signs.__getitem__, some.signs), *cells, strict=True)


def _is_text(column: Column) -> bool:
    """Whether what the catalog holds is what is shown."""
    return column.name in OWN and (column.definition is None or not column.definition.values)


class _Made(dict[Any, Cell]):
    """Cells by what the catalog holds, each made when it is first asked for."""

    def __init__(self, make: Callable[[Any], Cell]) -> None:
        self.make = make

    def __missing__(self, held: Any) -> Cell:
        made = self[held] = self.make(held)
        return made


def _marks(mark: str, star: bool, unconfirmed: bool, errors: bool) -> Cell:
    """★ and the level's own sign, ？ for values that nobody has confirmed, ✗ for a file with errors."""
    signs = dict.fromkeys((SYMBOLS[Style.MARK] if star else "") + mark)
    text = "".join(signs) + (_DOUBT if unconfirmed else "")
    return Span(text + SYMBOLS[Style.ERROR], Style.ERROR) if errors else text


def _cell(held: object, column: Column, words: Words) -> Cell:
    value = cell(row_of(held, column), column)
    if column.of is Of.COMPUTED and column.name in _SPECIAL:
        return _SPECIAL[column.name](value, words) if isinstance(value, date) else ""
    return "" if value is None else _text(value, column.definition, words)


def _text(value: Value, definition: FieldDefinition | None, words: Words) -> str:
    if isinstance(value, tuple) and all(isinstance(part, Money) for part in value):
        return words.joined(amount_text(part) for part in value if isinstance(part, Money))
    if isinstance(value, tuple) and definition is not None and definition.name == "missing":
        known = words.vocabulary.fields
        return words.joined(words.label(known.get(part), part) for part in value if isinstance(part, str))
    if isinstance(value, Decimal) and definition is not None and definition.type == "number":
        return f"{value:,f}"
    return words.value(value, definition)


def _contact(day: date, words: Words) -> Cell:
    """How long ago a day was."""
    return words.say(days_ago((words.today - day).days))


def _due(day: date, words: Words) -> Cell:
    """A day ahead, or one that is past."""
    text = words.say(day_words(day, words.today))
    if day < words.today:
        return marked(Style.OVERDUE, text)
    return marked(Style.TODAY, words.say(say("today"))) if day == words.today else text


_SPECIAL = {"last_contact": _contact, "last_order": _contact, "last_entry": _contact, "next_due": _due}


def sheet_row(row: Row, columns: Sequence[Column]) -> Mapping[str, object]:
    """A row for a sheet: values by the names of their columns; several amounts in one cell."""
    return {column.name: _in_sheet(cell(row, column)) for column in columns}


def _in_sheet(value: Value | None) -> object:
    if isinstance(value, tuple) and value and all(isinstance(part, Money) for part in value):
        amounts = [f"{part.amount:f} {part.currency}" for part in value if isinstance(part, Money)]
        return amounts if len(amounts) > 1 else value[0]
    return value
