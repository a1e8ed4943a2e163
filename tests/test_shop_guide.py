"""The worked case of docs/guide/shop: its sessions print what they say, its settings are those of the shop, both pages agree.

`pytest tests/test_shop_guide.py --record-transcripts` writes what is printed now into the pages.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from ledger.cli.main import main
from tests.transcripts.runner import Step, play, read
from tools import shop
from tools.shop_settings import SETTINGS

ROOT = Path(__file__).parent.parent
PAGES = {"en": ROOT / "docs" / "guide" / "shop.md", "zh": ROOT / "docs" / "guide" / "shop.zh-CN.md"}
LANGUAGES = pytest.mark.parametrize("language", PAGES)
HEADER = "---\nlang: {}\ncolumns: 100\nterminal: yes\nNO_COLOR: 1\nLEDGER_TODAY:\n---\n"
TOOLS = ("shop.py", "shop_words.py", "shop_settings.py")


def _typed(text: str) -> str:
    """The page with its files (a path behind `markdown`) as the runner has them; ids that are drawn may be any."""
    drawn = re.compile(r"^(\+(?:id|编号): |.*(?:added the id|加了编号) )C-[0-9A-Z]{6}", re.M)
    return drawn.sub(r"\1C-[..]", re.sub(r"^```markdown (?=\S)", "```file ", text, flags=re.M))


def _shown(text: str) -> str:
    return re.sub(r"\bC-\[\.\.\]", "C-7K3M2Q", re.sub(r"^```file ", "```markdown ", text, flags=re.M))


@LANGUAGES
def test_the_page_prints_what_it_says(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    (programs / "python").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    files = {f"tools/{name}": (ROOT / "tools" / name).read_text("utf-8") for name in TOOLS}
    home = tmp_path / "home"
    home.mkdir()
    header = HEADER.format(language)
    text = PAGES[language].read_text("utf-8")
    page, differences = play(header + _typed(text), home.resolve(), files)
    if differences and pytestconfig.getoption("--record-transcripts"):
        PAGES[language].write_text(_shown(page.removeprefix(header)), "utf-8", newline="\n")
    else:
        assert differences == [], "(`pytest tests/test_shop_guide.py --record-transcripts` writes this into the page)"


@LANGUAGES
def test_the_settings_on_the_page_are_those_of_the_shop(language: str) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", PAGES[language].read_text("utf-8"), re.M | re.S)
    assert len(blocks) >= 3
    assert [block for block in blocks if block not in SETTINGS[language]] == []


def test_both_pages_go_the_same_way() -> None:
    english, chinese = (
        [
            step.command.split()[step.command.startswith("ledger")]
            for step in read(_typed(page.read_text("utf-8"))).parts
            if isinstance(step, Step)
        ]
        for page in PAGES.values()
    )
    assert english == chinese


def test_both_shops_are_the_same_shop() -> None:
    english, chinese = (list(shop.shop(language)) for language in ("en", "zh"))
    assert len(english) == len(dict(english)) == len(dict(chinese)) == shop.WORKPLACES + shop.CAFES + shop.PRIVATE
    for (_, one), (_, other) in zip(english, chinese, strict=True):
        ids = [re.findall(r"C-\w{6}|(?:SO|INV|TS|OPP|HT)-\d+", text) for text in (one, other)]
        assert ids[0] == ids[1]


@LANGUAGES
def test_the_reports_of_the_readme_work_in_the_shop(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / ("README.md" if language == "en" else "README.zh-CN.md")).read_text("utf-8")
    [block] = [block for block in re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S) if "ledger review" in block]
    shop.write(tmp_path, language)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEDGER_TODAY", str(shop.TODAY))
    monkeypatch.setenv("VISUAL", "true")
    commands = [shlex.split(line, comments=True)[1:] for line in block.splitlines()]
    assert [(words, status) for words in commands if (status := main(words))] == []


@LANGUAGES
def test_the_same_files_each_time(language: str) -> None:
    assert list(shop.shop(language)) == list(shop.shop(language))
