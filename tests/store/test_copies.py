from __future__ import annotations

import pytest

from ledger.store.copies import conflict_of, copy_of


@pytest.mark.parametrize(
    "name",
    [
        "X.sync-conflict-20260101-120000-ABC.md",
        "X.sync-conflict-20260101-120000.md",
        "X.sync-conflict-20260101-120000-ABC2DEF.MD",
        "X (conflicted copy 2026-07-10 070952).md",
        "X (Ana's conflicted copy 2026-07-10).md",
        "X (Ana Müller's conflicted copy 2026-07-10) (1).md",
        "X (Case Conflict).md",
        "X (Case Conflict 1).md",
        "X (张三 的冲突副本 2026-07-10).md",
        "X（张三的冲突副本2026-07-10）.md",
        "X_conflict-20260710-070952.md",
        "X_conflict-20260710-070952-ana.md",
        "X (CONFLICT).md",
        "X (CONFLICT 2026-07-10 07-09-52).md",
        "X (CONFLICT...).md",
        "X (conflicted).md",
        "X (SFConflict ana@example.com 2026-07-10-07-09-52).md",
    ],
)
def test_a_sync_services_copy_names_its_original(name: str) -> None:
    assert conflict_of(name) == "X"


@pytest.mark.parametrize(
    "name",
    [
        "X.md",
        "conflict.md",
        "X conflict.md",
        "Conflict Kitchen.md",
        "X (Conflict Resolution Ltd).md",
        "冲突管理.md",
        "X 2.md",
    ],
)
def test_a_customer_whose_name_speaks_of_conflict_is_no_copy(name: str) -> None:
    assert conflict_of(name) is None


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("X 2.md", "X"),
        ("X (1).md", "X"),
        ("X(1).md", "X"),
        ("X copy.md", "X"),
        ("X copy 2.md", "X"),
        ("X - Copy.md", "X"),
        ("X - Copy (2).md", "X"),
        ("X - 副本.md", "X"),
        ("云启 副本.md", "云启"),
        ("X-STUDIO.md", "X"),
        ("X-DESKTOP-AB12CD3.md", "X"),
        ("acme-ltd-LAPTOP-77QQ.md", "acme-ltd"),
        ("acme-ltd.md", "acme"),
        ("X.md", None),
        ("2.md", None),
        ("云启.md", None),
        ("X 2026.md", None),
    ],
)
def test_a_name_that_may_be_a_copys_names_the_original_to_compare(name: str, stem: str | None) -> None:
    assert copy_of(name) == stem
