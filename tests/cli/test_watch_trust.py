"""Whoever trusts the watcher sees every edit made before the question: thousands of them, one question after each."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.store import state
from ledger.store.ping import ask
from tests.cli.watching import watch

EDITS = int(os.environ.get("LEDGER_TEST_EDITS", "400"))
"""2,000 and more were run by hand."""


class Folder:
    """Customers who are edited, and the names that a catalog has to give them; None where there is no file."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.files: set[str] = set()
        self.count = 0
        (root / "customers").mkdir(parents=True)
        (root / "ledger.yaml").write_text("ledger: 1\n", encoding="utf-8")
        for number in range(60):
            self.write(f"customers/{number % 5}/{number}.md")

    def text(self) -> tuple[str, str]:
        """A new name, and a file that has it."""
        self.count += 1
        return f"N{self.count:06}", f"---\nname: N{self.count:06}\n---\n{'x' * self.chance.randrange(4000)}\n"

    def some(self) -> str:
        """One of the files."""
        return self.chance.choice(sorted(self.files))

    def write(self, path: str) -> dict[str, str | None]:
        """Save in place, in a new folder perhaps."""
        name, text = self.text()
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")
        self.files.add(path)
        return {path: name}

    def save(self) -> dict[str, str | None]:
        """Save one in place."""
        return self.write(self.some())

    def new(self) -> dict[str, str | None]:
        """A new file, in a new folder at times."""
        return self.write(f"customers/{self.chance.randrange(6)}/{self.count}.md")

    def replace(self) -> dict[str, str | None]:
        """Put a new file in the place of an old one."""
        path, (name, text) = self.some(), self.text()
        fresh = (self.root / path).with_name(".fresh")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.root / path)
        return {path: name}

    def back_up(self) -> dict[str, str | None]:
        """As vim does."""
        path, (name, text) = self.some(), self.text()
        place = self.root / path
        place.rename(f"{place}~")
        place.write_text(text, encoding="utf-8")
        Path(f"{place}~").unlink()
        return {path: name}

    def alike(self) -> dict[str, str | None]:
        """Save twice, the second time with equal size and time."""
        path = self.some()
        place = self.root / path
        for name in ("A000000", f"B{self.count:06}"):
            before = place.stat()
            place.write_text(f"---\nname: {name}\n---\n", encoding="utf-8")
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        return {path: name}

    def delete(self) -> dict[str, str | None]:
        """Remove one."""
        path = self.some()
        (self.root / path).unlink()
        self.files.discard(path)
        return {path: None}

    def move_out(self) -> dict[str, str | None]:
        """Move one to where nobody looks."""
        path = self.some()
        (self.root / path).replace(self.root / "away.md")
        self.files.discard(path)
        return {path: None}

    def burst(self) -> dict[str, str | None]:
        """Save some at once."""
        return {path: name for _ in range(15) for path, name in self.save().items()}

    def move_folder(self) -> dict[str, str | None]:
        """Give a folder another name."""
        folder = self.some().rpartition("/")[0]
        target = f"customers/moved{self.count}"
        self.count += 1
        (self.root / folder).rename(self.root / target)
        inside = sorted(path for path in self.files if path.startswith(f"{folder}/"))
        self.files -= set(inside)
        self.files |= {target + path[len(folder) :] for path in inside}
        return dict.fromkeys(inside)

    def remove_folder(self) -> dict[str, str | None]:
        """Remove a folder with all in it."""
        folder = self.some().rpartition("/")[0]
        shutil.rmtree(self.root / folder)
        inside = [path for path in self.files if path.startswith(f"{folder}/")]
        self.files -= set(inside)
        return dict.fromkeys(inside)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_trusted_answer_has_every_edit_that_was_made_before_it(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = Folder(tmp_path / "ledger", chance)
    often: list[Callable[[], dict[str, str | None]]] = [
        folder.save, folder.save, folder.replace, folder.replace, folder.back_up, folder.alike, folder.new, folder.new,
        folder.delete, folder.move_out,
    ]  # fmt: skip
    seldom = [folder.burst, folder.move_folder, folder.remove_folder]
    trusted = 0
    with watch(folder.root, "--quiet") as watcher:
        watcher.ready()
        place = state.index_folder(folder.root)
        assert place is not None
        catalog = sqlite3.connect(place / "catalog.db")
        for step in range(EDITS // 2):
            wanted = chance.choice(seldom if step % 40 == 39 else often)()
            if len(folder.files) < 20:
                wanted.update(folder.new())
            answer = ask(folder.root, {"ask": "trust"}, patience=0.5) or {}
            if answer.get("trusted"):
                trusted += 1
                found = dict(catalog.execute("SELECT path, name FROM customers"))
                assert {path: found.get(path) for path in wanted} == wanted, (step, wanted)
                assert set(found) == folder.files
        catalog.close()
        watcher.agrees()
    # Folders that come and go leave commands to themselves for a moment, and so does a busy machine.
    assert trusted > 10
