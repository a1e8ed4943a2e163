"""How long a merge of many changed customers takes: by git with the driver, and by `ledger sync`.

`python -m benchmarks.sharing [--customers 1000]`. Two clones of a bare remote on the disk change the same customers, each
another field and a new entry; docs/merging.md has the figures.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "PYTHONPATH": str(ROOT),
    **{f"GIT_{role}_{what}": "a@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def run(folder: Path, *words: str) -> float:
    """Run a command in a folder; how long it took."""
    begun = time.perf_counter()
    done = subprocess.run(words, cwd=folder, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)
    spent = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return spent


def ledger(folder: Path, *words: str) -> float:
    """Run `ledger` in a folder; how long it took."""
    return run(folder, sys.executable, "-m", "ledger", *words)


def prepared(place: Path, customers: int) -> tuple[Path, Path]:
    """Two clones, the first one's changes pushed and the second one's committed."""
    remote, first, second = place / "remote.git", place / "first", place / "second"
    run(place, "git", "init", "-q", "--bare", "-b", "main", str(remote))
    run(place, sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(first), "--customers", str(customers))
    run(first, "git", "init", "-q", "-b", "main")
    run(first, "git", "remote", "add", "origin", str(remote))
    (first / ".gitignore").write_text("/index/*\n")
    ledger(first, "git", "setup")
    run(first, "git", "add", "-A")
    run(first, "git", "commit", "-q", "-m", "first")
    run(first, "git", "push", "-q", "-u", "origin", "HEAD")
    run(place, "git", "clone", "-q", str(remote), str(second))
    ledger(second, "git", "setup")
    change(first, "level: S", "谈年度采购")
    change(second, "source: fair", "看样品")
    for clone in (first, second):
        run(clone, "git", "commit", "-q", "--no-verify", "-a", "-m", "changes")
    run(first, "git", "push", "-q")
    run(second, "git", "fetch", "-q")
    return first, second


def change(clone: Path, field: str, title: str) -> None:
    """Another field and an entry in every customer."""
    key = field.partition(":")[0]
    for path in sorted((clone / "customers").rglob("*.md")):
        lines = [line for line in path.read_text("utf-8").split("\n") if not line.startswith(f"{key}:")]
        lines.insert(lines.index("---", 1), field)
        path.write_text("\n".join(lines) + f"\n## 2026-11-21 电话 {title}\n\n{title}，价格可以再谈。\n", "utf-8")


def both_there(clone: Path) -> int:
    """How many customers have what both sides made of them, and no markers."""
    texts = [path.read_text("utf-8") for path in (clone / "customers").rglob("*.md")]
    wanted = ("谈年度采购\n", "看样品\n", "level: S\n", "source: fair\n")
    return sum("<<<<<<<" not in text and all(text.count(part) == 1 for part in wanted) for text in texts)


def main(words: Sequence[str] | None = None) -> int:
    """Print how long each way took; 1 if anything is missing after it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1000)
    customers = parser.parse_args(words).customers
    with tempfile.TemporaryDirectory(prefix="ledger-sharing-") as folder:
        first, second = prepared(Path(folder), customers)
        spent = {"git merge": run(second, "git", "merge", "-q", "--no-edit", "origin/main")}
        there = [both_there(second)]
        run(second, "git", "reset", "-q", "--hard", "ORIG_HEAD")
        spent["ledger sync (with the push)"] = ledger(second, "sync")
        there.append(both_there(second))
        spent["ledger sync of the other, who gets it"] = ledger(first, "sync")
        there.append(both_there(first))
    for name, seconds in spent.items():
        print(f"{name}: {seconds:.1f} s for {customers} customers that both sides changed")
    return 0 if set(there) == {customers} else 1


if __name__ == "__main__":
    sys.exit(main())
