"""The ledgers that are measured: made once, kept, with the text index that a measurement asks for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.generate import SETTINGS
from benchmarks.measure import LEDGERS, ROOT, ledger

SEED = 1
# The least that brings the catalog up to date.
REFRESH = ledger("due", "--count")


def sample() -> Path:
    """A fresh copy of the sample ledger."""
    folder = LEDGERS / "sample"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "customers", folder / "customers")
    shutil.copy(ROOT / "ledger.yaml", folder)
    return folder


def made(size: int) -> Path:
    """A ledger of that many customers, made once; another process makes it, so that this one stays small."""
    folder = LEDGERS / f"{size}-{SEED}"
    done = folder / "made"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        words = (str(ROOT / "benchmarks" / "generate.py"), str(folder), "--customers", str(size), "--seed", str(SEED))
        subprocess.run((sys.executable, *words), check=True, stdout=sys.stderr)
        done.touch()
    return folder


def forget(folder: Path) -> None:
    """Remove everything that was made from the files."""
    shutil.rmtree(folder / "index", ignore_errors=True)
    shutil.rmtree(LEDGERS / ".state", ignore_errors=True)


@contextmanager
def with_engine(folder: Path, engine: str) -> Iterator[None]:
    """A ledger that looks words up with a certain text index; afterwards with the usual one again."""
    place = folder / "ledger.yaml"
    place.write_text(f"{SETTINGS}search: {{engine: {engine}}}\n", encoding="utf-8")
    try:
        yield
    finally:
        place.write_text(SETTINGS, encoding="utf-8")


def somebody(folder: Path) -> Path:
    """A customer in the middle of the ledger."""
    files = sorted((folder / "customers").rglob("*.md"))
    return files[len(files) // 2]


def path_in(folder: Path, file: Path) -> str:
    """A customer's path as commands take it."""
    return file.relative_to(folder).as_posix()
