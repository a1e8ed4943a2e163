"""The ledger of docs/query.md: its settings, its vocabulary and its day."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ledger.model.extension import vocabulary_of
from ledger.model.settings_reader import load
from ledger.query.parse import parse
from ledger.query.tree import Tree

PAGE = (Path(__file__).parents[2] / "docs" / "query.md").read_text("utf-8")
TODAY = date(2026, 11, 21)

_yaml = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
assert _yaml is not None
SETTINGS, _problems = load(_yaml[1])
VOCABULARY = vocabulary_of(SETTINGS)


def read(text: str, **saved: str) -> Tree:
    """A query of that ledger, with more saved ones."""
    return parse(text, VOCABULARY, TODAY, {**SETTINGS.queries, **saved}, SETTINGS.currency)
