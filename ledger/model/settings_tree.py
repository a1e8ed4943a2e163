"""ledger.yaml as a tree of texts with their places, behind limits; nothing is guessed by YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ledger.model.problem import Problem

_CHINESE_COLON = re.compile(
    r"^([ \t]*(?:- +)?[^\s:：#\"'\[\]{}|>&*!%@`,\-][^:：#\"'\n]{0,40})(：)[ \t\u3000]*", re.MULTILINE
)

LARGEST = 64 * 1024
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a list or a map of ledger.yaml; `what` tells which. Lines and columns count from 1."""

    what: str = "map"
    text: str = ""
    parts: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()
    line: int = 0
    column: int = 1
    length: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return not (self.text or self.parts or self.pairs)


@dataclass(slots=True)
class _Refused(Exception):
    """The text can't be read as settings."""

    problem: Problem


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    what: str
    line: int
    column: int
    parts: list[Node] = field(default_factory=list)


def from_yaml(text: str) -> tuple[Node, list[Problem]]:
    """The tree of a YAML text and its problems; an empty map where it can't be read."""
    if len(text) > LARGEST:
        return Node(), [Problem("settings-too-large", args={"limit": f"{LARGEST // 1024} KiB"})]
    problems: list[Problem] = []
    plain = _with_plain_colons(text.removeprefix("\ufeff"), problems)
    try:
        tree = _tree(plain, problems)
    except _Refused as refused:
        return Node(), [*problems, refused.problem]
    if tree.what == "map" or tree.empty:
        return tree if tree.what == "map" else Node(), problems
    return Node(), [*problems, Problem("settings-not-a-map", tree.line, tree.column)]


def _with_plain_colons(text: str, problems: list[Problem]) -> str:
    """The text with `:` and a blank where a key is followed by the colon of a Chinese keyboard, each with a notice."""
    if "：" not in text:
        return text
    for found in _CHINESE_COLON.finditer(text):
        line, column = text.count("\n", 0, found.start(2)) + 1, found.start(2) - text.rfind("\n", 0, found.start(2))
        problems.append(Problem("settings-colon", line, column, 1, {"key": found[1].strip(" -\t")}))
    return _CHINESE_COLON.sub(r"\1: ", text)


def to_plain(node: Node) -> Any:
    """The tree as texts, lists and dicts only."""
    if node.what == "text":
        return node.text
    if node.what == "list":
        return [to_plain(part) for part in node.parts]
    return {key.text: to_plain(value) for key, value in node.pairs}


def _tree(text: str, problems: list[Problem]) -> Node:
    """Read the events of libyaml ourselves: its composer recurses in C and would fall over deep nesting."""
    import yaml

    opened = [_Open("list", 0, 1)]
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            _take(event, opened, problems)
    except yaml.YAMLError as error:
        raise _Refused(_broken(error)) from None
    documents = opened[0].parts
    if len(documents) > 1:
        problems.append(Problem("settings-several-documents", documents[1].line, documents[1].column))
    return documents[0] if documents else Node()


def _take(event: Any, opened: list[_Open], problems: list[Problem]) -> None:
    import yaml

    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Refused(Problem("settings-alias", line, column))
    if getattr(event, "tag", None):
        problems.append(Problem("settings-tag", line, column, args={"tag": str(event.tag)}))
    if isinstance(event, yaml.ScalarEvent):
        length = _length(event.start_mark, event.end_mark)
        text = "" if not event.style and event.value in ("~", "null") else event.value
        opened[-1].parts.append(Node("text", text, line=line, column=column, length=length))
    elif isinstance(event, yaml.CollectionStartEvent):
        if len(opened) > DEEPEST:
            raise _Refused(Problem("settings-too-deep", line, column, args={"limit": str(DEEPEST)}))
        opened.append(_Open("list" if isinstance(event, yaml.SequenceStartEvent) else "map", line, column))
    elif isinstance(event, yaml.CollectionEndEvent):
        done = opened.pop()
        opened[-1].parts.append(_closed(done, problems))


def _length(start: Any, end: Any) -> int:
    return int(end.column - start.column) if end.line == start.line else 0


def _closed(done: _Open, problems: list[Problem]) -> Node:
    if done.what == "list":
        return Node("list", parts=tuple(done.parts), line=done.line, column=done.column)
    pairs: dict[str, tuple[Node, Node]] = {}
    for key, value in zip(done.parts[::2], done.parts[1::2], strict=True):
        if key.what != "text":
            problems.append(Problem("settings-key-not-text", key.line, key.column))
        elif key.text in pairs:
            problems.append(Problem("settings-key-repeated", key.line, key.column, key.length, {"key": key.text}))
        else:
            pairs[key.text] = (key, value)
    return Node("map", pairs=tuple(pairs.values()), line=done.line, column=done.column)


def _broken(error: Any) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 1)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it can't be read"
    return Problem("settings-broken", line, column, args={"reason": str(reason)})
