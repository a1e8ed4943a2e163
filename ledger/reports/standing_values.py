"""What customers are found and listed by besides their fields: tier, segment, grade and points, worked out for all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ledger.reports.asked import Asked, period
from ledger.reports.grading import Grades
from ledger.reports.potential import level
from ledger.reports.scope import Scope, scope
from ledger.reports.worth import worths
from ledger.session import Session
from ledger.store.scan import without_collector


class Standing(NamedTuple):
    """A customer beside the others: canonical names, empty where there is nothing to go by; `points` in tenths.

    `value` is R + F + M + referral points (0: none), `rfm` the three scores such as 545, `potential` high, medium or low.
    """

    tier: str
    segment: str
    rfm: str
    value: int
    abc: str
    grade: str
    points: int
    potential: str


@without_collector()
def standing_values(scope: Scope) -> Mapping[int, Standing]:
    """The standing of every customer of a scope by number, over the periods that ledger.yaml names."""
    session = scope.session
    policies = session.settings.policies
    found = worths(scope, period(str(policies.value.within), session.today))
    same = policies.grading.within == policies.value.within
    over = period(str(policies.grading.within), session.today)
    grades = Grades(scope, over, found if same else None)
    tiers = {each.customer: each.tier for each in found.ranked}
    known = found.by_customer
    numbers = [number for (number,) in scope.rows("SELECT customer FROM scope")]
    promises = dict(grades.potentials.of_all(numbers))
    made = {}
    for number, grade in grades.of_all(numbers):
        each = known.get(number)
        promise = level(promises[number])
        if each is None:
            made[number] = Standing("", "", "", 0, "", grade.grade, grade.points, promise)
        else:
            rfm = f"{each.r}{each.f}{each.m}" if each.r else ""
            made[number] = Standing(
                tiers.get(number, ""), each.segment, rfm, each.score, each.abc, grade.grade, grade.points, promise
            )
    return made


def standings(session: Session) -> Iterator[tuple[int, str | None, str | None, str | None]]:
    """Every customer, its tier of value, segment and level by the rules; None for what it has not."""
    for number, each in standing_values(scope(session, Asked())).items():
        yield number, each.tier or None, each.segment or None, each.grade or None
