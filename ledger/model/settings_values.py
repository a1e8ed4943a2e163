"""Single values of ledger.yaml: each typed from the text that stands there, or a problem and its default."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from ledger.model.intervals import interval
from ledger.model.names import fold, nearest
from ledger.model.problem import Problem
from ledger.model.settings_tree import Node
from ledger.model.values import Interval

T = TypeVar("T")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTH = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


class ValueReader:
    """Reads values and collects what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def text(self, node: Node | None, default: str = "") -> str:
        """A text; of a list or map the default."""
        if node is None:
            return default
        if node.what != "text":
            self.found("settings-text-expected", node)
            return default
        return node.text

    def texts(self, node: Node | None) -> tuple[str, ...]:
        """A list of texts; a lone text counts as a list of one."""
        if node is None or node.empty:
            return ()
        if node.what == "map":
            self.found("settings-list-expected", node)
            return ()
        return tuple(text for text in (self.text(part) for part in node.parts or (node,)) if text)

    def one_of(self, node: Node | None, allowed: Collection[str], default: str = "") -> str:
        """One of the allowed words."""
        written = self.text(node)
        if not written or node is None:
            return default
        found = next((name for name in allowed if fold(name) == fold(written)), None)
        if found is None:
            near = self.near(written, allowed)
            self.found(
                "settings-choice-unknown", node, written=written, allowed=", ".join(sorted(allowed)), nearest=near
            )
        return found or default

    def like(self, node: Node | None, pattern: str, default: str, code: str) -> str:
        """A text in capitals of a certain form."""
        written = self.text(node)
        if not written or node is None:
            return default
        if re.fullmatch(pattern, written.upper()):
            return written.upper()
        self.found(code, node, written=written)
        return default

    def truth(self, node: Node | None) -> bool | None:
        """Yes, no, or nothing said."""
        return _TRUTH.get(self.one_of(node, _TRUTH))

    def day(self, node: Node | None) -> date | None:
        """An ISO date that exists."""
        return self.typed(node, _day, "settings-date-invalid")

    def interval(self, node: Node | None) -> Interval | None:
        """A length of time; a mere number counts days."""
        return self.typed(node, _interval, "settings-interval-invalid")

    def number(self, node: Node | None) -> int | None:
        """A whole number, not negative."""
        return self.typed(node, _number, "settings-number-invalid")

    def decimal(self, node: Node | None) -> Decimal | None:
        """A decimal above zero."""
        return self.typed(node, _decimal, "settings-number-invalid")

    def typed(self, node: Node | None, make: Callable[[str], T | None], code: str) -> T | None:
        """What a function makes of the text; None without a problem where there is no text."""
        written = self.text(node).strip()
        if not written or node is None:
            return None
        found = make(written)
        if found is None:
            self.found(code, node, written=written)
        return found

    def pairs(self, node: Node | None) -> Mapping[str, tuple[Node, Node]]:
        """Keys with their nodes; a list of names counts as a map of empty values."""
        if node is None or node.empty:
            return {}
        if node.what == "list" and all(part.what == "text" for part in node.parts):
            return {part.text: (part, Node("text")) for part in node.parts if part.text}
        if node.what != "map":
            self.found("settings-map-expected", node)
            return {}
        return {key.text: (key, value) for key, value in node.pairs}

    def parts(self, node: Node | None, known: Collection[str]) -> dict[str, Node]:
        """The known parts of a map; the others are problems."""
        found = {}
        for name, (key, value) in self.pairs(node).items():
            if name in known:
                found[name] = value
            else:
                self.found("settings-key-unknown", key, key=name, nearest=self.near(name, known))
        return found

    def each(self, node: Node | None, make: Callable[[str, Node], T]) -> dict[str, T]:
        """What each pair of a map of freely named parts stands for."""
        return {name: make(name, value) for name, (_, value) in self.pairs(node).items()}

    def found(self, code: str, node: Node, **args: str) -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(code, node.line, node.column, node.length, args))

    def near(self, written: str, among: Iterable[str]) -> str:
        """The nearest name, or an empty text."""
        return nearest(written, among) or ""


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None


def _interval(written: str) -> Interval | None:
    return interval(f"{written}d" if re.fullmatch("[0-9]{1,4}", written) else written)


def _number(written: str) -> int | None:
    return int(written) if re.fullmatch("[0-9]{1,9}", written) else None


def _decimal(written: str) -> Decimal | None:
    try:
        found = Decimal(written.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None
