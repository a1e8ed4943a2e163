"""Names of sheets that Excel takes."""

from __future__ import annotations

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST = 31
# Excel keeps this name for itself, in every language.
_RESERVED = frozenset({"history"})


class SheetNames:
    """Names that Excel takes, none twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set(_RESERVED)

    def take(self, wanted: str) -> str:
        """The wanted name without what Excel forbids, cut to 31 characters and numbered where it is taken."""
        base = " ".join(wanted.translate(_FORBIDDEN).split()).strip("' ") or "-"
        name, number = _cut(base, _LONGEST), 1
        while name.casefold() in self._taken:
            number += 1
            ending = f" {number}"
            name = _cut(base, _LONGEST - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def _cut(text: str, longest: int) -> str:
    """At most so many characters as Excel counts them: one beyond the first plane is two."""
    while len(text.encode("utf-16-le")) // 2 > longest:
        text = text[:-1]
    return text.strip("' ") or "-"
