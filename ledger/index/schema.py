"""The tables of the catalog; docs/catalog.md explains them to people."""

from __future__ import annotations

# Raised whenever a table, the meaning of a column or the reading of a file changes: an older catalog is built anew.
VERSION = 14

# Every table but `meta` and `files` holds rows of one customer, so that a file's rows are replaced together.
TABLES: dict[str, str] = {
    "customers": """
        customer INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, stage TEXT, level TEXT,
        owner TEXT, archived INTEGER NOT NULL, star INTEGER NOT NULL, fields TEXT NOT NULL, last_contact TEXT,
        last_entry TEXT, contacts_made INTEGER NOT NULL, talk_rhythm INTEGER, last_order TEXT, orders INTEGER NOT NULL,
        order_rhythm INTEGER, revenue TEXT NOT NULL, open_amount TEXT NOT NULL, open_complaints INTEGER NOT NULL,
        completeness INTEGER NOT NULL, missing TEXT NOT NULL, next_due TEXT, problems INTEGER NOT NULL,
        errors INTEGER NOT NULL, unconfirmed INTEGER NOT NULL""",
    "fields": "customer INTEGER, n INTEGER, name TEXT NOT NULL, value TEXT NOT NULL, folded TEXT, number REAL, currency TEXT",
    "contacts": "customer INTEGER, n INTEGER, name TEXT, title TEXT, phone TEXT, email TEXT, wechat TEXT, birthday TEXT",
    "entries": """customer INTEGER, n INTEGER, line INTEGER NOT NULL, date TEXT NOT NULL, time TEXT, kind TEXT NOT NULL,
        ref TEXT, title TEXT, people TEXT, tags TEXT, fields TEXT, person TEXT""",
    "tasks": """customer INTEGER, n INTEGER, line INTEGER NOT NULL, date TEXT, text TEXT NOT NULL, state TEXT NOT NULL,
        done_on TEXT, people TEXT, repeats TEXT, tags TEXT, entry INTEGER NOT NULL""",
    "dues": """customer INTEGER, n INTEGER, what TEXT NOT NULL, date TEXT, show_from TEXT, yearly TEXT, lead INTEGER NOT NULL,
        met_on TEXT, text TEXT NOT NULL, line INTEGER NOT NULL, why TEXT NOT NULL, people TEXT, urgent INTEGER NOT NULL,
        level TEXT, owner TEXT""",
    "records": """customer INTEGER, n INTEGER, kind TEXT NOT NULL, ref TEXT, title TEXT, opened TEXT NOT NULL,
        touched TEXT NOT NULL, line INTEGER NOT NULL, closed INTEGER NOT NULL, fields TEXT NOT NULL, open_amount TEXT,
        currency TEXT""",
    "names": "customer INTEGER, n INTEGER, kind TEXT NOT NULL, key TEXT NOT NULL, shown TEXT NOT NULL",
    "links": "customer INTEGER, n INTEGER, target TEXT NOT NULL, line INTEGER NOT NULL, column INTEGER NOT NULL",
    "problems": """customer INTEGER, n INTEGER, code TEXT NOT NULL, line INTEGER NOT NULL, column INTEGER NOT NULL,
        length INTEGER NOT NULL, args TEXT NOT NULL""",
    "sales": """customer INTEGER, n INTEGER, date TEXT NOT NULL, what TEXT NOT NULL, ref TEXT, line INTEGER NOT NULL,
        amount TEXT, currency TEXT, cost TEXT, paid_by TEXT, person TEXT, deliver_on TEXT, delivered_on TEXT,
        units TEXT""",
    "sold": """customer INTEGER, n INTEGER, sale INTEGER NOT NULL, date TEXT NOT NULL, product TEXT, category TEXT,
        quantity TEXT, unit TEXT, amount TEXT, currency TEXT, what TEXT NOT NULL, cost TEXT""",
    "bills": """customer INTEGER, n INTEGER, date TEXT NOT NULL, ref TEXT, title TEXT, line INTEGER NOT NULL, due TEXT,
        amount TEXT NOT NULL, currency TEXT NOT NULL, open TEXT NOT NULL, settled TEXT, status TEXT, contract TEXT, person TEXT""",
    "settlements": """customer INTEGER, n INTEGER, bill INTEGER NOT NULL, date TEXT NOT NULL, what TEXT NOT NULL,
        amount TEXT NOT NULL, currency TEXT NOT NULL, line INTEGER NOT NULL""",
    "moves": """customer INTEGER, n INTEGER, what TEXT NOT NULL, ref TEXT, date TEXT NOT NULL, line INTEGER NOT NULL,
        was TEXT, became TEXT NOT NULL""",
    "cases": """customer INTEGER, n INTEGER, kind TEXT NOT NULL, ref TEXT, title TEXT, line INTEGER NOT NULL,
        opened TEXT NOT NULL, answered TEXT, solved TEXT, confirmed TEXT, promise TEXT, answer_by TEXT, solve_by TEXT,
        answer_minutes INTEGER, solve_minutes INTEGER, severity TEXT, tone TEXT, topic TEXT, product TEXT, status TEXT,
        closed INTEGER NOT NULL, person TEXT, reason TEXT, handled_by TEXT, cost TEXT, currency TEXT, compensation TEXT,
        compensation_currency TEXT""",
    "ratings": """customer INTEGER, n INTEGER, date TEXT NOT NULL, line INTEGER NOT NULL, measure TEXT NOT NULL,
        value TEXT NOT NULL, product TEXT, touchpoint TEXT, person TEXT""",
    "rhythms": """customer INTEGER, n INTEGER, first_order TEXT, last_order TEXT, orders INTEGER NOT NULL,
        order_gap INTEGER, order_days INTEGER NOT NULL, recent_gap INTEGER, earlier_gap INTEGER, last_contact TEXT,
        talks INTEGER NOT NULL, talk_gap INTEGER, complaints TEXT, rating_on TEXT, rating INTEGER, rating_before INTEGER,
        late_on TEXT, late INTEGER, late_before INTEGER, owes_since TEXT""",
    "texts": "customer INTEGER PRIMARY KEY, text TEXT NOT NULL, length INTEGER NOT NULL",
}
META = {
    "meta": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "files": """path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, ctime INTEGER NOT NULL,
        inode INTEGER NOT NULL, digest TEXT NOT NULL, customer INTEGER NOT NULL""",
    "as_of": "customer INTEGER PRIMARY KEY, n INTEGER NOT NULL, held TEXT NOT NULL",
    "pinyin": "name TEXT PRIMARY KEY, full TEXT NOT NULL, initials TEXT NOT NULL",
    "shards": """name TEXT PRIMARY KEY, numbers BLOB NOT NULL, lengths BLOB NOT NULL, files TEXT NOT NULL,
        made INTEGER NOT NULL""",
}
# Made after a first build, when they cost least.
INDEXES = (
    "CREATE UNIQUE INDEX IF NOT EXISTS customers_path ON customers(path)",
    "CREATE INDEX IF NOT EXISTS customers_id ON customers(id)",
    # The orders in which customers are listed, each with all that is asked for before it is known who is shown.
    "CREATE INDEX IF NOT EXISTS customers_name ON customers(name, path, level)",
    "CREATE INDEX IF NOT EXISTS customers_level ON customers(level, name, path)",
    "CREATE INDEX IF NOT EXISTS customers_owner ON customers(owner)",
    "CREATE INDEX IF NOT EXISTS customers_last_entry ON customers(last_entry)",
    "CREATE INDEX IF NOT EXISTS customers_errors ON customers(customer) WHERE errors > 0",
    "CREATE INDEX IF NOT EXISTS fields_folded ON fields(name, folded)",
    # Each with all that tells how urgent a due is, so that the most urgent are found without a look at the others.
    "CREATE INDEX IF NOT EXISTS dues_date ON dues(date, what, urgent, level, owner) WHERE date IS NOT NULL",
    """CREATE INDEX IF NOT EXISTS dues_show_from ON dues(show_from, date, what, urgent, level, owner)
        WHERE show_from IS NOT NULL""",
    """CREATE INDEX IF NOT EXISTS dues_yearly ON dues(yearly, lead, met_on, what, urgent, level, owner)
        WHERE yearly IS NOT NULL""",
    "CREATE INDEX IF NOT EXISTS dues_any_day ON dues(what, urgent, level, owner) WHERE date IS NULL AND yearly IS NULL",
    # Entries of a kind in a period are counted without a look at any row.
    "CREATE INDEX IF NOT EXISTS entries_kind ON entries(kind, date, person)",
    "CREATE INDEX IF NOT EXISTS texts_length ON texts(length)",
    "CREATE INDEX IF NOT EXISTS names_kind ON names(kind, key)",
)


def columns(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in order."""
    return tuple(part.split()[0] for part in {**TABLES, **META}[table].split(","))


def statements() -> tuple[str, ...]:
    """What makes all tables. Rows of customers are kept in the customers' order, so that they are read together."""
    alone = {name: body for name, body in TABLES.items() if "PRIMARY KEY" in body}
    kept_together = {name: f"{body}, PRIMARY KEY (customer, n)" for name, body in TABLES.items() if name not in alone}
    bodies = {**alone, **META}
    plain = [f"CREATE TABLE {name} ({body})" for name, body in bodies.items()]
    return (*plain, *(f"CREATE TABLE {name} ({body}) WITHOUT ROWID" for name, body in kept_together.items()))
