"""From the tree of ledger.yaml to settings: what each part may hold, and what is said where it holds something else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from ledger.model.definitions import TYPES
from ledger.model.names import fold, nearest
from ledger.model.problem import Problem
from ledger.model.settings import DEFAULT_LEVELS, DueSettings, Level, OwnField, OwnKind, Person, Settings
from ledger.model.settings_tree import Node
from ledger.model.values import Interval

T = TypeVar("T")

FORMAT = 1
TOP = (
    *("ledger", "name", "language", "currency", "timezone", "country", "today", "search", "people", "levels", "stages"),
    *("fields", "kinds", "queries", "rates", "due"),
)
NOT_IN_FACTS = ("name", "today", "queries", "search", "language")
GROUPS = ("contact", "business", "voice", "care", "keeping")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read(tree: Node, problems: list[Problem] | None, *, source: str, digest: str) -> Settings:
    """The settings of a tree; with `problems` None nothing is checked beyond what is needed to go on."""
    return _Reader(problems).settings(tree, source, digest)


def digest(source: str) -> str:
    """A digest of the parts of ledger.yaml (as plain JSON) that facts depend on."""
    plain = {key: value for key, value in json.loads(source).items() if key not in NOT_IN_FACTS}
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Reader:
    """Reads one tree and collects its problems."""

    def __init__(self, problems: list[Problem] | None) -> None:
        self.problems = problems

    def settings(self, tree: Node, source: str, digest: str) -> Settings:
        parts = self.map(tree, TOP)
        return Settings(
            format=self.format(parts.get("ledger")),
            name=self.text(parts.get("name"), ""),
            language=self.one_of(parts.get("language"), ("zh", "en"), "zh"),
            currency=self.like(parts.get("currency"), "[A-Z]{3}", "CNY", "settings-currency-invalid"),
            timezone=self.timezone(parts.get("timezone")),
            country=self.like(parts.get("country"), "[A-Z]{2}", "CN", "settings-country-invalid"),
            today=self.date(parts.get("today")),
            engine=self.engine(parts.get("search")),
            people=self.each(parts.get("people"), self.person),
            levels=self.each(parts.get("levels"), self.level) or DEFAULT_LEVELS,
            stages=self.texts(parts.get("stages")),
            fields=self.each(parts.get("fields"), self.field),
            kinds=self.each(parts.get("kinds"), self.kind),
            queries={name: self.text(node, "") for name, (_, node) in self.pairs(parts.get("queries")).items()},
            rates=self.rates(parts.get("rates")),
            due=self.due(parts.get("due")),
            digest=digest,
            source=source,
        )

    # What a part may hold

    def person(self, name: str, node: Node) -> Person:
        if node.what == "text":
            return Person(name, node.text)
        parts = self.map(node, ("email", "aliases"))
        return Person(name, self.text(parts.get("email"), ""), self.texts(parts.get("aliases")))

    def level(self, name: str, node: Node) -> Level:
        if node.what == "text":
            return Level(name, every=self.interval(node))
        parts = self.map(node, ("every", "answer_within", "solve_within", "require", "greet", "mark"))
        return Level(
            name,
            every=self.interval(parts.get("every")),
            answer_within=self.interval(parts.get("answer_within")),
            solve_within=self.interval(parts.get("solve_within")),
            require=self.texts(parts.get("require")),
            greet=self.texts(parts.get("greet")),
            mark=self.text(parts.get("mark"), ""),
        )

    def field(self, name: str, node: Node) -> OwnField:
        if node.what == "text":
            return OwnField(name, type=self.one_of(node, TYPES, ""))
        parts = self.map(node, ("type", "names", "values", "of", "module"))
        return OwnField(
            name,
            type=self.one_of(parts.get("type"), TYPES, ""),
            names=self.texts(parts.get("names")),
            values=self.values(parts.get("values")),
            of=self.one_of(parts.get("of"), TYPES, ""),
            module=self.text(parts.get("module"), ""),
        )

    def kind(self, name: str, node: Node) -> OwnKind:
        if node.what == "text":
            return OwnKind(name, like=self.kind_name(node))
        parts = self.map(node, ("like", "names", "group", "contact", "record", "fields"))
        return OwnKind(
            name,
            like=self.kind_name(parts.get("like")),
            names=self.texts(parts.get("names")),
            group=self.one_of(parts.get("group"), GROUPS, ""),
            contact=self.truth(parts.get("contact")),
            record=self.truth(parts.get("record")),
            fields=tuple(self.each(parts.get("fields"), self.field).values()),
        )

    def values(self, node: Node | None) -> tuple[tuple[str, ...], ...]:
        """The values of an own field: a list of names, or a map from a name to its other ones."""
        if node is not None and node.what == "map":
            return tuple((name, *self.texts(others)) for name, (_, others) in self.pairs(node).items())
        return tuple((text,) for text in self.texts(node))

    def due(self, node: Node | None) -> DueSettings:
        known = {field.name: field.default for field in fields(DueSettings)}
        said: dict[str, Any] = {}
        for name, part in self.map(node, tuple(known)).items():
            value = self.due_value(part, known[name])
            if value:
                said[name] = value
        return DueSettings(**said)

    def due_value(self, node: Node, default: Any) -> Any:
        if isinstance(default, int):
            return self.number(node)
        if isinstance(default, tuple):
            parts = node.parts if node.what == "list" else (node,)
            return tuple(found for found in (self.interval(part) for part in parts) if found)
        return self.interval(node)

    def engine(self, node: Node | None) -> str:
        if node is not None and node.what == "text":
            return self.one_of(node, ("whoosh", "fts5"), "whoosh")
        return self.one_of(self.map(node, ("engine",)).get("engine"), ("whoosh", "fts5"), "whoosh")

    def rates(self, node: Node | None) -> Mapping[str, Decimal]:
        read = {name: self.decimal(part) for name, (_, part) in self.pairs(node).items()}
        return {name: rate for name, rate in read.items() if rate is not None}

    def format(self, node: Node | None) -> int:
        found = self.number(node) or FORMAT
        if node is not None and found > FORMAT:
            self.say("settings-format-newer", node, found=str(found), known=str(FORMAT))
        return found

    def timezone(self, node: Node | None) -> str:
        name = self.text(node, "")
        if name and node is not None and self.problems is not None and not _zone_exists(name):
            self.say("settings-timezone-unknown", node, zone=name)
            return ""
        return name

    def kind_name(self, node: Node | None) -> str:
        """The canonical name of the built-in kind that is meant."""
        from ledger.model.vocabulary import Vocabulary

        written = self.text(node, "")
        vocabulary = Vocabulary.load() if written else None
        found = vocabulary.kind(written) if vocabulary else None
        if found is None and vocabulary and node is not None:
            near = self.near(
                written, (name for kind in vocabulary.kinds.values() for names in kind.names.values() for name in names)
            )
            self.say("settings-kind-unknown", node, written=written, nearest=near)
        return "" if found is None else found.name

    # Texts, numbers, days

    def text(self, node: Node | None, default: str) -> str:
        if node is None:
            return default
        if node.what != "text":
            self.say("settings-text-expected", node)
            return default
        return node.text

    def texts(self, node: Node | None) -> tuple[str, ...]:
        """A list of texts; a lone text counts as a list of one."""
        if node is None or node.empty:
            return ()
        if node.what == "map":
            self.say("settings-list-expected", node)
            return ()
        return tuple(text for text in (self.text(part, "") for part in node.parts or (node,)) if text)

    def one_of(self, node: Node | None, allowed: Iterable[str], default: str) -> str:
        written = self.text(node, "")
        if not written or node is None:
            return default
        found = next((name for name in allowed if fold(name) == fold(written)), None)
        if found is None:
            choices = sorted(allowed)
            self.say(
                "settings-choice-unknown",
                node,
                written=written,
                allowed=", ".join(choices),
                nearest=self.near(written, choices),
            )
        return found or default

    def like(self, node: Node | None, pattern: str, default: str, code: str) -> str:
        written = self.text(node, "").upper()
        if not written or node is None:
            return default
        if re.fullmatch(pattern, written) is None:
            self.say(code, node, written=node.text)
            return default
        return written

    def truth(self, node: Node | None) -> bool | None:
        written = self.one_of(node, ("true", "false", "yes", "no", "是", "否"), "")
        return written in ("true", "yes", "是") if written else None

    def date(self, node: Node | None) -> date | None:
        written = self.text(node, "")
        if not written or node is None:
            return None
        try:
            return (
                date.fromisoformat(written)
                if _DAY.fullmatch(written)
                else self.none("settings-date-invalid", node, written)
            )
        except ValueError:
            return self.none("settings-date-invalid", node, written)

    def interval(self, node: Node | None) -> Interval | None:
        written = self.text(node, "")
        if not written or node is None:
            return None
        found = Interval(int(written), "d") if re.fullmatch("[0-9]{1,4}", written) else _interval(written)
        return found or self.none("settings-interval-invalid", node, written)

    def number(self, node: Node | None) -> int | None:
        written = self.text(node, "")
        if not written or node is None:
            return None
        return (
            int(written) if re.fullmatch("[0-9]{1,9}", written) else self.none("settings-number-invalid", node, written)
        )

    def decimal(self, node: Node) -> Decimal | None:
        written = self.text(node, "").replace(",", "")
        try:
            found = Decimal(written)
        except InvalidOperation:
            return self.none("settings-number-invalid", node, written)
        return found if found.is_finite() and found > 0 else self.none("settings-number-invalid", node, written)

    # Maps

    def pairs(self, node: Node | None) -> dict[str, tuple[Node, Node]]:
        """Keys with their nodes; a list of names counts as a map of empty values."""
        if node is None or node.empty:
            return {}
        if node.what == "list" and all(part.what == "text" for part in node.parts):
            return {part.text: (part, Node("text")) for part in node.parts}
        if node.what != "map":
            self.say("settings-map-expected", node)
            return {}
        return {key.text: (key, value) for key, value in node.pairs}

    def map(self, node: Node | None, known: tuple[str, ...]) -> dict[str, Node]:
        """The known parts of a map; the others are problems."""
        found = {}
        for name, (key, value) in self.pairs(node).items():
            if name in known:
                found[name] = value
            else:
                self.say("settings-key-unknown", key, key=name, nearest=self.near(name, known))
        return found

    def each(self, node: Node | None, make: Callable[[str, Node], T]) -> dict[str, T]:
        """What each pair of a map of freely named parts stands for."""
        return {name: make(name, value) for name, (_, value) in self.pairs(node).items()}

    # Problems

    def say(self, code: str, node: Node, **args: str) -> None:
        if self.problems is not None:
            self.problems.append(Problem(code, node.line, node.column, node.length, args))

    def none(self, code: str, node: Node, written: str) -> None:
        self.say(code, node, written=written)

    def near(self, written: str, among: Iterable[str]) -> str:
        return "" if self.problems is None else nearest(written, among) or ""


def _interval(written: str) -> Interval | None:
    found = re.fullmatch("([0-9]{1,4})([hdwmy])", written)
    return Interval(int(found[1]), found[2]) if found else None


def _zone_exists(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError):
        return False
    return True
