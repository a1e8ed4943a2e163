"""`ledger handover` as it is typed: a dry run, the list to sign, the question, one commit."""

from __future__ import annotations

import pytest

from ledger.cli.main import main
from tests.operations.sharing.clones import quiet
from tests.store.repositories import commit, git, repository

SETTINGS = "ledger: 1\nlanguage: {}\ntoday: 2026-11-21\npeople:\n  张三: {{}}\n  李四: {{}}\n"
A = "---\nid: C-7K3M2Q\nname: 云|启\nowner: 张三\n---\n\n- [ ] 2026-12-05 报价 @张三\n"
B = "---\nid: C-2F9XQA\nname: B\nowner: 张三\n---\n"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    quiet(monkeypatch)


def shared(tmp_path, language="en"):
    files = {
        "ledger.yaml": SETTINGS.format(language),
        "customers/a.md": A,
        "customers/b.md": B,
        ".gitignore": "/index/\n",
    }
    return repository(tmp_path / "ledger", files)


def test_it_is_one_commit_of_these_files_alone(tmp_path, capsys):
    folder = shared(tmp_path)
    (folder / "staged.txt").write_text("x")
    git(folder, "add", "staged.txt")
    assert main(["-C", str(folder), "handover", "张三", "李四", "--reason", "moves", "--yes"]) == 0
    assert git(folder, "log", "-1", "--format=%B") == "Handover 张三 → 李四: 2 customers\n\nmoves\n\n- 云|启\n- B"
    assert git(folder, "show", "--name-only", "--format=", "HEAD") == "customers/a.md\ncustomers/b.md"
    assert git(folder, "status", "--porcelain") == "A  staged.txt"
    assert "2 customers have changed hands" in capsys.readouterr().err


def test_the_message_is_in_the_ledger_s_language(tmp_path):
    folder = shared(tmp_path, "zh")
    assert main(["-C", str(folder), "--lang", "en", "handover", "张三", "李四", "--yes"]) == 0
    assert "## 2026-11-21 移交" in (folder / "customers/a.md").read_text("utf-8")


def test_a_dry_run_shows_all_and_writes_only_the_list(tmp_path, capsys):
    folder = shared(tmp_path)
    listed = tmp_path / "list.md"
    words = ["-C", str(folder), "handover", "张三", "李四", "--dry-run", "--list", str(listed)]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "-owner: 张三\n+owner: 李四\n+owner_since: 2026-11-21\n" in shown
    assert git(folder, "status", "--porcelain") == ""
    assert listed.read_text("utf-8").split("\n")[:7] == [
        "# Handover from 张三 to 李四",
        "",
        "2026-11-21 · 2 customers",
        "",
        "| Customer | Open tasks | Open amounts | Open complaints | Next day | Seen |",
        "| --- | --- | --- | --- | --- | --- |",
        "| 云\\|启 | 2026-12-05 报价 |  |  | 2026-12-05 |  |",
    ]
    assert main(words) == 1
    assert "is there already" in capsys.readouterr().err


def test_nobody_to_ask_writes_nothing(tmp_path):
    folder = shared(tmp_path)
    assert main(["-C", str(folder), "handover", "张三", "李四"]) == 1
    assert git(folder, "status", "--porcelain") == ""


def test_in_the_middle_of_a_merge_it_is_refused_before_writing(tmp_path, capsys):
    folder = shared(tmp_path)
    git(folder, "checkout", "-q", "-b", "other")
    commit(folder, {"customers/b.md": B + "x\n"}, "x")
    git(folder, "checkout", "-q", "main")
    commit(folder, {"customers/b.md": B + "y\n"}, "y")
    with pytest.raises(AssertionError):
        git(folder, "merge", "other")
    (folder / "customers/b.md").write_text(B, "utf-8")
    before = (folder / "customers/a.md").read_bytes()
    assert main(["-C", str(folder), "handover", "张三", "李四", "--yes"]) == 1
    assert "middle of a merge" in capsys.readouterr().err
    assert (folder / "customers/a.md").read_bytes() == before


def test_a_hook_that_refuses_leaves_the_files_written_and_says_so(tmp_path, capsys):
    folder = shared(tmp_path)
    hook = folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2; exit 1\n")
    hook.chmod(0o755)
    assert main(["-C", str(folder), "handover", "张三", "李四", "--yes"]) == 0
    assert "not committed" in capsys.readouterr().err
    assert "李四" in (folder / "customers/b.md").read_text("utf-8")
