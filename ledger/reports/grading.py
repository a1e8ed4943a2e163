"""The level that each customer would have by the rules: points for purchasing power, loyalty and potential."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from ledger.model.names import fold
from ledger.model.policies import Grading
from ledger.reports.potential import FULL, Potentials, half_up
from ledger.reports.scope import Scope
from ledger.reports.table import Period
from ledger.reports.worth import Worth, Worths, worths

REPURCHASE, RELATION, REFERRALS = 50, 25, 25
"""What the parts of loyalty count for, of 100."""
_EACH_PURCHASE, _EACH_YEAR, _EACH_REFERRAL = 250, 200, 500
_RULES = "rules"


class Power(NamedTuple):
    """Purchasing power in tenths of points: how many of 100 buyers bought for no more, and no more often, in the period."""

    amount: int
    frequency: int

    @property
    def points(self) -> int:
        """The mean of both."""
        return half_up(self.amount + self.frequency, 2)


class Loyalty(NamedTuple):
    """Tenths of points for buying again, for how long the customer has been buying, and for those whom it brought."""

    repurchase: int
    relation: int
    referrals: int

    @property
    def points(self) -> int:
        """Half for buying again, a quarter each for the others; half up."""
        return (self.repurchase * REPURCHASE + self.relation * RELATION + self.referrals * REFERRALS + 50) // 100


class Grade(NamedTuple):
    """What the rules make of a customer, in tenths of points. `level` is what the file has, `by_hand` that somebody decided it."""

    points: int
    grade: str
    level: str
    by_hand: bool

    @property
    def changes(self) -> bool:
        """Whether the rules would write another level."""
        return not self.by_hand and bool(self.grade) and self.grade != self.level


_NO_POWER = Power(0, 0)
_NO_LOYALTY = Loyalty(0, 0, 0)


@dataclass
class Grades:
    """The grades of the customers of a scope, each worked out when it is asked for."""

    scope: Scope
    period: Period
    known: Worths | None = None

    @cached_property
    def worths(self) -> Worths:
        """What the customers are worth beside each other."""
        return self.known or worths(self.scope, self.period)

    @cached_property
    def potentials(self) -> Potentials:
        """How much more they may bring."""
        return Potentials(self.worths)

    @cached_property
    def rule(self) -> Grading:
        """Weights and thresholds of ledger.yaml."""
        return self.scope.session.settings.policies.grading

    @cached_property
    def thresholds(self) -> Sequence[tuple[str, Decimal]]:
        """The least points of each level, the highest first; the last level takes whoever reaches none."""
        levels = tuple(self.scope.session.settings.levels)
        if self.rule.thresholds:
            return tuple(self.rule.thresholds.items())
        count = len(levels)
        return tuple((name, Decimal(100 * (count - place)) / count) for place, name in enumerate(levels[:-1], 1))

    @cached_property
    def by_hand(self) -> Mapping[int, str]:
        """Who or what decided the level, for customers of whom the file says so; not the rules."""
        rows = self.scope.rows(
            "SELECT customer, value FROM main.fields WHERE name = 'level_by' ORDER BY customer, n DESC"
        )
        value = self.scope.session.vocabulary.value
        return {number: said for number, said in rows if fold(said) and value("level_by", said) != _RULES}

    @cached_property
    def _counts(self) -> Sequence[int]:
        return sorted(each.times for each in self.worths.active if each.times)

    @cached_property
    def _levels(self) -> Mapping[int, str]:
        return dict(self.scope.rows("SELECT customer, ifnull(level, '') FROM scope"))

    @cached_property
    def _weights(self) -> tuple[int, int, int, int]:
        """The three weights and their sum as whole numbers."""
        three = (self.rule.purchasing_power, self.rule.loyalty, self.rule.potential)
        places = max(-int(each.as_tuple().exponent) for each in three)
        power, loyalty, potential = (int(each.scaleb(max(places, 0))) for each in three)
        return power, loyalty, potential, power + loyalty + potential

    @cached_property
    def _steps(self) -> Sequence[tuple[str, Decimal]]:
        return tuple((name, least * 10) for name, least in self.thresholds)

    def __getitem__(self, customer: int) -> Grade:
        return next(self.of_all((customer,)))[1]

    def of_all(self, customers: Iterable[int]) -> Iterator[tuple[int, Grade]]:
        """The grades of customers; made for many."""
        of_power, of_loyalty, of_potential, whole = self._weights
        known, levels, by_hand = self.worths.by_customer, self._levels, self.by_hand
        by_points: dict[int, str] = {}
        for customer, tenths in self.potentials.of_all(customers):
            each = known.get(customer)
            sum_of = tenths * of_potential if tenths else 0
            if each is not None:
                if each.times:
                    sum_of += self.power(each).points * of_power
                sum_of += _loyal(each) * of_loyalty
            points = (2 * sum_of + whole) // (2 * whole) if whole else 0
            grade = by_points.get(points)
            if grade is None:
                grade = by_points[points] = self.level_of(points)
            yield customer, Grade(points, grade, levels.get(customer, ""), customer in by_hand)

    def level_of(self, tenths: int) -> str:
        """The level that so many tenths of points mean."""
        for name, least in self._steps:
            if tenths >= least:
                return name
        return self._last

    @cached_property
    def _last(self) -> str:
        return next(iter(tuple(self.scope.session.settings.levels)[-1:]), "")

    def power(self, each: Worth | None) -> Power:
        """Purchasing power of a customer."""
        if each is None or not each.times:
            return _NO_POWER
        ranked, counts = self.worths.pools[each.pool].ranked, self._counts
        return Power(
            half_up(bisect_right(ranked, each.revenue) * FULL, len(ranked)),
            half_up(bisect_right(counts, each.times) * FULL, len(counts)),
        )

    def loyalty(self, each: Worth | None) -> Loyalty:
        """Loyalty of a customer."""
        return _NO_LOYALTY if each is None else Loyalty(*_signs(each))


def _signs(each: Worth) -> tuple[int, int, int]:
    """Repurchase, length of relation (a year has 365.25 days) and referrals."""
    again = relation = brought = 0
    if each.ever:
        again = min((each.ever - 1) * _EACH_PURCHASE, FULL)
        relation = min((each.since_first * _EACH_YEAR * 8 + 1461) // 2922, FULL)
    if each.brought or each.strangers:
        brought = min((len(each.brought) + each.strangers) * _EACH_REFERRAL, FULL)
    return again, relation, brought


def _loyal(each: Worth) -> int:
    """The points of loyalty."""
    again, relation, brought = _signs(each)
    return (again * REPURCHASE + relation * RELATION + brought * REFERRALS + 50) // 100
