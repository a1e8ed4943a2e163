"""The figures as the part of a page: machine, tables, growth, quality; in English and in Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from benchmarks import programs, rows
from benchmarks.chinese import ZH
from benchmarks.measure import LEDGERS, ROOT
from benchmarks.rows import Row, Said

PAGES = {"en": ROOT / "docs" / "performance.md", "zh": ROOT / "docs" / "performance.zh-CN.md"}
HEADINGS = {
    "start": "Start",
    "cold": "Cold catalog",
    "warm": "Nothing changed, every file looked at",
    "log": "Appending",
    "reports": "Reports",
    "index": "Cold text index",
    "watch": "While a watcher runs",
    "search": "Search beside ripgrep",
    "neighbours": "Beside recutils and taskwarrior",
    "quality": "Search quality",
}
_KEPT = LEDGERS / "figures.json"
_PART = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.S)
_TOLD = {
    "en": "Taken on {when} on {machine}: {versions}.",
    "zh": "{when} 测于 {machine}：{versions}。",
}


class Figures:
    """Rows by group, each with the day it was taken, and how long a start takes; kept from one run to the next."""

    def __init__(self) -> None:
        kept: dict[str, Any] = json.loads(_KEPT.read_text("utf-8")) if _KEPT.exists() else {}
        self.groups: dict[str, list[Row]] = {
            name: [Row(*row) for row in found] for name, found in kept.get("groups", {}).items()
        }
        self.when: dict[str, str] = kept.get("when", {})
        self.alone: float = kept.get("alone", 0.0)

    def take(self, group: str, found: Sequence[Row], alone: float) -> None:
        """Put a group's rows in the place of older ones of the same sizes, and keep all."""
        sizes = {row.size for row in found}
        others = [row for row in self.groups.get(group, []) if row.size not in sizes]
        self.groups[group] = sorted([*others, *found], key=lambda row: row.size)
        self.when[group] = date.today().isoformat()
        self.alone = alone
        kept = {"groups": self.groups, "when": self.when, "alone": self.alone}
        _KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def write(figures: Figures) -> None:
    """Put the figures into both pages, between their two marks."""
    for language, page in PAGES.items():
        text = page.read_text("utf-8")
        made = compose(figures, list(HEADINGS), language)
        page.write_text(_PART.sub(lambda found: f"{found[1]}\n{made}\n\n{found[2]}", text), encoding="utf-8")  # noqa: B023


def compose(figures: Figures, groups: Sequence[str], language: str = "en") -> str:
    """Markdown of some groups of figures."""
    say = _chinese if language == "zh" else str
    taken = [name for name in HEADINGS if name in groups and figures.groups.get(name)]
    days = sorted({figures.when[name] for name in taken})
    when = " – ".join(dict.fromkeys((days[0], days[-1]))) if days else ""
    parts = [_TOLD[language].format(when=when, machine=programs.machine(), versions=", ".join(programs.versions()))]
    for name in taken:
        if name != "quality":
            parts += [f"### {say(HEADINGS[name])}", rows.table(figures.groups[name], say)]
    grown = rows.growth([row for name in taken for row in figures.groups[name]], figures.alone, say)
    if grown:
        parts += [f"### {say('Growth')}", grown]
    if "quality" in taken:
        parts += [f"### {say(HEADINGS['quality'])}", quality_table(figures.groups["quality"], say)]
    return "\n\n".join(parts)


def quality_table(found: Sequence[Row], say: Said = str) -> str:
    """A line for each way to search, a column for each measure."""
    measures = list(dict.fromkeys(row.what for row in found))
    figures = {(row.by, row.what): row for row in found}
    bounds = {row.what: row.bound for row in found if row.bound is not None}
    lines = [[say("by"), *map(say, measures)], ["---", *["---:"] * len(measures)]]
    ways = dict.fromkeys(row.by for row in found)
    lines += [[by, *(_cell(figures.get((by, measure))) for measure in measures)] for by in ways]
    lines.append([say("at least"), *(f"{bounds[what]:.3f}" if what in bounds else "" for what in measures)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    return f"{row.figure:.4f}" if row.holds else f"**{row.figure:.4f}**"


def _chinese(text: str) -> str:
    return ZH.get(text, text)
