"""Questions about the ledger as git had it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.errors import NotFound
from ledger.index.refresh import KEPT
from ledger.operations.who import get
from ledger.reports.customer_page import customer_page, source_text
from ledger.session import SETTINGS_FILE, Session
from ledger.store.git import Repository
from ledger.store.git_past import Past
from ledger.store.state import index_folder
from tests.operations.sharing.ledgers import FILES, SETTINGS, YUNQI, commit, edited, git, opened, shared
from tests.store.repositories import write

PATH = "customers/云启.md"


def then(folder: Path, revision: str) -> Session:
    session, _ = opened(folder)
    repository = Repository.get(folder)
    past = Past.at(repository.git, repository.commit(revision), (SETTINGS_FILE,))
    return session.then(past, date(2026, 1, 5))


def rows(session: Session) -> list[tuple[str, ...]]:
    """All that the catalog knows of customers, but their numbers."""
    connection = session.fresh().catalog.connection
    found = []
    for table in ("customers", "fields", "entries", "tasks", "dues", "names", "texts", "problems"):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "customer"]
        path = "(SELECT path FROM customers c WHERE c.customer = t.customer)"
        found += [
            (table, *map(str, row)) for row in connection.execute(f"SELECT {path}, {', '.join(columns)} FROM {table} t")
        ]
    return sorted(found)


def changed(top: Path) -> Path:
    shared(top)
    write(top, {PATH: edited(YUNQI, ("潜在", "活跃")), "customers/new.md": "---\nname: New\n---\n"})
    (top / "customers/华东/acme.md").unlink()
    write(top, {"ledger.yaml": SETTINGS.replace("language: en", "language: zh") + "levels: {A: {every: 30d}}\n"})
    commit(top, {}, "2")
    return top


def test_the_past_is_what_a_checkout_would_give(tmp_path: Path) -> None:
    top = changed(tmp_path / "a")
    git(tmp_path, "clone", "-q", str(top), "b")
    git(tmp_path / "b", "checkout", "-q", "HEAD~1")
    assert rows(then(top, "HEAD~1")) == rows(opened(tmp_path / "b")[0])
    assert rows(then(top, "HEAD")) == rows(opened(top)[0])
    assert git(top, "status", "--porcelain", "--", "customers") == ""


def test_what_todays_catalog_knows_is_taken_over_from_it(tmp_path: Path) -> None:
    top = shared(tmp_path)
    write(top, {PATH: edited(YUNQI, ("潜在", "活跃")), "customers/new.md": "---\nname: New\n---\n"})
    commit(top, {}, "2")
    opened(top)[0].fresh()
    first, second = then(top, "HEAD~1"), then(top, "HEAD")
    assert (first.fresh().read, second.fresh().read) == (1, 0)
    git(tmp_path, "clone", "-q", str(top), "b")
    assert rows(second) == rows(opened(tmp_path / "b")[0])
    git(tmp_path / "b", "checkout", "-q", "HEAD~1")
    assert rows(first) == rows(opened(tmp_path / "b")[0])


def test_settings_are_those_of_then(tmp_path: Path) -> None:
    top = changed(tmp_path)
    assert [then(top, name).settings.language for name in ("HEAD~1", "HEAD")] == ["en", "zh"]
    assert then(top, "HEAD~1").today == date(2026, 1, 5)


def test_pages_are_made_from_the_files_of_then(tmp_path: Path) -> None:
    session = then(changed(tmp_path), "HEAD~1")
    assert customer_page(session, get(session, "acme")).customer.text("stage") == "active"
    assert source_text(session, PATH) == YUNQI
    with pytest.raises(NotFound):
        get(session, "New")


def test_the_second_question_reads_nothing(tmp_path: Path) -> None:
    top = changed(tmp_path)
    assert then(top, "HEAD~1").fresh().read == 2
    assert then(top, "HEAD~1").fresh().read == 0


def test_only_the_last_few_are_kept(tmp_path: Path) -> None:
    top = changed(tmp_path)
    made = [commit(top, {"customers/new.md": f"---\nname: N{n}\n---\n"}, f"{n}") for n in range(KEPT + 2)]
    for oid in made:
        then(top, oid).fresh()
    index = index_folder(top)
    assert index is not None
    kept = {path.name for path in index.iterdir() if path.name.startswith("as-of-")}
    assert kept == {f"as-of-{oid}" for oid in made[-KEPT:]}


def test_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    top = changed(tmp_path)
    expected = rows(then(top, "HEAD~1"))
    index = index_folder(top)
    assert index is not None
    for place in index.glob("as-of-*/catalog.db*"):
        place.write_bytes(b"no database")
    assert rows(then(top, "HEAD~1")) == expected


def test_links_and_large_files_of_then_are_not_followed_or_read(tmp_path: Path) -> None:
    top = shared(tmp_path)
    (top / "customers/evil.md").symlink_to("/etc/passwd")
    commit(top, {"customers/large.md": "x" * 3_000_000}, "2")
    found = {row[1] for row in rows(then(top, "HEAD")) if row[0] == "customers"}
    assert found == {PATH, "customers/华东/acme.md", "customers/large.md"}


def test_many_files_are_read_by_all_cores_alike(tmp_path: Path) -> None:
    top = shared(tmp_path, FILES | {f"customers/{n}.md": f"---\nname: N{n}\n---\n" for n in range(600)})
    assert rows(then(top, "HEAD")) == rows(opened(top)[0])


def test_a_ledger_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    top = shared(tmp_path, {f"sales/{path}": text for path, text in FILES.items()} | {"customers/x.md": "x"})
    assert rows(then(top / "sales", "HEAD")) == rows(opened(top / "sales")[0])
