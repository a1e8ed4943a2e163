"""docs/catalog.md names every table and column, and its queries work."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import ledger
from ledger.index import schema
from ledger.session import Session

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "catalog.md").read_text("utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.M | re.S)
TABLES = {**schema.TABLES, **schema.META}


def described(table: str) -> set[str]:
    """The columns in the first cells of a table's section."""
    section = re.search(rf"^## {table}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert section is not None, f"docs/catalog.md has no section on {table}"
    cells = re.findall(r"^\| (`[^|]*) \|", section.group(1), re.M)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_and_column_is_described(table: str) -> None:
    assert described(table) == {*schema.columns(table)}


@pytest.fixture
def sample(tmp_path: Path) -> Session:
    folder = tmp_path / "ledger"
    folder.mkdir()
    shutil.copytree(ROOT / "customers", folder / "customers")
    shutil.copy(ROOT / "ledger.yaml", folder)
    return ledger.open(folder)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("FROM")[0][:40].strip())
def test_the_examples_are_queries_that_work(query: str, sample: Session) -> None:
    rows = sample.fresh().catalog.connection.execute(query).fetchall()
    assert rows or "errors" in query or "'now'" in query
