"""The parts of a merged text: text that is sure, and places with what each side has there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Way(NamedTuple):
    """A part of the result as it would be with the old text, ours or theirs wherever they clash; None: not there."""

    old: str | None
    mine: str | None
    theirs: str | None
    clash: bool = False


Part = str | Way
"""Text, or a place that clashes."""


def sure(text: str | None) -> Way:
    """A part that nobody disagrees on."""
    return Way(text, text, text)


def either(old: str | None, mine: str | None, theirs: str | None) -> Way:
    """What the one side that changed something says, or a clash."""
    if mine == theirs or theirs == old:
        return sure(mine)
    return sure(theirs) if mine == old else Way(old, mine, theirs, clash=True)


def joined(ways: Sequence[Way], join: Callable[[Iterable[str]], str] = "".join) -> Way:
    """Several parts as one; parts that are not there are left out."""
    if not any(way.clash for way in ways):
        return sure(join(way.mine for way in ways if way.mine is not None))
    old = join(way.old for way in ways if way.old is not None)
    mine = join(way.mine for way in ways if way.mine is not None)
    return Way(old, mine, join(way.theirs for way in ways if way.theirs is not None), clash=True)


def changed(way: Way, change: Callable[[str], str]) -> Way:
    """The way with each of its texts changed."""
    old, mine, theirs = (None if text is None else change(text) for text in way[:3])
    return Way(old, mine, theirs, way.clash)


def part(way: Way) -> Part:
    """A way as a part of the result; empty text where it is sure that nothing is there."""
    return way if way.clash else way.mine or ""


def plain(parts: Iterable[Part]) -> list[Part]:
    """The parts with neighbouring texts joined, and without empty ones."""
    found: list[Part] = []
    for one in parts:
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        elif one != "":
            found.append(one)
    return found


def whole(parts: Sequence[Part]) -> Way:
    """The parts as one way."""
    return joined([sure(one) if isinstance(one, str) else one for one in parts])


def rendered(parts: Iterable[Part], size: int = 7) -> str:
    """The text with git's markers around what clashes."""
    return "".join(one if isinstance(one, str) else marked(one, size) for one in parts)


def marked(way: Way, size: int = 7) -> str:
    """A place as it stands in a file: whole lines of each side between markers."""
    sides = (("<", "mine", way.mine), ("|", "old", way.old), ("=", "", way.theirs))
    lines = "".join(f"{sign * size}{label and ' '}{label}\n{_closed(text)}" for sign, label, text in sides)
    return f"{lines}{'>' * size} theirs\n"


def _closed(text: str | None) -> str:
    return "" if not text else text if text.endswith("\n") else text + "\n"
