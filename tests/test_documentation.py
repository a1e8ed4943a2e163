"""Pages that are made from the program are as the program is; `make docs` writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.model.problems import CODES
from tools import commands_page, errors_page, fields_page

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path.stem for path in (ROOT / "tests" / "problems").glob("*.md") if path.stem != "README")


@pytest.mark.parametrize("language", commands_page.PAGES)
def test_the_commands_page_is_up_to_date(language: str) -> None:
    assert commands_page.PAGES[language].read_text("utf-8") == commands_page.compose(language), "run `make docs`"


@pytest.mark.parametrize("language", errors_page.PAGES)
def test_the_errors_page_is_up_to_date(language: str) -> None:
    assert errors_page.PAGES[language].read_text("utf-8") == errors_page.compose(language), "run `make docs`"


def test_the_fields_page_is_up_to_date() -> None:
    assert fields_page.PAGE.read_text("utf-8") == fields_page.compose(), "run `make docs`"


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_an_example_that_shows_it(code: str) -> None:
    assert f"[{code}]" in (errors_page.example(code) or "")


def test_every_example_is_of_a_known_code() -> None:
    assert set(EXAMPLES) <= set(CODES)


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda path: path.name)
def test_links_within_the_documentation_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1", "", page.read_text("utf-8"), flags=re.M | re.S)
    targets = re.findall(r"(?<!`)\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []
