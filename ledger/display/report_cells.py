"""What stands in a cell of a report: as people read it, and as programs take it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ledger.display.field_words import Words
from ledger.display.machine import Plain, plain_value
from ledger.display.safe import safe_text, whole
from ledger.display.words import amount_text, number_text
from ledger.messages import Message, say, say_many
from ledger.model.values import Money
from ledger.reports.table import Cell, Column, Report, Row, Table

NUMBERS = frozenset({"count", "number", "money", "percent", "days", "hours", "score"})
"""The types whose cells are numbers, which stand at the right of their column."""
NOTHING = "–"
"""What people see where a number could stand and there is none."""
# A mean has as many digits as a division gives; more than these are noise to a reader.
_PLACES: Mapping[str, int] = {"percent": 1, "days": 1, "hours": 1, "number": 2, "score": 2, "count": 2}
_CENTS = 4
LENGTHS: Mapping[str, Message] = {"days": say("days"), "hours": say("hours")}
"""The units of lengths of time."""
_TOTAL = say("Total")
UNSAID = say("not said")
"""What stands for a value that nobody wrote down, where something has to be called by it."""
# Nothing is summed from these, so that a JSON number does; amounts, quantities and percents stay exact as strings.
_PLAIN_NUMBERS = frozenset({"count", "days", "hours", "score"})

Say = Callable[[Message], str]


def cell_text(cell: Cell, column: Column, words: Words) -> str:
    """A cell as people read it: choices by their labels, percents with %, sums of several currencies parted by ` + `.

    The text is safe to show on one line. Units stand in the heading.
    """
    match cell:
        case None:
            return NOTHING if column.type in NUMBERS else ""
        case str():
            return _string(cell, column, words)
        case Decimal() | int() if column.type == "percent":
            return percent_words(Decimal(cell))
        case date() if column.type == "month":
            return f"{cell:%Y-%m}"
    return value_text(cell, words, _PLACES.get(column.type, 2))


def value_text(cell: Cell, words: Words, places: int = 2) -> str:
    """A cell of which no column tells more than it does itself."""
    match cell:
        case None:
            return NOTHING
        case Message():
            return words.say(cell)
        case str():
            return _one_line(cell)
        case int():
            return f"{cell:,}"
        case Decimal():
            return number_text(rounded(cell, places))
        case date():
            return cell.isoformat()
    return " + ".join(money_text(one) for one in cell) or "0"


def _string(cell: str, column: Column, words: Words) -> str:
    if column.type == "list":
        return words.joined(_one_line(choice(part, column, words)) for part in listed(cell))
    return _one_line(choice(cell, column, words))


def choice(value: str, column: Column, words: Words) -> str:
    """What people read for a canonical value; the value itself where the column holds none."""
    if not column.values:
        return value
    if column.values == "kind":
        return words.vocabulary.kind_label(value, words.speaker.language)
    if column.values == "field":
        return words.label(words.vocabulary.fields.get(value), value)
    return words.vocabulary.value_label(column.values, value, words.speaker.language)


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a list."""
    return tuple(part for part in map(str.strip, cell.split(",")) if part)


def money_text(money: Money) -> str:
    """An amount; one that a division made in cents."""
    exponent = money.amount.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _CENTS:
        return amount_text(Money(rounded(money.amount, 2), money.currency))
    return amount_text(money)


def percent_words(percent: Decimal) -> str:
    """Parts of a hundred with one decimal place; a share that would be rounded to nothing keeps two."""
    places = 2 if percent and abs(percent) < Decimal("0.05") else 1
    return f"{percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}%"


def rounded(number: Decimal, places: int) -> Decimal:
    """A number with at most so many decimal places, and without zeros at its end."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    integral = number.to_integral_value()
    return integral if integral == number else number.normalize()


def heading(column: Column, words: Words) -> str:
    """What stands over a column, its unit behind where the label does not say it."""
    own = column.definition is not None and column.definition.own
    label = words.label(column.definition, column.name) if own else words.say(column.label)
    unit = column.unit or (words.say(LENGTHS[column.type]) if column.type in LENGTHS else "")
    # A percent has its sign in every cell.
    return label if not unit or unit == "%" or unit.casefold() in label.casefold() else f"{label} ({safe_text(unit)})"


def total_cells(table: Table) -> tuple[Cell, ...]:
    """The cells beneath the rows, led by a word that says so."""
    totals = table.totals or ()
    return (_TOTAL, *totals[1:]) if totals and totals[0] is None else tuple(totals)


def sums(cell: Cell) -> tuple[Money, ...]:
    """The amounts in a cell."""
    return cell if isinstance(cell, tuple) else ()


def currencies(table: Table, place: int) -> tuple[str, ...]:
    """The currencies of a column, in the order in which they come."""
    cells = [*(row.cells[place] for row in table.rows), *([table.totals[place]] if table.totals else [])]
    return tuple(dict.fromkeys(money.currency for cell in cells for money in sums(cell)))


def amount_in(cell: Cell, currency: str) -> Decimal | None:
    """What a cell has of a currency: nothing of it is 0, no cell is None."""
    if not isinstance(cell, tuple):
        return None
    return sum((money.amount for money in cell if money.currency == currency), Decimal(0))


def shown_columns(table: Table) -> Sequence[tuple[int, Column]]:
    """The columns that people see, each with its place."""
    return [(place, column) for place, column in enumerate(table.columns) if not column.quiet]


def shown_row(row: Row, columns: Sequence[tuple[int, Column]], words: Words) -> list[str]:
    """The texts of a row under the columns; a first cell of nothing says so, as a row is called by it."""
    texts = [cell_text(row.cells[place], column, words) for place, column in columns]
    if texts and not texts[0]:
        texts[0] = words.say(UNSAID)
    return texts


def about(report: Report, words: Words) -> str:
    """Of which days a report is, from which day it looks, and at which customers."""
    parts: list[Message] = []
    if report.period is not None:
        first, last = report.period.first.isoformat(), report.period.last.isoformat()
        always = report.period.first == date.min
        parts.append(say("until {date}", date=last) if always else say("{first} to {last}", first=first, last=last))
    parts.append(say("as of {date}", date=report.as_of.isoformat()))
    if report.query:
        parts.append(say("customers: {query}", query=report.query))
    return " · ".join(words.say(part) for part in parts)


def left_out(table: Table, words: Words) -> Iterator[str]:
    """The sentence that says how many rows a limit took away; nothing where it took none."""
    if table.left_out:
        yield words.say(
            say_many("… and {n} more; --limit 0 shows all", "… and {n} more; --limit 0 shows all", table.left_out)
        )


class _Texts(dict[Cell, str]):
    """The texts of a column's cells, each made when it is first asked for: many rows say the same."""

    def __init__(self, column: Column, words: Words) -> None:
        self._column, self._words = column, words

    def __missing__(self, cell: Cell) -> str:
        made = self[cell] = cell_text(cell, self._column, self._words)
        return made


def shown_rows(rows: Iterable[Row], columns: Sequence[tuple[int, Column]], words: Words) -> Iterator[list[str]]:
    """The texts of many rows under the columns, as `shown_row` makes them."""
    known = [(place, _Texts(column, words)) for place, column in columns]
    unsaid = words.say(UNSAID)
    for row in rows:
        try:
            texts = [made[row.cells[place]] for place, made in known]
        except TypeError:  # a message has no hash
            texts = shown_row(row, columns, words)
        if texts and not texts[0]:
            texts[0] = unsaid
        yield texts


def plain_cell(cell: Cell, column: Column, say: Say = str) -> Plain:
    """A cell for programs: choices canonical, days ISO, amounts, quantities and percents as strings."""
    if cell is None:
        return None
    match cell:
        case str() if column.type != "list":
            return whole(cell)
        case int() if column.type in _PLAIN_NUMBERS:
            return cell
        case str() if column.type == "list":
            return [plain_value(part) for part in listed(cell)]
        case date() if column.type == "month":
            return f"{cell:%Y-%m}"
        case Decimal() if column.type in _PLAIN_NUMBERS:
            return int(cell) if cell == cell.to_integral_value() else float(cell)
        case int() if column.type in NUMBERS - _PLAIN_NUMBERS:
            return str(cell)
    return plain_value(cell, say)


def _one_line(text: str) -> str:
    return safe_text(text.strip())
