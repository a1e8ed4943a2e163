"""The tables of facts as they stand on a day, and the customers that a report is about, for SQL of reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from ledger.index import schema
from ledger.index.future import KEPT, known
from ledger.model.plain import decimal_text

if TYPE_CHECKING:
    import sqlite3

    from ledger.index.future import AsOf
    from ledger.session import Session

COLUMNS = tuple(name for name in schema.columns("customers") if name != "fields")
"""The columns of `scope`, which also has `resting`: put away, merged into another, or lost."""
SCOPE = "scope"
"""Under this name what was made of these tables is kept beside the catalog."""
_RESTING = """(archived OR ifnull(stage, '') = 'lost'
    OR customer IN (SELECT customer FROM fields WHERE name = 'merged_into'))"""
_OUR_OWN = "SELECT customer FROM fields WHERE name = 'type' AND folded = 'internal'"
_LATER = {"moves": "date <= '{today}'"}
"""What is written of days to come even where no entry is: a step that happens unless somebody orders."""
_exact = Context(prec=400)


class ExactSum:
    """The sum of decimal texts in SQL, exact; NULL where there is none."""

    def __init__(self) -> None:
        self.total: Decimal | None = None

    def step(self, text: str | None, /) -> None:
        """Take in one more."""
        if text is not None:
            self.total = Decimal(text) if self.total is None else _exact.add(self.total, Decimal(text))

    def finalize(self) -> str | None:
        """The sum as a decimal text."""
        return None if self.total is None else decimal_text(self.total)


def stand(session: Session, among: Collection[int] | None) -> sqlite3.Connection:
    """Make `scope`, a narrow table of the customers (those `among`, if given) as of today, and `now_…` of each table of facts.

    They are temporary and seen by this connection only; making them again replaces them. `now_entries` are the entries
    that have happened.
    """
    # Whoever kept the tables that are replaced has to ask again.
    session.fresh().kept.pop(SCOPE, None)
    connection = session.fresh().catalog.connection
    connection.create_aggregate("exact_sum", 1, ExactSum)  # type: ignore[arg-type]
    connection.create_function("iso_week", 1, _week, deterministic=True)
    later = known(session)
    _facts(connection, later, session.today)
    _scope(connection, later, among)
    return connection


def _facts(connection: sqlite3.Connection, later: Mapping[int, AsOf], today: date) -> None:
    for name in KEPT:
        connection.execute(f"DROP VIEW IF EXISTS temp.now_{name}")
        connection.execute(f"DROP TABLE IF EXISTS temp.later_{name}")
        condition = _LATER.get(name, "1").format(today=today.isoformat())
        of_all = f"SELECT * FROM main.{name} WHERE {condition}"  # noqa: S608
        if later:
            columns = schema.columns(name)
            connection.execute(f"CREATE TEMP TABLE later_{name} ({', '.join(columns)})")
            rows = [row for held in later.values() for row in held.tables.get(name, ())]
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO later_{name} VALUES ({marks})", rows)  # noqa: S608
            of_all += (
                f" AND customer NOT IN ({_list(later)}) UNION ALL SELECT * FROM temp.later_{name} WHERE {condition}"  # noqa: S608
            )
        connection.execute(f"CREATE TEMP VIEW now_{name} AS {of_all}")
    _dues(connection, later)
    connection.execute("DROP VIEW IF EXISTS temp.now_entries")
    happened = f"SELECT * FROM main.entries WHERE date <= '{today.isoformat()}'"  # noqa: S608
    connection.execute(f"CREATE TEMP VIEW now_entries AS {happened}")


def _dues(connection: sqlite3.Connection, later: Mapping[int, AsOf]) -> None:
    """`now_dues`: what will need attention, as known today."""
    columns = schema.columns("dues")
    connection.execute("DROP VIEW IF EXISTS temp.now_dues")
    connection.execute("DROP TABLE IF EXISTS temp.later_dues")
    connection.execute(f"CREATE TEMP TABLE later_dues ({', '.join(columns)})")
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO later_dues VALUES ({marks})",  # noqa: S608
        [(number, n, *row) for number, held in later.items() for n, row in enumerate(held.dues)],
    )
    connection.execute(
        f"CREATE TEMP VIEW now_dues AS SELECT * FROM main.dues WHERE customer NOT IN ({_list(later)})"  # noqa: S608
        " UNION ALL SELECT * FROM temp.later_dues"
    )


def _scope(connection: sqlite3.Connection, later: Mapping[int, AsOf], among: Collection[int] | None) -> None:
    connection.execute("DROP TABLE IF EXISTS temp.scope")
    where = f" WHERE customer NOT IN ({_OUR_OWN})"
    if among is not None:
        where += f" AND customer IN ({_list(among)})"
    names = ", ".join(COLUMNS)
    kept = names.replace("customer,", "customer INTEGER PRIMARY KEY,", 1)
    connection.execute(f"CREATE TEMP TABLE scope ({kept}, resting)")
    connection.execute(f"INSERT INTO scope SELECT {names}, {_RESTING} FROM main.customers{where}")  # noqa: S608
    for number, held in later.items():
        changed = {name: value for name, value in held.customer.items() if name in COLUMNS and name != "customer"}
        assigned = ", ".join(f"{name} = ?" for name in changed)
        connection.execute(
            f"UPDATE scope SET {assigned} WHERE customer = ?",  # noqa: S608
            (*changed.values(), number),
        )


STANDINGS = {
    "habits": ("churn", "churn_points", "stage_by_rules", "next_order"),
    "others": ("value_tier", "segment", "level_by_rules"),
}
"""The temporary tables of values that say how customers stand, with their columns behind `customer`."""


def keep_standings(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    """Keep such values for questions that follow, instead of those kept before."""
    columns = STANDINGS[table]
    connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    connection.execute(f"CREATE TEMP TABLE {table} (customer INTEGER PRIMARY KEY, {', '.join(columns)})")
    marks = ", ".join("?" * (len(columns) + 1))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def standings_of(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, dict[str, str | int]]:
    """What is kept of some customers, by number and name; what is not kept, or nothing, has no name there."""
    among = _list(numbers)
    found: dict[int, dict[str, str | int]] = {}
    for table, columns in STANDINGS.items():
        if connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (table,)).fetchone():
            ask = f"SELECT * FROM temp.{table} WHERE customer IN ({among})"  # noqa: S608
            for number, *values in connection.execute(ask):
                kept = {name: value for name, value in zip(columns, values, strict=True) if value is not None}
                found.setdefault(number, {}).update(kept)
    return found


def of_fields(connection: sqlite3.Connection, table: str, field: str) -> None:
    """Make a temporary table of customers in scope and the values of a field (dotted where nested), one row for each."""
    head, _, rest = field.partition(".")
    path = f'$."{head}"'
    inner = "e.value" if not rest else f"json_extract(e.value, '$.\"{rest}\"')"
    connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    connection.execute(
        f"CREATE TEMP TABLE {table} (customer INTEGER, value, PRIMARY KEY (customer, value)) WITHOUT ROWID"
    )
    # Of a map the values count: office and home of addresses. One value alone is a list of one.
    connection.execute(
        f"INSERT OR IGNORE INTO {table} SELECT c.customer, {inner} FROM main.customers c JOIN temp.scope s"  # noqa: S608
        " ON s.customer = c.customer, json_each(CASE json_type(c.fields, ?1) WHEN 'array' THEN json_extract(c.fields, ?1)"
        " ELSE json_array(json_extract(c.fields, ?1)) END) e"
        f" WHERE json_type(c.fields, ?1) IS NOT NULL AND {inner} IS NOT NULL AND {inner} <> ''",
        (path,),
    )


def _week(day: str) -> str:
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02}"


def _list(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
