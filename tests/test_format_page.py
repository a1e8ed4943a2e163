"""The examples of docs/format.md are read as the page says."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from ledger.model.compiled import built_in
from ledger.model.dates import understand
from ledger.model.extension import vocabulary_of
from ledger.model.parse import parse
from ledger.model.policies import (
    Churn,
    Goal,
    Grading,
    KeyAccounts,
    Lifecycle,
    Playbook,
    Policies,
    Promise,
    Survey,
    Value,
)
from ledger.model.settings import DueSettings, Level, Person, Settings
from ledger.model.settings_reader import load
from ledger.query.parse import parse as parse_query
from ledger.text import limits
from ledger.text.source import decode

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {"en": DOCS / "format.md", "zh": DOCS / "format.zh-CN.md"}
GUIDES = sorted((DOCS / "guide").glob("*.md"))
POLICIES = (Policies, Promise, Lifecycle, Grading, Churn, Value, Survey, Goal, Playbook, KeyAccounts)
TODAY = date(2026, 11, 21)

_BLOCK = re.compile(r"^```markdown(?P<codes>(?: [a-z-]+)*)\n(?P<text>.*?)^```$", re.M | re.S)
_YAML = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)
_TYPED = re.compile(r"^\| `([^`]+)` \| (\d{4}-\d{2}-\d{2}) \|$", re.M)
# An example need not begin with what every file has.
_LEFT_OUT = {"id-missing", "name-missing", "front-matter-missing"}


def blocks(page: Path) -> list[tuple[set[str], str]]:
    return [(set(found["codes"].split()), found["text"]) for found in _BLOCK.finditer(page.read_text("utf-8"))]


EXAMPLES = [(page.name, *block) for page in [*PAGES.values(), *GUIDES] for block in blocks(page)]
DATES = [(language, *row) for language, page in PAGES.items() for row in _TYPED.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize(("page", "codes", "text"), EXAMPLES)
def test_an_example_has_the_problems_that_it_names_and_no_other(page: str, codes: set[str], text: str) -> None:
    read = parse("customers/x.md", decode(text.encode()), built_in(), Settings())
    assert {problem.code for problem in read.problems} - _LEFT_OUT == codes


@pytest.mark.parametrize(("language", "typed", "day"), DATES)
def test_a_typed_date_is_the_day_of_the_table(language: str, typed: str, day: str) -> None:
    assert understand(typed, TODAY).isoformat() == day


@pytest.mark.parametrize("page", [*PAGES.values(), *GUIDES], ids=lambda page: f"{page.parent.name}/{page.name}")
def test_the_settings_of_a_page_have_no_problems(page: Path) -> None:
    text = page.read_text("utf-8")
    found = _YAML.findall(text)
    assert found
    for settings in found:
        read, problems = load(settings)
        assert problems == ()
        for query in read.queries.values():
            parse_query(query, vocabulary_of(read), TODAY, read.queries, read.currency)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_page_has_every_setting(page: Path) -> None:
    written = {word for settings in _YAML.findall(page.read_text("utf-8")) for word in re.findall(r"(\w+):", settings)}
    names = {field.name for kind in (Settings, DueSettings, Level, Person, *POLICIES) for field in fields(kind)}
    left_out = {"name", "format", "engine", "digest", "today", "policies", "late", "budgets", "field"}
    assert names - {*left_out, *written} == set()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_defaults_of_a_page_are_those_of_the_program(page: Path) -> None:
    (settings,) = (text for text in _YAML.findall(page.read_text("utf-8")) if "lifecycle:" in text)
    found = load(settings)[0]
    assert (found.policies.lifecycle, found.policies.churn, found.policies.value) == (Lifecycle(), Churn(), Value())
    assert replace(found.policies.grading, thresholds={}) == Grading()
    assert found.policies.survey.least == Survey().least
    assert found.due == DueSettings()


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
