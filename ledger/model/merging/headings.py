"""The heading of an entry merged: people and tags that end it as sets, the rest whole."""

from __future__ import annotations

import re

from ledger.model.merging.order import woven
from ledger.model.merging.ways import Part, Way, either

_MARKS = re.compile(r"(?P<rest>.*?)(?P<marks>(?:[ \t]+[@#][^\s@#]+)*)(?P<end>[ \t\r]*\n?)", re.DOTALL)


def heading(base: str | None, ours: str, theirs: str) -> list[Part]:
    """The line of the heading, or a place where it clashes."""
    way = either(base, ours, theirs)
    if not way.clash:
        return [way.mine or ""]
    if ours.split() == theirs.split():
        return [max(ours, theirs, key=lambda line: (len(line), line))]
    old, mine, other = (_MARKS.fullmatch(line or "") for line in (base, ours, theirs))
    assert old is not None and mine is not None and other is not None  # noqa: PT018
    rest = either(None if base is None else old["rest"], mine["rest"], other["rest"])
    if rest.clash and mine["rest"].split() != other["rest"].split():
        return [Way(base, ours, theirs, clash=True)]
    before, first, second = (list(dict.fromkeys(found["marks"].split())) for found in (old, mine, other))
    kept = {mark for mark in (*first, *second) if (mark in first and mark in second) or mark not in before}
    marks = "".join(f" {mark}" for mark in woven((before, first, second), kept))
    return [f"{rest.mine}{marks}{mine['end']}"]
