"""What a clone of a shared ledger gets, and how that is taken back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.operations.init import init
from ledger.operations.sharing.clone import Clone, clone_of
from ledger.operations.sharing.needs import NEEDS
from ledger.operations.sharing.setup import setup, state, undo
from ledger.store.git import Repository
from tests.operations.sharing.ledgers import ACME, YUNQI, commit, edited, git, opened, shared
from tests.store.repositories import SURROUNDINGS, write

DUTIES = [need.code for need in NEEDS if not need.optional]
DONE = ["attributes", "driver", "headers", "paths", "durable", "ignores", "check"]


@pytest.fixture(autouse=True)
def no_settings_of_the_tester(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, SURROUNDINGS[name])


def clone(folder: Path) -> Clone:
    return clone_of(opened(folder)[0])


def lacking(folder: Path) -> list[str]:
    return [item.code for item in state(clone(folder)).items if item.is_lacking]


def tree(folder: Path) -> dict[str, bytes]:
    kept = ("config", "hooks", ".gitattributes", ".gitignore")  # index/ is made by any command
    found = [
        path
        for path in folder.rglob("*")
        if path.is_file() and "index" not in path.parts and any(part in kept for part in path.parts)
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_setup_gives_all_that_lacks_and_the_second_time_does_nothing(tmp_path: Path) -> None:
    top = shared(tmp_path)
    assert lacking(top) == DONE
    assert [item.code for item in setup(clone(top)) if item.how == "done"] == DONE
    assert lacking(top) == []
    before = tree(top)
    assert {item.how for item in setup(clone(top))} == {"met"}
    assert tree(top) == before


def test_a_dry_run_does_nothing(tmp_path: Path) -> None:
    top = shared(tmp_path)
    before = tree(top)
    assert [item.code for item in setup(clone(top), dry_run=True) if item.how == "wanted"] == DONE
    assert tree(top) == before


def test_undo_takes_back_what_setup_did_and_no_more(tmp_path: Path) -> None:
    top = shared(tmp_path)
    write(top, {".gitattributes": "*.txt text", ".gitignore": "/mine\n"})
    git(top, "config", "diff.other.xfuncname", "x")
    git(top, "config", "core.quotepath", "true")
    setup(clone(top), message=True)
    assert undo(clone(top))
    assert lacking(top) == DONE
    assert git(top, "config", "diff.other.xfuncname") == "x"
    assert (top / ".gitattributes").read_text() == "*.txt text\n"
    assert (top / ".gitignore").read_text() == "/mine\n/index/*\n!/index/.gitignore\n"
    assert sorted(path.name for path in (top / ".git/hooks").iterdir() if path.suffix != ".sample") == []
    assert undo(clone(top)) == ()


def test_what_is_committed_stays_for_the_others(tmp_path: Path) -> None:
    top = shared(tmp_path)
    setup(clone(top))
    commit(top, {}, "attributes")
    told = {item.code: item for item in undo(clone(top))}
    assert told["attributes"].how == "met"
    assert "everybody" in str(told["attributes"].reason)
    assert "merge=ledger" in (top / ".gitattributes").read_text()


def test_a_new_ledger_needs_nothing_but_the_clones_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert init(tmp_path).in_git
    assert "attributes" not in lacking(tmp_path)
    assert "ignores" not in lacking(tmp_path)
    assert "durable" not in lacking(tmp_path)


@pytest.mark.parametrize(
    "line", ["customers/** -text merge=union", "*.md -merge", "customers/** binary", "* text=auto"]
)
def test_other_attributes_before_ours_give_way(tmp_path: Path, line: str) -> None:
    top = shared(tmp_path)
    write(top, {".gitattributes": f"{line}\n"})
    setup(clone(top))
    assert "attributes" not in lacking(top)


def test_attributes_that_overrule_ours_are_told(tmp_path: Path) -> None:
    top = shared(tmp_path)
    write(top, {"customers/.gitattributes": "*.md merge=union\n"})
    told = {item.code: item for item in setup(clone(top))}
    assert told["attributes"].how == "refused"
    assert "attributes" in lacking(top)


def test_crlf_attributes_keep_their_line_ends(tmp_path: Path) -> None:
    top = shared(tmp_path)
    write(top, {".gitattributes": "* text=auto\r\n"})
    setup(clone(top))
    assert b"\n" not in (top / ".gitattributes").read_bytes().replace(b"\r\n", b"")
    assert "attributes" not in lacking(top)


def test_a_hook_of_somebodys_own_stays_and_the_line_to_add_is_told(tmp_path: Path) -> None:
    top = shared(tmp_path)
    hook = top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n")
    hook.chmod(0o755)
    told = {item.code: item for item in setup(clone(top))}
    assert told["check"].how == "refused"
    assert "git check" in str(told["check"].advice)
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    hook.write_text("#!/bin/sh\n" + str(told["check"].advice).partition(": ")[2] + "\n")
    assert "check" not in lacking(top)


def test_hooks_that_lie_elsewhere_are_left_alone(tmp_path: Path) -> None:
    top, elsewhere = shared(tmp_path / "a"), tmp_path / "hooks"
    elsewhere.mkdir()
    git(top, "config", "core.hooksPath", str(elsewhere))
    told = {item.code: item for item in setup(clone(top))}
    assert told["check"].how == "refused"
    assert not list(elsewhere.iterdir())


def test_a_program_that_is_gone_is_noticed_and_its_hook_blocks_nothing(tmp_path: Path) -> None:
    top = shared(tmp_path / "a")
    gone = tmp_path / "it's gone"
    shutil.copy("/bin/true", gone)
    before = replace(clone(top), program=(str(gone),))
    setup(before)
    assert [item.code for item in state(before).items if item.is_lacking] == []
    gone.unlink()
    assert [item.code for item in state(before).items if item.is_lacking] == ["driver", "check"]
    write(top, {"customers/云启.md": edited(YUNQI, ("潜在", "活跃"))})
    git(top, "commit", "-qam", "still possible")


def test_the_driver_merges_in_a_ledger_with_an_odd_place(tmp_path: Path) -> None:
    top = shared(tmp_path / "100% o'clock; x", {})
    sub = top / "sales $HOME"
    write(sub, {"ledger.yaml": "ledger: 1\n", "customers/云 启.md": YUNQI})
    commit(top, {}, "first")
    assert [item.how for item in setup(clone(sub)) if item.code == "driver"] == ["done"]
    commit(top, {}, "set up")
    git(top, "switch", "-qc", "side")
    commit(top, {"sales $HOME/customers/云 启.md": edited(YUNQI, ("stage: 潜在", "stage: 活跃"))}, "stage")
    git(top, "switch", "-q", "main")
    commit(top, {"sales $HOME/customers/云 启.md": edited(YUNQI, ("tags: [a]", "tags: [a]\nlevel: A"))}, "level")
    git(top, "merge", "-q", "-m", "merge", "side")
    merged = (sub / "customers/云 启.md").read_text()
    assert "stage: 活跃" in merged
    assert "level: A" in merged


def test_no_module_of_the_work_tree_is_run(tmp_path: Path) -> None:
    top = shared(tmp_path)
    setup(clone(top), message=True)
    trap = "open('sprung', 'w').close()\n"
    write(top, {f"{name}.py": trap for name in ("ledger", "click", "site", "sitecustomize", "yaml")})
    write(top, {"customers/云启.md": edited(YUNQI, ("潜在", "活跃"))})
    git(top, "add", "customers")
    git(top, "commit", "-qm", "x")
    assert not (top / "sprung").exists()


def test_the_hook_blocks_errors_and_says_how_to_go_round(tmp_path: Path) -> None:
    top = shared(tmp_path)
    setup(clone(top))
    write(top, {"customers/云启.md": YUNQI + "\n## 2026-02-30 电话 x\n"})
    done = subprocess.run(["git", "commit", "-qam", "x"], cwd=top, capture_output=True, text=True)
    assert done.returncode == 1
    assert "customers/云启.md:12:4: error" in done.stderr
    assert "--no-verify" in done.stderr
    git(top, "commit", "-qam", "x", "--no-verify")


def test_the_hook_looks_at_what_is_staged_and_not_at_the_work_tree(tmp_path: Path) -> None:
    top = shared(tmp_path)
    setup(clone(top))
    write(top, {"customers/云启.md": edited(YUNQI, ("潜在", "活跃"))})
    git(top, "add", "-A")
    write(top, {"customers/云启.md": YUNQI + "\n## 2026-02-30 电话 x\n", "customers/new.md": "---\nname: [\n---\n"})
    git(top, "commit", "-qm", "sound")
    assert subprocess.run(["git", "commit", "-qam", "x"], cwd=top, capture_output=True).returncode == 1
    # A commit of one file has a staging area of its own.
    write(top, {"customers/华东/acme.md": edited(ACME, ("active", "won"))})
    git(top, "commit", "-qm", "one file", "customers/华东/acme.md")


def test_the_message_is_made_from_what_is_staged_unless_somebody_gave_one(tmp_path: Path) -> None:
    top = shared(tmp_path)
    setup(clone(top), message=True)
    write(top, {"customers/云启.md": edited(YUNQI, ("潜在", "活跃"))})
    git(top, "commit", "-qa", GIT_EDITOR="true")
    assert git(top, "log", "-1", "--format=%B") == "云启: stage potential → active"
    write(top, {"customers/云启.md": YUNQI})
    git(top, "commit", "-qam", "mine")
    assert git(top, "log", "-1", "--format=%B") == "mine"


def test_the_state_names_what_is_odd(tmp_path: Path) -> None:
    top = shared(tmp_path)
    git(top, "checkout", "-q", "--detach")
    assert [odd.code for odd in state(clone(top)).oddities] == ["detached"]


def test_an_address_that_nobody_in_ledger_yaml_has_is_told_but_is_no_duty(tmp_path: Path) -> None:
    top = shared(tmp_path)
    setup(clone(top))
    git(top, "config", "user.email", "else@example.com")
    git(top, "config", "user.name", "Else")
    found = state(clone(top))
    assert [item.code for item in found.items if item.how == "lacking"] == ["message", "person"]
    assert found.is_complete


def test_a_second_work_tree_shares_what_was_set_up(tmp_path: Path) -> None:
    top = shared(tmp_path / "a")
    setup(clone(top))
    commit(top, {}, "attributes")
    git(top, "worktree", "add", "-q", str(tmp_path / "b"), "-b", "two")
    assert lacking(tmp_path / "b") == []
    write(tmp_path / "b", {"customers/云启.md": YUNQI + "\n## 2026-02-30 电话 x\n"})
    done = subprocess.run(["git", "commit", "-qam", "x"], cwd=tmp_path / "b", capture_output=True, text=True)
    assert "1 error" in done.stderr


def test_a_fresh_clone_lacks_its_own_part_again(tmp_path: Path) -> None:
    top = shared(tmp_path / "a")
    setup(clone(top))
    commit(top, {}, "attributes")
    git(tmp_path, "clone", "-q", str(top), "b")
    git(tmp_path / "b", "config", "user.name", "李四")
    git(tmp_path / "b", "config", "user.email", "李四@example.com")
    assert lacking(tmp_path / "b") == ["driver", "headers", "paths", "durable", "check"]
    assert Repository.get(tmp_path / "b").remotes() == ("origin",)


def test_git_starts_this_program(tmp_path: Path) -> None:
    top = shared(tmp_path)
    assert clone(top).program in ((sys.executable, "-P", "-m", "ledger"), (os.path.abspath(sys.argv[0]),))
