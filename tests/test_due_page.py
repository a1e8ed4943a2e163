"""docs/due.md says the same in both languages, and its numbers are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.facts import urgency
from ledger.model.settings import DueSettings

DOCS = Path(__file__).parent.parent / "docs"
PAGES = [DOCS / "due.md", DOCS / "due.zh-CN.md"]


def rows(page: Path) -> list[list[str]]:
    """The numbers of each row of each table."""
    found = re.findall(r"^\|(.*)\|$", page.read_text("utf-8"), re.M)
    return [re.findall(r"\d+", row) for row in found]


def test_both_languages_have_the_same_rules() -> None:
    english, chinese = map(rows, PAGES)
    assert english == chinese


def test_the_terms_of_the_page_are_the_defaults() -> None:
    text = PAGES[0].read_text("utf-8")
    due = DueSettings()
    assert f"`verified` + {due.verify.count} days" in text
    assert f"last touch + {due.opportunity_stale.count} days" in text
    assert ", ".join(str(step.count) for step in due.contract[:-1]) + f" and {due.contract[-1].count} days" in text


def test_the_points_of_the_page_are_those_of_the_program() -> None:
    row = next(line for line in PAGES[0].read_text("utf-8").splitlines() if line.startswith("| kind |"))
    told: dict[str, int] = {}
    for part in row.removeprefix("| kind |").rstrip(" |").split(" · "):
        names, _, points = part.strip().rpartition(" ")
        told |= {name.replace("-", "_"): int(points) for name in names.split(", ")}
    assert told == urgency.WEIGHTS
