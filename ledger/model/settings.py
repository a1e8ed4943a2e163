"""A ledger's settings: ledger.yaml as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from ledger.model.values import Interval

if TYPE_CHECKING:
    from ledger.model.policies import Policies


@dataclass(frozen=True, slots=True)
class Level:
    """A grade of customers: how often to talk with them, how fast to answer, what must be known of them."""

    name: str
    every: Interval | None = None
    answer_within: Interval | None = None
    solve_within: Interval | None = None
    require: tuple[str, ...] = ()
    greet: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with the ledger."""

    name: str
    email: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field that ledger.yaml declares; empty parts are taken from the built-in field of that name, if there is one.

    Each of `values` is a value's canonical name followed by its other ones.
    """

    name: str
    type: str = ""
    names: tuple[str, ...] = ()
    values: tuple[tuple[str, ...], ...] = ()
    of: str = ""
    module: str = ""


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A kind of entry that ledger.yaml declares; what it does not say is as in the kind that it is `like`."""

    name: str
    like: str = ""
    names: tuple[str, ...] = ()
    group: str = ""
    contact: bool | None = None
    record: bool | None = None
    fields: tuple[OwnField, ...] = ()


@dataclass(frozen=True, slots=True)
class DueSettings:
    """How long before (or after) a day each kind of due asks for attention, and how far `ledger due` looks ahead."""

    birthday: Interval = Interval(7, "d")
    anniversary: Interval = Interval(7, "d")
    holiday: Interval = Interval(7, "d")
    contract: tuple[Interval, ...] = (Interval(60, "d"), Interval(30, "d"), Interval(7, "d"))
    invoice: Interval = Interval(3, "d")
    delivery: Interval = Interval(3, "d")
    service: Interval = Interval(30, "d")
    opportunity: Interval = Interval(7, "d")
    opportunity_stale: Interval = Interval(30, "d")
    complaint_answer: Interval = Interval(2, "d")
    complaint_solve: Interval = Interval(7, "d")
    feedback: Interval = Interval(7, "d")
    verify: Interval = Interval(180, "d")
    verify_per_day: int = 20
    ahead: Interval = Interval(7, "d")


DEFAULT_LEVELS: Mapping[str, Level] = {name: Level(name) for name in ("VIP", "A", "B", "C", "D")}


@dataclass(frozen=True, slots=True)
class Settings:
    """What ledger.yaml says, with defaults for the rest.

    `levels` are in order of rank, the highest first; `stages` in the order of a customer's life. `country` (ISO 3166)
    tells how phone numbers without one are read and whose holidays are kept. `rates` are in `currency` for one unit of
    another. `digest` covers all that facts depend on: not today, the queries or the name. `policies` may be given as the
    text of policies_cache (empty for the default ones); they are made of it when they are first asked for, as most
    commands ask for none.
    """

    format: int = 1
    name: str = ""
    language: str = "zh"
    currency: str = "CNY"
    timezone: str = ""
    country: str = "CN"
    today: date | None = None
    engine: str = "whoosh"
    people: Mapping[str, Person] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=lambda: DEFAULT_LEVELS)
    stages: tuple[str, ...] = ()
    fields: Mapping[str, OwnField] = field(default_factory=dict)
    kinds: Mapping[str, OwnKind] = field(default_factory=dict)
    queries: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    due: DueSettings = DueSettings()
    digest: str = ""
    policies: Policies = cast("Policies", "")
    late: str = field(default="", init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        given: object = self.policies
        if isinstance(given, str):
            object.__setattr__(self, "late", given)
            object.__delattr__(self, "policies")

    def __getattr__(self, name: str) -> Policies:
        """The policies, the first time that they are asked for."""
        if name != "policies":
            raise AttributeError(name)
        from ledger.model.policies_cache import from_json

        made = from_json(self.late)
        object.__setattr__(self, "policies", made)
        return made
