"""Front matter beyond single lines, read by PyYAML's events behind hard limits; the one owner of PyYAML here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ledger.text import limits
from ledger.text.nodes import Many, Map, Node, Pair, Scalar
from ledger.text.places import Span


class Unreadable(Exception):
    """Why PyYAML or our limits refuse a text: a fault's code, a place in the text, what the parser said."""

    def __init__(self, code: str, offset: int, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.offset = offset
        self.detail = detail


def compose(text: str, start: int, end: int) -> Node:
    """The node written in `text[start:end]` (whole lines), with spans in `text`; raises Unreadable.

    Anchors, aliases and tags are refused; reading stops at the first, and at the first breach of a limit.
    """
    import yaml

    part = text[start:end]
    if part.count("[") + part.count("{") > limits.front_matter_keys:
        raise Unreadable("yaml-limit", start)
    hidden = _hidden(part)
    events = yaml.parse(hidden, Loader=yaml.SafeLoader)
    try:
        reader = _Reader(_guarded(events, start), text, start, hidden != part)
        return reader.document()
    except yaml.MarkedYAMLError as error:
        if error.context_mark is not None and "end" in (error.problem or "") and "stream" in (error.problem or ""):
            raise Unreadable("yaml-unclosed", start + error.context_mark.index) from None
        mark = error.problem_mark or error.context_mark
        raise Unreadable("yaml-broken", start + (mark.index if mark else 0), error.problem or "") from None
    except yaml.YAMLError as error:
        raise Unreadable("yaml-broken", start, str(error).split("\n")[0][:100]) from None
    except RecursionError:
        raise Unreadable("yaml-limit", start) from None


# Lone CR, NEL and the Unicode separators are line breaks to YAML but not to us: it sees other characters instead.
_BREAKS = "\r\x85\u2028\u2029"
_STAND_INS = "\ue0d0\ue0d1\ue0d2\ue0d3"
_HIDE = str.maketrans(_BREAKS, _STAND_INS)
_SHOW = str.maketrans(_STAND_INS, _BREAKS)
_SURROGATE = re.compile("[\ud800-\udfff]")


def _hidden(part: str) -> str:
    if part.isprintable() or not any(mark in part for mark in _BREAKS) or any(mark in part for mark in _STAND_INS):
        return part
    return part.translate(_HIDE).replace(_STAND_INS[0] + "\n", "\r\n")


def _guarded(events: Any, start: int) -> Iterator[Any]:
    depth = 0
    for number, event in enumerate(events):
        kind = type(event).__name__
        offset = start + event.start_mark.index
        if kind == "AliasEvent":
            raise Unreadable("yaml-alias", offset)
        if getattr(event, "anchor", None):
            raise Unreadable("yaml-anchor", offset)
        if getattr(event, "tag", None):
            raise Unreadable("yaml-tag", offset)
        depth += kind.endswith("StartEvent") and kind[0] in "MSq"
        depth -= kind in ("MappingEndEvent", "SequenceEndEvent")
        if depth > limits.front_matter_depth + 2 or number > limits.front_matter_events:
            raise Unreadable("yaml-limit", offset)
        yield event


class _Reader:
    """Events to nodes."""

    def __init__(self, events: Iterator[Any], text: str, start: int, hidden: bool) -> None:
        self.events = events
        self.text = text
        self.start = start
        self.hidden = hidden

    def document(self) -> Node:
        for event in self.events:
            kind = type(event).__name__
            if kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
                node = self.node(event)
                self.finish()
                return node
        return Scalar("", self.start, self.start)

    def finish(self) -> None:
        for event in self.events:
            if type(event).__name__ == "DocumentStartEvent":
                raise Unreadable("yaml-documents", self.start + event.start_mark.index)

    def span(self, first: Any, last: Any) -> Span:
        return Span(self.start + first.start_mark.index, self.start + last.end_mark.index)

    def node(self, event: Any) -> Node:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            return Scalar(self.shown(event.value), *self.span(event, event), event.style or "")
        if kind == "SequenceStartEvent":
            return self.sequence(event)
        return self.mapping(event)

    def sequence(self, opening: Any) -> Many:
        items: list[Node] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                flow = bool(opening.flow_style)
                span = self.span(opening, event)
                if items and not flow:
                    span = Span(span.start, items[-1].span.end)
                return Many(tuple(items), span, flow, self.dashes(opening, items))
            items.append(self.node(event))
        raise Unreadable("yaml-broken", self.start)

    def dashes(self, opening: Any, items: list[Node]) -> tuple[int, ...]:
        """Where the items of a block list start: each in the column of the first."""
        if opening.flow_style or not items:
            return ()
        found = [self.start + opening.start_mark.index]
        dash = re.compile(rf"^ {{{opening.start_mark.column}}}-(?=\s|$)", re.MULTILINE)
        for item in items[:-1]:
            after = dash.search(self.text, item.span.end)
            found.append(after.end() - 1 if after is not None else item.span.end)
        return tuple(found)

    def shown(self, text: str) -> str:
        """A text with the characters that were hidden from YAML, and those that JSON writes as two escapes."""
        if _SURROGATE.search(text):
            # PyYAML takes each half of `\ud83d\ude00` for a character; a half alone can't be stored anywhere.
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text.translate(_SHOW) if self.hidden else text

    def mapping(self, opening: Any) -> Map:
        pairs: list[Pair] = []
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                span = self.span(opening, event)
                if pairs and not opening.flow_style:
                    span = Span(span.start, pairs[-1].value.span.end)
                return Map(tuple(pairs), span, bool(opening.flow_style))
            if type(event).__name__ != "ScalarEvent":
                raise Unreadable("yaml-key", self.start + event.start_mark.index)
            key = event
            pairs.append(Pair(self.shown(key.value), *self.span(key, key), self.node(next(self.events))))
        raise Unreadable("yaml-broken", self.start)
