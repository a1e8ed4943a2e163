"""Words that stand in a ledger and may have been meant: mistyped letters, characters of the same sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from ledger.index.catalog import Catalog
from ledger.index.pinyin import spell, spelled_names, spelled_part
from ledger.query.fold import RUN, fold

MOST = 3
"""So many are offered at most."""
_READINGS = 8
_SHORTEST = 3
_LONGEST = 30
_ALIKE = 74
_ALIKE_IN_TEXTS = 80
_ALIKE_HAN = 65
_LATIN = re.compile(r"[^\W\d_]{3,}")
# Beyond so many characters of text, their words are not gone through for one that may have been meant.
_MOST_TEXT = 12_000_000


def near(catalog: Catalog, word: str) -> tuple[str, ...]:
    """The words most like one that stands nowhere, as people would write them, best first; none if nothing is near."""
    folded = fold(word).strip()
    if not folded or len(folded) > _LONGEST:
        return ()
    found = _chinese(catalog, folded) if RUN.search(folded) else _latin(catalog, folded)
    kept: dict[str, str] = {}
    for one in found:
        if fold(one) != folded:
            kept.setdefault(fold(one), one)
        if len(kept) == MOST:
            break
    return tuple(kept.values())


def _chinese(catalog: Catalog, folded: str) -> Iterator[str]:
    """Characters of the same sound in a name first, then names, tags and values that share most characters."""
    if all(map(RUN.match, folded)):
        yield from _same_sound(catalog, folded)
    if len(folded) >= _SHORTEST:
        yield from _alike_in(folded, _names(catalog), _ALIKE_HAN)


def _same_sound(catalog: Catalog, folded: str) -> Iterator[str]:
    for reading in islice(product(*map(spell, folded)), _READINGS):
        letters = "".join(reading)
        if not letters.isascii():
            continue
        for name in spelled_names(catalog, letters):
            part = spelled_part(name, letters)
            # Initials and half syllables are no sound-alikes.
            if len(part) == len(folded) and all(map(RUN.match, part)):
                yield part
    readings = [set(spell(character)) for character in folded]
    for tag in _tags(catalog):
        for start in range(len(fold(tag)) - len(folded) + 1):
            part = fold(tag)[start : start + len(folded)]
            if all(readings[place] & set(spell(character)) for place, character in enumerate(part)):
                yield part


def _alike_in(folded: str, names: Sequence[str], least: int) -> Iterator[str]:
    """The parts of names that are most like it."""
    from rapidfuzz import fuzz, process

    known = [fold(name) for name in names]
    found = process.extract(folded, known, scorer=fuzz.partial_ratio, score_cutoff=least, limit=20)
    parts: dict[str, float] = {}
    for name, _, _ in found:
        if len(name) < len(folded) - 1:
            continue
        at = fuzz.partial_ratio_alignment(folded, name)
        part = name[at.dest_start : at.dest_end].strip() if at is not None else ""
        alike = fuzz.ratio(folded, part)
        if part and alike >= least:
            parts[part] = max(alike, parts.get(part, 0.0))
    yield from sorted(parts, key=lambda part: -parts[part])


def _latin(catalog: Catalog, folded: str) -> Iterator[str]:
    """Words of names, tags and contacts that are spelt alike, then words of the texts."""
    if len(folded) < _SHORTEST:
        return
    names = _names(catalog)
    yield from _alike(folded, (part for name in names for part in _parts(name)), _ALIKE)
    if catalog.connection.execute("SELECT sum(length) FROM texts").fetchone()[0] <= _MOST_TEXT:
        texts = catalog.connection.execute("SELECT text FROM texts")
        seen = (part for (text,) in texts for part in set(_LATIN.findall(text)) if not RUN.match(part))
        yield from _alike(folded, seen, _ALIKE_IN_TEXTS)


def _parts(name: str) -> Iterator[str]:
    """A name's words, and the name whole if that is no long one."""
    yield from (part for part in re.split(r"[\s,，、()（）]+", name) if len(part) >= _SHORTEST)
    if len(name) <= _LONGEST:
        yield name


def _alike(folded: str, among: Iterable[str], least: int) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    known: dict[str, str] = {}
    for one in among:
        if abs(len(one) - len(folded)) <= 2:
            known.setdefault(fold(one), one)
    found = process.extract(
        folded,
        list(known),
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=least / 100,
        limit=MOST,
    )
    return [known[name] for name, _, _ in found]


def _names(catalog: Catalog) -> list[str]:
    ask = "SELECT DISTINCT shown FROM names WHERE kind IN ('name', 'alias', 'contact', 'handle')"
    return [*(name for (name,) in catalog.connection.execute(ask)), *_tags(catalog)]


def _tags(catalog: Catalog) -> list[str]:
    """The tags and the short values of other fields."""
    ask = "SELECT DISTINCT value FROM fields WHERE name NOT LIKE '%phone%' AND number IS NULL AND length(value) BETWEEN 2 AND 30"
    return [value for (value,) in catalog.connection.execute(ask)]
