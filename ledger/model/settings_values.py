"""Single values of ledger.yaml: each typed from the text that stands there, or a problem and its default."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from ledger.model import money
from ledger.model.intervals import interval
from ledger.model.names import fold, nearest
from ledger.model.problem import Problem
from ledger.model.settings_tree import Node
from ledger.model.values import Interval, Money

T = TypeVar("T")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTH = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


class ValueReader:
    """Reads values and collects what is wrong with them."""

    def __init__(self, problems: list[Problem], currency: str = "") -> None:
        self.problems = problems
        self.currency = currency

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

    def number_from(self, node: Node | None, least: int) -> int | None:
        """A whole number that is at least so large."""
        return self.typed(node, lambda written: _between(_number(written), least), "settings-number-invalid")

    def number_to(self, node: Node | None, most: int) -> int | None:
        """A whole number that is at most so large."""
        return self.typed(node, lambda written: _between(_number(written), 0, most), "settings-number-invalid")

    def figure(self, node: Node | None) -> Decimal | None:
        """A decimal, of whatever sign."""
        return self.typed(node, money.number, "settings-number-invalid")

    def points(self, node: Node | None, most: Decimal | None = None) -> Decimal | None:
        """A decimal that is not negative, nor above the most that makes sense."""
        return self.typed(
            node, lambda written: _between(money.number(written), Decimal(0), most), "settings-number-invalid"
        )

    def percent(self, node: Node | None) -> Decimal | None:
        """A percentage from 0 to 100: `85%` and `85` are 85, 0.85 is 85 as well."""
        return self.typed(node, _percent, "settings-percent-invalid")

    def money(self, node: Node | None) -> Money | None:
        """An amount that is not negative, in the ledger's currency where it names none."""
        return self.typed(node, self._money, "settings-money-invalid")

    def _money(self, written: str) -> Money | None:
        found = money.money(written, self.currency)
        return found if found is not None and found.amount >= 0 else None

    def span(self, node: Node | None) -> Interval | None:
        """A length of time of at least a day."""
        found = self.interval(node)
        if found is not None and found.unit == "h" and node is not None:
            self.found("settings-interval-hours", node, written=node.text.strip())
            return None
        return found

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


N = TypeVar("N", int, Decimal)


def _between(found: N | None, least: N, most: N | None = None) -> N | None:
    return found if found is not None and found >= least and (most is None or found <= most) else None


def _percent(written: str) -> Decimal | None:
    share = money.percent(written)
    return None if share is None else _between(share.scaleb(2), Decimal(0), Decimal(100))


def _number(written: str) -> int | None:
    return int(written) if re.fullmatch("[0-9]{1,9}", written) else None


def _decimal(written: str) -> Decimal | None:
    try:
        found = Decimal(written.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None
