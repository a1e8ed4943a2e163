"""A tree written as the text of a query: canonical names, ISO dates, plain amounts."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

from ledger.model.values import Interval, Money
from ledger.query.tree import (
    And,
    Condition,
    Edge,
    EntryThat,
    Everything,
    Has,
    KindIs,
    MonthDay,
    Not,
    Operand,
    Operator,
    Or,
    Person,
    Phrase,
    Prefix,
    Range,
    Saved,
    Starts,
    Tag,
    Tree,
    Word,
)

# What would end a bare text, or mean something in it.
_SPECIAL = re.compile(r'[\s()（）"“”＂,，、；:：*＊]|^[<>=≥≤＜＞＝#＃@＠-]|\.\.')


def write(tree: Tree) -> str:
    """A text that reads back as the same tree, whatever the day."""
    match tree:
        case Or():
            return " OR ".join(_inside_or(part) for part in tree.parts)
        case And():
            last = len(tree.parts) - 1
            return " ".join(_inside_and(part, place == last) for place, part in enumerate(tree.parts))
        case Not():
            return f"-{_alone(tree.part)}"
        case EntryThat():
            return f"entry({write(tree.tree)})"
    return _term(tree)


def _inside_or(part: Tree) -> str:
    return f"({write(part)})" if isinstance(part, Or) else write(part)


def _inside_and(part: Tree, last: bool) -> str:
    """A part among others; `phone:` right before a word could be taken for a value with a space too many."""
    core = part
    while isinstance(core, Not):
        core = core.part
    if isinstance(core, Has) and not last:
        return f"({write(part)})"
    return _alone(part)


def _alone(part: Tree) -> str:
    return f"({write(part)})" if isinstance(part, And | Or) else write(part)


def _term(tree: Tree) -> str:
    match tree:
        case Word():
            return tree.text
        case Prefix():
            return f"{tree.text}*"
        case Phrase():
            return _quote(tree.text)
        case Tag():
            return f"#{_bare(tree.name)}"
        case Person():
            return f"person:{_bare(tree.name)}"
        case Saved():
            return f"saved:{_bare(tree.name)}"
        case KindIs():
            return f"kind:{_bare(tree.kind)}"
        case Has():
            return f"{tree.field}:"
        case Condition():
            return _condition(tree)
        case Everything():
            return "*"
    raise AssertionError(tree)


def _condition(tree: Condition) -> str:
    sign = "=" if tree.operator is Operator.EQUALS else ""
    return f"{tree.field}:" + ",".join(sign + _operand(value) for value in tree.values)


def _operand(value: Operand) -> str:
    match value:
        case Starts():
            return f"{value.text}*"
        case Range():
            return _range(value)
    return _bare(value)


def _range(value: Range) -> str:
    if value.low == value.high and value.low is not None:
        return _edge(value.low)
    if value.low_open and value.low is not None:
        return f">{_edge(value.low)}"
    if value.high_open and value.high is not None:
        return f"<{_edge(value.high)}"
    low = "" if value.low is None else _edge(value.low)
    high = "" if value.high is None else _edge(value.high)
    return f"{low}..{high}"


def _edge(edge: Edge) -> str:
    match edge:
        case Money():
            return f"{edge.currency}{edge.amount:f}"
        case MonthDay():
            return f"{edge.month:02d}-{edge.day:02d}"
        case date():
            return edge.isoformat()
        case time():
            return f"{edge.hour:02d}:{edge.minute:02d}"
        case Interval():
            return str(edge)
        case Decimal():
            return f"{edge:f}"
    raise AssertionError(edge)


def _bare(text: str) -> str:
    return _quote(text) if not text or _SPECIAL.search(text) else text


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
