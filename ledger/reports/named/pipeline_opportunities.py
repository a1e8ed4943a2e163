"""Opportunities as reports read them: the last word on each, its steps, and what it may bring."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, NamedTuple

from ledger.model.values import Money
from ledger.reports.scope import Scope
from ledger.reports.table import Period
from ledger.session import Session

Key = tuple[int, str | int]
"""What tells opportunities apart: the customer's number and the REF, or the line of one without."""

WON, LOST = "won", "lost"
ENDS = frozenset({WON, LOST})
LEAST = 10
"""So many opportunities of a stage must have ended before the share of won ones says something."""
DEFAULTS: Mapping[str, int] = {"lead": 10, "qualify": 20, "proposal": 40, "quote": 50, "negotiate": 70}
"""The chance in percent where nothing else is known; 20 for a ledger's own stages, 10 without a stage."""
_OWN_STAGE, _NO_STAGE = 20, 10
_CENT, _TENTH, _HUNDRED = Decimal("0.01"), Decimal("0.1"), Decimal(100)


class Step(NamedTuple):
    """A step from stage to stage; `was` is empty for the first one."""

    day: date
    line: int
    was: str
    became: str


Paths = Mapping[Key, Sequence[Step]]


@dataclass(frozen=True, slots=True)
class Opportunity:
    """An opportunity as of a day. `probability` is in percent, `touched` None where nobody can tell any more."""

    customer: int
    id: str
    name: str
    path: str
    line: int
    ref: str
    title: str
    opened: date
    touched: date | None
    stage: str
    amount: Money | None
    probability: Decimal | None
    close_on: date | None
    priority: str
    owner: str
    source: str
    products: tuple[str, ...]
    steps: Sequence[Step]

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return self.customer, self.ref or self.line

    @property
    def closed(self) -> bool:
        """Whether it was won or lost."""
        return self.stage in ENDS

    @property
    def since(self) -> date:
        """The day since when it has been in its stage."""
        return self.steps[-1].day if self.steps else self.opened

    def at(self, day: date) -> Opportunity | None:
        """As it stood on an earlier day by its steps; None if there was none yet. What it is worth is what is known today."""
        if self.opened > day:
            return None
        steps = tuple(step for step in self.steps if step.day <= day)
        return replace(self, steps=steps, stage=steps[-1].became if steps else "", touched=None)


class Chance(NamedTuple):
    """How likely an opportunity is won, in percent, and whence that is known: `written`, `history` or `default`."""

    percent: Decimal
    basis: str
    won: int = 0
    ended: int = 0


class Chances:
    """The chances of opportunities, from what became of earlier ones of the whole ledger."""

    def __init__(self, paths: Paths) -> None:
        self.won: dict[str, int] = {}
        self.ended: dict[str, int] = {}
        for steps in paths.values():
            end = steps[-1].became
            if end in ENDS:
                for stage in {step.became for step in steps} - ENDS:
                    self.ended[stage] = self.ended.get(stage, 0) + 1
                    self.won[stage] = self.won.get(stage, 0) + (end == WON)

    def of(self, one: Opportunity) -> Chance:
        """The probability that is written; else the share of won ones among at least LEAST that ended; else the default."""
        won, ended = self.won.get(one.stage, 0), self.ended.get(one.stage, 0)
        if one.probability is not None:
            return Chance(min(max(one.probability, Decimal(0)), _HUNDRED), "written")
        if one.stage and ended >= LEAST:
            return Chance((Decimal(won * 100) / ended).quantize(_TENTH, ROUND_HALF_UP), "history", won, ended)
        default = DEFAULTS.get(one.stage, _OWN_STAGE) if one.stage else _NO_STAGE
        return Chance(Decimal(default), "default", won, ended)

    def weighted(self, one: Opportunity) -> Money | None:
        """The amount times the chance, to the cent, half up; None without an amount."""
        if one.amount is None:
            return None
        worth = one.amount.amount * self.of(one).percent / _HUNDRED
        return Money(worth.quantize(_CENT, ROUND_HALF_UP), one.amount.currency)


def kinds(session: Session) -> tuple[str, ...]:
    """The kinds of entries that are opportunities: the known one and a ledger's own that are like it."""
    return ("opportunity", *(name for name, own in session.settings.kinds.items() if own.like == "opportunity"))


def paths(scope: Scope) -> Paths:
    """The steps of all opportunities of the ledger up to today, whoever was asked for."""
    found: dict[Key, list[Step]] = {}
    steps: list[Step] = []
    day, made = date.fromisoformat, Step._make
    for customer, ref, written, line, was, became in scope.rows(
        "SELECT customer, ref, date, line, was, became FROM now_moves WHERE what = 'opportunity' ORDER BY customer, n"
    ):
        if not was:
            steps = found[customer, ref or line] = []
        steps.append(made((day(written), line, was or "", became)))
    return found


def opportunities(scope: Scope, known: Paths, *, condition: str = "NOT r.closed") -> list[Opportunity]:
    """The opportunities of the customers asked for that fit a condition in SQL (the record is `r`), by customer and opening."""
    named = kinds(scope.session)
    rows = scope.rows(
        "SELECT r.customer, c.id, c.name, c.path, r.line, r.ref, r.title, r.opened, r.touched, r.fields, c.owner,"
        " (SELECT f.value FROM main.fields f WHERE f.customer = r.customer AND f.name = 'source' ORDER BY f.n LIMIT 1)"
        f" FROM now_records r JOIN scope c ON c.customer = r.customer WHERE r.kind IN ({', '.join('?' * len(named))})"
        f" AND ({condition}) ORDER BY r.customer, r.n",
        named,
    )
    person = People(scope.session)
    return [_opportunity(row, known, person) for row in rows]


class Ended(NamedTuple):
    """An opportunity that was won or lost, with the days of its first entry and of its last step."""

    opened: date
    since: date
    stage: str
    amount: Money | None
    reason: str
    competitors: tuple[str, ...]


def ended(scope: Scope, known: Paths, period: Period) -> list[Ended]:
    """Those of the customers asked for that were won or lost in a period, and stayed so."""
    named = kinds(scope.session)
    rows = scope.rows(
        "SELECT r.customer, r.ref, r.line, r.opened, r.fields FROM now_records r JOIN scope c ON c.customer = r.customer"
        f" WHERE r.kind IN ({', '.join('?' * len(named))}) AND r.closed AND r.touched >= ? AND r.opened <= ?"
        " ORDER BY r.customer, r.n",
        (*named, period.first.isoformat(), period.last.isoformat()),
    )
    found = []
    for customer, ref, line, opened, fields in rows:
        steps = known.get((customer, ref or line))
        if steps and (last := steps[-1]).day in period:
            said = json.loads(fields)
            reason = _text(said.get("lost_reason")) or _text(said.get("reason"))
            amount, rivals = _money(said.get("amount")), _texts(said.get("competitor"))
            found.append(Ended(date.fromisoformat(opened), last.day, last.became, amount, reason, rivals))
    return found


class People:
    """The names of people as ledger.yaml has them, by whatever they were called."""

    def __init__(self, session: Session) -> None:
        self._vocabulary = session.vocabulary
        self._known: dict[str, str] = {"": ""}

    def __call__(self, written: str | None) -> str:
        """The name of somebody; as written if ledger.yaml does not know them."""
        written = written or ""
        if written not in self._known:
            self._known[written] = self._vocabulary.value("people", written) or written
        return self._known[written]


def _opportunity(row: tuple[Any, ...], known: Paths, person: People) -> Opportunity:
    customer, identity, name, path, line, ref, title, opened, touched, fields, owner, source = row
    said = json.loads(fields)
    steps = known.get((customer, ref or line), ())
    return Opportunity(
        customer, identity, name, path, line, ref or "", title or "", date.fromisoformat(opened),
        date.fromisoformat(touched), _text(said.get("stage")), _money(said.get("amount")),
        _percent(said.get("probability")), _day(said.get("close_on")), _text(said.get("priority")),
        person(_first(said.get("owner")) or owner), _text(said.get("source")) or source or "",
        _texts(said.get("product")), steps,
    )  # fmt: skip


def _text(plain: object) -> str:
    return plain.strip() if isinstance(plain, str) else ""


def _texts(plain: object) -> tuple[str, ...]:
    several = plain if isinstance(plain, list) else [plain]
    return tuple(text for each in several if (text := _text(each)))


def _first(plain: object) -> str:
    return next(iter(_texts(plain)), "")


def _money(plain: object) -> Money | None:
    if isinstance(plain, Mapping) and plain.keys() == {"amount", "currency"}:
        return Money(Decimal(str(plain["amount"])), str(plain["currency"]))
    return None


def _percent(plain: object) -> Decimal | None:
    """A probability, which the catalog has as a fraction, in percent; None for what is no number."""
    try:
        return Decimal(plain) * 100 if isinstance(plain, str) else None
    except InvalidOperation:
        return None


def _day(plain: object) -> date | None:
    try:
        return date.fromisoformat(plain) if isinstance(plain, str) else None
    except ValueError:
        return None


def sums(amounts: Iterable[Money | None]) -> tuple[Money, ...]:
    """Amounts added up by currency, in the order of their first one; what comes to nothing is left out."""
    found: dict[str, Decimal] = {}
    for each in amounts:
        if each is not None:
            found[each.currency] = found.get(each.currency, Decimal(0)) + each.amount
    return tuple(Money(amount, currency) for currency, amount in found.items() if amount)


def mean(numbers: Sequence[int]) -> Decimal | None:
    """The mean with one decimal place, half up; None of nothing."""
    return (Decimal(sum(numbers)) / len(numbers)).quantize(_TENTH, ROUND_HALF_UP) if numbers else None


def median(numbers: Sequence[int]) -> Decimal | None:
    """The middle one, or the mean of the two in the middle; None of nothing."""
    if not numbers:
        return None
    found, half = sorted(numbers), len(numbers) // 2
    return Decimal(found[half]) if len(found) % 2 else Decimal(found[half - 1] + found[half]) / 2
