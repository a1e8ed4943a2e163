"""Which known name a word was most likely meant to be: a letter mistyped, or another character of the same sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

from ledger.model.names import fold, has_han
from ledger.model.vocabulary import Vocabulary

_ALIKE = 80
_ALIKE_HAN = 75
_SHORTEST = 4
_LONGEST = 40


def likely(written: str, among: Iterable[str]) -> str:
    """The name that a word is a slip of, or an empty text. Stricter than a "did you mean" for what can only be a slip.

    Names of people's own, such as phone2 or 备注二, are no slips.
    """
    return _likely(written, tuple(among))


@lru_cache(maxsize=2048)
def _likely(written: str, among: tuple[str, ...]) -> str:
    wanted = fold(written)
    if not wanted or len(wanted) > _LONGEST or any(sign.isdigit() for sign in wanted):
        return ""
    if has_han(wanted):
        return _same_sound(wanted, among) or _alike(wanted, among, _ALIKE_HAN)
    return _alike(wanted, among, _ALIKE)


def _alike(wanted: str, among: tuple[str, ...], least: int) -> str:
    if len(wanted) < _SHORTEST:
        return ""
    from rapidfuzz import fuzz, process

    found = process.extractOne(wanted, _folded(among), scorer=fuzz.ratio, score_cutoff=least)
    # `orders` beside `order` is another word more often than a slip.
    if found is None or wanted.startswith(found[0]) or found[0].startswith(wanted):
        return ""
    return among[found[2]]


@lru_cache(maxsize=64)
def _folded(among: tuple[str, ...]) -> list[str]:
    return [fold(name) for name in among]


def _same_sound(wanted: str, among: tuple[str, ...]) -> str:
    sounds = _sounds(among)
    return next((sounds[sound] for sound in _sound(wanted) if sound in sounds), "")


@lru_cache(maxsize=64)
def _sounds(among: tuple[str, ...]) -> Mapping[tuple[str, ...], str]:
    known: dict[tuple[str, ...], str] = {}
    for name in among:
        if has_han(name):
            for sound in _sound(fold(name)):
                known.setdefault(sound, name)
    return known


def _sound(text: str) -> Iterable[tuple[str, ...]]:
    """How a text may be read, without tones; at most 16 ways."""
    from pypinyin import Style, pinyin

    readings = pinyin(text, style=Style.NORMAL, heteronym=True)
    ways = product(*readings)
    return [way for way, _ in zip(ways, range(16), strict=False)]


@lru_cache(maxsize=8)
def field_names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """All names of front-matter fields."""
    return tuple(name for field in vocabulary.fields.values() for names in field.names.values() for name in names)


@lru_cache(maxsize=8)
def kind_names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """All names of kinds."""
    return tuple(name for kind in vocabulary.kinds.values() for names in kind.names.values() for name in names)


@lru_cache(maxsize=64)
def entry_field_names(vocabulary: Vocabulary, kind: str) -> tuple[str, ...]:
    """All names of the fields of an entry of a canonical kind."""
    fields = vocabulary.entry_fields(kind).values()
    return tuple(name for field in fields for names in field.names.values() for name in names)


@lru_cache(maxsize=64)
def value_names(vocabulary: Vocabulary, values: str) -> tuple[str, ...]:
    """All names of the values of a set."""
    found = vocabulary.value_sets.get(values)
    if found is None:
        return ()
    return tuple(name for names in found.values.values() for listed in names.values() for name in listed)
