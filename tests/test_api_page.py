"""The examples of docs/api.md run, one after the other, and print what the page says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<printed>.*?)^```$)?", re.M | re.S)


def test_the_examples_run_and_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "customers", tmp_path / "customers")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copy(ROOT / "ledger.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for found in EXAMPLE.finditer((ROOT / "docs" / "api.md").read_text("utf-8")):
        exec(compile(found["code"], "docs/api.md", "exec"), names)
        printed = capsys.readouterr().out
        assert found["printed"] is None or printed == found["printed"]
        assert printed or "print(" not in found["code"]
