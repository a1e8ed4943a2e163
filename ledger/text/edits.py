"""Changes of a text as new text for spans; what no edit names is copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger.text.places import Span


class Edit(NamedTuple):
    """New text for a span; an empty span inserts."""

    span: Span
    text: str


def insertion(offset: int, text: str) -> Edit:
    """An edit that inserts."""
    return Edit(Span(offset, offset), text)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits done. They may come in any order; raises ValueError where two overlap.

    Insertions at one place keep the order in which they were given.
    """
    parts: list[str] = []
    done = 0
    for edit in _in_order(edits):
        if edit.span.start < done or edit.span.end > len(text):
            raise ValueError("edits overlap")
        parts += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    parts.append(text[done:])
    return "".join(parts)


def _in_order(edits: Iterable[Edit]) -> Sequence[Edit]:
    return sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
