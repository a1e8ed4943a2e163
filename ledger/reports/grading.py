"""The level that each customer would have by the rules: points for purchasing power, loyalty and potential."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from ledger.model.names import fold
from ledger.model.policies import Grading
from ledger.reports.potential import Potential, Potentials
from ledger.reports.scope import Scope
from ledger.reports.table import Period
from ledger.reports.worth import Worth, Worths, worths

REPURCHASE, RELATION, REFERRALS = 50, 25, 25
"""What the parts of loyalty count for, of 100."""
_EACH_PURCHASE, _EACH_YEAR, _EACH_REFERRAL = 25, 20, 50
_YEAR = Decimal("365.25")
_TENTH = Decimal("0.1")
_RULES = "rules"


class Power(NamedTuple):
    """Purchasing power: how many of 100 buyers bought for no more, and no more often, in the period."""

    amount: Decimal
    frequency: Decimal

    @property
    def points(self) -> Decimal:
        """The mean of both."""
        return _tenth((self.amount + self.frequency) / 2)


class Loyalty(NamedTuple):
    """Points for buying again, for how long the customer has been buying, and for those whom it brought."""

    repurchase: Decimal
    relation: Decimal
    referrals: Decimal

    @property
    def points(self) -> Decimal:
        """Half for buying again, a quarter each for the others."""
        weighted = self.repurchase * REPURCHASE + self.relation * RELATION + self.referrals * REFERRALS
        return _tenth(weighted / 100)


class Grade(NamedTuple):
    """What the rules make of a customer. `level` is what the file has, `by_hand` that somebody decided it."""

    power: Power
    loyalty: Loyalty
    potential: Potential
    points: Decimal
    grade: str
    level: str
    by_hand: bool

    @property
    def changes(self) -> bool:
        """Whether the rules would write another level."""
        return not self.by_hand and bool(self.grade) and self.grade != self.level


def _tenth(figure: Decimal) -> Decimal:
    return figure.quantize(_TENTH, ROUND_HALF_UP)


_NOTHING = Power(Decimal(0), Decimal(0))
_STRANGER = Loyalty(Decimal(0), Decimal(0), Decimal(0))


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
        return sorted(
            each.bought.times
            for each in self.worths.by_customer.values()
            if each.bought is not None and each.bought.times
        )

    @cached_property
    def _levels(self) -> Mapping[int, str]:
        return dict(self.scope.rows("SELECT customer, ifnull(level, '') FROM scope"))

    def __getitem__(self, customer: int) -> Grade:
        each = self.worths.by_customer.get(customer)
        power, loyalty, potential = self._power(each), self._loyalty(each), self.potentials[customer]
        points = self.weighed(power.points, loyalty.points, potential.points or Decimal(0))
        return Grade(
            power,
            loyalty,
            potential,
            points,
            self.level_of(points),
            self._levels.get(customer, ""),
            customer in self.by_hand,
        )

    def weighed(self, power: Decimal, loyalty: Decimal, potential: Decimal) -> Decimal:
        """The points of the three parts as one figure of 0 to 100."""
        rule = self.rule
        whole = rule.purchasing_power + rule.loyalty + rule.potential
        sums = power * rule.purchasing_power + loyalty * rule.loyalty + potential * rule.potential
        return _tenth(sums / whole) if whole else Decimal(0)

    def level_of(self, points: Decimal) -> str:
        """The level that so many points mean."""
        for name, least in self.thresholds:
            if points >= least:
                return name
        levels = tuple(self.scope.session.settings.levels)
        return levels[-1] if levels else ""

    def _power(self, each: Worth | None) -> Power:
        if each is None or each.bought is None or not each.bought.times:
            return _NOTHING
        pool = self.worths.pools[each.pool]
        return Power(_of_100(pool.ranked, each.revenue), _of_100(self._counts, each.bought.times))

    def _loyalty(self, each: Worth | None) -> Loyalty:
        if each is None:
            return _STRANGER
        bought = each.bought
        again = min(max(bought.ever - 1, 0) * _EACH_PURCHASE, 100) if bought is not None else 0
        years = Decimal(bought.since_first) / _YEAR if bought is not None and bought.ever else Decimal(0)
        brought = min((len(each.brought) + each.strangers) * _EACH_REFERRAL, 100)
        return Loyalty(Decimal(again), _tenth(min(years * _EACH_YEAR, Decimal(100))), Decimal(brought))


def _of_100(ranked: Sequence[int], figure: int) -> Decimal:
    """How many of 100 are no larger."""
    return _tenth(Decimal(bisect_right(ranked, figure) * 100) / len(ranked))
