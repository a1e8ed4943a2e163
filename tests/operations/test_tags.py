from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import BadValue, NotFound
from ledger.operations.tag_names import rename
from ledger.operations.tags import change_tags, counts, tags_of
from ledger.session import Session
from tests.operations.ledgers import content, ledger

A = """---
name: A
标签: [展会, "新 客户"]  # 两个
---

展会 is only a word here, and so is #展会.

## 2026-11-01 电话 谈 #展会 的事 @张三 #展会
- 结果: #展会

- [ ] 2026-12-01 发报价 #展会。
- #展会

```
## 2026-11-02 电话 #展会
```
"""
B = "---\nname: B\ntags:\n  - vip   # 老\n  - 展会\n---\n"
C = "---\nname: C\ntags: 展会, 老\n---\n"
D = "---\nname: D\nnotes: 展会\n---\n"
GBK = "---\nname: 戊\ntags: [展会]\n---\n".encode("gb18030")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return ledger(tmp_path, a=A, b=B, c=C, d=D)


def test_tags_come_and_go_in_the_field_alone(session: Session) -> None:
    change_tags(session, "customers/a.md", ["重点", "#展会"], ["新 客户"])
    assert content(session).decode() == A.replace('[展会, "新 客户"]', "[展会, 重点]")


def test_a_tag_is_taken_whatever_its_case(session: Session) -> None:
    change_tags(session, "customers/b.md", [], ["VIP"])
    assert content(session, "customers/b.md").decode() == B.replace("  - vip   # 老\n", "")


def test_a_new_tag_like_a_known_one_is_pointed_out(session: Session) -> None:
    change_tags(session, "customers/b.md", ["spring fair"], [])
    done = change_tags(session, "customers/c.md", ["spring fairs"], [])
    assert "spring fair" in str(done.notes[-1])
    assert done.revision.changed


@pytest.mark.parametrize("word", ["", "#", "a,b", "a、b", "a\nb", "x" * 61])
def test_what_is_no_tag_is_refused(session: Session, word: str) -> None:
    with pytest.raises(BadValue):
        change_tags(session, "customers/a.md", [word], [])
    assert content(session).decode() == A


def test_tags_are_counted_by_customers_and_entries(session: Session) -> None:
    assert {one.tag: (one.customers, one.entries) for one in counts(session)} == {
        "展会": (3, 1), "新 客户": (1, 0), "vip": (1, 0), "老": (1, 0),
    }  # fmt: skip
    assert tags_of(session, "customers/a.md") == ("展会", "新 客户")


def test_a_tag_is_renamed_where_it_is_a_tag_and_nowhere_else(session: Session) -> None:
    done = rename(session, "展会", "广交会")
    assert [one.path for one in done.revisions] == ["customers/a.md", "customers/b.md", "customers/c.md"]
    assert content(session).decode() == (
        A.replace("[展会,", "[广交会,")
        .replace("谈 #展会 的事 @张三 #展会", "谈 #广交会 的事 @张三 #广交会")
        .replace("发报价 #展会。", "发报价 #广交会。")
    )
    assert content(session, "customers/b.md").decode() == B.replace("展会", "广交会")
    assert content(session, "customers/c.md").decode() == C.replace("展会", "广交会")
    assert content(session, "customers/d.md").decode() == D


def test_a_dry_run_renames_nothing(session: Session) -> None:
    assert len(rename(session, "展会", "广交会", dry_run=True).revisions) == 3
    assert content(session).decode() == A


def test_a_tag_that_is_there_already_is_not_doubled(session: Session) -> None:
    rename(session, "展会", "vip")
    assert content(session, "customers/b.md").decode() == B.replace("  - 展会\n", "")


def test_a_file_that_can_not_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=A, g=GBK)
    done = rename(session, "展会", "广交会")
    assert [one.path for one in done.revisions] == ["customers/a.md"]
    assert [path for path, _ in done.refused] == ["customers/g.md"]
    assert content(session, "customers/g.md") == GBK


def test_a_tag_that_no_file_has_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound) as refusal:
        rename(session, "VIP", "x")
    assert refusal.value.candidates == ("vip",)
    with pytest.raises(BadValue):
        rename(session, "展会", "两 个")
