"""Customers with entries after today: what is known of them as of today, since those have not happened yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ledger.index.catalog import Catalog

if TYPE_CHECKING:
    from ledger.facts.values import Facts
    from ledger.model.customer import Customer
    from ledger.session import Session


def ahead(catalog: Catalog, today: date) -> Mapping[int, str]:
    """The paths of customers whose last entry lies after today, by number; few as a rule."""
    ask = "SELECT customer, path FROM customers WHERE last_entry > ?"
    return dict(catalog.connection.execute(ask, (today.isoformat(),)).fetchall())


def as_of(session: Session, among: Collection[int] | None = None) -> Mapping[int, tuple[Customer, Facts]]:
    """Those customers as their files say, with the facts as they stand today; only those `among`, if given."""
    from ledger.facts.compute import compute_on
    from ledger.index.build import read
    from ledger.index.reading import Reading
    from ledger.store.files import Reader

    paths = ahead(session.fresh().catalog, session.today)
    reading = Reading(session.root, session.vocabulary, session.settings)
    reader = Reader(session.root)
    found = {}
    for number, path in paths.items():
        if among is None or number in among:
            customer, _ = read(reader, path, reading)
            found[number] = customer, compute_on(customer, session.vocabulary, session.settings, session.today)
    return found
