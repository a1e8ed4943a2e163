"""Who brought whom: links from customers to those whom they brought, and the trees that these make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.query.fold import fold
from ledger.reports.scope import Scope

_LINK = re.compile(r"\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_STRICT, _LOOSE = ("id", "name", "alias"), ("contact",)


@dataclass(slots=True)
class Referrals:
    """`parent` gives who brought a customer (numbers in the catalog), `named` what each giver's entries name besides.

    `said` counts the referral entries of each customer, `strangers` are names that are no customer's, with the
    customers that name them.
    """

    parent: dict[int, int] = field(default_factory=dict)
    said: dict[int, int] = field(default_factory=dict)
    unknown: dict[int, int] = field(default_factory=dict)
    strangers: dict[str, list[int]] = field(default_factory=dict)

    def children(self) -> dict[int, list[int]]:
        """The customers that each has brought."""
        found: dict[int, list[int]] = {}
        for child, giver in self.parent.items():
            found.setdefault(giver, []).append(child)
        return found


def referrals(scope: Scope) -> Referrals:
    """Among the customers asked for: `referred_by` counts first, then referral entries that say to whom (`to`).

    An entry without `to` tells of somebody who is not in the ledger; the first one in a file with `referred_by` tells how
    that customer came, and counts for nothing.
    """
    fields = scope.rows(
        "SELECT f.customer, f.value FROM main.fields f JOIN scope c ON c.customer = f.customer"
        " WHERE f.name = 'referred_by' ORDER BY f.customer, f.n"
    )
    kinds = ("referral", *(name for name, own in scope.session.settings.kinds.items() if own.like == "referral"))
    entries = scope.rows(
        "SELECT r.customer, r.fields ->> '$.to' FROM now_records r JOIN scope c ON c.customer = r.customer"
        f" WHERE r.kind IN ({', '.join('?' * len(kinds))}) ORDER BY r.customer, r.n",
        kinds,
    )
    known = _customers(scope, [value for _, value in fields] + [to for _, to in entries if to])
    found = Referrals()
    for customer, value in fields:
        _came(found, customer, value, known.get(_key(value)))
    untold = {customer for customer, _ in fields}
    for customer, to in entries:
        if not to and customer in untold:
            untold.remove(customer)
        else:
            _brought(found, customer, known.get(_key(to)) if to else None)
    return found


def _came(found: Referrals, customer: int, value: str, giver: int | None) -> None:
    """Take in what a file says of who brought its customer."""
    if giver is None:
        named = found.strangers.setdefault(_shown(value), [])
        named += [] if customer in named else [customer]
    elif giver != customer:
        found.parent.setdefault(customer, giver)


def _brought(found: Referrals, customer: int, to: int | None) -> None:
    """Take in an entry that tells whom a customer brought."""
    found.said[customer] = found.said.get(customer, 0) + 1
    if to is None:
        found.unknown[customer] = found.unknown.get(customer, 0) + 1
    elif to != customer:
        found.parent.setdefault(to, customer)


def _shown(value: str) -> str:
    link = _LINK.search(value)
    return (link[1] if link else value).strip()


def _key(value: str) -> str:
    """A name as the catalog keeps it; of a text with a link what the link leads to."""
    return fold(_shown(value)).strip()


def _customers(scope: Scope, written: Iterable[str]) -> Mapping[str, int]:
    """The customers that names mean: an id, a name or an alias, else a contact's name, else a file's name.

    What fits several means none; of those in the archive and others the others are meant.
    """
    keys = {_key(each) for each in written} - {""}
    if not keys:
        return {}
    scope.connection.execute("CREATE TEMP TABLE IF NOT EXISTS wanted_names (key PRIMARY KEY) WITHOUT ROWID")
    scope.connection.execute("DELETE FROM temp.wanted_names")
    scope.connection.executemany("INSERT INTO wanted_names VALUES (?)", ((key,) for key in keys))
    found: dict[str, int] = {}
    for kinds in (_STRICT, _LOOSE):
        rows = scope.rows(
            "SELECT n.key, c.customer, c.archived FROM temp.wanted_names w CROSS JOIN main.names n ON n.key = w.key"
            f" JOIN scope c ON c.customer = n.customer WHERE n.kind IN ({', '.join('?' * len(kinds))})",
            kinds,
        )
        found = {**_alone(rows), **found}
    if missing := keys - found.keys():
        paths = scope.rows("SELECT path, customer, archived FROM scope")
        stems = ((fold(path.rpartition("/")[2].removesuffix(".md")), *rest) for path, *rest in paths)
        found |= _alone(row for row in stems if row[0] in missing)
    return found


def _alone(rows: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    """The keys that mean one customer; rows of key, customer, and whether it is archived."""
    fitting: dict[str, dict[int, int]] = {}
    for key, customer, archived in rows:
        fitting.setdefault(key, {})[customer] = archived
    meant = {
        key: [n for n, archived in several.items() if not archived] or list(several) for key, several in fitting.items()
    }
    return {key: several[0] for key, several in meant.items() if len(several) == 1}


@dataclass(frozen=True, slots=True)
class Trees:
    """Customers in the order of the trees with their depth, and the rings of customers that brought each other.

    A ring is cut where its first customer by name stands; that one then is a root.
    """

    order: Sequence[tuple[int, int]]
    rings: Sequence[Sequence[int]]


def trees(found: Referrals, rank: Mapping[int, tuple[object, ...]]) -> Trees:
    """All who brought somebody or were brought, roots and children by `rank`; no customer stands twice."""
    children = found.children()
    for each in children.values():
        each.sort(key=rank.__getitem__)
    order: list[tuple[int, int]] = []
    seen: set[int] = set()
    for root in sorted(children.keys() - found.parent.keys(), key=rank.__getitem__):
        _walk(root, children, order, seen)
    rings = []
    for start in sorted(found.parent.keys() - seen, key=rank.__getitem__):
        if start not in seen:
            ring = _ring(start, found.parent)
            root = min(ring, key=rank.__getitem__)
            rings.append([*ring[ring.index(root) :], *ring[: ring.index(root)]])
            _walk(root, children, order, seen)
    return Trees(order, rings)


def _walk(root: int, children: Mapping[int, Sequence[int]], order: list[tuple[int, int]], seen: set[int]) -> None:
    """Add a root and all below it, depth first."""
    ahead = [(root, 0)]
    while ahead:
        number, depth = ahead.pop()
        if number not in seen:
            seen.add(number)
            order.append((number, depth))
            ahead += [(child, depth + 1) for child in reversed(children.get(number, ()))]


def _ring(start: int, parent: Mapping[int, int]) -> list[int]:
    """The ring that the way up from a customer ends in."""
    way: dict[int, None] = {}
    while start not in way:
        way[start] = None
        start = parent[start]
    up = list(way)
    return up[up.index(start) :][::-1]


def below(order: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """All whom each customer brought, directly and by others, in the order of the trees."""
    found: dict[int, list[int]] = {number: [] for number, _ in order}
    above: list[tuple[int, int]] = []
    for number, depth in order:
        while above and above[-1][1] >= depth:
            above.pop()
        for upper, _ in above:
            found[upper].append(number)
        above.append((number, depth))
    return found
