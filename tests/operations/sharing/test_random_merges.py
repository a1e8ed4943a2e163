"""Real merges and rebases between clones, after whatever people do: at the end every entry is there, once."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from ledger.cli.main import main
from ledger.operations.sharing.resolve import finish, open_conflicts, places_of, settle, settle_file
from ledger.store.git import Repository
from tests.operations.sharing.clones import SETTINGS, Clone, bare, cloned, quiet, started
from tests.store.repositories import SURROUNDINGS

# All of them: LEDGER_TEST_EVERY=1.
MERGES = 200 if os.environ.get("LEDGER_TEST_EVERY") else 20
SEED = int(os.environ.get("LEDGER_TEST_SEED", "20261121"))
IN_A_STORY = 10
PEOPLE = ("张三", "李四", "Ana")
STAGES, LEVELS = ("潜在", "活跃", "忠诚", "流失"), ("A", "B", "C")


def first_text(number: int, words: list[str]) -> str:
    entries = "".join(f"\n## 2026-11-{day + 1:02} 电话 {word}\n\n谈了 {word}。\n" for day, word in enumerate(words))
    return f"---\nid: C-00000{number}\nname: 客户{number}\nstage: 潜在\nlevel: A\nphone: 021-5555 010{number}\n---\n{entries}"


class Story:
    """Three clones of one ledger, what was ever written in it, and what may be gone."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.count = 0
        self.merges = self.conflicts = self.crossed = self.rebases = 0
        self.words: set[str] = set()
        self.maybe: set[str] = set()
        self.torn: set[str] = set()
        self.names = 0
        files = {"ledger.yaml": SETTINGS, ".gitignore": "/index/\n"}
        files |= {f"customers/客户{n}.md": first_text(n, [self.word() for _ in range(3)]) for n in range(4)}
        remote = bare(folder / "remote.git")
        self.clones = [started(folder / "0", remote, files=files)]
        self.clones += [cloned(folder / str(n), remote, PEOPLE[n]) for n in (1, 2)]
        for clone in self.clones:
            for n, other in enumerate(self.clones):
                clone.git("remote", "add", f"c{n}", str(other.top))
        self.shown: set[str] = set()

    def word(self) -> str:
        self.count += 1
        self.words.add(f"w{self.count:04}w")
        return f"w{self.count:04}w"

    def customers(self, clone: Clone) -> list[Path]:
        return sorted((clone.ledger / "customers").rglob("*.md"))

    # What people do

    def work(self, clone: Clone) -> None:
        for _ in range(self.rng.randint(2, 5)):
            files = self.customers(clone)
            path = self.rng.choice(files)
            deed = self.rng.choice(
                (self.log, self.log, self.set, self.insert, self.append, self.edit, self.field, self.drop, self.move,
                 self.delete, self.new, self.breathe)
            )  # fmt: skip
            deed(clone, path)
        clone.git("add", "-A")
        if clone.git("status", "--porcelain"):
            clone.git("commit", "-q", "--no-verify", "-m", "work", day=f"2026-11-21T10:00:{self.count % 60:02}+08:00")

    def log(self, clone: Clone, path: Path) -> None:
        words = ["log", f"customers/{path.relative_to(clone.ledger / 'customers')}", "电话", f"谈了 {self.word()}"]
        assert main(["-C", str(clone.ledger), *words]) == 0

    def set(self, clone: Clone, path: Path) -> None:
        name = f"customers/{path.relative_to(clone.ledger / 'customers')}"
        assert main(["-C", str(clone.ledger), "set", name, f"stage={self.rng.choice(STAGES)}"]) == 0

    def append(self, clone: Clone, path: Path) -> None:
        text = path.read_text("utf-8")
        task = self.rng.choice(("", "\n- [ ] 2026-12-01 报价\n", "\n- 结果: 好\n"))
        path.write_text(f"{text.rstrip()}\n\n## 2026-11-20 拜访 看样品\n\n样品 {self.word()} 不错。\n{task}", "utf-8")

    def insert(self, clone: Clone, path: Path) -> None:
        """A new entry above the others, as some write them."""
        text = path.read_text("utf-8")
        head, mark, rest = text.partition("\n## ")
        path.write_text(f"{head}\n## 2026-10-{self.rng.randint(1, 30):02} 会议 {self.word()}\n{mark}{rest}", "utf-8")

    def edit(self, clone: Clone, path: Path) -> None:
        """Something more in an entry that is there."""
        parts = path.read_text("utf-8").split("\n## ")
        if len(parts) > 1:
            place = self.rng.randrange(1, len(parts))
            line = self.rng.choice(("- 结果: 成功", "- 结果: 未成", f"再谈第 {self.rng.randint(1, 3)} 次。"))
            parts[place] = f"{parts[place].rstrip()}\n{line}\n"
            path.write_text("\n## ".join(parts), "utf-8")

    def drop(self, clone: Clone, path: Path) -> None:
        """An entry is deleted."""
        parts = path.read_text("utf-8").split("\n## ")
        if len(parts) > 2 and self.rng.random() < 0.5:
            gone = parts.pop(self.rng.randrange(1, len(parts)))
            self.maybe |= {word for word in self.words if word in gone}
            path.write_text("\n## ".join(parts), "utf-8")

    def field(self, clone: Clone, path: Path) -> None:
        lines = path.read_text("utf-8").split("\n")
        values = {"level: ": self.rng.choice(LEVELS), "phone: ": f"021-5555 {self.rng.randint(1000, 9999)}"}
        key = self.rng.choice(sorted(values))
        path.write_text("\n".join(key + values[key] if line.startswith(key) else line for line in lines), "utf-8")

    def breathe(self, clone: Clone, path: Path) -> None:
        """An editor that saves with other line ends."""
        content = path.read_bytes().replace(b"\r\n", b"\n")
        path.write_bytes(content.replace(b"\n", b"\r\n") if self.rng.random() < 0.5 else content)

    def move(self, clone: Clone, path: Path) -> None:
        """Each customer is renamed by one person alone: two new names are for people to choose from."""
        if self.mine(clone, path):
            self.names += 1
            target = (
                clone.ledger
                / "customers"
                / self.rng.choice(("", "华东"))
                / f"{path.stem.split('_')[0]}_{self.names}.md"
            )
            target.parent.mkdir(exist_ok=True)
            path.rename(target)

    def delete(self, clone: Clone, path: Path) -> None:
        if self.mine(clone, path) and self.rng.random() < 0.4 and len(self.customers(clone)) > 2:
            text = path.read_text("utf-8")
            self.maybe |= {word for word in self.words if word in text}
            self.torn.add(path.stem.split("_")[0])
            path.unlink()

    def mine(self, clone: Clone, path: Path) -> bool:
        return sum(path.stem.split("_")[0].encode()) % 3 == self.clones.index(clone)

    def new(self, clone: Clone, path: Path) -> None:
        number = 100 + self.count
        place = clone.ledger / "customers" / f"新客户{number}.md"
        place.write_text(first_text(number, [self.word()]), "utf-8")

    # Bringing it together

    def exchange(self) -> None:
        """Two take in each other's work, often at the same time, so that histories cross."""
        one, other = self.rng.sample(self.clones, 2)
        tips = [self.fetched(one, other), self.fetched(other, one)]
        made_anew = self.take(one, tips[0])
        if self.rng.random() < 0.7:
            seen = not made_anew and self.rng.random() < 0.7
            self.take(other, tips[1] if seen else self.fetched(other, one))

    def fetched(self, clone: Clone, other: Clone) -> str:
        name = f"c{self.clones.index(other)}"
        clone.git("fetch", "-q", name)
        return clone.git("rev-parse", f"{name}/main")

    def take(self, clone: Clone, theirs: str) -> bool:
        """Merge, or rebase what nobody else has merged; whether commits were made anew."""
        if theirs in clone.git("rev-list", "HEAD").split():
            return False
        self.merges += 1
        own = set(clone.git("rev-list", f"{theirs}..HEAD").split())
        may_rebase = not (own & self.shown) and not clone.git("rev-list", "--merges", f"{theirs}..HEAD")
        self.crossed += len(clone.git("merge-base", "--all", "HEAD", theirs).split()) > 1
        self.shown |= set(clone.git("rev-list", theirs).split())
        if own and may_rebase and self.rng.random() < 0.4:
            self.rebases += 1
            self.run(clone, "rebase", "-q", theirs)
            while (clone.top / ".git/rebase-merge").exists():
                self.settle(clone)
                self.run(clone, "-c", "core.editor=true", "rebase", "--continue")
            return True
        self.run(clone, "merge", "-q", "--no-edit", theirs)
        if (clone.top / ".git/MERGE_HEAD").exists():
            self.settle(clone)
            clone.git("commit", "-q", "--no-verify", "--no-edit")
        return False

    def run(self, clone: Clone, *words: str) -> None:
        who = {f"GIT_{role}_{what}": clone.who for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        done = subprocess.run(
            ["git", "-c", "core.hooksPath=/dev/null", *words],
            cwd=clone.top,
            env={**SURROUNDINGS, **who},
            capture_output=True,
        )
        assert done.returncode in (0, 1), done.stderr.decode()

    def settle(self, clone: Clone) -> None:
        """As people do with `ledger resolve`: a side for each place; a file that one deleted and one changed stays."""
        session = clone.session()
        for one in list(open_conflicts(session)):
            self.conflicts += 1
            if one.gone:
                settle_file(session, one.path, "theirs" if one.gone == "mine" else "mine")
                continue
            while places := places_of(session, one.path):
                place = places[0]
                sides = {word for word in self.words for side in (place.mine, place.theirs) if word in (side or "")}
                kept = {word for word in self.words if word in (place.mine or "") and word in (place.theirs or "")}
                # What only one side has stands in a conflict only where the other has deleted it.
                assert sides - kept <= self.maybe, (one.path, place)
                settle(session, one.path, place, self.rng.choice(("mine", "theirs")))
            assert finish(session, one.path)
        assert not Repository.get(clone.ledger).unmerged()

    # What must hold

    def check(self, clone: Clone) -> None:
        texts = [path.read_text("utf-8") for path in self.customers(clone)]
        assert not any("<<<<<<<" in text or ">>>>>>>" in text for text in texts)
        counts = {word: sum(text.count(f"{word}") for text in texts) for word in self.words}
        lost = {word for word in self.words - self.maybe if not counts[word]}
        assert not lost, lost


def entries(story: Story, clone: Clone) -> dict[str, int]:
    """In how many entries of a clone each word stands.

    Customers that somebody has deleted while others went on are left out: where histories crossed then, git tells the
    driver of an ancestor without what was new in them, and an entry that one side has changed since stands twice.
    """
    found: dict[str, int] = dict.fromkeys(story.words, 0)
    for path in story.customers(clone):
        if path.stem.split("_")[0] not in story.torn:
            for entry in path.read_text("utf-8").split("\n## ")[1:]:
                for word in story.words:
                    found[word] += word in entry
    return found


def all_together(story: Story) -> None:
    """Everybody gets everything."""
    first = story.clones[0]
    for turn in (0, 1):
        for number, other in enumerate(story.clones):
            if other is first:
                continue
            here, there = (first, other) if turn == 0 else (other, first)
            name = f"c{number}" if turn == 0 else "c0"
            here.git("fetch", "-q", name)
            story.run(here, "merge", "-q", "--no-edit", f"{name}/main")
            if (here.top / ".git/MERGE_HEAD").exists():
                story.settle(here)
                here.git("commit", "-q", "--no-verify", "--no-edit")
            assert there.git("status", "--porcelain") == ""


@pytest.mark.parametrize("number", range(MERGES // IN_A_STORY))
def test_every_entry_is_there_once(tmp_path, monkeypatch, number):
    quiet(monkeypatch)
    story = Story(tmp_path, SEED + number)
    while story.merges < IN_A_STORY:
        for clone in story.clones:
            story.work(clone)
        story.exchange()
        assert all(clone.git("status", "--porcelain") == "" for clone in story.clones)
    all_together(story)
    states = {clone.git("rev-parse", "HEAD^{tree}") for clone in story.clones}
    assert len(states) == 1
    story.check(story.clones[0])
    counts = entries(story, story.clones[0])
    twice = {word: count for word, count in counts.items() if count > 1}
    assert not twice, twice
    print(
        f"story {number}: {story.merges} ({story.rebases} rebases, {story.crossed} criss-cross), "
        f"{story.conflicts} files in conflict, {len(story.words)} entries, {len(story.maybe)} of them deleted by somebody"
    )
