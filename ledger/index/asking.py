"""A query asked of the catalog as of today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.index.engines import words_of
from ledger.index.future import as_of
from ledger.index.select import select
from ledger.index.sql import Sql
from ledger.index.standing import standings_of
from ledger.query.tree import And, Condition, EntryThat, Has, Not, Of, Or, Saved, Tree

if TYPE_CHECKING:
    from ledger.index.words import Words
    from ledger.session import Session


def asked_for(session: Session, tree: Tree, words: Words | None = None) -> Sql:
    """The condition on `customers c` for those whom a query asks for as of today.

    `words` are those of the session's catalog, where somebody wants to know more of them afterwards.
    """
    catalog = session.fresh().catalog
    condition = select(catalog, tree, session.today, words or words_of(catalog, session.settings.engine))
    if not speaks_of_facts(tree):
        return condition
    later = as_of(session)
    if not later:
        return condition
    from ledger.query.match import matches

    standings = standings_of(catalog.connection, later)
    fitting = [
        number
        for number, (customer, facts) in later.items()
        if matches(tree, customer, replace(facts, standings=standings.get(number, {})), session.today)
    ]
    others = f"c.customer NOT IN ({_list(later)}) AND {condition.text}"
    return Sql(f"(({others}) OR c.customer IN ({_list(fitting)}))", condition.params)


def _list(numbers: Collection[int]) -> str:
    return ",".join(map(str, numbers))


def speaks_of_facts(tree: Tree) -> bool:
    """Whether a query asks for anything that is worked out from entries."""
    match tree:
        case And() | Or():
            return any(map(speaks_of_facts, tree.parts))
        case Not():
            return speaks_of_facts(tree.part)
        case Saved() | EntryThat():
            return speaks_of_facts(tree.tree)
        case Has() | Condition():
            return tree.of is Of.COMPUTED
    return False
