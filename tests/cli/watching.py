"""A real `ledger watch` beside a test, waited for by asking it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.store.ping import ask
from tests.index.comparing import built_from_nothing, content, open_fresh

PROJECT = Path(__file__).parents[2]
PATIENCE = 30.0


class Watch:
    """A watcher of a ledger in a process of its own; what it prints is in `printed`."""

    def __init__(self, root: Path, *words: str, before: tuple[str, ...] = ()) -> None:
        self.root = root
        self._out = root.parent / f"watch-{os.urandom(4).hex()}.txt"
        command = [*before, sys.executable, "-B", "-m", "ledger", "-C", str(root), "--lang", "en", "watch", *words]
        with self._out.open("wb") as out:
            made = {**os.environ, "PYTHONPATH": str(PROJECT)}
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=made)

    @property
    def printed(self) -> str:
        """What it has printed so far."""
        return self._out.read_text("utf-8")

    def status(self) -> dict[str, object]:
        """How it stands."""
        return ask(self.root, {"ask": "status"}, patience=10.0) or {}

    def until(self, happened: Callable[[], object]) -> None:
        """Wait for something; a watcher that ends meanwhile fails the test."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, f"waited in vain: {self.status()}\n{self.printed}"
            time.sleep(0.01)

    def vouches(self) -> bool:
        """Whether it says at once that the catalog may be trusted."""
        return (ask(self.root, {"ask": "trust"}, patience=1.0) or {}).get("trusted") is True

    def ready(self) -> Watch:
        """Wait until commands may trust it."""
        self.until(self.vouches)
        return self

    def agrees(self) -> None:
        """Once it vouches for the catalog, that equals one built from nothing."""
        self.ready()
        found = open_fresh(self.root)
        try:
            assert content(found) == built_from_nothing(self.root)
        finally:
            found.catalog.close()

    def says(self, text: str) -> None:
        """Wait until it has printed something."""
        self.until(lambda: text in self.printed)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


@contextmanager
def watch(root: Path, *words: str, before: tuple[str, ...] = ()) -> Iterator[Watch]:
    """A watcher for as long as this lasts."""
    watcher = Watch(root, *words, before=before)
    try:
        yield watcher
    finally:
        if watcher.process.poll() is None:
            watcher.process.kill()
        watcher.process.wait()


def new_ledger(root: Path, files: int = 3) -> Path:
    """A ledger with some customers in two folders."""
    for number in range(files):
        place = root / "customers" / ("north" if number % 2 else "south") / f"{number}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(customer(number), encoding="utf-8")
    (root / "ledger.yaml").write_text("ledger: 1\n", encoding="utf-8")
    return root


def customer(number: int, note: str = "") -> str:
    """A customer's file."""
    return f"---\nid: C-{number}\nname: Customer {number}\nlevel: A\n---\n\n## 2026-11-01 call\n{note}\n"


def name_in(root: Path, path: str) -> str | None:
    """The name of the customer in a file, for a command that starts now; None where there is none."""
    found = open_fresh(root)
    try:
        row = found.catalog.connection.execute("SELECT name FROM customers WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None
    finally:
        found.catalog.close()


def was_looked_at(root: Path) -> bool:
    """Whether a command that starts now looks at the files itself."""
    found = open_fresh(root)
    try:
        return found._seen is not None
    finally:
        found.catalog.close()
