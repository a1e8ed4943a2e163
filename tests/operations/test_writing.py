"""The one way in which a customer's file is changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.errors import Broken
from ledger.model.revise import NewEntry, append_entry
from ledger.operations.writing import one_more_entry, revise
from ledger.session import Session, open_session

HEAD = "---\nid: C-1\nname: 云启\n---\n\n"


def session_over(root: Path, text: bytes) -> Session:
    (root / "customers").mkdir()
    (root / "ledger.yaml").write_text("ledger: 1\n", encoding="utf-8")
    (root / "customers" / "a.md").write_bytes(text)
    return open_session(root)


def log(session: Session, text: str = "好") -> None:
    entry = NewEntry(date(2026, 11, 21), "电话", text=text)
    revise(session, "customers/a.md", lambda draft: [append_entry(draft.text, entry)], one_more_entry)


def test_no_file_grows_beyond_what_is_read(tmp_path: Path) -> None:
    limit = 2 * 1024 * 1024
    lines = ("x" * 99 + "\n") * (limit // 100)
    content = (HEAD + lines).encode()[: limit - 30] + b"\n"
    session = session_over(tmp_path, content)
    with pytest.raises(Broken, match="would become larger than 2 MiB"):
        log(session, "y" * 60)
    assert (tmp_path / "customers" / "a.md").read_bytes() == content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ((HEAD + "<<<<<<< mine\n一\n=======\n二\n>>>>>>> theirs\n").encode(), "conflict markers"),
        ((HEAD + "客户要求两周内给出报价").encode("gb18030"), "GB18030"),
        (b"\x00" * 200, "not text"),
        ((HEAD + "```\n没有结束").encode(), "line"),
    ],
)
def test_what_can_not_be_read_for_sure_is_not_written_to(tmp_path: Path, content: bytes, why: str) -> None:
    session = session_over(tmp_path, content)
    with pytest.raises(Broken, match=why):
        log(session)
    assert (tmp_path / "customers" / "a.md").read_bytes() == content
