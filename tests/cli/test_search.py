"""What `ledger search` does beside its answer: the editor, the text index, completion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.cli import completion
from ledger.cli.main import main
from ledger.index.engine import Damaged
from ledger.index.sharded import Whoosh
from tests.reports.test_search import FILES, made


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made(tmp_path / "ledger", FILES, "language: en\n")
    monkeypatch.chdir(tmp_path / "ledger")
    monkeypatch.setenv("LEDGER_LANG", "en")
    return tmp_path / "ledger"


def editor(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that keeps the words it was called with."""
    words = place.parent / "words"
    script = place.parent / "vim"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {words}\n', "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    return words


def test_open_goes_to_the_line_of_the_best_hit(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = editor(ledger, monkeypatch)
    assert main(["search", "退款", "--open"]) == 0
    assert words.read_text("utf-8").split() == ["+13", str(ledger / "customers" / "yunqi.md")]


def test_open_takes_the_hit_that_was_chosen(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = editor(ledger, monkeypatch)
    assert main(["search", "物流", "--open", "--hit", "2", "--limit", "1"]) == 0
    first = json.loads(_printed(["search", "物流", "--json"]))
    assert words.read_text("utf-8").split()[1] == str(ledger / first[1]["path"])


def test_open_finds_nobody_and_opens_nothing(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = editor(ledger, monkeypatch)
    assert main(["search", "鲸鱼", "--open"]) == 1
    assert not words.exists()


def test_a_damaged_text_index_is_left_aside_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def damaged(*_: object) -> None:
        raise Damaged

    for name in ("known", "candidates", "ranked"):
        monkeypatch.setattr(Whoosh, name, damaged)
    assert main(["search", "物流", "--count"]) == 0
    told = capsys.readouterr()
    assert told.out == "2\n"
    assert told.err.count("\n") == 1
    assert "ledger index --rebuild" in told.err


def test_after_the_answer_a_short_stretch_is_spent_on_the_text_index(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float | None] = []
    monkeypatch.setattr(
        "ledger.index.building.bring_up_to_date", lambda session, *, seconds=None, **_: asked.append(seconds)
    )
    assert main(["search", "物流", "--paths"]) == 0
    assert asked == [0.2]


def test_trouble_with_the_text_index_never_spoils_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("ledger.index.building.bring_up_to_date", refuse)
    assert main(["search", "物流"]) == 0


def test_a_query_is_completed_like_that_of_list() -> None:
    assert "level:" in [one.value for one in completion.candidates(["search", "lev"])]


def test_a_minus_before_chinese_is_no_option() -> None:
    assert _printed(["search", "物流", "-折扣", "--count"]) == "1\n"
    assert _printed(["search", '-"折扣"', "物流", "--count"]) == "1\n"


def _printed(words: list[str]) -> str:
    import io
    from contextlib import redirect_stdout

    kept = io.StringIO()
    with redirect_stdout(kept):
        main(words)
    return kept.getvalue()
