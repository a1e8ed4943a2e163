"""Writing levels that the rules make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.operations import grading
from ledger.operations.handover import HalfDone
from ledger.reports.asked import Asked
from ledger.session import Session, open_session

FILES = {
    "acme": "---\nname: Acme   # our first\nlevel: C\n---\n\n## 2026-11-11 订单\n- 金额: 3000\n",
    "bond": "---\n名称: Bond\n级别: C\n级别依据: 手工 战略\n---\n\n## 2026-11-01 order\n- amount: 5000\n",
    "cole": "---\nname: Cole\n---\n\nCole only asks.\n",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "customers").mkdir()
    (tmp_path / "index").mkdir()
    settings = "ledger: 1\ntoday: 2026-11-21\nlanguage: en\nlevels: {A: {}, B: {}, C: {}}\n"
    (tmp_path / "ledger.yaml").write_text(settings, encoding="utf-8")
    for name, text in FILES.items():
        (tmp_path / "customers" / f"{name}.md").write_text(text, encoding="utf-8")
    return open_session(tmp_path)


Read = Callable[[str], str]


@pytest.fixture
def read(session: Session) -> Read:
    return lambda name: (session.root / "customers" / f"{name}.md").read_text(encoding="utf-8")


def test_changes_name_who_what_and_why_and_write_nothing(session: Session, read: Read) -> None:
    planned = grading.changes(session, Asked())
    assert [(each.name, each.path, each.was, each.becomes) for each in planned] == [
        ("Acme", "customers/acme.md", "C", "B"),
        ("Cole", "customers/cole.md", "", "C"),
    ]
    # 75 of 100 in purchasing power, 100 for frequency; half of it by the weights of 50, 30 and 20.
    assert [str(each.points) for each in planned] == ["37.5", "0.0"]
    assert {name: read(name) for name in FILES} == FILES


def test_a_preview_shows_what_the_files_would_become(session: Session, read: Read) -> None:
    shown = grading.preview(session, grading.changes(session, Asked()))
    assert next(each.after for each in shown) == FILES["acme"].replace("level: C", "level: B")
    assert {name: read(name) for name in FILES} == FILES


def test_only_levels_that_differ_are_written(session: Session, read: Read) -> None:
    assert grading.apply(session, grading.changes(session, Asked())) == 2
    assert read("acme") == FILES["acme"].replace("level: C", "level: B")
    assert "level: C\n" in read("cole")
    assert read("cole").endswith("Cole only asks.\n")
    assert read("bond") == FILES["bond"]
    assert grading.changes(session, Asked()) == ()


def test_a_query_says_whose_level_is_written(session: Session, read: Read) -> None:
    assert grading.apply(session, grading.changes(session, Asked(query="Cole"))) == 1
    assert read("acme") == FILES["acme"]


def test_a_file_that_refuses_half_way_is_named_with_what_was_written(session: Session, read: Read) -> None:
    planned = grading.changes(session, Asked())
    cole = session.root / "customers" / "cole.md"
    cole.write_bytes(b"\xff\xfe\x00broken")
    with pytest.raises(HalfDone) as stopped:
        grading.apply(session, planned)
    assert (stopped.value.done, stopped.value.left) == (("customers/acme.md",), ("customers/cole.md",))
    assert read("acme") != FILES["acme"]
