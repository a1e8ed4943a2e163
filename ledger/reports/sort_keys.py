"""What customers are sorted and grouped by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.index.select_computed import expression
from ledger.model.values import Money
from ledger.query.fold import fold
from ledger.query.tree import Of
from ledger.reports.columns import Column
from ledger.reports.today import NAMES, Later, computed
from ledger.session import Session

Rank = tuple[int, float | str]
_FEW = 2000


@dataclass(frozen=True, slots=True)
class Key:
    """A value by its rank among others of its column, and as text; numbers come before texts."""

    rank: Rank
    text: str


Keys = Mapping[int, tuple[Key, ...]]


def keys(session: Session, column: Column, later: Later, among: Sequence[int]) -> Keys:
    """The keys of the customers `among` these (at least) that have a value in a column, by number; several for a list.

    Levels, stages and other known values go by their order in ledger.yaml or the vocabulary, amounts by those in the
    ledger's currency, text by its characters' codes (Chinese is not sorted by pinyin).
    """
    if column.of is Of.COMPUTED:
        return _computed(session, column, later, among)
    catalog = session.fresh().catalog
    if column.name in ("id", "name"):
        rows = catalog.connection.execute(f"SELECT customer, {column.name} FROM customers WHERE {_only(among)}")  # noqa: S608
        return {number: (Key((1, fold(text)), text),) for number, text in rows}
    return _fields(session, column, among)


def _only(among: Sequence[int]) -> str:
    """A condition that spares looking at all customers for the sake of a few."""
    return f"customer IN ({','.join(map(str, among))})" if len(among) <= _FEW else "1"


def _computed(session: Session, column: Column, later: Later, among: Sequence[int]) -> Keys:
    name, ranks = column.name, _order(session, column)
    at = expression(name, session.today)
    ask = f"SELECT c.customer, {at} FROM customers c WHERE {_only(among)}"  # noqa: S608
    rows = session.fresh().catalog.connection.execute(ask)
    currency = session.settings.currency
    found = {}
    for number, held in rows:
        value = later.computed(number)[name] if number in later.numbers and name in NAMES else computed(name, held)
        made = (
            (Key((0, ranks[value]), value),) if isinstance(value, str) and value in ranks else _keys_of(value, currency)
        )
        if made:
            found[number] = made
    return found


def _keys_of(value: object, currency: str) -> tuple[Key, ...]:
    """The keys of a worked-out value; sums count by the amount in the ledger's currency."""
    match value:
        case int():
            return (Key((0, value), str(value)),)
        case date():
            return (Key((0, value.toordinal()), value.isoformat()),)
        case str():
            return (Key((1, value), value),)
        case tuple():
            amounts = [one for one in value if isinstance(one, Money)]
            ours = [
                Key((0, float(one.amount)), f"{one.amount:f} {currency}") for one in amounts if one.currency == currency
            ]
            return tuple(ours) if amounts else tuple(Key((1, str(part)), str(part)) for part in value)
    return ()


def _fields(session: Session, column: Column, among: Sequence[int]) -> Keys:
    known = _order(session, column)
    people = column.definition is not None and column.definition.values == "people"
    ask = (
        "SELECT customer, value, folded, number, currency FROM fields"  # noqa: S608
        f" WHERE name = ? AND {_only(among)} ORDER BY customer, n"
    )
    found: dict[int, tuple[Key, ...]] = {}
    for number, held, folded, amount, currency in session.fresh().catalog.connection.execute(ask, (column.name,)):
        if column.definition is not None and column.definition.values and number in found and not _several(column):
            # A choice has its text as typed beside its value.
            continue
        # 小张 and 张三 may be one.
        person = session.vocabulary.value("people", held) if people else None
        value = held if person is None else person
        if value in known:
            rank: Rank = (0, known[value])
        elif amount is None:
            rank = (1, folded if person is None else fold(person))
        else:
            rank = (0, amount)
        key = Key(rank, value if currency is None else f"{value} {currency}")
        found[number] = (*found.get(number, ()), key)
    return found


def _several(column: Column) -> bool:
    return column.definition is not None and column.definition.type in ("list", "people", "maps")


def _order(session: Session, column: Column) -> Mapping[str, int]:
    """The ranks of the known values of a choice; people go by name."""
    definition = column.definition
    values = definition.values if definition is not None else ""
    if values in ("", "people"):
        return {}
    found = session.vocabulary.value_sets.get(values)
    return {value: rank for rank, value in enumerate(found.values)} if found else {}
