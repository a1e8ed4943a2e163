"""The risk of every customer of a scope: points and levels of all, and the signs of those that are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from heapq import nsmallest
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


class AtRisk(NamedTuple):
    """A customer who has ordered, with its points, the habits that they come from, its revenue (as JSON), and its owner."""

    customer: int
    points: int
    level: str
    rhythm: Rhythm
    revenue: str
    owner: str | None


def risks(scope: Scope) -> list[AtRisk]:
    """All who have ordered and are looked after, by number; those put away, merged or given up as lost are left out."""
    settings, today = scope.session.settings.policies.churn, scope.session.today
    columns = ", ".join(f"s.{name}" for name in Rhythm._fields)
    rows = scope.rows(
        f"SELECT {columns}, c.customer, c.revenue, c.owner FROM scope c JOIN now_rhythms s ON s.customer = c.customer"  # noqa: S608
        " WHERE NOT c.resting AND s.last_order IS NOT NULL ORDER BY c.customer"
    )
    days = _Days({None: None})
    found = []
    for *held, number, revenue, owner in rows:
        rhythm = _rhythm(held, days)
        total = points(rhythm, today, settings)
        found.append(AtRisk(number, total, level_of(total, settings), rhythm, revenue, owner))
    return found


class _Days(dict[str | None, date | None]):
    """Days by how the catalog writes them; the same few thousand come again and again."""

    def __missing__(self, written: str) -> date:
        self[written] = day = date.fromisoformat(written)
        return day


def worst_first(found: Sequence[AtRisk], most: int | None = None) -> list[AtRisk]:
    """By points, the longest silence first among equals; only so many."""
    if most is None:
        return sorted(found, key=_rank)
    return nsmallest(most, found, key=_rank)


def _rank(each: AtRisk) -> tuple[int, date, int]:
    return (-each.points, each.rhythm.last_order or date.max, each.customer)


def risk_of(each: AtRisk, settings: Settings, today: date) -> Risk:
    """The risk with its signs and since when the level holds."""
    return churn(each.rhythm, today, settings.policies.churn)


def signs(risk: Risk) -> Message:
    """The signs in words, each with its points."""
    told = tuple(say("{sign}: +{points}", sign=part.message, points=part.points) for part in risk.parts)
    return say("{signs}", signs=told)


def _rhythm(held: list[Any], days: _Days) -> Rhythm:
    """A row of the catalog with its days; spelled out, as every customer comes through here."""
    (
        first, last, orders, gap, order_days, recent, earlier, contact, talks, talk_gap, complaints, rated, rating, before,
        late_on, late, late_before, owes,
    ) = held  # fmt: skip
    return Rhythm._make((
        days[first], days[last], orders, gap, order_days, recent, earlier, days[contact], talks, talk_gap, complaints,
        days[rated], rating, before, days[late_on], late, late_before, days[owes],
    ))  # fmt: skip
