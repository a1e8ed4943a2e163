"""From the tree of ledger.yaml to settings: which parts there are, and what each may hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from ledger.model.compiled import built_in
from ledger.model.definitions import TYPES, FieldDefinition, KindDefinition
from ledger.model.extension import vocabulary_of
from ledger.model.policies import Policies, Promise
from ledger.model.policies_reader import OF_LEVELS, SECTIONS
from ledger.model.policies_reader import read as read_policies
from ledger.model.problem import Problem
from ledger.model.settings import DEFAULT_LEVELS, DueSettings, Level, OwnField, OwnKind, Person, Settings
from ledger.model.settings_tree import Node, from_yaml, to_plain
from ledger.model.settings_values import ValueReader

FORMAT = 1
TOP = (
    *("ledger", "name", "language", "currency", "timezone", "country", "today", "search", "people", "levels"),
    *("stages", "fields", "kinds", "queries", "rates", "due", *SECTIONS),
)
NOT_IN_FACTS = (
    "name",
    "today",
    "queries",
    "search",
    "language",
    *(set(SECTIONS) - {"lifecycle", "churn", "promises"}),
)
GROUPS = ("contact", "business", "voice", "care", "keeping")


def load(text: str) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings of a ledger.yaml and what is wrong with it; what can't be understood keeps its default.

    Never raises on bad content. Problems are in the order of the file.
    """
    tree, problems = from_yaml(text)
    settings = _Reader(problems).settings(tree)
    return settings, tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def digest(tree: Node) -> str:
    """A digest of the parts of ledger.yaml that facts depend on, in their order."""
    parts = [(key.text, _in_facts(key.text, value)) for key, value in tree.pairs if key.text not in NOT_IN_FACTS]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _in_facts(name: str, node: Node) -> Any:
    """A part as facts see it: a level without what only policies go by."""
    plain = to_plain(node)
    if name != "levels" or not isinstance(plain, dict):
        return plain
    return {
        level: {key: value for key, value in said.items() if key not in OF_LEVELS} if isinstance(said, dict) else said
        for level, said in plain.items()
    }


class _Reader(ValueReader):
    """Reads the parts of one ledger.yaml."""

    def settings(self, tree: Node) -> Settings:
        self.vocabulary = built_in()
        parts = self.parts(tree, TOP)
        self.own = self.each(parts.get("fields"), self.field)
        kinds = self.each(parts.get("kinds"), self.kind)
        self.check_names(parts.get("fields"), self.own, self.vocabulary.field)
        self.check_names(parts.get("kinds"), kinds, self.vocabulary.kind)
        settings = Settings(
            format=self.format(parts.get("ledger")),
            name=self.text(parts.get("name")),
            language=self.one_of(parts.get("language"), ("zh", "en"), "zh"),
            currency=self.like(parts.get("currency"), "[A-Z]{3}", "CNY", "settings-currency-invalid"),
            timezone=self.timezone(parts.get("timezone")),
            country=self.like(parts.get("country"), "[A-Z]{2}", "CN", "settings-country-invalid"),
            today=self.day(parts.get("today")),
            engine=self.engine(parts.get("search")),
            people=self.people(parts.get("people")),
            levels=self.each(parts.get("levels"), self.level) or DEFAULT_LEVELS,
            stages=tuple(dict.fromkeys(self.texts(parts.get("stages")))),
            fields=self.own,
            kinds=kinds,
            queries=self.each(parts.get("queries"), lambda _, node: self.text(node)),
            rates=self.rates(parts.get("rates")),
            due=self.due(parts.get("due")),
            digest=digest(tree),
        )
        return self.with_policies(settings, parts)

    def with_policies(self, settings: Settings, parts: Mapping[str, Node]) -> Settings:
        """The settings with their policies. What is promised for complaints and feedback holds for due items too."""
        if not any(name in parts for name in (*SECTIONS, "levels")):
            return settings
        made = read_policies(parts, settings, vocabulary_of(settings), self.problems)
        due = self.promised(settings.due, made, self.pairs(parts.get("due")))
        return replace(settings, policies=made, due=due)

    def promised(self, due: DueSettings, made: Policies, said: Mapping[str, tuple[Node, Node]]) -> DueSettings:
        """The lead times with those that promises give; one that stands in both places is a problem, and the promise counts."""
        complaint, feedback = made.promises.get("complaint", Promise()), made.promises.get("feedback", Promise())
        promises = {
            "complaint_answer": complaint.answer,
            "complaint_solve": complaint.solve,
            "feedback": feedback.answer,
        }
        given: dict[str, Any] = {name: within for name, within in promises.items() if within is not None}
        for name, within in given.items():
            if name in said and getattr(due, name) != within:
                self.found("settings-promise-twice", said[name][0], key=name, within=str(within))
        return replace(due, **given)

    def format(self, node: Node | None) -> int:
        found = self.number(node) or FORMAT
        if node is not None and found > FORMAT:
            self.found("settings-format-newer", node, found=str(found), known=str(FORMAT))
        return found

    def timezone(self, node: Node | None) -> str:
        name = self.text(node)
        if not name or node is None or _zone_exists(name):
            return name
        self.found("settings-timezone-unknown", node, zone=name)
        return ""

    def engine(self, node: Node | None) -> str:
        """`search: {engine: fts5}`, or just `search: fts5`."""
        if node is not None and node.what == "map":
            node = self.parts(node, ("engine",)).get("engine")
        return self.one_of(node, ("whoosh", "fts5"), "whoosh")

    def rates(self, node: Node | None) -> Mapping[str, Decimal]:
        read = self.each(node, lambda _, part: self.decimal(part))
        return {currency.upper(): rate for currency, rate in read.items() if rate is not None}

    # People and levels

    def people(self, node: Node | None) -> Mapping[str, Person]:
        people = self.each(node, self.person)
        known: dict[str, str] = {}
        for name, (key, _) in self.pairs(node).items():
            for also in (name, *people[name].aliases):
                if known.setdefault(also, name) != name:
                    self.found("settings-person-twice", key, name=also, first=known[also], second=name)
        return people

    def person(self, name: str, node: Node) -> Person:
        if node.what == "text":
            return Person(name, node.text)
        parts = self.parts(node, ("email", "aliases"))
        return Person(name, self.text(parts.get("email")), self.texts(parts.get("aliases")))

    def level(self, name: str, node: Node) -> Level:
        if node.what == "text":
            return Level(name, every=self.interval(node))
        parts = self.parts(node, (*(field.name for field in fields(Level) if field.name != "name"), *OF_LEVELS))
        return Level(
            name,
            every=self.interval(parts.get("every")),
            answer_within=self.interval(parts.get("answer_within")),
            solve_within=self.interval(parts.get("solve_within")),
            require=self.required(parts.get("require")),
            greet=self.holidays(parts.get("greet")),
            mark=self.text(parts.get("mark")),
        )

    def required(self, node: Node | None) -> tuple[str, ...]:
        """Canonical field names; of `contacts.phone` the first part is looked up."""
        found = []
        for written in self.texts(node):
            head, dot, rest = written.partition(".")
            known = self.vocabulary.field(head)
            name = head if head in self.own else known.name if known else ""
            if name:
                found.append(f"{name}{dot}{rest}")
            elif node is not None:
                near = self.near(head, _all_names(self.vocabulary.fields.values()))
                self.found("settings-field-unknown", _part(node, written), written=head, nearest=near)
        return tuple(found)

    def holidays(self, node: Node | None) -> tuple[str, ...]:
        """Canonical holidays."""
        found = []
        for written in self.texts(node):
            name = self.vocabulary.value("holiday", written)
            if name:
                found.append(name)
            elif node is not None:
                holidays = self.vocabulary.value_sets["holiday"].values.values()
                near = self.near(written, (each for names in holidays for each in (*names["zh"], *names["en"])))
                self.found("settings-holiday-unknown", _part(node, written), written=written, nearest=near)
        return tuple(found)

    # Own fields and kinds

    def field(self, name: str, node: Node) -> OwnField:
        if node.what == "text":
            return OwnField(name, type=self.one_of(node, TYPES))
        parts = self.parts(node, ("type", "names", "values", "of", "module"))
        return OwnField(
            name,
            type=self.one_of(parts.get("type"), TYPES),
            names=self.texts(parts.get("names")),
            values=self.values(parts.get("values")),
            of=self.one_of(parts.get("of"), TYPES),
            module=self.text(parts.get("module")),
        )

    def kind(self, name: str, node: Node) -> OwnKind:
        if node.what == "text":
            return OwnKind(name, like=self.kind_name(node))
        parts = self.parts(node, ("like", "names", "group", "contact", "record", "fields"))
        return OwnKind(
            name,
            like=self.kind_name(parts.get("like")),
            names=self.texts(parts.get("names")),
            group=self.one_of(parts.get("group"), GROUPS),
            contact=self.truth(parts.get("contact")),
            record=self.truth(parts.get("record")),
            fields=tuple(self.each(parts.get("fields"), self.field).values()),
        )

    def kind_name(self, node: Node | None) -> str:
        """The canonical name of the built-in kind that is meant."""
        written = self.text(node)
        found = self.vocabulary.kind(written)
        if found is None and node is not None and written:
            near = self.near(written, _all_names(self.vocabulary.kinds.values()))
            self.found("settings-kind-unknown", node, written=written, nearest=near)
        return "" if found is None else found.name

    def values(self, node: Node | None) -> tuple[tuple[str, ...], ...]:
        """The values of an own field: a list of names, or a map from a name to its other ones."""
        if node is not None and node.what == "map":
            return tuple((name, *self.texts(others)) for name, (_, others) in self.pairs(node).items())
        return tuple((text,) for text in self.texts(node))

    def check_names(self, node: Node | None, own: Mapping[str, OwnField] | Mapping[str, OwnKind], known: Any) -> None:
        """Say where an own name takes a word away from something built in."""
        for name, (key, _) in self.pairs(node).items():
            itself = known(name)
            for word in own[name].names:
                other = known(word)
                if other is not None and other is not itself:
                    self.found("settings-name-taken", key, word=word, other=other.name, own=name)

    # Lead times

    def due(self, node: Node | None) -> DueSettings:
        defaults = {field.name: field.default for field in fields(DueSettings)}
        read = {name: self.lead(part, defaults[name]) for name, part in self.parts(node, defaults).items()}
        return DueSettings(**{name: value for name, value in read.items() if value})

    def lead(self, node: Node, default: Any) -> Any:
        if isinstance(default, int):
            return self.number(node)
        if isinstance(default, tuple):
            parts = node.parts if node.what == "list" else (node,)
            return tuple(found for found in map(self.interval, parts) if found)
        return self.interval(node)


def _all_names(definitions: Iterable[FieldDefinition | KindDefinition]) -> Iterable[str]:
    return (name for found in definitions for name in (*found.names["zh"], *found.names["en"]))


def _zone_exists(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _part(node: Node, written: str) -> Node:
    """The part of a list that holds a text, or the whole where it is none."""
    return next((part for part in node.parts if part.text == written), node)
