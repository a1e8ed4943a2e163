"""What stands in front matter at a path of keys and positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.text import fences as fence_lines
from ledger.text import frontmatter
from ledger.text.fences import Fences
from ledger.text.nodes import Many, Map, Node, Pair, Scalar


class Page(NamedTuple):
    """A text with its front matter as read."""

    text: str
    fences: Fences | None
    front: frontmatter.Front

    @classmethod
    def of(cls, text: str) -> Page:
        """Read the front matter of a text."""
        found = fence_lines.find(text)
        return cls(text, found, frontmatter.read(text, found) if found else frontmatter.Front((), ()))

    def pair(self, key: str) -> Pair | None:
        """The top-level field of a key as written."""
        return next((pair for pair in self.front.pairs if pair.key == key), None)


def find(page: Page, path: Sequence[str]) -> Node | None:
    """The node at a path, or None."""
    pair = page.pair(path[0])
    node: Node | None = None if pair is None else pair.value
    for part in path[1:]:
        node = _step(node, part)
    return node


def position(node: Many, part: str) -> int | None:
    """The place in a list that a part of a path means: a number, or the name of one of its maps."""
    if part.isdigit():
        return int(part)
    for number, item in enumerate(node.items):
        if isinstance(item, Map) and any(isinstance(p.value, Scalar) and p.value.text == part for p in item.pairs[:1]):
            return number
    return None


def _step(node: Node | None, part: str) -> Node | None:
    if isinstance(node, Map):
        return next((pair.value for pair in node.pairs if pair.key == part), None)
    if isinstance(node, Many):
        number = position(node, part)
        return node.items[number] if number is not None and number < len(node.items) else None
    return None
