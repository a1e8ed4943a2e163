"""WHO: the customers that somebody means by an id, a file, a name, a person, a number or pinyin."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from ledger.index.catalog import Catalog
from ledger.model.numbers import phone_digits
from ledger.query.fold import fold, found

NAMES = ("name", "alias")
_SPOKEN = ("contact", "email", "handle")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./\-]*")
_LEAST_DIGITS = 4
_WHOLE_NUMBER = 11


@dataclass(frozen=True, slots=True)
class Match:
    """A customer that fits; `customer` is its number in the catalog, `path` is from the ledger's root."""

    customer: int
    id: str
    name: str
    path: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed, and as it is compared."""

    text: str
    folded: str
    root: Path
    here: Path


def find(catalog: Catalog, who: str, *, root: Path, here: Path) -> tuple[Match, ...]:
    """The customers that `who` means, by name; the first rule that fits anybody decides.

    The rules, strictest first: id or path; name or alias; contact, phone, e-mail or handle; a word of a name
    begins so (Chinese: any part); a part of a name; a contact's name has it as a part, or a phone ends so (4 digits
    at least); pinyin or initials. Where one rule fits several, those in the archive give way to those that are not.
    """
    folded = fold(who).strip()
    if not folded:
        return ()
    asked = _Asked(who.strip(), folded, root, here)
    for rule in _RULES:
        numbers = set(rule(catalog, asked))
        if numbers:
            return _living(_matches(catalog, numbers))
    return ()


def _living(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    return tuple(match for match in matches if not match.archived) or matches


def _matches(catalog: Catalog, numbers: Iterable[int]) -> tuple[Match, ...]:
    wanted = "SELECT customer, id, name, path, archived FROM customers WHERE customer = ?"
    rows = (catalog.connection.execute(wanted, (number,)).fetchone() for number in numbers)
    found_here = (Match(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows if row)
    return tuple(sorted(found_here, key=lambda match: (match.name, match.path)))


def _by_id_or_path(catalog: Catalog, asked: _Asked) -> Iterator[int]:
    yield from _by_key(catalog, ("id",), (asked.folded,))
    for path in _paths(asked):
        yield from _numbers(catalog, "SELECT customer FROM customers WHERE path = ?", (path,))


def _paths(asked: _Asked) -> Iterator[str]:
    """The paths from the root that a text can mean, with and without `.md`; only those inside the ledger."""
    text = asked.text.replace("\\", "/") if os.sep == "\\" else asked.text
    for base in (asked.here, asked.root):
        try:
            inside = Path(os.path.normpath(base / text)).relative_to(asked.root).as_posix()
        except ValueError:
            continue
        for form in dict.fromkeys((inside, normalize("NFC", inside), normalize("NFD", inside))):
            yield from (form, f"{form}.md")


def _by_name(catalog: Catalog, asked: _Asked) -> Iterator[int]:
    return _by_key(catalog, NAMES, (asked.folded,))


def _by_reach(catalog: Catalog, asked: _Asked) -> Iterator[int]:
    yield from _by_key(catalog, _SPOKEN, (asked.folded,))
    if _PHONE.fullmatch(asked.folded):
        yield from _by_key(catalog, ("phone",), phone_digits(asked.folded))


def _by_beginning(catalog: Catalog, asked: _Asked) -> Iterator[int]:
    return (number for number, key in _with_part(catalog, NAMES, asked) if found(asked.folded, key, begins=True))


def _by_part(catalog: Catalog, asked: _Asked) -> Iterator[int]:
    return (number for number, _ in _with_part(catalog, NAMES, asked))


def _by_part_of_reach(catalog: Catalog, asked: _Asked) -> Iterator[int]:
    if not _PHONE.fullmatch(asked.folded):
        yield from (number for number, _ in _with_part(catalog, ("contact",), asked))
        return
    digits = re.sub(r"[^0-9]", "", asked.folded)
    # A whole number that nobody has is the end of none either.
    if _LEAST_DIGITS <= len(digits) < _WHOLE_NUMBER:
        wanted = "SELECT customer FROM names WHERE kind = 'phone' AND substr(key, ?) = ?"
        yield from _numbers(catalog, wanted, (-len(digits), digits))


def _by_pinyin(catalog: Catalog, asked: _Asked) -> Iterable[int]:
    from ledger.index.pinyin import by_pinyin

    return by_pinyin(catalog, asked.folded)


_RULES: tuple[Callable[[Catalog, _Asked], Iterable[int]], ...] = (
    _by_id_or_path,
    _by_name,
    _by_reach,
    _by_beginning,
    _by_part,
    _by_part_of_reach,
    _by_pinyin,
)


def _by_key(catalog: Catalog, kinds: tuple[str, ...], keys: Iterable[str]) -> Iterator[int]:
    for kind in kinds:
        for key in keys:
            yield from _numbers(catalog, "SELECT customer FROM names WHERE kind = ? AND key = ?", (kind, key))


def _with_part(catalog: Catalog, kinds: tuple[str, ...], asked: _Asked) -> Iterator[tuple[int, str]]:
    for kind in kinds:
        wanted = "SELECT customer, key FROM names WHERE kind = ? AND instr(key, ?)"
        yield from catalog.connection.execute(wanted, (kind, asked.folded))


def _numbers(catalog: Catalog, wanted: str, values: tuple[str | int, ...]) -> Iterator[int]:
    return (number for (number,) in catalog.connection.execute(wanted, values))
