"""What the charts of a report draw: labels and series of numbers, one scale for each drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.display.field_words import Words
from ledger.display.report_cells import (
    LENGTHS,
    NOTHING,
    NUMBERS,
    UNSAID,
    amount_in,
    cell_text,
    currencies,
    heading,
    money_text,
    percent_words,
    rounded,
)
from ledger.display.words import number_text
from ledger.messages import say, say_many
from ledger.model.values import Money
from ledger.reports.table import Cell, Chart, Column, Report, Row, Table

Scale = tuple[tuple[int, str], ...]

MOST = 40
"""Labels that a drawing has at most; the rows are sorted by what matters, so that the first are drawn."""
_MOST_POINTS = 400
MOST_SERIES = 8
"""Series that a drawing has at most, as eyes tell no more of them apart; a heat map has as many as labels."""
_TIMES = ("month", "day")
_SUMS = ("money", "count", "number")
# Large round numbers are said in thousands and millions, or in 万 and 亿.
_SCALES: Mapping[str, Scale] = {
    "zh": ((100_000_000, "亿"), (10_000, "万")),
    "en": ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")),
}


@dataclass(frozen=True, slots=True)
class Series:
    """A row of numbers, one for each label; None where there is none."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart of numbers that share a unit: `currency` of amounts, `type` and `unit` of their column.

    `kind` is the chart's; `xlabel` says what the labels are. `left_out` counts labels beyond those drawn. `source` has,
    where every series is a column of the table as it stands, the places of these columns and the number of rows.
    """

    kind: str
    title: str
    xlabel: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    type: str
    unit: str = ""
    currency: str = ""
    left_out: int = 0
    x: int = 0
    source: tuple[int, ...] = ()
    time: bool = False

    def values(self) -> Iterator[Decimal]:
        """All the numbers."""
        return (value for one in self.series for value in one.values if value is not None)

    def text(self, value: Decimal | None) -> str:
        """A number in full, with its unit."""
        if value is None:
            return NOTHING
        if self.currency:
            return money_text(Money(value, self.currency))
        if self.type == "percent":
            return percent_words(value)
        return f"{number_text(rounded(value, 2))} {self.unit}".rstrip()

    def short(self, value: Decimal, language: str) -> str:
        """A number where there is no room for all of its digits; a table has them."""
        if self.type == "percent":
            return f"{rounded(value, 1):f}%"
        return short_number(value, language)


def drawings(table: Table, words: Words) -> Iterator[Drawing]:
    """A drawing for each chart, and for each unit and currency in it; charts without numbers have none."""
    for chart in table.charts:
        rows = [row for row in table.rows if not row.depth]
        if not rows or not _known(chart, table):
            continue
        made = _split(chart, table, rows, words) if chart.split else _columns(chart, table, rows, words)
        yield from (_few(one, words) for one in made if any(value for value in one.values()))


def all_drawings(report: Report, words: Words) -> list[tuple[Table, tuple[Drawing, ...]]]:
    """The tables of a report that have drawings, with them."""
    found = [(table, tuple(drawings(table, words))) for table in report.tables]
    return [(table, some) for table, some in found if some]


def left_out(drawing: Drawing, words: Words) -> str:
    """The sentence that says that not all is drawn; empty where it is."""
    if not drawing.left_out:
        return ""
    n = drawing.left_out
    return words.say(say_many("{n} more is not drawn.", "{n} more are not drawn.", n))


def short_number(number: Decimal | float, language: str) -> str:
    """A number for an axis: `1.2M`, `120万`."""
    value = Decimal(str(number))
    for size, sign in _SCALES.get(language, _SCALES["en"]):
        if abs(value) >= size:
            return f"{_plain(value / size)}{sign}"
    return _plain(value)


def scale_of(language: str) -> Scale:
    """The steps in which large numbers are said, largest first."""
    return _SCALES.get(language, _SCALES["en"])


def ticks(low: Decimal, high: Decimal, count: int = 5) -> list[Decimal]:
    """Round numbers from at most `low` to at least `high`, about `count` of them: steps of 1, 2, 2.5 or 5."""
    span = high - low or Decimal(1)
    rough = span / count
    size = Decimal(10) ** rough.adjusted()
    step = next(one * size for one in map(Decimal, ("1", "2", "2.5", "5", "10")) if one * size >= rough)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    return [step * (first + place) for place in range(int(last - first) + 1)]


def _plain(value: Decimal) -> str:
    shown = value.quantize(Decimal("0.01")) if abs(value) < 100 else value.quantize(Decimal(1))
    return number_text(shown.normalize() if shown != shown.to_integral_value() else shown.to_integral_value())


def _few(drawing: Drawing, words: Words) -> Drawing:
    """At most so many series: of sums the small ones together, of others the first."""
    most = MOST if drawing.kind == "heat" else MOST_SERIES
    if len(drawing.series) <= most:
        return drawing
    if drawing.type not in _SUMS or drawing.kind == "heat":
        left = drawing.left_out + len(drawing.series) - most
        return replace(drawing, series=drawing.series[:most], source=drawing.source[:most], left_out=left)
    sizes = {id(one): sum(value for value in one.values if value is not None) for one in drawing.series}
    largest = sorted(drawing.series, key=lambda one: -sizes[id(one)])[: most - 1]
    kept = [one for one in drawing.series if any(one is other for other in largest)]
    rest = [one for one in drawing.series if not any(one is other for other in largest)]
    others = Series(
        words.say(say("others ({n})", n=len(rest))),
        tuple(_sum(*some) for some in zip(*(one.values for one in rest), strict=True)),
    )
    return replace(drawing, series=(*kept, others), source=())


def _sum(*values: Decimal | None) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _known(chart: Chart, table: Table) -> bool:
    names = {column.name: column.type for column in table.columns}
    asked = (chart.x, *chart.y, *([chart.split] if chart.split else []))
    return all(name in names for name in asked) and any(names[name] in NUMBERS for name in chart.y)


def _columns(chart: Chart, table: Table, rows: Sequence[Row], words: Words) -> Iterator[Drawing]:
    """Each column a series; those that share a unit share a drawing."""
    x = table.column(chart.x)
    most = _MOST_POINTS if chart.kind == "line" else MOST
    shown = rows[:most]
    labels = tuple(_label(row.cells[x], table.columns[x], words) for row in shown)
    grouped: dict[tuple[str, str, str], list[tuple[int, Series]]] = {}
    for name in chart.y:
        place = table.column(name)
        column = table.columns[place]
        for currency in currencies(table, place) if column.type == "money" else ("",):
            values = tuple(_number(row.cells[place], currency) for row in shown)
            grouped.setdefault((column.type, _unit(column, words), currency), []).append(
                (place, Series(heading(column, words), values))
            )
    # A row stands at its place in the table only where none was left out before it.
    direct = len(rows) == len(table.rows)
    for (kind, unit, currency), some in grouped.items():
        yield Drawing(
            chart.kind,
            _title(chart, currency if len(grouped) > 1 else "", words),
            heading(table.columns[x], words),
            labels,
            tuple(one for _, one in some),
            kind,
            unit,
            currency,
            len(rows) - len(shown),
            x,
            tuple(place for place, _ in some) if direct else (),
            table.columns[x].type in _TIMES,
        )


def _split(chart: Chart, table: Table, rows: Sequence[Row], words: Words) -> Iterator[Drawing]:
    """Each value of a column a series."""
    x, by, y = table.column(chart.x), table.column(chart.split), table.column(chart.y[0])
    column = table.columns[y]
    labels = tuple(dict.fromkeys(_label(row.cells[x], table.columns[x], words) for row in rows))
    names = tuple(dict.fromkeys(_label(row.cells[by], table.columns[by], words) for row in rows))
    shown = labels[: _MOST_POINTS if chart.kind == "line" else MOST]
    found = currencies(table, y) if column.type == "money" else ("",)
    for currency in found:
        sums: dict[tuple[str, str], Decimal] = {}
        for row in rows:
            value = _number(row.cells[y], currency)
            if value is not None:
                key = (_label(row.cells[by], table.columns[by], words), _label(row.cells[x], table.columns[x], words))
                sums[key] = sums.get(key, Decimal(0)) + value
        yield Drawing(
            chart.kind,
            _title(chart, currency if len(found) > 1 else "", words),
            heading(table.columns[x], words),
            shown,
            tuple(Series(name, tuple(sums.get((name, label)) for label in shown)) for name in names),
            column.type,
            _unit(column, words),
            currency,
            len(labels) - len(shown),
            x,
            time=table.columns[x].type in _TIMES,
        )


def _title(chart: Chart, currency: str, words: Words) -> str:
    return words.say(say("{title} ({unit})", title=chart.title, unit=currency)) if currency else words.say(chart.title)


def _label(cell: Cell, column: Column, words: Words) -> str:
    return cell_text(cell, column, words) or words.say(UNSAID)


def _unit(column: Column, words: Words) -> str:
    return column.unit or (words.say(LENGTHS[column.type]) if column.type in LENGTHS else "")


def _number(cell: Cell, currency: str) -> Decimal | None:
    if currency or isinstance(cell, tuple):
        return amount_in(cell, currency)
    return Decimal(cell) if isinstance(cell, int | Decimal) else None
