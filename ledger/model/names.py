"""How names are compared: folded alike whatever case, width, spaces and hyphens they were typed with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_DROPPED = {ord(mark): None for mark in " _-\t\u00a0\u200b\ufeff"}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as compared: NFKC, case folded, without spaces, underscores and hyphens."""
    if text.isascii():
        return text.lower().translate(_DROPPED)
    return unicodedata.normalize("NFKC", text).casefold().translate(_DROPPED)


def has_han(text: str) -> bool:
    """Whether a Chinese character occurs in the text."""
    return any("\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" for character in text)


def by_language(names: Iterable[str], canonical: str = "") -> Mapping[str, tuple[str, ...]]:
    """Names split into `zh` and `en` by their script, `canonical` first in its language; neither is left empty."""
    ordered = dict.fromkeys((canonical, *names) if canonical else names)
    chinese = tuple(name for name in ordered if has_han(name))
    english = tuple(name for name in ordered if not has_han(name))
    return {"zh": chinese or english, "en": english or chinese}


_NEGATIONS = ("un", "not", "non", "in", "dis", "未", "不", "没", "没有", "非", "无", "尚未")


def _opposite(one: str, other: str) -> bool:
    """Whether one word is the other one denied."""
    return any(
        one == f"{no}{other.removeprefix('已')}" or other == f"{no}{one.removeprefix('已')}" for no in _NEGATIONS
    )


def nearest(written: str, among: Iterable[str]) -> str | None:
    """The one among the names that was most likely meant, or None if none is near."""
    from rapidfuzz import fuzz, process

    wanted = fold(written)
    # The opposite is spelled most alike and meant least: 未解决 beside 解决, unsigned beside signed.
    names = [name for name in dict.fromkeys(among) if not _opposite(wanted, fold(name))]
    # Two characters of Chinese that share one are as near as two unrelated words: ask for more than half.
    found = process.extractOne(wanted, names, scorer=fuzz.ratio, processor=fold, score_cutoff=60)
    return None if found is None or not wanted else found[0]
