"""From the parts of ledger.yaml to policies: promises, ladders, grading, churn, goals, targets, key accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from ledger.model import policy_names
from ledger.model.playbooks_reader import PlaybookReader
from ledger.model.policies import (
    Churn,
    Goal,
    Grading,
    KeyAccounts,
    Lifecycle,
    Policies,
    Promise,
    Survey,
    Value,
)
from ledger.model.problem import Problem
from ledger.model.settings import Settings
from ledger.model.settings_tree import Node
from ledger.model.values import Money
from ledger.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

P = TypeVar("P", bound="DataclassInstance")

SECTIONS = (
    *("promises", "lifecycle", "grading", "churn", "value", "survey", "goals", "targets", "playbooks"),
    *("strategies", "key_accounts"),
)
OF_LEVELS = ("care", "strategy")
"""What a level says for policies."""

_PERIOD = re.compile(r"[0-9]{4}(?:-(?:Q[1-4]|H[12]|0[1-9]|1[0-2]))?")
_MOST_POINTS = Decimal(100)


def read(parts: Mapping[str, Node], settings: Settings, vocabulary: Vocabulary, problems: list[Problem]) -> Policies:
    """The policies in the sections of a ledger.yaml whose other settings are read already; `levels` is among them.

    `vocabulary` has the ledger's own words. What is wrong is added to the problems and keeps its default.
    """
    return _Reader(problems, settings, vocabulary).policies(parts)


class _Reader(PlaybookReader):
    """Reads the policies of one ledger.yaml."""

    def policies(self, parts: Mapping[str, Node]) -> Policies:
        levels = self.of_levels(parts.get("levels"))
        return Policies(
            promises=self.promises(parts.get("promises")),
            lifecycle=self.lifecycle(parts.get("lifecycle")),
            grading=self.grading(parts.get("grading")),
            churn=self.churn(parts.get("churn")),
            value=self.value(parts.get("value")),
            survey=self.survey(parts.get("survey")),
            goals=self.goals(parts.get("goals")),
            targets=self.targets(parts.get("targets")),
            playbooks=self.playbooks(parts.get("playbooks")),
            budgets={name: budget for name, (budget, _) in levels.items() if budget is not None},
            strategies={
                **{name: strategy for name, (_, strategy) in levels.items() if strategy},
                **self.strategies(parts.get("strategies")),
            },
            key_accounts=self.key_accounts(parts.get("key_accounts")),
        )

    def of_levels(self, node: Node | None) -> Mapping[str, tuple[Money | None, str]]:
        """What a customer of each level may cost in a year, and the strategy for it. Their other parts are read elsewhere."""
        found = {}
        for name, value in _plain_pairs(node):
            said = dict(_plain_pairs(value))
            found[name] = (self.money(said.get("care")), self.text(said.get("strategy")))
        return found

    def promises(self, node: Node | None) -> Mapping[str, Promise]:
        """By canonical kind; a length alone is when to answer."""
        found = {}
        for written, (key, value) in self.pairs(node).items():
            kind = self.case_kind(written, key)
            if kind:
                found[kind] = self.promise(value)
        return found

    def case_kind(self, written: str, key: Node) -> str:
        """The canonical kind that a word means, if cases are of it."""
        known = self.vocabulary.kind(written)
        kind = known.name if known else ""
        kind = self.settings.kinds[kind].like or kind if kind in self.settings.kinds else kind
        if kind in policy_names.CASES:
            return kind
        near = self.near(written, policy_names.CASES)
        allowed = ", ".join(policy_names.CASES)
        self.found("settings-choice-unknown", key, written=written, allowed=allowed, nearest=near)
        return ""

    def promise(self, node: Node) -> Promise:
        if node.what == "text":
            return Promise(self.interval(node))
        parts = self.parts(node, ("answer", "solve"))
        return Promise(self.interval(parts.get("answer")), self.interval(parts.get("solve")))

    def lifecycle(self, node: Node | None) -> Lifecycle:
        parts = self.parts(node, Lifecycle.__slots__)
        return _with(
            Lifecycle(),
            ladder=self.one_of(parts.get("ladder"), ("life", "buying")) or None,
            loyal_orders=self.number_from(parts.get("loyal_orders"), 1),
            loyal_within=self.span(parts.get("loyal_within")),
            lost_after=self.span(parts.get("lost_after")),
            lost_gaps=self.decimal(parts.get("lost_gaps")),
            silent_after=self.span(parts.get("silent_after")),
        )

    def grading(self, node: Node | None) -> Grading:
        parts = self.parts(node, Grading.__slots__)
        weights = ("purchasing_power", "loyalty", "potential")
        read = _with(
            Grading(),
            **{name: self.points(parts.get(name)) for name in weights},
            thresholds=self.thresholds(parts.get("thresholds")),
            within=self.span(parts.get("within")),
        )
        if not read.purchasing_power + read.loyalty + read.potential:
            at = next(parts[name] for name in weights if name in parts)
            self.found("settings-weights-none", at)
            return _with(read, **{name: getattr(Grading(), name) for name in weights})
        return read

    def thresholds(self, node: Node | None) -> Mapping[str, Decimal]:
        """By level in order of rank."""
        read: dict[str, tuple[Node, Decimal]] = {}
        for written, (key, value) in self.pairs(node).items():
            level, points = self.level_name(written, key), self.points(value, _MOST_POINTS)
            if level and points is not None:
                read[level] = (value, points)
        ordered = [name for name in self.settings.levels if name in read]
        for above, level in pairwise(ordered):
            if read[level][1] >= read[above][1]:
                self.found("settings-thresholds-order", read[level][0], level=level, above=above)
        return {name: read[name][1] for name in ordered}

    def level_name(self, written: str, node: Node) -> str:
        """The level that a word means."""
        level = self.vocabulary.value("level", written) or ""
        if not level:
            near = self.near(written, self.settings.levels)
            self.found("settings-level-unknown", node, written=written, nearest=near)
        return level

    def churn(self, node: Node | None) -> Churn:
        parts = self.parts(node, Churn.__slots__)
        read = _with(
            Churn(),
            medium=self.number_to(parts.get("medium"), 100),
            high=self.number_to(parts.get("high"), 100),
            complaints_within=self.span(parts.get("complaints_within")),
            warn=self.truth(parts.get("warn")),
        )
        if read.medium < read.high:
            return read
        at = parts["high"] if "high" in parts else parts["medium"]
        self.found("settings-thresholds-order", at, level="medium", above="high")
        return _with(read, medium=Churn().medium, high=Churn().high)

    def value(self, node: Node | None) -> Value:
        parts = self.parts(node, Value.__slots__)
        read = _with(
            Value(),
            high=self.percent(parts.get("high")),
            low=self.percent(parts.get("low")),
            within=self.span(parts.get("within")),
            high_from=self.sum_from(parts.get("high_from")),
            middle_from=self.sum_from(parts.get("middle_from")),
        )
        if read.high_from is not None and read.middle_from is not None and read.middle_from >= read.high_from:
            self.found("settings-thresholds-order", parts["high_from"], level="middle_from", above="high_from")
            read = replace(read, middle_from=None)
        if read.high + read.low <= 100:
            return read
        self.found("settings-shares-over", parts["low"] if "low" in parts else parts["high"])
        return _with(read, high=Value().high, low=Value().low)

    def sum_from(self, node: Node | None) -> Decimal | None:
        """An amount in the ledger's currency."""
        return None if node is None else self.target(node, policy_names.MONEY)

    def survey(self, node: Node | None) -> Survey:
        parts = self.parts(node, Survey.__slots__)
        return _with(Survey(), least=self.number_from(parts.get("least"), 1), every=self.span(parts.get("every")))

    # Goals and targets

    def goals(self, node: Node | None) -> tuple[Goal, ...]:
        return tuple(goal for part in self.several(node) if (goal := self.goal(part)) is not None)

    def several(self, node: Node | None) -> Sequence[Node]:
        """The parts of a list of maps; a lone map counts as a list of one."""
        if node is None or node.empty:
            return ()
        if node.what == "text":
            self.found("settings-list-expected", node)
            return ()
        return node.parts if node.what == "list" else (node,)

    def goal(self, node: Node) -> Goal | None:
        parts = self.parts(node, Goal.__slots__)
        missing = [name for name in ("measure", "target") if name not in parts or parts[name].empty]
        if missing:
            if node.what == "map":
                self.found("settings-part-missing", node, part=missing[0])
            return None
        by, text = self.day(parts.get("by")), self.text(parts.get("text"))
        measure = self.measure(parts["measure"])
        target = self.target(parts["target"], policy_names.MEASURES[measure]) if measure else None
        return None if target is None else Goal(measure, target, by, text)

    def measure(self, node: Node) -> str:
        """A canonical measure."""
        written = self.text(node)
        found = policy_names.measure(written) if written else ""
        if written and not found:
            names = policy_names.MEASURE_NAMES
            near = self.near(written, (*names, *(name for others in names.values() for name in others)))
            self.found("settings-measure-unknown", node, written=written, nearest=near)
        return found

    def target(self, node: Node, kind: str) -> Decimal | None:
        """An amount in the ledger's currency, a percentage or a number, as the measure wants it."""
        if kind == policy_names.PERCENT:
            return self.percent(node)
        if kind == policy_names.NUMBER:
            return self.figure(node)
        found = self.money(node)
        if found is not None and found.currency != self.settings.currency:
            self.found("settings-goal-currency", node, currency=self.settings.currency)
            return None
        return None if found is None else found.amount

    def targets(self, node: Node | None) -> Mapping[str, Mapping[str, Money]]:
        """By person, `all` for the whole ledger, then by period."""
        found: dict[str, dict[str, Money]] = {}
        for written, (key, value) in self.pairs(node).items():
            person = self.target_of(written, key)
            if person:
                found.setdefault(person, {}).update(self.periods(value))
        return found

    def target_of(self, written: str, key: Node) -> str:
        """`all`, or the person whom a name means; anybody where the ledger names no people."""
        if written.lower() in ("all", "全部", "合计"):
            return "all"
        known = self.vocabulary.value("people", written)
        if known is None and self.settings.people:
            near = self.near(written, (*self.settings.people, "all"))
            self.found("settings-person-unknown", key, written=written, nearest=near)
            return ""
        return known or written

    def periods(self, node: Node) -> Mapping[str, Money]:
        found = {}
        for written, (key, value) in self.pairs(node).items():
            period = written.strip().upper()
            if not _PERIOD.fullmatch(period):
                self.found("settings-period-invalid", key, written=written)
                continue
            amount = self.money(value)
            if amount is not None:
                found[period] = amount
        return found

    def strategies(self, node: Node | None) -> Mapping[str, str]:
        """By segment (canonical) or level."""
        found = {}
        for written, (key, value) in self.pairs(node).items():
            level = self.vocabulary.value("level", written)
            name = level or self.vocabulary.value("segment", written)
            if not name:
                near = self.near(written, (*self.settings.levels, *self.names_in("segment")))
                self.found("settings-segment-unknown", key, written=written, nearest=near)
                continue
            found[name] = self.text(value)
        return found

    def key_accounts(self, node: Node | None) -> KeyAccounts:
        """`key_accounts: {query: …}`, or just the query."""
        if node is not None and node.what == "map":
            node = self.parts(node, KeyAccounts.__slots__).get("query")
        return KeyAccounts(self.text(node))


def _plain_pairs(node: Node | None) -> Sequence[tuple[str, Node]]:
    return () if node is None else [(key.text, value) for key, value in node.pairs]


def _with(made: P, **parts: Any) -> P:
    """A value with those parts that are not None."""
    return replace(made, **{name: part for name, part in parts.items() if part is not None})
