"""After any mix of edits, renames, deletions and questions the catalog equals one built from nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger.index import refresh
from tests.index.comparing import built_from_nothing, content, open_fresh, write

PLACES = st.sampled_from(
    ["a.md", "b.md", "华东/c.md", "华东/d.md", "archive/e.md", "~f.md", "g.txt", "h.sync-conflict-1.md"]
)
HEADS = st.sampled_from(
    [
        "---\nid: C-1\nname: 云启\nlevel: A\nnext_follow_up: 2026-11-30\n---\n",
        "---\nid: C-2\nname: 华信\ntags: [VIP, 高意向]\ncontacts:\n  - name: 李雷\n    phone: 138 0013 8000\n---\n",
        "名称：老顾\n---\n",
        "---\nname: 坏\nlevel: [A\n---\n",
        "",
    ]
)
BODIES = st.lists(
    st.sampled_from(
        [
            "## 2026-11-21 电话 谈采购\n- [ ] 2026-11-28 发报价 @张三\n",
            "## 2026-11-01 invoice INV-1\n- amount: 100\n- due: 2026-12-01\n",
            "## 2026-11-09 回款\n- 金额: 40\n- invoice: INV-1\n",
            "## 2026-02-30 电话\n",
            "```\n## 2026-01-01 电话\n",
            "自由文字 [[C-1]]\n",
        ]
    ),
    max_size=4,
)


class Folder(RuleBasedStateMachine):
    """A ledger's folder as people change it."""

    @initialize()
    def begin(self) -> None:
        """An empty ledger."""
        self.home = Path(tempfile.mkdtemp(prefix="ledger-machine-"))
        os.environ["LEDGER_STATE"] = str(self.home / "state")
        # What is emptied is believed at once here; tests/index/test_trust.py has what is being saved.
        self.patience, refresh.SAVING = refresh.SAVING, 0.0
        self.root = self.home / "ledger"
        (self.root / "customers").mkdir(parents=True)
        self.settings("ledger: 1\n")

    def settings(self, text: str) -> None:
        """Save the settings."""
        (self.root / "ledger.yaml").write_text(text, encoding="utf-8")

    @rule(place=PLACES, head=HEADS, body=BODIES)
    def save(self, place: str, head: str, body: list[str]) -> None:
        """Write a file, or write over it."""
        write(self.root, place, head + "\n" + "\n".join(body))

    @rule(place=PLACES, head=HEADS)
    def save_unseen(self, place: str, head: str) -> None:
        """Write over a file and give it its old time."""
        path = self.root / "customers" / place
        if path.exists():
            before = path.stat()
            path.write_text(head, encoding="utf-8")
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(place=PLACES)
    def delete(self, place: str) -> None:
        """Remove a file."""
        (self.root / "customers" / place).unlink(missing_ok=True)

    @rule(place=PLACES, other=PLACES)
    def rename(self, place: str, other: str) -> None:
        """Move a file, over another one perhaps."""
        path, target = self.root / "customers" / place, self.root / "customers" / other
        if path.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)

    @rule(place=PLACES, other=PLACES)
    def copy_with_its_time(self, place: str, other: str) -> None:
        """`cp -p`."""
        path, target = self.root / "customers" / place, self.root / "customers" / other
        if path.exists() and place != other:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)

    @rule()
    def remove_folder(self) -> None:
        """Remove a folder with all in it."""
        shutil.rmtree(self.root / "customers" / "华东", ignore_errors=True)

    @rule(every=st.sampled_from(["", "levels:\n  A: {every: 14d}\n", "levels:\n  A: {every: 7d}\n"]))
    def change_settings(self, every: str) -> None:
        """Other rules."""
        self.settings("ledger: 1\n" + every)

    @rule()
    def delete_index(self) -> None:
        """index/ may be deleted at any time."""
        shutil.rmtree(self.root / "index", ignore_errors=True)

    @rule()
    def ask(self) -> None:
        """A command that only reads."""
        open_fresh(self.root).catalog.close()

    @invariant()
    def equals_one_built_from_nothing(self) -> None:
        """What a command sees is what stands in the files."""
        if not hasattr(self, "root"):
            return
        found = open_fresh(self.root)
        try:
            assert content(found) == built_from_nothing(self.root)
        finally:
            found.catalog.close()

    def teardown(self) -> None:
        """Leave nothing."""
        if hasattr(self, "home"):
            refresh.SAVING = self.patience
            shutil.rmtree(self.home)


TestFolder = Folder.TestCase
TestFolder.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
