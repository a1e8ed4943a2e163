"""Traditional characters in their simplified form, one by one: for comparing only, no text is ever rewritten by it."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from pathlib import Path

COMPILED = Path(__file__).parent.parent / "vocabulary" / "variants.txt"


def simplified(character: str) -> str:
    """The simplified form of a character; it itself if there is none."""
    others, forms = _compiled()
    place = bisect_left(others, character)
    return forms[place] if others[place : place + 1] == character else character


@lru_cache(maxsize=1)
def _compiled() -> tuple[str, str]:
    """The characters that are folded, sorted, and in the same order their forms, as compiled_variants.py writes them."""
    _, others, forms, _ = COMPILED.read_bytes().decode().split("\n")
    return others, forms
