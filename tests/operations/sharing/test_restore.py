"""Customers and fields that come back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import Broken, NotFound, Refused, WrongUsage
from ledger.operations.sharing.restore import earlier, restore
from ledger.operations.writing import Revision
from tests.operations.sharing.ledgers import YUNQI, commit, edited, git, opened, shared
from tests.store.repositories import write

PATH = "customers/云启.md"
LATER = edited(YUNQI, ("潜在", "活跃"), ("tags: [a]\n", "level: A\ncontacts:\n  - name: 李雷\n    phone: 1\n"))


def back(folder: Path, who: str, at: str | None = None, field: str = "", *, dry_run: bool = False) -> Revision:
    session, repository = opened(folder)
    was = earlier(session, repository, who, None if at is None else repository.commit(at))
    return restore(session, was, field, dry_run=dry_run)


def later(top: Path, text: str = LATER) -> Path:
    shared(top)
    commit(top, {PATH: text}, "2")
    return top


def test_a_customer_comes_back_to_the_byte(tmp_path: Path) -> None:
    top = later(tmp_path)
    assert back(top, "云启", "HEAD~1", dry_run=True).changed
    assert (top / PATH).read_text() == LATER
    assert back(top, "云启", "HEAD~1").changed
    assert (top / PATH).read_text() == YUNQI
    assert not back(top, "云启", "HEAD~1").changed
    assert git(top, "log", "--oneline").count("\n") == 1


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("stage", edited(LATER, ("活跃", "潜在"))),
        ("阶段", edited(LATER, ("活跃", "潜在"))),
        ("level", edited(LATER, ("level: A\n", ""))),
        ("contacts", edited(LATER, ("contacts:\n  - name: 李雷\n    phone: 1\n", ""))),
        ("tags", edited(LATER, ("    phone: 1\n", "    phone: 1\ntags: [a]\n"))),
        ("name", LATER),
    ],
)
def test_one_field_comes_back_and_nothing_else_changes(tmp_path: Path, field: str, expected: str) -> None:
    top = later(tmp_path)
    back(top, "云启", "HEAD~1", field)
    assert (top / PATH).read_text() == expected


def test_a_list_of_maps_comes_back_with_its_comments(tmp_path: Path) -> None:
    top = later(tmp_path)
    commit(top, {PATH: YUNQI}, "3")
    back(top, "云启", "HEAD~1", "contacts")
    assert (top / PATH).read_text() == edited(
        YUNQI, ("tags: [a]\n", "tags: [a]\ncontacts:\n  - name: 李雷\n    phone: 1\n")
    )


def test_line_ends_are_those_of_the_file_now(tmp_path: Path) -> None:
    top = later(tmp_path, LATER.replace("\n", "\r\n"))
    back(top, "云启", "HEAD~1", "stage")
    assert (top / PATH).read_bytes() == edited(LATER, ("活跃", "潜在")).replace("\n", "\r\n").encode()


def test_a_deleted_customer_comes_back_as_it_was_last(tmp_path: Path) -> None:
    top = later(tmp_path)
    (top / PATH).unlink()
    commit(top, {}, "3")
    with pytest.raises(Refused, match="whole"):
        back(top, "云启", field="stage")
    back(top, "云启")
    assert (top / PATH).read_text() == LATER


def test_a_deleted_customer_comes_back_as_it_was_at_a_commit(tmp_path: Path) -> None:
    top = later(tmp_path)
    (top / PATH).unlink()
    back(top, "C-7K3M2Q", "HEAD~1")
    assert (top / PATH).read_text() == YUNQI


def test_a_moved_customer_stays_where_it_is(tmp_path: Path) -> None:
    top = later(tmp_path)
    (top / "customers/archive").mkdir()
    git(top, "mv", PATH, "customers/archive/other.md")
    commit(top, {"customers/archive/other.md": "---\nid: C-7K3M2Q\nname: quite another text\n---\n"}, "3")
    back(top, "quite another", "HEAD~2")
    assert (top / "customers/archive/other.md").read_text() == YUNQI
    assert not (top / PATH).exists()


def test_another_customer_under_the_same_name_is_not_taken(tmp_path: Path) -> None:
    top = later(tmp_path)
    commit(top, {PATH: "---\nid: C-999999\nname: Other\n---\n"}, "3")
    with pytest.raises(NotFound, match="not there on"):
        back(top, "Other", "HEAD~1")


def test_without_a_commit_a_customer_that_is_there_needs_one(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="--at"):
        back(shared(tmp_path), "云启")


def test_a_file_in_conflict_is_left_alone(tmp_path: Path) -> None:
    top = later(tmp_path)
    text = "<<<<<<< mine\nstage: 1\n=======\nstage: 2\n>>>>>>> theirs\n"
    write(top, {PATH: edited(LATER, ("level: A\n", text))})
    with pytest.raises(Broken, match="conflict"):
        back(top, "云启", "HEAD~1")
