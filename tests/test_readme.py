"""The READMEs tell no lies: their sessions print what they say, their customer file is a good one, both say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.transcripts.runner import Step, play, read

ROOT = Path(__file__).parent.parent
PAGES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
LANGUAGES = pytest.mark.parametrize("language", PAGES)
HEADER = "---\nlang: {}\n---\n"


def played(text: str, language: str, home: Path, files: Mapping[str, str]) -> tuple[str, list[str]]:
    """A page as its session prints it now, and what differs; a new customer's id is drawn anew each time."""
    header = HEADER.format(language)
    drawn = re.sub(r"\bC-[0-9A-Z]{6}\b", "C-[..]", text)
    page, differences = play(header + drawn, home, files)
    return re.sub(r"\bC-(?:[0-9A-Z]{6}|\[\.\.\])", "C-7K3M2Q", page.removeprefix(header)), differences


@LANGUAGES
def test_the_sessions_of_the_readme_print_what_it_says(
    language: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    text = PAGES[language].read_text("utf-8")
    page, differences = played(text, language, tmp_path.resolve(), {})
    if differences and pytestconfig.getoption("--record-transcripts"):
        PAGES[language].write_text(page, "utf-8", newline="\n")
    else:
        assert differences == [], "(`pytest tests/test_readme.py --record-transcripts` writes this into the page)"


@LANGUAGES
def test_the_customer_file_of_the_readme_has_no_problem_and_its_task_is_due(language: str, tmp_path: Path) -> None:
    [shown] = re.findall(r"^```markdown\n(.*?)^```$", PAGES[language].read_text("utf-8"), re.M | re.S)
    session = "```console\n$ ledger check --severity warning\n...\n$ ledger due --kind task --jsonl\n[..]\n```\n"
    settings = "ledger: 1\npeople: {Ana: {}, 张三: {}}\nlevels: {A: {}, B: {}}\n"
    files = {"ledger.yaml": settings, "customers/shown.md": shown}
    assert played(session, language, tmp_path.resolve(), files)[1] == []


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (
        [
            step.command.split()[step.command.startswith("ledger")]
            for step in read(page.read_text("utf-8")).parts
            if isinstance(step, Step)
        ]
        for page in PAGES.values()
    )
    assert english == chinese


def test_both_readmes_have_the_same_parts_pictures_and_links() -> None:
    english, chinese = (_skeleton(page.read_text("utf-8")) for page in PAGES.values())
    assert english == chinese


def _skeleton(text: str) -> list[str]:
    """Headings, fences and links, without the words and the language."""
    found = re.findall(r"^#+|^```\w*|!?\](?=\()|\((?:docs/|[A-Z])[^)#]*", text.replace(".zh-CN", ""), re.M)
    return [part for part in found if part != "(README.md"]
