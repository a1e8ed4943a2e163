"""Tasks merged: done on either side is done; day, words and what stands below are looked at by themselves."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from ledger.model.merging.aligned import alike
from ledger.model.merging.ways import Way, either, sure

# Blanks count from the first of them only, or a long run of them would be tried from each.
_DONE = re.compile(r"(?:(?<![ \t])[ \t]+)?✅\ufe0f?[ \t]*(\d{4}-\d{2}-\d{2})?")
_LINE = re.compile(r"(?P<mark>[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[(?P<box>[^\]]?)\](?P<rest>[^\n]*)(?P<end>\n?)")
_DAY = re.compile(
    r"(?:(?<![ \t\u3000])[ \t\u3000]+)?\d{4}-\d{2}-\d{2}(?!\d)"
    r"|(?:(?<![ \t])[ \t]+)?[📅⏳🛫]\ufe0f?[ \t]*\d{4}-\d{2}-\d{2}"
)
_LEAST_ALIKE = 0.5
_PARTS = (0, 2, 3, 5)


class _Task(NamedTuple):
    """A task's first line in parts."""

    mark: str
    box: str
    day: str
    words: str
    done: str
    end: str


def asked(content: str) -> str:
    """By what a task is known again: its day and words, whether it is done or not."""
    return " ".join(_DONE.sub("", content).split())


def renamed(gone: Sequence[Hashable], come: Sequence[Hashable]) -> Mapping[Hashable, Hashable]:
    """Which of the tasks that came are ones that went: the same words on another day, or else words much alike."""
    found: dict[Hashable, Hashable] = {}
    left = list(gone)
    for new in come:
        same = [old for old in left if _words(old) == _words(new)]
        if same:
            found[new] = same[0]
            left.remove(same[0])
    rest = [new for new in come if new not in found]
    for new in rest:
        best = sorted(left, key=lambda old: alike(_words(old), _words(new)), reverse=True)[:2]
        near = [old for old in best if alike(_words(old), _words(new)) >= _LEAST_ALIKE]
        if len(near) == 1:
            found[new] = near[0]
            left.remove(near[0])
    return found


def _words(key: Hashable) -> str:
    assert isinstance(key, tuple)
    return _DAY.sub("", str(key[1])).strip()


def _read(line: str) -> _Task | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    rest = found["rest"].rstrip("\r")
    done = _DONE.search(rest)
    words = rest if done is None else rest[: done.start()] + rest[done.end() :]
    day = _DAY.search(words)
    if day is not None and day.start() == 0:
        return _Task(
            found["mark"], found["box"], day.group(), words[day.end() :], done.group() if done else "", found["end"]
        )
    return _Task(found["mark"], found["box"], "", words, done.group() if done else "", found["end"])


def first_line(base: str | None, ours: str, theirs: str) -> Way:
    """A task's own line as both sides leave it."""
    whole = either(base, ours, theirs)
    old, mine, other = None if base is None else _read(base), _read(ours), _read(theirs)
    if not whole.clash or mine is None or other is None or (base is not None and old is None):
        return whole
    box = _box(None if old is None else old.box, mine.box, other.box)
    ways = [either(None if old is None else old[n], mine[n], other[n]) for n in _PARTS]
    mark, day, words, end = (
        sure(mine[n]) if way.clash and mine[n].split() == other[n].split() else way
        for n, way in zip(_PARTS, ways, strict=True)
    )
    if box is None or mark.clash or day.clash or words.clash:
        return whole
    done = either(None if old is None else old.done, mine.done, other.done)
    if done.clash:
        done = sure(_tick(mine.done, other.done) if _state(box) == "done" else "")
    texts = [way.mine or "" for way in (mark, day, words, done, end)]
    return sure("{}[{}]{}{}{}{}".format(texts[0], box, *texts[1:]))


def _tick(one: str, other: str) -> str:
    """The earlier of two days on which a task was ticked; a tick without a day gives way."""
    return min(filter(None, (one, other)), key=lambda tick: tick[-10:] if tick[-1:].isdigit() else "~")


def _state(box: str) -> str:
    return "open" if box in ("", " ", "/") else "dropped" if box == "-" else "done"


def _box(base: str | None, ours: str, theirs: str) -> str | None:
    """The box as both sides leave it; None where one did the task and the other dropped it."""
    states = [_state(ours), _state(theirs)]
    if states[0] == states[1]:
        return ours if base is None or ours != base else theirs
    if base is None:
        return (ours if states[0] == "done" else theirs) if "done" in states and "open" in states else None
    if _state(base) == states[0]:
        return theirs
    return ours if _state(base) == states[1] else None
