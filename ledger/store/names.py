"""File names for new customers: readable, and safe on every file system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from ledger.store.copies import conflict_of

MAX_BYTES = 120

_SUFFIX = ".md"
_RESERVED = re.compile(r"con|prn|aux|nul|conin|conout|clock|(?:com|lpt)[0-9¹²³]")
_ASCII_MARKS = re.compile(r"[\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]")


def file_name(customer_name: str, taken: Callable[[str], bool], id: str) -> str:  # noqa: A002
    """A name for a customer's file: `Acme Ltd.` gives `acme-ltd.md`, `上海云启` gives `上海云启.md`.

    NFC, in small letters, at most 120 bytes with `.md`; no character is cut in two. Where nothing is left of the
    name, where a system reserves it, or where `taken` says that a file is there, the customer's `id` is used or
    added. `taken` is asked with whole file names and has to compare them by `fold`: see `taken_among`.
    """
    stem, tail = _stem(customer_name), _stem(id) or "customer"
    usable = stem and not _RESERVED.fullmatch(stem) and conflict_of(stem + _SUFFIX) is None
    for candidate in _candidates(stem, tail, alone=bool(usable)):
        if not taken(candidate):
            return candidate
    raise AssertionError("the candidates never end")


def fold(name: str) -> str:
    """What two names must differ in to be two files everywhere: not in case, width, accents' form or unseen marks."""
    seen = "".join(char for char in name if not _unseen(char))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


def taken_among(names: Iterable[str]) -> Callable[[str], bool]:
    """Whether a file name has a twin among `names`, for `file_name`."""
    folded = frozenset(fold(name) for name in names)
    return lambda name: fold(name) in folded


def _candidates(stem: str, tail: str, *, alone: bool) -> Iterable[str]:
    if alone:
        yield _cut(stem, MAX_BYTES - len(_SUFFIX)) + _SUFFIX
    count = 1
    while True:
        end = f"{_cut(tail, 40)}-{count}" if count > 1 else _cut(tail, 40)
        room = MAX_BYTES - len(_SUFFIX) - len(end.encode()) - 1
        start = _cut(stem, room)
        yield (f"{start}-{end}" if start else _unreserved(end)) + _SUFFIX
        count += 1


def _unreserved(stem: str) -> str:
    return f"customer-{stem}" if _RESERVED.fullmatch(stem) else stem


def _stem(text: str) -> str:
    """Text without what any file system or shell minds; parts are joined by single dashes."""
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    plain = "".join("-" if _separates(char) else char for char in small if not _unseen(char))
    return re.sub("-+", "-", _ASCII_MARKS.sub("-", plain)).strip("-_")


def _separates(char: str) -> bool:
    return unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cc")


def _unseen(char: str) -> bool:
    """Format marks (zero width, bidi) and lone surrogates; variation selectors belong to rare Chinese characters."""
    return unicodedata.category(char) in ("Cf", "Cs")


def _cut(stem: str, room: int) -> str:
    """As much of a stem as fits in `room` bytes, ending with a whole character and no dash."""
    if len(stem.encode()) <= room:
        return stem
    kept = stem.encode()[:room].decode("utf-8", "ignore")
    while kept and unicodedata.category(stem[len(kept)]).startswith("M"):
        kept = kept[:-1]
    return kept.rstrip("-_")
