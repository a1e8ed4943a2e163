"""Values that say how customers stand on a day, beside each other or by their own habits, ready to be listed and asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.index.asking import asked_for
from ledger.index.sql import Sql
from ledger.index.standing import keep_standings
from ledger.query.computed import BESIDE_OTHERS, STANDING
from ledger.query.tree import And, Condition, EntryThat, Has, Not, Of, Or, Saved, Tree
from ledger.reports.asked import Asked
from ledger.reports.scope import Scope, scope
from ledger.session import Session

if TYPE_CHECKING:
    from ledger.index.words import Words

_KEPT = "standings"


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
    found = scope(session, Asked())
    if missing - BESIDE_OTHERS:
        keep_standings(found.connection, "habits", _habits(found))
    if missing & BESIDE_OTHERS:
        keep_standings(found.connection, "others", _others(found))
    own = STANDING.keys() - BESIDE_OTHERS if missing - BESIDE_OTHERS else frozenset()
    session.fresh().kept[_KEPT] = session.today, known | own | beside


def are_ready(session: Session) -> tuple[str, ...]:
    """The standings that can be asked for now."""
    kept = session.fresh().kept.get(_KEPT)
    known = kept[1] if isinstance(kept, tuple) and kept[0] == session.today else ()
    return tuple(name for name in STANDING if name in known)


def _habits(found: Scope) -> Iterator[tuple[int, str | None, int | None, str | None, str | None]]:
    """Customer, risk, its points, stage by the rules, day of the next order."""
    from ledger.reports.health import next_order
    from ledger.reports.risks import risks

    ladder = found.session.settings.policies.lifecycle.ladder
    stages = dict(found.rows("SELECT customer, became FROM now_moves WHERE what = ? ORDER BY customer, n", (ladder,)))
    at_risk = {each.customer: each for each in risks(found)}
    for (number,) in found.rows("SELECT customer FROM scope"):
        each = at_risk.get(number)
        day = None if each is None else next_order(each.rhythm)
        yield (
            number,
            None if each is None else each.level,
            None if each is None else each.points,
            stages.get(number),
            None if day is None else day.isoformat(),
        )


def _others(found: Scope) -> Iterator[tuple[int, str | None, str | None, str | None]]:
    """Customer, tier of value, segment, level by the rules."""
    from ledger.reports.standing_values import standing_values

    for number, standing in standing_values(found).items():
        yield number, standing.tier or None, standing.segment or None, standing.grade or None


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
