"""An index that turns out to be damaged while a command reads it is made anew, in silence."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ledger.cli.main import main
from ledger.session import open_session
from ledger.store import state

TEXT = "---\nid: C-{n}\nname: 客户{n}\nnext_follow_up: 2026-11-21\n---\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "customers").mkdir()
    (tmp_path / "ledger.yaml").write_text("ledger: 1\n", encoding="utf-8")
    for number in range(300):
        (tmp_path / "customers" / f"{number}.md").write_text(TEXT.format(n=number), encoding="utf-8")
    return tmp_path


def test_a_question_is_answered_from_the_files(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["-C", str(ledger), "--today", "2026-11-21", "due", "--json"]
    assert main(words) == 0
    right = capsys.readouterr().out
    open_session(ledger).fresh().catalog.close()
    folder = state.index_folder(ledger)
    assert folder is not None
    place = folder / "catalog.db"
    content = bytearray(place.read_bytes())
    for page in range(4096, len(content), 4096):
        # The tables' roots stay readable, so that the damage shows only when their rows are read.
        if page > 20 * 4096:
            content[page : page + 64] = b"\xff" * 64
    place.write_bytes(content)
    assert main(words) == 0
    assert capsys.readouterr().out == right


def test_a_command_that_writes_is_never_run_twice_whatever_its_words(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def damaged(*arguments: object, **options: object) -> None:
        calls.append(arguments)
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr("ledger.operations.who.find", damaged)
    assert main(["-C", str(ledger), "log", "客户1", "call", "list"]) == 70
    assert len(calls) == 1
