from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ledger.errors import Refused
from ledger.store.editor import editor_command, open_editor

FILE = Path("/ledger/customers/-acme ltd.md")


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("vim", ["vim", "+7", str(FILE)]),
        ("/usr/bin/nano -w", ["/usr/bin/nano", "-w", "+7", str(FILE)]),
        ("emacsclient -t", ["emacsclient", "-t", "+7", str(FILE)]),
        ("code", ["code", "--wait", "-g", f"{FILE}:7"]),
        ("code -w", ["code", "-w", "-g", f"{FILE}:7"]),
        ("subl", ["subl", "--wait", f"{FILE}:7"]),
        ("hx", ["hx", f"{FILE}:7"]),
        ("'/opt/My Editor/vim' -n", ["/opt/My Editor/vim", "-n", "+7", str(FILE)]),
        ("notepad.exe", ["notepad.exe", str(FILE)]),
        ("unheard-of --fast", ["unheard-of", "--fast", str(FILE)]),
    ],
)
def test_an_editor_is_told_file_and_line_in_its_own_way(editor: str, words: list[str]) -> None:
    assert editor_command(FILE, 7, {"EDITOR": editor}) == words


def test_visual_goes_before_editor_and_the_first_line_needs_no_telling() -> None:
    assert editor_command(FILE, 1, {"VISUAL": "vim", "EDITOR": "nano"}) == ["vim", str(FILE)]


def test_without_a_setting_a_known_editor_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "nano").write_text("#!/bin/sh\n")
    (tmp_path / "nano").chmod(0o755)
    assert editor_command(FILE, 3, {"PATH": str(tmp_path)}) == [str(tmp_path / "nano"), "+3", str(FILE)]


@pytest.mark.parametrize("setting", [{"PATH": ""}, {"PATH": "/nowhere", "EDITOR": " "}, {"EDITOR": "vim 'unclosed"}])
def test_no_editor_is_said_with_what_to_do(setting: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        editor_command(FILE, 1, setting)
    assert "EDITOR" in str(refusal.value.hint)


def test_the_editor_is_waited_for_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "acme.md"
    file.write_text("x")
    script = tmp_path / "append.py"
    script.write_text("import sys; open(sys.argv[-1], 'a').write('typed'); sys.exit(3)")
    assert open_editor(file, 1, {"EDITOR": f"'{sys.executable}' '{script}'"}) == 3
    assert file.read_text() == "xtyped"
    with pytest.raises(Refused, match="can't be started"):
        open_editor(file, 1, {"EDITOR": "/nowhere/editor"})
