"""The examples of docs/format.md are read as the page says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ledger.model.dates import understand
from ledger.model.parse import parse
from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary
from ledger.text import limits
from ledger.text.source import decode

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {"en": DOCS / "format.md", "zh": DOCS / "format.zh-CN.md"}
TODAY = date(2026, 11, 21)

_BLOCK = re.compile(r"^```markdown(?P<codes>(?: [a-z-]+)*)\n(?P<text>.*?)^```$", re.M | re.S)
_TYPED = re.compile(r"^\| `([^`]+)` \| (\d{4}-\d{2}-\d{2}) \|$", re.M)
# An example need not begin with what every file has.
_LEFT_OUT = {"id-missing", "name-missing", "front-matter-missing"}


def blocks(page: Path) -> list[tuple[set[str], str]]:
    return [(set(found["codes"].split()), found["text"]) for found in _BLOCK.finditer(page.read_text("utf-8"))]


EXAMPLES = [(language, *block) for language, page in PAGES.items() for block in blocks(page)]
DATES = [(language, *row) for language, page in PAGES.items() for row in _TYPED.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize(("language", "codes", "text"), EXAMPLES)
def test_an_example_has_the_problems_that_it_names_and_no_other(language: str, codes: set[str], text: str) -> None:
    read = parse("customers/x.md", decode(text.encode()), Vocabulary.load(), Settings())
    assert {problem.code for problem in read.problems} - _LEFT_OUT == codes


@pytest.mark.parametrize(("language", "typed", "day"), DATES)
def test_a_typed_date_is_the_day_of_the_table(language: str, typed: str, day: str) -> None:
    assert understand(typed, TODAY).isoformat() == day


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_limits_are_those_of_the_program(page: Path) -> None:
    text = page.read_text("utf-8")
    assert limits.file_bytes == 2 * 1024 * 1024
    assert "2 MiB" in text
    assert f"{limits.line_characters:,}" in text
    assert f"{limits.scalar_characters:,}" in text
    assert str(limits.front_matter_keys) in text
    assert limits.front_matter_characters == limits.line_characters


def test_both_languages_have_the_same_examples() -> None:
    assert [codes for codes, _ in blocks(PAGES["en"])] == [codes for codes, _ in blocks(PAGES["zh"])]
    assert len(DATES) % 2 == 0
