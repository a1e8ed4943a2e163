"""A customer as a row of a table: what is asked of it is made when somebody asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.model.plain import Plain
from ledger.query.tree import Of
from ledger.reports.columns import Column
from ledger.reports.held import OWN, Worked, alone
from ledger.reports.today import computed


@dataclass(frozen=True, slots=True)
class Row:
    """A customer; `fields` as JSON holds them, under canonical names, `computed` as values under reports/today.NAMES and what else is ready.

    `mark` is the sign of its level, `star` its own, `unconfirmed` tells of values marked with a question mark,
    `errors` counts those of the file.
    """

    id: str
    name: str
    path: str
    fields: Mapping[str, Plain]
    computed: Mapping[str, object]
    mark: str = ""
    star: bool = False
    unconfirmed: bool = False
    errors: int = 0


class Written(Mapping[str, Plain]):
    """The fields of a customer, taken out of their JSON when somebody asks for one."""

    __slots__ = ("_fields", "_json")

    def __init__(self, text: str) -> None:
        self._json = text
        self._fields: dict[str, Plain] | None = None

    def _read(self) -> dict[str, Plain]:
        if self._fields is None:
            self._fields = dict(json.loads(self._json))
        return self._fields

    def __getitem__(self, name: str) -> Plain:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


class WorkedOut(Mapping[str, object]):
    """What the catalog holds of a customer under some names, made into values when somebody asks for one."""

    __slots__ = ("_held", "_places")

    def __init__(self, held: Sequence[Any], places: Mapping[str, int]) -> None:
        self._held = held
        self._places = places

    def __getitem__(self, name: str) -> object:
        return computed(name, self._held[self._places[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def row_of(held: Any, column: Column) -> Row:
    """A row that has in one column what the catalog holds there, and nothing else."""
    if column.of is Of.COMPUTED and column.name != "path":
        value = held.value if isinstance(held, Worked) else computed(column.name, held)
        return Row("", "", "", {}, {column.name: value})
    if column.name in OWN:
        return Row(held, held, held, {}, {})
    name, found = alone(column), json.loads(held)
    return Row("", "", "", found if name is None else {name: found}, {})
