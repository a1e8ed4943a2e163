"""What a ledger has decided about its customers: ladders, grading, churn, care, promises, goals, targets, playbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.model.values import Interval, Money


@dataclass(frozen=True, slots=True)
class Promise:
    """How fast cases of a kind are answered and solved where a customer's level says nothing; None: no promise."""

    answer: Interval | None = None
    solve: Interval | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The rules of both ladders; `ladder` (life or buying) is the one that the ledger goes by.

    Loyal is who placed `loyal_orders` orders within `loyal_within`; lost is who ordered nothing for `lost_after`, or for
    `lost_gaps` times the own mean gap between orders where that is longer. `silent_after` is for talking.
    """

    ladder: str = "life"
    loyal_orders: int = 4
    loyal_within: Interval = Interval(12, "m")
    lost_after: Interval = Interval(180, "d")
    lost_gaps: Decimal = Decimal(3)
    silent_after: Interval = Interval(90, "d")


@dataclass(frozen=True, slots=True)
class Grading:
    """How a level is worked out: weights of the three parts (they need not add up to 100) and the least points of levels.

    `thresholds` are in order of rank, the highest first; who reaches none gets the last level. `within` is how far back
    orders count. Empty thresholds: the ledger's levels at equal steps.
    """

    purchasing_power: Decimal = Decimal(50)
    loyalty: Decimal = Decimal(30)
    potential: Decimal = Decimal(20)
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    within: Interval = Interval(12, "m")


@dataclass(frozen=True, slots=True)
class Churn:
    """From how many points on the risk is medium and high, and how many days back complaints count."""

    medium: int = 40
    high: int = 70
    complaints_within: Interval = Interval(180, "d")
    warn: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """Who is of high, middle and low value: the shares of customers, and which months count.

    Where there is `high_from` or `middle_from` (in the ledger's currency), the revenue of those months decides instead.
    """

    high: Decimal = Decimal(20)
    low: Decimal = Decimal(50)
    within: Interval = Interval(12, "m")
    high_from: Decimal | None = None
    middle_from: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """How many answers a figure needs before it is held against anybody, and how often customers are asked."""

    least: int = 5
    every: Interval | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What the ledger wants to reach: a measure of the KPI page, its target, by when, and in whose words."""

    measure: str
    target: Decimal
    by: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Playbook:
    """What to do with customers for whom `field` has `value` (stage, level, churn, value, segment …): a text, and tasks.

    A task is `text` with the days until it is due.
    """

    name: str
    field: str
    value: str
    text: str = ""
    tasks: tuple[tuple[str, Interval | None], ...] = ()


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """Who is a key account: a query, and customers added (or, negatively, taken off) by hand with reason and day."""

    query: str = ""


@dataclass(frozen=True, slots=True)
class Policies:
    """All of it, with sensible defaults. `targets` are revenue targets by person (or `all`) and period as written.

    `budgets` is the care that a customer of a level may cost in a year, `strategies` what is said of a level or segment.
    """

    promises: Mapping[str, Promise] = field(default_factory=dict)
    lifecycle: Lifecycle = Lifecycle()
    grading: Grading = Grading()
    churn: Churn = Churn()
    value: Value = Value()
    survey: Survey = Survey()
    goals: tuple[Goal, ...] = ()
    targets: Mapping[str, Mapping[str, Money]] = field(default_factory=dict)
    playbooks: tuple[Playbook, ...] = ()
    budgets: Mapping[str, Money] = field(default_factory=dict)
    strategies: Mapping[str, str] = field(default_factory=dict)
    key_accounts: KeyAccounts = KeyAccounts()
