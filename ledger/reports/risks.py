"""The risk of every customer of a scope: points and levels of all, and the signs of those that are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.facts.churn import Risk, churn, level_of, points
from ledger.facts.tables import Rhythm
from ledger.messages import Message, say
from ledger.model.settings import Settings
from ledger.reports.scope import Scope
from ledger.reports.table import Column

LEVELS = ("high", "medium", "low")
LEVEL = Column("risk", say("risk"), "choice", values="risk")
POINTS = Column("points", say("points"), "score")

_DAYS = tuple(
    Rhythm._fields.index(name)
    for name in ("first_order", "last_order", "last_contact", "rating_on", "late_on", "owes_since")
)
_COMPLAINTS = Rhythm._fields.index("complaints")


class AtRisk(NamedTuple):
    """A customer who has ordered, with its points and the habits that they come from."""

    customer: int
    points: int
    level: str
    rhythm: Rhythm


def risks(scope: Scope) -> list[AtRisk]:
    """All who have ordered and are looked after, by number; those put away, merged or given up as lost are left out."""
    settings, today = scope.session.settings.policies.churn, scope.session.today
    columns = ", ".join(f"s.{name}" for name in Rhythm._fields)
    rows = scope.connection.execute(
        f"SELECT c.customer, {columns} FROM scope c JOIN now_rhythms s ON s.customer = c.customer"  # noqa: S608
        " WHERE NOT c.resting AND s.last_order IS NOT NULL ORDER BY c.customer"
    )
    known: dict[str, date] = {}
    found = []
    for number, *row in rows:
        rhythm = _rhythm(row, known)
        total = points(rhythm, today, settings)
        found.append(AtRisk(number, total, level_of(total, settings), rhythm))
    return found


def worst_first(found: Sequence[AtRisk]) -> list[AtRisk]:
    """By points, the longest silence first among equals."""
    return sorted(found, key=lambda each: (-each.points, each.rhythm.last_order or date.max, each.customer))


def risk_of(each: AtRisk, settings: Settings, today: date) -> Risk:
    """The risk with its signs and since when the level holds."""
    return churn(each.rhythm, today, settings.policies.churn)


def signs(risk: Risk) -> Message:
    """The signs in words, each with its points."""
    told = tuple(say("{sign}: +{points}", sign=part.message, points=part.points) for part in risk.parts)
    return say("{signs}", signs=told)


def _rhythm(row: list[Any], known: dict[str, date]) -> Rhythm:
    """A row of the catalog with its days; the same few thousand days come again and again."""
    for place in _DAYS:
        written = row[place]
        if written is not None:
            day = known.get(written)
            if day is None:
                day = known[written] = date.fromisoformat(written)
            row[place] = day
    row[_COMPLAINTS] = row[_COMPLAINTS] or ""
    return Rhythm(*row)
