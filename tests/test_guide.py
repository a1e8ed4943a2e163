"""The commands of docs/guide work, one after the other, in the sample ledger."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from ledger.cli.main import main

ROOT = Path(__file__).parent.parent
PAGES = {"en": ROOT / "docs" / "guide" / "README.md", "zh": ROOT / "docs" / "guide" / "README.zh-CN.md"}
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)


def commands(page: Path) -> list[tuple[list[str], bool]]:
    """The words of each command, and whether it may answer "no"."""
    lines = [line for block in _BLOCK.findall(page.read_text("utf-8")) for line in block.splitlines()]
    return [(shlex.split(line, comments=True)[1:], "# exit 1" in line or "退出码" in line) for line in lines]


@pytest.mark.parametrize("language", PAGES)
def test_the_commands_of_the_guide_work(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("customers", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "ledger.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEDGER_USER", "张三")
    for words in (
        "init -q -b main",
        "config user.name 张三",
        "config user.email zhang@example.com",
        "add -A",
        "commit -qm begun",
    ):
        subprocess.run(["git", *words.split()], check=True)
    refused = [(words, status) for words, no in commands(PAGES[language]) if (status := main(words)) > no]
    assert refused == []


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_wish_of_the_checklist_has_its_line(page: Path) -> None:
    numbers: set[int] = set()
    for cell in re.findall(r"^\| ([0-9–, ]+) \|", page.read_text("utf-8"), re.M):
        for part in cell.split(", "):
            first, _, last = part.partition("–")
            numbers |= set(range(int(first), int(last or first) + 1))
    assert numbers == set(range(1, 207))
