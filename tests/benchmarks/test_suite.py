"""The suite itself: what it says in two languages, whom it asks, what it takes as right."""

from __future__ import annotations

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks import page, quality
from benchmarks.chinese import ZH
from benchmarks.generate import generate
from benchmarks.ledgers import path_in, somebody
from benchmarks.neighbours import write_records
from benchmarks.rivals import Fts5Rival, WhooshRival, whoosh_analyzers
from benchmarks.rows import Row
from benchmarks.run import GROUPS
from benchmarks.searching import QUESTIONS, ripgrep

BENCHMARKS = Path(quality.__file__).parent
TEXTS = ["云启科技去年抱怨过物流太慢", "梧桐餐饮想换咖啡机", "嘉禾物流要三份样品"]


def _labels() -> list[str]:
    """The names of figures that stand in the code as they are."""
    found = []
    for file in BENCHMARKS.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Row" and node.args:
                found += [node.args[0].value] if isinstance(node.args[0], ast.Constant) else []
    return found


@pytest.mark.parametrize("label", [*_labels(), *page.HEADINGS.values(), *quality.BOUNDS])
def test_every_figure_has_a_name_in_chinese(label: str) -> None:
    assert label in ZH


def test_every_group_has_a_heading() -> None:
    assert list(page.HEADINGS) == list(GROUPS)


def test_words_are_taken_from_the_texts_and_everybody_who_has_one_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "WORDS", 5)
    for word, places in quality.words(TEXTS).items():
        assert len(word) == 2
        assert places == {n for n, text in enumerate(TEXTS) if word in text} != set()


def test_names_in_short_stand_in_no_name() -> None:
    named = quality.names()
    assert len(named) > 100
    assert not any(short in name for _, short in named for name, _ in named)


def test_other_ways_find_what_they_can() -> None:
    trigrams = Fts5Rival(TEXTS, "trigram")
    assert trigrams.best("谁抱怨过物流？") == [0]
    assert trigrams.having("物流") == []
    trigrams.close()
    pairs = WhooshRival(TEXTS, "pairs", whoosh_analyzers()["Whoosh NgramWordAnalyzer(2)"])
    assert pairs.best("谁抱怨过物流？")[0] == 0
    assert set(pairs.having("物流")) == {0, 2}


def test_quality_is_a_line_for_each_way_and_marks_what_is_missed() -> None:
    rows = [
        Row("recall@10", 0.9, "", by="fts5", bound=0.995, at_least=True),
        Row("recall@10", 0.2, "", by="FTS5 unicode61", at_least=True),
    ]
    assert page.quality_table(rows).splitlines()[2:] == [
        "| fts5 | **0.9000** |",
        "| FTS5 unicode61 | 0.2000 |",
        "| at least | 0.995 |",
    ]


def test_ripgrep_and_recsel_are_asked_for_the_same_customers(tmp_path: Path) -> None:
    generate(tmp_path, 150)
    words = QUESTIONS["two common words and a field"]
    files = (tmp_path / "customers").rglob("*.md")
    texts = {path_in(tmp_path, file): file.read_text("utf-8") for file in files}
    right = {
        path
        for path, text in texts.items()
        if all(word in text for word in words) and ("\nlevel: A" in text or "\n级别: A" in text)
    }
    assert right
    assert path_in(tmp_path, somebody(tmp_path)) in texts
    if shutil.which("rg"):
        done = subprocess.run(ripgrep(words), cwd=tmp_path, capture_output=True, text=True)
        assert set(done.stdout.splitlines()) == right
    if shutil.which("recsel"):
        records = tmp_path / "customers.rec"
        write_records(tmp_path, records)
        asked = "Level = 'A' && " + " && ".join(f"Text ~ '{word}'" for word in words)
        done = subprocess.run(["recsel", "-c", "-e", asked, records], capture_output=True, text=True)
        assert int(done.stdout) == len(right)
