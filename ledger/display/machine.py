"""Answers for programs: JSON, JSON lines and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isfinite
from pathlib import PurePath
from types import NoneType
from typing import Any

from ledger.display.guard import guarded
from ledger.display.safe import escaped_json, whole
from ledger.errors import LedgerError
from ledger.messages import Message
from ledger.model.values import Interval, Money, Repeat, YearlyDate

# The writer quotes what its line end is made of: a lone CR would break a row otherwise.
_CSV_END = "\r\n"

Say = Callable[[Message], str]
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def to_json(rows: Iterable[object], say: Say = str) -> str:
    """One array, an object a line, ended by LF; messages in the words of `say`."""
    lines = list(_objects(rows, say))
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def to_jsonl(rows: Iterable[object], say: Say = str) -> Iterator[str]:
    """One object a line, each ended by LF."""
    return (line + "\n" for line in _objects(rows, say))


def object_json(value: object, say: Say = str) -> str:
    """One object over several lines, as `show` and `report` give it; ended by LF."""
    return escaped_json(json.dumps(plain_value(value, say), ensure_ascii=False, indent=2)) + "\n"


def error_json(error: LedgerError, say: Say = str) -> str:
    """A refusal as one line: `{"error": {"code", "message", "hint", "candidates"}}`."""
    hint = error.hint and say(error.hint)
    said = {"code": error.code, "message": say(error.message), "hint": hint, "candidates": error.candidates}
    return next(_objects([{"error": said}], say)) + "\n"


def to_csv(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, say: Say = str, bom: bool = False
) -> Iterator[str]:
    """Lines of CSV, a header of the keys `columns` first, each ended by LF; encode as UTF-8.

    Text that a spreadsheet might run is led by `'` (see guard); numbers and amounts never are. `bom` makes Excel
    read the file as UTF-8.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=_CSV_END)
    writer.writerow(columns)
    yield ("\ufeff" if bom else "") + _taken(buffer)
    for row in rows:
        writer.writerow([cell(row.get(column), say) for column in columns])
        yield _taken(buffer)


def cell(value: object, say: Say = str) -> str:
    """A value as the text of one cell: lists joined by `; `, maps as JSON, amounts as a ledger writes them."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal() | int() | float():
            return str(plain_value(value))
        case Money():
            return f"{value.amount:f} {value.currency}"
        case Mapping():
            return guarded(json.dumps(plain_value(value, say), ensure_ascii=False))
        case tuple() | list() | set() | frozenset():
            return guarded("; ".join(_bare(part, say) for part in _ordered(value)))
    return guarded(str(plain_value(value, say)))


def plain_value(value: object, say: Say = str) -> Plain:
    """A value in what JSON has: dates ISO, amounts and decimals as strings, tuples and sets as lists."""
    form = _FORMS.get(type(value))
    if form is not None:
        return form(value)
    match value:
        case Message():
            return whole(say(value))
        case Mapping():
            return {whole(str(key)): plain_value(part, say) for key, part in value.items()}
        case tuple() | list() | set() | frozenset():
            return [plain_value(part, say) for part in _ordered(value)]
        case Enum():
            return plain_value(value.value, say)
        case str() | PurePath():
            return whole(str(value))
    if is_dataclass(value):
        return {one.name: plain_value(getattr(value, one.name), say) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def yearly_text(value: YearlyDate) -> str:
    """A day of every year as English files write it: `1985-03-08`, `03-08`, `lunar 1985-08-15`, `lunar leap 04-01`."""
    words = ("lunar " if value.lunar else "") + ("leap " if value.leap else "")
    year = "" if value.year is None else f"{value.year:04}-"
    return f"{words}{year}{value.month:02}-{value.day:02}"


def repeat_text(value: Repeat) -> str:
    """How a task comes again, as a task line says it: `every 2w when done until 2026-12-31`."""
    until = "" if value.until is None else f" until {value.until.isoformat()}"
    return f"every {value.every}{' when done' if value.chained else ''}{until}"


def _objects(rows: Iterable[object], say: Say) -> Iterator[str]:
    """Each row as JSON on one line."""
    return (escaped_json(json.dumps(plain_value(row, say), ensure_ascii=False)) for row in rows)


def _ordered(values: Iterable[object]) -> Iterable[object]:
    """Lists as they are; sets in the order of their text, so that an answer is the same each time."""
    return sorted(values, key=str) if isinstance(values, set | frozenset) else values


def _bare(value: object, say: Say) -> str:
    """A part of a list as text; guarding is the whole cell's."""
    plain = plain_value(value, say)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _number(value: float) -> Plain:
    """A number, or null for what JSON has no number for."""
    return value if isfinite(value) else None


def _clock(value: time) -> Plain:
    """A time of day, with seconds where it has any."""
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


_FORMS: Mapping[type, Callable[[Any], Plain]] = {
    str: whole,
    NoneType: lambda value: None,
    bool: bool,
    int: int,
    float: _number,
    Decimal: "{:f}".format,
    Money: lambda value: {"amount": f"{value.amount:f}", "currency": value.currency},
    time: _clock,
    date: date.isoformat,
    datetime: datetime.isoformat,
    YearlyDate: yearly_text,
    Repeat: repeat_text,
    Interval: str,
}


def _taken(buffer: io.StringIO) -> str:
    """The line that the buffer holds, ended by LF; the buffer is empty then."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.removesuffix(_CSV_END) + "\n"
