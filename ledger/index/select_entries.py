"""Conditions on entries, in SQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time

from ledger.index.catalog import Catalog
from ledger.index.functions import loaded, names, register, remembered, value_of
from ledger.index.sql import ALWAYS, NEVER, Sql, all_of, any_of, edge_of, not_
from ledger.index.words import Words, among
from ledger.model.plain import Plain
from ledger.model.values import Value
from ledger.query import asked_values
from ledger.query.match import has, same, text_fits, within
from ledger.query.tree import (
    And,
    Condition,
    EntryThat,
    Everything,
    Has,
    KindIs,
    MonthDay,
    Not,
    Operand,
    Or,
    Person,
    Phrase,
    Prefix,
    Range,
    Saved,
    Tag,
    Tree,
    Word,
)

_COLUMNS = ("ref", "title")
Judge = Callable[[tuple[Value, ...]], bool]


def entry(tree: Tree, today: date, words: Words) -> Sql:
    """The condition on `entries e` that holds for an entry that a tree asks for."""

    def of(part: Tree) -> Sql:
        return entry(part, today, words)

    match tree:
        case Everything():
            return ALWAYS
        case And():
            return all_of(map(of, tree.parts))
        case Or():
            return any_of(map(of, tree.parts))
        case Not():
            return not_(of(tree.part))
        case Saved() | EntryThat():
            return of(tree.tree)
    return _said(tree, today, words)


def _said(tree: Tree, today: date, words: Words) -> Sql:
    catalog = words.catalog
    match tree:
        case Word() | Phrase() | Prefix():
            return _words(tree, words)
        case KindIs():
            return Sql("e.kind = ?", (tree.kind,))
        case Tag():
            return _named(catalog, (tree.name,), (), "tags")
        case Person():
            return _named(catalog, (tree.name, *tree.also), tree.fields, "people")
        case Has():
            return _values(catalog, tree.field, has, None)
        case Condition():
            return _condition(catalog, tree, today)
    raise AssertionError(tree)


def _words(tree: Word | Phrase | Prefix, words: Words) -> Sql:
    """Words in an entry: its heading, its text and its fields."""
    fitting = words.entries(tree)
    nowhere: frozenset[int] = frozenset()
    there = register(words.catalog.connection, lambda customer, n: n in fitting.get(customer, nowhere), 2)
    return all_of((among("e.customer", fitting), Sql(f"{there}(e.customer, e.n)")))


def _flat(parts: Iterable[Iterable[str]]) -> list[str]:
    return [text for part in parts for text in part]


def _named(catalog: Catalog, wanted: tuple[str, ...], fields: tuple[str, ...], column: str) -> Sql:
    """A tag or a person at the entry, in its tasks, or in fields that name people."""
    called = register(catalog.connection, remembered(lambda text: same(wanted, names(text))))
    tasks = (
        "EXISTS (SELECT 1 FROM tasks t WHERE t.customer = e.customer AND t.entry = e.n"  # noqa: S608
        f" AND t.{column} IS NOT NULL AND {called}(t.{column}))"
    )
    in_fields = (_fields(catalog, name, lambda values: same(wanted, _texts(values)), None) for name in fields)
    return any_of((Sql(f"ifnull({called}(e.{column}), 0)"), Sql(tasks), *in_fields))


def _texts(values: tuple[Value, ...]) -> list[str]:
    return _flat(map(asked_values.texts, values))


def _condition(catalog: Catalog, tree: Condition, today: date) -> Sql:
    parts = [_operand(catalog, tree, operand, today) for operand in tree.values]
    if tree.also:
        parts.append(_values(catalog, tree.field, lambda values: same(tree.also, _texts(values)), None))
    return any_of(parts)


def _operand(catalog: Catalog, tree: Condition, operand: Operand, today: date) -> Sql:
    if not isinstance(operand, Range):
        return _values(catalog, tree.field, lambda values: text_fits(tree.operator, operand, _texts(values)), None)
    edge = edge_of(operand)
    if edge is None:
        return NEVER
    if tree.field == "date" and not isinstance(edge, MonthDay):
        return _days(operand)
    return _values(catalog, tree.field, lambda values: any(within(value, operand, today) for value in values), operand)


def _days(wanted: Range) -> Sql:
    low, high = (end.isoformat() if isinstance(end, date) else None for end in (wanted.low, wanted.high))
    if low is None and high is None:
        return NEVER
    parts = [Sql("e.date >= ?", (low,))] if low else []
    return all_of((*parts, Sql("e.date <= ?", (high,)))) if high else all_of(parts)


def _values(catalog: Catalog, name: str, judge: Judge, wanted: Range | None) -> Sql:
    """What every entry has is judged from its column, other fields from the JSON of the entry's own."""
    if name in ("date", "time"):
        called = register(catalog.connection, remembered(lambda text: judge((_moment(text),))))
        return Sql(f"ifnull({called}(e.{name}), 0)")
    if name == "kind":
        called = register(catalog.connection, remembered(lambda text: judge((text,))))
        return Sql(f"{called}(e.kind)")
    own = _fields(catalog, name, judge, wanted)
    if name not in _COLUMNS:
        return own
    called = register(catalog.connection, remembered(lambda text: judge((text,))))
    return any_of((Sql(f"ifnull({called}(e.{name}), 0)"), own))


def _moment(text: str) -> Value:
    return time.fromisoformat(text) if ":" in text else date.fromisoformat(text)


def _fields(catalog: Catalog, name: str, judge: Judge, wanted: Range | None) -> Sql:
    """A field of the entry's own; the key has to stand in the JSON before it is looked at."""
    first, _, rest = name.partition(".")
    path = tuple(rest.split(".")) if rest else ()
    edge = None if wanted is None else edge_of(wanted)

    def fits(text: str | None) -> bool:
        # SQL asks in what order it likes, so the conditions before this one guard nothing.
        fields = {} if text is None else loaded(text)
        if first not in fields:
            return False
        return judge(tuple(value_of(part, edge) for part in _inner(fields[first], path)))

    called = register(catalog.connection, fits)
    key = json.dumps(first, ensure_ascii=False) + ":"
    return Sql(f"(e.fields IS NOT NULL AND instr(e.fields, ?) AND {called}(e.fields))", (key,))


def _inner(plain: Plain, path: tuple[str, ...]) -> list[Plain]:
    """What lies at a path: lists by each of their members."""
    if isinstance(plain, list):
        return [found for part in plain for found in _inner(part, path)]
    if not path:
        return [plain]
    if isinstance(plain, Mapping) and path[0] in plain:
        return _inner(plain[path[0]], path[1:])
    return []
