"""What is wrong between the files of a ledger, asked of the catalog: doubles, and links that lead nowhere."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ledger.index.catalog import Catalog
from ledger.model.parse import stem_of
from ledger.model.problem import Problem
from ledger.operations.check.sheet import Sheet
from ledger.query.fold import fold
from ledger.store.copies import copy_of

_SHOWN = 3
# A number that thousands share stands for none; a few of them are enough to say so.
_MOST_COMPARED = 100
_MOST_GUESSES = 200
_SPLIT = re.compile(r"[,，、;；/\n]")
_NAMES = ("id", "name", "alias")
_PHONES = ("phone", "phones", "landline")


@dataclass(frozen=True, slots=True)
class Clue:
    """A problem between files before its place in this one is known: at `line`, else where `text` is a value."""

    code: str
    text: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    column: int = 1


Clues = dict[str, list[Clue]]


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A file that has a name, an id or a number, and the way it is written there."""

    customer: int
    path: str
    shown: str


def clues(catalog: Catalog) -> Clues:
    """The clues to every file of a ledger, by path."""
    found: Clues = defaultdict(list)
    copies = _ids(catalog, found)
    _names(catalog, found, copies)
    _phones(catalog, found, copies)
    _links(catalog, found)
    return found


def placed(clue: Clue, sheet: Sheet) -> Problem:
    """The problem of a clue at its place in the file."""
    if clue.line:
        return Problem(clue.code, clue.line, clue.column, len(clue.text), clue.args)
    exact = [scalar for scalar in sheet.scalars() if scalar.text.strip(" ?？") == clue.text]
    near = exact or [scalar for scalar in sheet.scalars() if clue.text and clue.text in scalar.text]
    if near:
        return sheet.problem(clue.code, near[0].span, **clue.args)
    return Problem(clue.code, args=clue.args)


def _groups(catalog: Catalog, kinds: Sequence[str]) -> dict[str, list[_Bearer]]:
    """The keys of a kind that several customers have, with all that have them, in the order of the paths."""
    places = ",".join("?" * len(kinds))
    several = f"SELECT key FROM names WHERE kind IN ({places}) GROUP BY key HAVING count(DISTINCT customer) > 1"  # noqa: S608
    wanted = (
        f"SELECT n.key, n.customer, c.path, n.shown FROM names n JOIN customers c ON c.customer = n.customer "  # noqa: S608
        f"WHERE n.kind IN ({places}) AND n.key IN ({several}) ORDER BY c.path, n.n"
    )
    groups: dict[str, list[_Bearer]] = {}
    for key, customer, path, shown in catalog.connection.execute(wanted, (*kinds, *kinds)):
        groups.setdefault(key, []).append(_Bearer(customer, path, shown))
    return groups


def _others(bearer: _Bearer, group: Iterable[_Bearer]) -> str:
    """The other files of a group, the first of them by name."""
    paths = list(dict.fromkeys(one.path for one in group if one.path != bearer.path))
    shown = ", ".join(paths[:_SHOWN])
    return f"{shown} … (+{len(paths) - _SHOWN})" if len(paths) > _SHOWN else shown


def _ids(catalog: Catalog, found: Clues) -> frozenset[str]:
    """Ids that stand twice; gives the files that are copies of another, of whose names and numbers nothing is said."""
    copies: set[str] = set()
    for group in _groups(catalog, ("id",)).values():
        paths = {one.path for one in group}
        honest = []
        for one in group:
            original = _original(one.path, paths)
            if original:
                copies.add(one.path)
                found[one.path].append(Clue("file-copy", one.shown, {"original": original, "id": one.shown}))
            else:
                honest.append(one)
        for one in honest if len(honest) > 1 else ():
            found[one.path].append(Clue("duplicate-id", one.shown, {"id": one.shown, "others": _others(one, honest)}))
    return frozenset(copies)


def _original(path: str, among: set[str]) -> str:
    """The file among these that one is a copy of by its name, or an empty text."""
    place = PurePosixPath(path)
    stem = copy_of(place.name)
    original = str(place.parent / f"{stem}{place.suffix}") if stem else ""
    return original if original in among else ""


def _names(catalog: Catalog, found: Clues, copies: frozenset[str]) -> None:
    groups = _groups(catalog, ("name", "alias"))
    members = {one.customer for group in groups.values() for one in group}
    people = _people(catalog) & members
    reached = _Reached(catalog)
    for group in groups.values():
        several = [one for one in group if one.path not in copies]
        compared = several[:_MOST_COMPARED]
        for one in _once(several):
            same = [each for each in compared if not _namesakes(reached, one, each, people)]
            others = _others(one, same)
            if others:
                found[one.path].append(Clue("duplicate-name", one.shown, {"name": one.shown, "others": others}))


def _people(catalog: Catalog) -> set[int]:
    wanted = "SELECT customer FROM fields WHERE name = 'type' AND value = 'person'"
    return {number for (number,) in catalog.connection.execute(wanted)}


class _Reached(dict[int, set[str]]):
    """The keys of phones and addresses by which a customer is reached, asked of the catalog once."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.catalog = catalog

    def __missing__(self, customer: int) -> set[str]:
        wanted = "SELECT key FROM names WHERE customer = ? AND kind IN ('phone', 'email', 'handle')"
        found = self[customer] = {key for (key,) in self.catalog.connection.execute(wanted, (customer,))}
        return found


def _namesakes(reached: _Reached, one: _Bearer, other: _Bearer, people: set[int]) -> bool:
    """Whether two customers are people of one name who are reached in different ways: there are many 王伟."""
    if one.customer == other.customer or not {one.customer, other.customer} <= people:
        return False
    first, second = reached[one.customer], reached[other.customer]
    return bool(first) and bool(second) and not first & second


def _phones(catalog: Catalog, found: Clues, copies: frozenset[str]) -> None:
    """One number in several files; not where it is a contact's who works with several customers."""
    said: set[tuple[str, str]] = set()
    groups = _groups(catalog, ("phone",))
    names = _contact_names(catalog, {one.customer for group in groups.values() for one in group})
    for group in groups.values():
        several = [one for one in group if one.path not in copies]
        compared = several[:_MOST_COMPARED]
        for one in _once(several):
            others = _others(one, (each for each in compared if not _same_person(one, each, names)))
            if others and (one.path, one.shown) not in said:
                said.add((one.path, one.shown))
                found[one.path].append(Clue("duplicate-phone", one.shown, {"others": others}))


def _contact_names(catalog: Catalog, customers: Iterable[int]) -> Mapping[tuple[int, str], str]:
    """Whose a number is: the folded name of the contact, by the customer and the number as written."""
    found: dict[tuple[int, str], str] = {}
    for customer in customers:
        row = catalog.connection.execute("SELECT fields FROM customers WHERE customer = ?", (customer,)).fetchone()
        people = json.loads(row[0]).get("contacts")
        for person in people if isinstance(people, list) else ():
            name = person.get("name") if isinstance(person, dict) else None
            if isinstance(name, str) and name:
                found |= {(customer, number): fold(name) for number in _numbers_of(person)}
    return found


def _numbers_of(person: Mapping[str, object]) -> Iterator[str]:
    for part in _PHONES:
        written = person.get(part)
        yield from (one for one in (written if isinstance(written, list) else [written]) if isinstance(one, str))


def _same_person(one: _Bearer, other: _Bearer, names: Mapping[tuple[int, str], str]) -> bool:
    name = names.get((one.customer, one.shown))
    return name is not None and name == names.get((other.customer, other.shown))


def _once(group: Iterable[_Bearer]) -> Iterator[_Bearer]:
    """The first of a group in each file."""
    return iter({one.path: one for one in reversed(list(group))}.values())


def _links(catalog: Catalog, found: Clues) -> None:
    """Links and referrers that are nobody in the ledger."""
    links = catalog.connection.execute(
        "SELECT c.path, l.target, l.line, l.column FROM links l JOIN customers c ON c.customer = l.customer"
    ).fetchall()
    named = catalog.connection.execute(
        "SELECT c.path, f.name, f.value FROM fields f JOIN customers c ON c.customer = f.customer "
        "WHERE f.name IN ('referred_by', 'merged_into')"
    ).fetchall()
    if not links and not named:
        return
    known = _known(catalog)
    guesses = _MOST_GUESSES
    for path, target, line, column in links:
        if not _is_known(target, known) and not _is_attachment(target):
            guesses -= 1
            found[path].append(
                _nowhere("link-unknown", target, known if guesses >= 0 else {}, line, column + len("[["))
            )
    for path, name, value in named:
        code = "referrer-unknown" if name == "referred_by" else "link-unknown"
        parts = [part.strip(" []") for part in _SPLIT.split(value)]
        if "[[" not in value and not any(_is_known(part, known) for part in (value, *parts)):
            guesses -= 1
            found[path].append(_nowhere(code, value, known if guesses >= 0 else {}))


def _known(catalog: Catalog) -> Mapping[str, str]:
    """What a link may hold, folded, with how it is written."""
    wanted = "SELECT key, shown FROM names WHERE kind IN ('id', 'name', 'alias', 'contact')"
    known: dict[str, str] = dict(catalog.connection.execute(wanted))
    for (path,) in catalog.connection.execute("SELECT path FROM customers"):
        known.setdefault(fold(stem_of(path)), stem_of(path))
    return known


def _is_known(target: str, known: Mapping[str, str]) -> bool:
    return fold(target.strip()) in known or fold(stem_of(target.strip())) in known


def _is_attachment(target: str) -> bool:
    """Whether a link is to a file of another kind, as note programs write them."""
    suffix = PurePosixPath(target).suffix
    return suffix != ".md" and 1 < len(suffix) <= 5 and suffix[1:].isalnum() and suffix.isascii()


def _nowhere(code: str, target: str, known: Mapping[str, str], line: int = 0, column: int = 1) -> Clue:
    from rapidfuzz import fuzz, process

    near = process.extractOne(fold(target), known.keys(), scorer=fuzz.ratio, score_cutoff=70)
    return Clue(code, target, {"target": target, "nearest": known[near[0]] if near else ""}, line, column)
