"""Texts from the user's editor: what was typed is taken, kept, or left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.cli.context import Surface
from ledger.cli.typing import from_editor
from ledger.errors import Refused
from ledger.messages import say

ADVICE = (say("Write above."),)


def typed(tmp_path: Path, script: str, start: str = "") -> str | None:
    editor = tmp_path / "editor.sh"
    editor.write_text(script, encoding="utf-8")
    return from_editor(Surface({"EDITOR": f"sh {editor}", "LANG": "C.UTF-8"}), start, ADVICE)


def test_the_text_is_taken_without_our_comments(tmp_path: Path) -> None:
    assert typed(
        tmp_path, 'printf "谈了价格\\n\\n<!-- mine -->\\n" > "$1.new"; cat "$1" >> "$1.new"; mv "$1.new" "$1"'
    ) == ("谈了价格\n\n<!-- mine -->")


@pytest.mark.parametrize("script", ["true", ': > "$1"', 'printf "\\n \\n" > "$1"', 'rm "$1"'])
def test_unchanged_or_empty_means_nothing(tmp_path: Path, script: str) -> None:
    assert typed(tmp_path, script, "- 地点:") is None


def test_windows_line_ends_of_an_editor_are_no_part_of_the_text(tmp_path: Path) -> None:
    assert typed(tmp_path, 'sed "s/$/\\r/" "$1" > "$1.new"; printf "a\\r\\nb\\r\\n" | cat - "$1.new" > "$1"') == "a\nb"


def test_what_was_typed_in_an_editor_that_fails_is_kept(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="What you wrote is kept in") as refused:
        typed(tmp_path, 'echo kept > "$1"; exit 3')
    assert Path(str(refused.value).rpartition("kept in ")[2].rstrip(".")).read_text(encoding="utf-8") == "kept\n"


def test_leaving_an_editor_with_an_error_keeps_nothing_where_nothing_was_typed(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        typed(tmp_path, "exit 1")
    assert "kept" not in str(refused.value)
