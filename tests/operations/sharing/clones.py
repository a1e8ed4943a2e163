"""Clones of one shared ledger: a bare remote on the disk, and people who work in clones of it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.operations.sharing.clone import clone_of
from ledger.operations.sharing.setup import setup
from ledger.operations.sharing.sync import Phrases, Synced, sync
from ledger.session import Session, open_session
from tests.store.repositories import git, write

SETTINGS = """ledger: 1
language: zh
people:
  张三: {email: 张三@example.com, aliases: [小张]}
  李四: {email: 李四@example.com}
  Ana: {email: ana@example.com}
"""
YUNQI = "---\nid: C-7K3M2Q\nname: 云启\nstage: 潜在\nlevel: A\nphone: 021-5555 0101\n---\n\n## 2026-11-02 电话 谈价格\n\n报价两周内给出。\n"
ACME = "---\nid: C-2F9XQA\nname: Acme\nstage: lead\n---\n\n## 2026-11-03 call prices\n\nThey want a quote.\n"
FILES = {"ledger.yaml": SETTINGS, "customers/云启.md": YUNQI, "customers/acme.md": ACME}
TODAY = date(2026, 11, 21)
PHRASES = Phrases(lambda changes: f"{len(changes)} changed\n", lambda branch: f"merge {branch}")


def quiet(monkeypatch) -> None:
    """Give git no configuration of the tester's own, and merges the programs of this tree."""
    root = str(Path(__file__).parents[3])
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("PYTHONPATH", root)


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone with a ledger in it (`ledger` is its folder), and who works there."""

    top: Path
    ledger: Path
    who: str

    def session(self, me: str = "") -> Session:
        """A session on Saturday, 2026-11-21."""
        return open_session(self.ledger, today=TODAY, env={"LEDGER_USER": me} if me else {})

    def sync(self, me: str = "", **given: object) -> Synced:
        """Call sync here."""
        return sync(self.session(me), PHRASES, **given)  # type: ignore[arg-type]

    def git(self, *words: str | bytes, **given: str) -> str:
        """Run git itself here."""
        return git(self.top, *words, who=self.who, **given)

    def read(self, name: str) -> str:
        """A customer's text."""
        return (self.ledger / "customers" / f"{name}.md").read_bytes().decode()

    def write(self, name: str, text: str) -> None:
        """Write a customer's file."""
        write(self.ledger, {f"customers/{name}.md": text})

    def change(self, name: str, old: str, new: str) -> None:
        """Edit a customer's file as an editor does."""
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new))

    def append(self, name: str, text: str) -> None:
        """Append an entry."""
        self.write(name, f"{self.read(name)}\n{text}")

    def state(self) -> tuple[object, ...]:
        """All that must not change where nothing should: files' bytes, what is staged, the branch, what is under way."""
        files = {
            str(path.relative_to(self.top)): path.read_bytes()
            for path in sorted(self.top.rglob("*"))
            if path.is_file() and ".git" not in path.relative_to(self.top).parts and "index" not in path.parts
        }
        under_way = [name for name in ("MERGE_HEAD", "rebase-merge") if (self.top / ".git" / name).exists()]
        return files, self.git("ls-files", "-s"), self.git("rev-parse", "HEAD"), under_way


def bare(folder: Path) -> Path:
    """An empty bare repository."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "--bare", "-b", "main")
    return folder


def started(folder: Path, remote: Path, inside: str = "", files: dict[str, str] | None = None) -> Clone:
    """A clone of 张三 with the ledger that the others get, committed and pushed."""
    first = cloned(folder, remote, "张三", inside)
    write(first.ledger, FILES if files is None else files)
    setup(clone_of(first.session()))
    first.git("add", "-A")
    first.git("commit", "-q", "-m", "first", day="2026-11-01T09:00:00+08:00")
    first.git("push", "-q", "-u", "origin", "HEAD")
    return first


def copied(folder: Path, templates: Path, inside: str = "") -> tuple[Clone, Clone]:
    """A remote.git with clones of 张三 and 李四 below a folder; made once below `templates`, then copied."""
    pattern = templates / f"shared-{inside}"
    names = ("remote.git", "zhang", "li")
    if not pattern.exists():
        started(pattern / "zhang", bare(pattern / "remote.git"), inside)
        cloned(pattern / "li", pattern / "remote.git", "李四", inside)
    for name in names:
        shutil.copytree(pattern / name, folder / name, symlinks=True)
    clones = [Clone(folder / name, folder / name / inside, who) for name, who in (("zhang", "张三"), ("li", "李四"))]
    for clone in clones:
        clone.git("config", "remote.origin.url", str(folder / "remote.git"))
        clone.git("status")
    return clones[0], clones[1]


def cloned(folder: Path, remote: Path, who: str, inside: str = "") -> Clone:
    """A clone for somebody, set up if there is a ledger in it."""
    git(folder.parent, "clone", "-q", str(remote), str(folder))
    git(folder, "config", "user.name", who)
    git(folder, "config", "user.email", f"{who}@example.com")
    git(folder, "config", "commit.gpgsign", "false")
    clone = Clone(folder, folder / inside if inside else folder, who)
    if (clone.ledger / "ledger.yaml").exists():
        setup(clone_of(clone.session()))
    return clone
