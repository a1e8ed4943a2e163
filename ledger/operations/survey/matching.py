"""Whose answer a line of a file is: by id, phone, e-mail or name, exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import reduce

from ledger.errors import Ambiguous, BadValue
from ledger.index.catalog import Catalog
from ledger.messages import say
from ledger.model.numbers import phone_digits
from ledger.operations.survey.answers_file import WHO
from ledger.operations.survey.asking import Recipient
from ledger.query.fold import fold

_KINDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "phone": ("phone",),
    "email": ("email",),
    "name": ("id", "name", "alias", "contact"),
}
_MOST = 5


def whose(catalog: Catalog, cells: Mapping[str, str]) -> Recipient:
    """The customer that all that is said fits; raises BadValue where there is none, Ambiguous where there are several.

    An id has to be known. Of the rest what nobody has is passed over, as long as something else is known; what is known
    has to be of the same customer. Those in the archive give way to others.
    """
    told = {name: cells[name] for name in WHO if cells.get(name)}
    if not told:
        raise BadValue(say("The line says nothing of whose answer it is."))
    found = {name: set(_numbers(catalog, name, written)) for name, written in told.items()}
    if "id" in found and not found["id"]:
        raise BadValue(say("There is no customer with the id {id}.", id=told["id"]))
    known = [numbers for numbers in found.values() if numbers]
    if not known:
        raise BadValue(say("There is no customer “{who}”.", who=", ".join(told.values())))
    fitting = reduce(lambda one, other: one & other, known)
    if not fitting:
        raise Ambiguous(
            say("“{who}” are different customers.", who=", ".join(told.values())),
            candidates=_shown(_matches(catalog, set().union(*known))),
        )
    matches = _matches(catalog, fitting)
    if len(matches) > 1:
        raise Ambiguous(
            say("“{who}” fits {count} customers.", who=", ".join(told.values()), count=len(matches)),
            candidates=_shown(matches),
        )
    return matches[0]


def _shown(matches: list[Recipient]) -> tuple[str, ...]:
    return tuple(f"{match.name}  {match.id}  {match.path}" for match in matches[:_MOST])


def _numbers(catalog: Catalog, name: str, written: str) -> Iterator[int]:
    keys = phone_digits(written)[:1] if name == "phone" else (re.sub(r"\s+", " ", fold(written)).strip(),)
    for kind in _KINDS[name]:
        for key in keys:
            wanted = "SELECT customer FROM names WHERE kind = ? AND key = ?"
            yield from (number for (number,) in catalog.connection.execute(wanted, (kind, key)))


def _matches(catalog: Catalog, numbers: set[int]) -> list[Recipient]:
    wanted = "SELECT customer, id, name, path, archived FROM customers WHERE customer = ?"
    rows = [catalog.connection.execute(wanted, (number,)).fetchone() for number in numbers]
    living = [row for row in rows if not row[4]] or rows
    return sorted((Recipient(*row[:4]) for row in living), key=lambda match: (match.name, match.path))
