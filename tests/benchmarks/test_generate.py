"""The ledgers that speed is measured on."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path, PurePosixPath

from benchmarks.generate import ENTRIES, IN_FOLDER, generate, stories


def test_the_same_seed_makes_the_same_ledger() -> None:
    assert list(stories(50, 7)) == list(stories(50, 7))
    assert list(stories(50, 7)) != list(stories(50, 8))


def test_a_larger_ledger_begins_with_the_smaller_one() -> None:
    assert list(stories(80))[:30] == list(stories(30))


def test_every_customer_has_twelve_entries_and_a_name_of_its_own() -> None:
    made = dict(stories(3000))
    assert len(made) == 3000
    for text in made.values():
        assert len(re.findall(r"(?m)^## \d{4}-\d\d-\d\d ", text)) == ENTRIES
    assert max(Counter(PurePosixPath(path).parent for path in made).values()) <= IN_FOLDER


def test_files_are_about_four_kilobytes(tmp_path: Path) -> None:
    written = generate(tmp_path, 400)
    assert 3500 <= written / 400 <= 4700
    assert (tmp_path / "ledger.yaml").exists()
    assert sum(file.stat().st_size for file in (tmp_path / "customers").rglob("*.md")) == written
