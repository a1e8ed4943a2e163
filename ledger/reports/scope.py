"""What a report works with: the customers asked for and the tables of facts as of today, asked in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger.index.standing import SCOPE, of_fields, stand
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.fitting import fitting
from ledger.session import Session

if TYPE_CHECKING:
    import sqlite3

    from ledger.reports.table import Period

Sums = dict[str, Decimal]


@dataclass(slots=True)
class Scope:
    """The customers of a report in the table `scope`, and `now_sales`, `now_bills`, `now_records`, `now_entries` … .

    See ledger/index/standing.py for the tables. SQL calls the facts `s` and the scope `c` where dimensions are used.
    """

    session: Session
    connection: sqlite3.Connection
    _fields: dict[str, str] = field(default_factory=dict)

    @property
    def today(self) -> str:
        """The day from which the report looks, as the tables write it."""
        return self.session.today.isoformat()

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a question in SQL."""
        return self.connection.execute(sql, tuple(params)).fetchall()

    def one(self, sql: str, params: Sequence[object] = ()) -> Any:
        """The single value of a question in SQL; None where there is no row."""
        found = self.connection.execute(sql, tuple(params)).fetchone()
        return None if found is None else found[0]

    def count(self) -> int:
        """How many customers are in it."""
        return int(self.one("SELECT count(*) FROM scope"))

    def alone(self) -> None:
        """Let nobody else have this scope: its tables are going to be changed."""
        self.session.fresh().kept.pop(SCOPE, None)

    def values_of(self, field_name: str) -> str:
        """A temporary table (customer, value) of a field, made at the first call."""
        if field_name not in self._fields:
            table = f"field_{len(self._fields)}"
            of_fields(self.connection, table, field_name)
            self._fields[field_name] = table
        return self._fields[field_name]


def scope(session: Session, asked: Asked) -> Scope:
    """The scope of a question, the same one for the same query; raises BadQuery."""
    kept = session.fresh().kept
    found = kept.get(SCOPE)
    if isinstance(found, tuple) and found[0] == (asked.query.strip(), session.today):
        last: Scope = found[1]
        return last
    made = _made(session, asked)
    kept[SCOPE] = (asked.query.strip(), session.today), made
    return made


def _made(session: Session, asked: Asked) -> Scope:
    among = fitting(session, asked.query) if asked.query.strip() else None
    found = Scope(session, stand(session, among))
    # One person under one name, however files write it.
    for person in session.settings.people.values():
        for alias in person.aliases:
            found.rows("UPDATE scope SET owner = ? WHERE owner = ?", (person.name, alias))
    return found


def within(period: Period, column: str = "s.date") -> tuple[str, tuple[str, str]]:
    """The condition that a day lies in a period, with its parameters."""
    return f"{column} BETWEEN ? AND ?", (period.first.isoformat(), period.last.isoformat())


def money(sums: Sums) -> tuple[Money, ...]:
    """Sums by currency as a cell, the ledger's largest first; what comes to nothing is left out."""
    return tuple(Money(amount, currency) for currency, amount in sums.items() if amount)


def by_currency(rows: Iterator[Sequence[Any]] | Sequence[Sequence[Any]]) -> dict[tuple[Any, ...], Sums]:
    """Rows of (key …, currency, exact sum as text) as sums by key; rows without an amount only make the key known."""
    found: dict[tuple[Any, ...], Sums] = {}
    for *key, currency, amount in rows:
        sums = found.setdefault(tuple(key), {})
        if amount is not None:
            sums[currency or ""] = sums.get(currency or "", Decimal(0)) + Decimal(amount)
    return found


def add(into: Sums, more: Sums) -> None:
    """Add sums to others, currency by currency."""
    for currency, amount in more.items():
        into[currency] = into.get(currency, Decimal(0)) + amount
