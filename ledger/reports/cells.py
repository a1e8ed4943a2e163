"""What stands in a column for a customer, as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from ledger.model.from_plain import from_plain
from ledger.model.plain import Plain
from ledger.model.values import Value
from ledger.query.tree import Of
from ledger.reports.columns import Column
from ledger.reports.customers import Row


def cell(row: Row, column: Column) -> Value | None:
    """The value of a column, a tuple where there are several; None where there is none."""
    if column.name == "path":
        return row.path
    if column.name in ("id", "name") and column.of is Of.CUSTOMER:
        return row.id if column.name == "id" else row.name
    if column.of is Of.COMPUTED:
        return _computed(row.computed[column.name])
    found = tuple(_at(row.fields, column.name.split(".")))
    values = tuple(from_plain(plain, column.definition) for plain in found)
    return None if not values else values[0] if len(values) == 1 else values


def machine_row(row: Row, columns: Iterable[Column] | None) -> dict[str, object]:
    """A customer for programs: id, name, path, fields and `computed`; only those of `columns` if there are any."""
    own: dict[str, object] = {"id": row.id, "name": row.name, "path": row.path}
    if columns is None:
        return {**own, **{name: each for name, each in row.fields.items() if name not in own}, "computed": row.computed}
    wanted = [column for column in columns if column.name not in own]
    fields = {one.name: _in_json(row, one) for one in wanted if one.of is not Of.COMPUTED}
    computed = {one.name: row.computed[one.name] for one in wanted if one.of is Of.COMPUTED}
    return {**own, **fields, "computed": computed}


def _in_json(row: Row, column: Column) -> Plain:
    """A field as its file has it; one inside maps of a list as a list."""
    first, *rest = column.name.split(".")
    if not rest:
        return row.fields.get(first)
    found = list(_at(row.fields, [first, *rest]))
    return found if isinstance(row.fields.get(first), list) else next(iter(found), None)


def _computed(value: object) -> Value | None:
    match value:
        case int():
            return Decimal(value)
        case str() | date() | tuple():
            return value
    return None


def _at(plain: Plain | Mapping[str, Plain], path: list[str]) -> Iterator[Plain]:
    """What lies at a path: lists by each of their members."""
    if isinstance(plain, list):
        for part in plain:
            yield from _at(part, path)
    elif not path:
        if plain is not None:
            yield plain  # type: ignore[misc]
    elif isinstance(plain, Mapping) and path[0] in plain:
        yield from _at(plain[path[0]], path[1:])
