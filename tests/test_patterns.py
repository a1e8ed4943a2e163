"""Every regular expression of the program against text made to keep it busy."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest

import ledger
from ledger.text.late import Late

# What takes long at the first size is tried again at the second: only there it counts.
SIZES = {4_000: 0.004, 40_000: 0.25}
UNITS = (
    " ", "\t", "#", " #", "*", "-", "- ", "[", "[[", "0", "1 ", "12", "a", "A", "a ", "a:", ":", "：", '"', "\\", '"\\', "'", "`",
    "~", "<", "<!", "@", "@a ", "年", "1月", "一", "百", ".", "1.", "1,", "a.", "a@", "a-", "_", "|", "/", "(", "（", "\u3000", "x\n",
    "\n", " \n", "- \n", "---\n", "{", "%", "¥", "CNY ", "+", "every ", "每", "🔁", "📅 ", "2026-01-01", "2026-01-01 ", "=", ">", "!", "&",
)  # fmt: skip
STARTS = ("", "a", '"')


def patterns() -> dict[str, re.Pattern[str]]:
    """The regular expressions that stand in modules, by name; those in tables too."""
    found: dict[str, re.Pattern[str]] = {}

    def gather(thing: object, name: str, depth: int) -> None:
        if isinstance(thing, Late):
            thing = thing.compiled()
        if isinstance(thing, re.Pattern) and isinstance(thing.pattern, str):
            found.setdefault(name, thing)
        elif isinstance(thing, tuple | list | frozenset | set | dict) and depth < 3:
            for number, part in enumerate(thing.values() if isinstance(thing, dict) else thing):
                gather(part, f"{name}.{number}", depth + 1)

    for module in pkgutil.walk_packages(ledger.__path__, "ledger."):
        if not module.name.endswith("__main__"):
            for name, thing in vars(importlib.import_module(module.name)).items():
                if not name.startswith("__"):
                    gather(thing, f"{module.name}.{name}", 0)
    unique = {id(pattern): name for name, pattern in reversed(found.items())}
    return {name: found[name] for name in unique.values()}


def searched(name: str) -> bool:
    """Whether a module looks for its pattern anywhere in a text."""
    module = max((known for known in sys.modules if name.startswith(known + ".")), key=len)
    variable = name[len(module) + 1 :]
    source = Path(str(sys.modules[module].__file__)).read_text("utf-8")
    uses = set(re.findall(rf"\b{re.escape(variable)}\)?\.(\w+)", source))
    return bool(uses - {"match", "fullmatch"}) or "." in variable or not variable.startswith("_")


def slow(pattern: re.Pattern[str], searches: bool) -> str:
    """The text that keeps a pattern busy for too long, or nothing."""
    asked = [pattern.match, pattern.fullmatch, *([pattern.search] if searches else [])]
    for start, unit in product(STARTS, UNITS):
        if all(seconds(asked, start, unit, size) > most for size, most in SIZES.items()):
            return start + unit
    return ""


def seconds(asked: Sequence[Callable[[str], object]], start: str, unit: str, size: int) -> float:
    """The time of this process that a text of that size takes."""
    text = start + unit * (size // len(unit)) + "\x00"
    began = time.process_time()
    for ask in asked:
        ask(text)
    return time.process_time() - began


def watched() -> None:
    """Try every pattern; one that hangs is ended by the limit on this process, and was named before."""
    for name, pattern in patterns().items():
        print(json.dumps(["at", name]), flush=True)
        found = slow(pattern, searched(name))
        if found:
            print(json.dumps(["slow", name, found]), flush=True)
    print(json.dumps(["all"]), flush=True)


def test_no_pattern_is_kept_busy_by_any_text() -> None:
    limit = (30, 30)
    done = subprocess.run(
        [sys.executable, "-c", "from tests.test_patterns import watched; watched()"],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, limit),
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said, done.stderr
    assert [line for line in said if line[0] == "slow"] == []
    assert said[-1] == ["all"], f"{said[-1]} never ended"


def test_there_are_patterns_to_try() -> None:
    assert {"ledger.text.blocks._START", "ledger.model.headings._ISO"} <= set(patterns())


def test_a_pattern_that_is_kept_busy_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SIZES, 40_000)
    assert slow(re.compile(r"\s*x"), True)
    assert slow(re.compile(r"[ \t]*[ \t]*x"), False)
    assert not slow(re.compile(r"\s*x"), False)
