"""Customers with entries after today: what is known of them as of today, since those have not happened yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledger.facts.tables import TABLES
from ledger.index import schema
from ledger.index.catalog import Catalog
from ledger.query.asked_values import bills_to_pay

if TYPE_CHECKING:
    from ledger.facts.values import Facts
    from ledger.model.customer import Customer
    from ledger.session import Session


KEPT = (*TABLES, "records")
"""The tables whose rows are kept as of a day."""


def ahead(catalog: Catalog, today: date) -> Mapping[int, str]:
    """The paths of customers whose last entry lies after today, by number; few as a rule."""
    ask = "SELECT customer, path FROM customers WHERE last_entry > ?"
    return dict(catalog.connection.execute(ask, (today.isoformat(),)).fetchall())


class AsOf(NamedTuple):
    """What the catalog would hold of a customer if nothing stood in the file that is dated ahead.

    `customer` has the columns of `customers`, `dues` the rows of `dues` without their key, `invoices` the day to pay by,
    open amount and currency of those that have all three, `tables` the rows of the tables of facts.
    """

    customer: Mapping[str, str | int | None]
    dues: Sequence[Sequence[str | int | None]]
    invoices: Sequence[tuple[str, str, str]]
    tables: Mapping[str, Sequence[Sequence[str | int | None]]]


def known(session: Session, among: Collection[int] | None = None) -> Mapping[int, AsOf]:
    """The customers with entries dated ahead as they stand today, by number; only those `among`, if given.

    Which entries have happened decides it, so it is worked out once for each number of them and kept in the catalog.
    """
    catalog = session.fresh().catalog
    ask = (
        "SELECT c.customer, a.held FROM customers c LEFT JOIN as_of a ON a.customer = c.customer AND a.n ="
        " (SELECT count(*) FROM entries e WHERE e.customer = c.customer AND e.date <= ?1) WHERE c.last_entry > ?1"
    )
    if among is not None and len(among) == 1:
        ask += f" AND c.customer = {next(iter(among))}"
    rows = catalog.connection.execute(ask, (session.today.isoformat(),)).fetchall()
    found = {number: held for number, held in rows if among is None or number in among}
    missing = [number for number, held in found.items() if held is None]
    if missing:
        made = {number: _held(number, *each) for number, each in as_of(session, missing).items()}
        _keep(catalog, made, session.today)
        found |= made
    return {number: AsOf(*json.loads(held)) for number, held in found.items()}


def _held(number: int, customer: Customer, facts: Facts) -> str:
    """What is kept of a customer, as JSON."""
    from ledger.index.rows import rows

    made = rows(number, customer, facts)
    columns = dict(zip(schema.columns("customers"), made["customers"][0], strict=True))
    del columns["fields"]
    invoices = [
        (bill.due.isoformat(), str(bill.open), bill.currency) for bill in bills_to_pay(facts) if bill.due is not None
    ]
    tables = {name: found for name in KEPT if (found := made.get(name))}
    return json.dumps(
        (columns, [row[2:] for row in made["dues"]], invoices, tables), ensure_ascii=False, separators=(",", ":")
    )


def _keep(catalog: Catalog, made: Mapping[int, str], today: date) -> None:
    """Keep what was worked out, unless somebody else is writing: it is only for speed."""
    connection = catalog.connection
    happened = "(SELECT count(*) FROM entries WHERE customer = ?1 AND date <= ?2)"
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        with catalog.writing():
            connection.execute("DELETE FROM as_of WHERE customer NOT IN (SELECT customer FROM customers)")
            connection.executemany(
                f"INSERT OR REPLACE INTO as_of VALUES (?1, {happened}, ?3)",  # noqa: S608
                [(number, today.isoformat(), held) for number, held in made.items()],
            )
    except sqlite3.OperationalError:
        pass
    finally:
        connection.execute("PRAGMA busy_timeout = 5000")


def as_of(session: Session, among: Collection[int] | None = None) -> Mapping[int, tuple[Customer, Facts]]:
    """Those customers as their files say, with the facts as they stand today; only those `among`, if given."""
    from ledger.facts.compute import compute_on
    from ledger.index.build import read
    from ledger.index.reading import Reading

    paths = ahead(session.fresh().catalog, session.today)
    reading = Reading(session.root, session.vocabulary, session.settings)
    reader = session.reader()
    found = {}
    for number, path in paths.items():
        if among is None or number in among:
            customer, _ = read(reader, path, reading)
            found[number] = customer, compute_on(customer, session.vocabulary, session.settings, session.today)
    return found
