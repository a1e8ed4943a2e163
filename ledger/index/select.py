"""A query's tree as a condition in SQL over the catalog; query/match.py says what it has to mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.index import select_computed, select_entries, select_fields
from ledger.index.catalog import Catalog
from ledger.index.functions import names, register, remembered
from ledger.index.sql import ALWAYS, Sql, all_of, any_of, not_
from ledger.index.words import Words
from ledger.query.fold import fold
from ledger.query.match import same
from ledger.query.tree import (
    And,
    Condition,
    EntryThat,
    Everything,
    Has,
    KindIs,
    Not,
    Of,
    Or,
    Person,
    Phrase,
    Prefix,
    Saved,
    Tag,
    Tree,
    Word,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where and when it is asked; `words` knows who has a word."""

    catalog: Catalog
    today: date
    words: Words


def select(catalog: Catalog, tree: Tree, today: date, words: Words | None = None) -> Sql:
    """The condition on `customers c` that holds for those whom a query asks for.

    Worked-out values are those of the whole file, days after today included: see index/future.py for the few
    customers where that matters. `words` is asked where words stand; without it the kept texts are looked through.
    A condition holds for this catalog's connection only, since it uses functions of its own.
    """
    return _customer(tree, _Asked(catalog, today, words or Words(catalog)))


def _customer(tree: Tree, asked: _Asked) -> Sql:
    match tree:
        case Everything():
            return ALWAYS
        case And():
            return all_of(_customer(part, asked) for part in tree.parts)
        case Or():
            return any_of(_customer(part, asked) for part in tree.parts)
        case Not():
            return not_(_customer(tree.part, asked))
        case Saved():
            return _customer(tree.tree, asked)
        case EntryThat():
            return _has_entry(tree.tree, asked)
    return _said(tree, asked)


def _said(tree: Tree, asked: _Asked) -> Sql:
    """A single condition."""
    match tree:
        case Word() | Phrase() | Prefix():
            return asked.words.condition(tree)
        case KindIs():
            return _has_entry(tree, asked)
        case Tag():
            return _named((tree.name,), ("tags",), "tags", asked)
        case Person():
            return any_of((_named((tree.name, *tree.also), tree.fields, "people", asked), _has_entry(tree, asked)))
        case Has() | Condition():
            return _field(tree, asked)
    raise AssertionError(tree)


def _field(tree: Has | Condition, asked: _Asked) -> Sql:
    if tree.of is Of.ENTRY:
        return _has_entry(tree, asked)
    if tree.of is Of.COMPUTED:
        return select_computed.computed(asked.catalog, tree, asked.today)
    return select_fields.field(asked.catalog, tree, asked.today)


def _has_entry(tree: Tree, asked: _Asked) -> Sql:
    inner = select_entries.entry(tree, asked.today, asked.words)
    return Sql(f"c.customer IN (SELECT e.customer FROM entries e WHERE {inner.text})", inner.params)  # noqa: S608


def _named(wanted: tuple[str, ...], fields: tuple[str, ...], column: str, asked: _Asked) -> Sql:
    """A tag or a person in fields of the customer, in entries or in tasks."""
    judge = register(asked.catalog.connection, remembered(lambda text: same(wanted, names(text))))
    folded = tuple(fold(name).strip() for name in wanted)
    in_fields = (select_fields.equals(field, folded) for field in fields)
    in_others = (
        Sql(f"c.customer IN (SELECT customer FROM {table} WHERE {column} IS NOT NULL AND {judge}({column}))")  # noqa: S608
        for table in ("entries", "tasks")
    )
    return any_of((*in_fields, *in_others))
