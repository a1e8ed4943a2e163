"""Values that say how customers stand on a day, beside each other or by their own habits, ready to be listed and asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from ledger.index.asking import asked_for
from ledger.index.sql import Sql
from ledger.index.standing import keep_standings
from ledger.query.computed import BESIDE_OTHERS, STANDING
from ledger.query.tree import And, Condition, EntryThat, Has, Not, Of, Or, Saved, Tree
from ledger.session import Session

if TYPE_CHECKING:
    from ledger.index.words import Words

_KEPT = "standings"
# By name, as what makes them asks questions itself.
_MADE_BY = {"habits": "ledger.reports.habits", "others": "ledger.reports.standing_values"}


def condition(session: Session, tree: Tree, words: Words | None = None) -> Sql:
    """The condition on `customers c` for those whom a query asks for as of today; see index/asking.py."""
    ready(session, _asked(tree))
    return asked_for(session, tree, words)


def ready(session: Session, names: Iterable[str]) -> None:
    """Make sure that the values of these names can be asked for; others cost nothing."""
    wanted = frozenset(names) & STANDING.keys()
    known = frozenset(are_ready(session))
    # Those that are measured beside others cost as much together as each alone.
    beside = frozenset(BESIDE_OTHERS) if wanted & BESIDE_OTHERS else frozenset()
    missing = (wanted | beside) - known
    if not missing:
        return
    connection = session.fresh().catalog.connection
    for table in (*(["habits"] if missing - BESIDE_OTHERS else []), *(["others"] if missing & BESIDE_OTHERS else [])):
        rows: Iterable[Sequence[object]] = import_module(_MADE_BY[table]).standings(session)
        keep_standings(connection, table, rows)
    own = STANDING.keys() - BESIDE_OTHERS if missing - BESIDE_OTHERS else frozenset()
    session.fresh().kept[_KEPT] = session.today, known | own | beside


def are_ready(session: Session) -> tuple[str, ...]:
    """The standings that can be asked for now."""
    kept = session.fresh().kept.get(_KEPT)
    known = kept[1] if isinstance(kept, tuple) and kept[0] == session.today else ()
    return tuple(name for name in STANDING if name in known)


def _asked(tree: Tree) -> Iterator[str]:
    """The worked-out values that a query speaks of."""
    match tree:
        case And() | Or():
            for part in tree.parts:
                yield from _asked(part)
        case Not():
            yield from _asked(tree.part)
        case Saved() | EntryThat():
            yield from _asked(tree.tree)
        case Has() | Condition():
            if tree.of is Of.COMPUTED:
                yield tree.field
