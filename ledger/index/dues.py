"""What may be due around a day, asked of the catalog by its indexes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledger.index.catalog import Catalog
from ledger.messages import Message

if TYPE_CHECKING:
    from ledger.facts.values import Facts
    from ledger.index.future import AsOf


class Found(NamedTuple):
    """A due with its customer, as the catalog holds them: days as ISO texts, `why` and `people` as JSON."""

    customer: int
    what: str
    date: str | None
    show_from: str | None
    yearly: str | None
    lead: int
    met_on: str | None
    text: str
    line: int
    why: str | Message
    people: str | tuple[str, ...] | None
    urgent: int
    id: str
    name: str
    path: str
    owner: str | None
    level: str | None
    last_contact: str | None


_CUSTOMER = "c.id, c.name, c.path, c.owner, c.level, c.last_contact"
_DUE = (
    "d.customer, d.what, d.date, d.show_from, d.yearly, d.lead, d.met_on, d.text, d.line, d.why, d.people, d.urgent, "
    + _CUSTOMER
)
# The order is fixed by CROSS JOIN: the few dues first, each with its customer, however the statistics stand.
_SELECT = f"SELECT {_DUE} FROM dues d CROSS JOIN customers c ON c.customer = d.customer WHERE"  # noqa: S608


def dated(catalog: Catalog, today: date, until: date) -> Iterator[Found]:
    """The dues with a day up to `until`, those whose notice has begun, and those of any day; in no order."""
    # The plus keeps SQLite from looking for the second part by `date`, which most dues lie beyond.
    ask = (
        f"{_SELECT} d.date <= ?1 UNION ALL "
        f"{_SELECT} d.show_from <= ?2 AND +d.date > ?1 UNION ALL "
        f"{_SELECT} d.date IS NULL AND d.yearly IS NULL"
    )
    return map(Found._make, catalog.connection.execute(ask, (until.isoformat(), today.isoformat())))


def yearly(catalog: Catalog, keys: Collection[str]) -> Iterator[Found]:
    """The dues of yearly days with one of these keys, in no order."""
    places = ",".join("?" * len(keys))
    return map(Found._make, catalog.connection.execute(f"{_SELECT} d.yearly IN ({places})", tuple(keys)))


class LightYearly(NamedTuple):
    """What tells how urgent a day is that comes every year: its place in the catalog, what its order follows from."""

    customer: int
    n: int
    what: str
    urgent: int
    level: str | None
    owner: str | None
    yearly: str
    lead: int
    met_on: str | None


Light = tuple[int, int, str, str | None, int, str | None, str | None]
_LIGHT = "SELECT customer, n, what, date, urgent, level, owner FROM dues WHERE"


def light_dated(catalog: Catalog, today: date, until: date) -> Iterator[Light]:
    """The dues that `dated` gives, as customer, n, what, date, urgent, level, owner; the indexes alone are read."""
    ask = (
        f"{_LIGHT} date <= ?1 UNION ALL "
        f"{_LIGHT} show_from <= ?2 AND +date > ?1 UNION ALL "
        f"{_LIGHT.replace(' date,', ' NULL,')} date IS NULL AND yearly IS NULL"
    )
    return catalog.connection.execute(ask, (until.isoformat(), today.isoformat()))


def light_yearly(catalog: Catalog, keys: Collection[str]) -> Iterator[LightYearly]:
    """The dues that `yearly` gives; its index alone is read."""
    places = ",".join("?" * len(keys))
    ask = f"SELECT customer, n, what, urgent, level, owner, yearly, lead, met_on FROM dues WHERE yearly IN ({places})"  # noqa: S608
    return map(LightYearly._make, catalog.connection.execute(ask, tuple(keys)))


def at(catalog: Catalog, customer: int, n: int) -> Found:
    """The due at a place."""
    return Found._make(catalog.connection.execute(f"{_SELECT} d.customer = ? AND d.n = ?", (customer, n)).fetchone())


def first_by_name(catalog: Catalog, customers: Collection[int]) -> Iterator[int]:
    """These customers by name and path; many of them are found among all as those come in that order."""
    ask = "SELECT customer FROM customers INDEXED BY customers_name ORDER BY name, path"
    return (number for (number,) in catalog.connection.execute(ask) if number in customers)


def has_lunar_days(catalog: Catalog) -> bool:
    """Whether any customer has a yearly day of the lunar calendar."""
    ask = "SELECT 1 FROM dues WHERE yearly >= 'L ' AND yearly < 'M' LIMIT 1"
    return catalog.connection.execute(ask).fetchone() is not None


def holidays_in_use(catalog: Catalog) -> frozenset[str]:
    """The canonical names of the holidays on which anybody is to be greeted."""
    # One look-up a name: a plain DISTINCT would read every row of the index.
    ask = """
        WITH RECURSIVE used(key) AS (
            SELECT min(yearly) FROM dues WHERE yearly >= 'H ' AND yearly < 'I'
            UNION ALL
            SELECT (SELECT min(yearly) FROM dues WHERE yearly > used.key AND yearly < 'I') FROM used
            WHERE used.key IS NOT NULL)
        SELECT key FROM used WHERE key IS NOT NULL"""
    return frozenset(str(key)[2:] for (key,) in catalog.connection.execute(ask))


def ahead_of(catalog: Catalog, today: date) -> frozenset[int]:
    """The numbers of the customers with entries dated after a day; index/future.py tells what holds for them."""
    ask = "SELECT customer FROM customers WHERE last_entry > ?"
    return frozenset(number for (number,) in catalog.connection.execute(ask, (today.isoformat(),)))


def with_customer(catalog: Catalog, customer: int, facts: Facts) -> Iterator[Found]:
    """The dues of facts that were worked out just now, as the catalog would hold them."""
    ask = "SELECT id, name, path, owner, level FROM customers WHERE customer = ?"
    id_, name, path, owner, level = catalog.connection.execute(ask, (customer,)).fetchone()
    for due in facts.dues:
        yield Found(
            customer, due.what, _day(due.date), _day(due.show_from), due.yearly or None, due.lead, _day(due.met_on),
            due.text, due.line, due.why, due.people, int(due.urgent), id_, name, path, owner, level,
            _day(facts.last_contact),
        )  # fmt: skip


def of_known(known: AsOf) -> Iterator[Found]:
    """The dues of a customer as of a day, as they were kept."""
    held = known.customer
    name, path, owner, level = held["name"], held["path"], held["owner"], held["level"]
    for what, day, show_from, yearly, lead, met_on, text, line, why, people, urgent, *_ in known.dues:
        yield Found._make(
            (held["customer"], what, day, show_from, yearly, lead, met_on, text, line, why, people, urgent,
             held["id"], name, path, owner, level, held["last_contact"])
        )  # fmt: skip


def owners(catalog: Catalog) -> tuple[str, ...]:
    """Everybody who has customers, as they are written there."""
    return tuple(str(name) for (name,) in catalog.connection.execute("SELECT DISTINCT owner FROM customers") if name)


def broken_files(catalog: Catalog) -> int:
    """How many files have errors."""
    return int(catalog.connection.execute("SELECT count(*) FROM customers WHERE errors > 0").fetchone()[0])


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
