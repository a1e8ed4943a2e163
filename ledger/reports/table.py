"""A report as a value: tables of typed cells with their charts and notes; nothing of how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.messages import Message, say
from ledger.model.definitions import FieldDefinition
from ledger.model.values import Money

Cell = str | int | Decimal | date | Message | tuple[Money, ...] | None
"""What stands in a cell; None is nothing at all, money is a sum for each currency (an empty tuple: it comes to nothing)."""

TYPES = ("text", "choice", "count", "number", "money", "percent", "day", "days", "hours", "month", "score", "list")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` is its key for programs, `label` its heading.

    `type` is one of TYPES: a choice holds canonical values of the value set `values` (`kind` for kinds of entries),
    percents are Decimals of 100, days and hours lengths of time, a score has no unit, a list parts with commas.
    `wide` columns give way first on a narrow page; `quiet` ones are for programs and sheets only. Where there is a
    `definition` of a field, its names are the heading.
    """

    name: str
    label: Message
    type: str = "text"
    unit: str = ""
    values: str = ""
    wide: bool = False
    quiet: bool = False
    definition: FieldDefinition | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: cells in the order of the columns, what it is about, and how it is marked.

    `customer` is the id of the customer that it is about, `path` and `line` where to look. `mark` is `urgent` (red and !),
    `star` (★), `doubt` (？), `good` or nothing. `depth` indents rows of a tree. `key` is what `why` is asked with.
    """

    cells: tuple[Cell, ...]
    customer: str = ""
    path: str = ""
    line: int = 0
    mark: str = ""
    depth: int = 0
    key: object = None


@dataclass(frozen=True, slots=True)
class Chart:
    """How a table is drawn: `bar`, `stacked`, `line`, `funnel` or `heat`; names of columns.

    `x` gives the labels, each of `y` a series. With `split` (a column of labels) the single `y` makes a series of each of
    its values.
    """

    kind: str
    title: Message
    x: str
    y: tuple[str, ...]
    split: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. The first `keys` columns tell rows apart. `totals` stand under the rows they sum, all of them.

    `empty` is said where there are no rows; `left_out` counts rows that a limit took away. One that is of no period
    does not compare (`compares`).
    """

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...] | None = None
    keys: int = 1
    charts: tuple[Chart, ...] = ()
    notes: tuple[Message, ...] = ()
    empty: Message = say("There is nothing to show.")
    left_out: int = 0
    compares: bool = True

    def column(self, name: str) -> int:
        """The place of a column; raises KeyError."""
        for place, column in enumerate(self.columns):
            if column.name == name:
                return place
        raise KeyError(name)

    def values(self, name: str) -> Sequence[Cell]:
        """The cells of a column, top to bottom."""
        place = self.column(name)
        return [row.cells[place] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both in it; `written` is how somebody asked for it."""

    first: date
    last: date
    written: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Report:
    """What a report answers: the first of its `tables` is what it is about, `notes` say how to read it.

    `as_of` is the day from which it looks, `period` the days that it covers (None: it is not about a period);
    `query` the customers asked for.
    """

    name: str
    title: Message
    as_of: date
    tables: tuple[Table, ...]
    period: Period | None = None
    query: str = ""
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An entry or a field behind a figure: where it stands, its day and what it says."""

    path: str
    line: int
    day: date | None
    text: str | Message


@dataclass(frozen=True, slots=True)
class Why:
    """Why a figure is as it is: the rule, the numbers put into it, and what they come from, newest first.

    `value` is the figure itself; `parts` are figures that it is made of.
    """

    what: Message
    value: Cell
    rule: Message
    numbers: tuple[tuple[Message, Cell], ...] = ()
    sources: tuple[Source, ...] = ()
    parts: tuple[Why, ...] = ()
