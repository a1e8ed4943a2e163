"""How customers stand by their own habits on a day: risk, stage by the rules, next order."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.reports.asked import Asked
from ledger.reports.health import next_order
from ledger.reports.risks import risks
from ledger.reports.scope import scope
from ledger.session import Session


def standings(session: Session) -> Iterator[tuple[int, str | None, int | None, str | None, str | None]]:
    """Every customer, its risk, the points of that, its stage by the rules, the day of its next order."""
    found = scope(session, Asked())
    ladder = session.settings.policies.lifecycle.ladder
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
