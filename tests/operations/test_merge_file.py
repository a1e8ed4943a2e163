"""Merging files for git: bytes in, bytes out, and real merges with the driver."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.errors import Broken
from ledger.model.compiled import built_in
from ledger.model.settings import Settings
from ledger.operations.merge_ahead import FOLDER, driver
from ledger.operations.merge_file import Words, ledger_near, merge_file, merged, words_of

WORDS = Words(built_in(), Settings())
ROOT = Path(__file__).parents[2]
SAID = "客户要求两周内给出正式报价，价格可以再谈。\n"
BASE = "---\nname: 云启\nstage: 潜在\nphone: 1\n---\n\n## 2026-11-20 电话 谈\n\n" + SAID
OURS = BASE.replace("潜在", "活跃") + "\n## 2026-11-21 电话 a\n"
THEIRS = BASE.replace("phone: 1", "phone: 2") + "\n## 2026-11-22 电话 b\n"
BOTH = OURS.replace("phone: 1", "phone: 2") + "\n## 2026-11-22 电话 b\n"


def test_files_are_merged_in_the_place_of_ours(tmp_path):
    names = [tmp_path / name for name in ("base", "ours", "theirs")]
    for place, text in zip(names, (BASE, OURS, THEIRS), strict=True):
        place.write_bytes(text.encode())
    assert merge_file(*names, WORDS).conflicts == ()
    assert names[1].read_text("utf-8") == BOTH
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "ours", "theirs"]


@pytest.mark.parametrize(
    ("encodings", "expected"),
    [
        (("utf-8", "utf-8-sig", "utf-8"), "utf-8-sig"),
        (("utf-8", "utf-8", "utf-8-sig"), "utf-8-sig"),
        (("gb18030", "utf-8", "gb18030"), "utf-8"),
        (("gb18030", "gb18030", "gb18030"), "gb18030"),
    ],
)
def test_the_encoding_is_that_of_whoever_changed_it(encodings, expected):
    contents = [text.encode(encoding) for text, encoding in zip((BASE, OURS, THEIRS), encodings, strict=True)]
    assert merged(*contents, WORDS).content == BOTH.encode(expected)


def test_bytes_that_are_no_text_of_ours_are_merged_by_lines():
    base, ours, theirs = b"a\n\xff\xfeb\nc\nd\n", b"A\n\xff\xfeb\nc\nd\n", b"a\n\xff\xfeb\nc\nD\n"
    assert merged(base, ours, theirs, WORDS).content == b"A\n\xff\xfeb\nc\nD\n"
    assert merged(base, b"x\xff\n", b"y\xff\n", WORDS).conflicts


def test_what_is_no_text_is_refused_and_ours_stays(tmp_path):
    names = [tmp_path / name for name in ("base", "ours", "theirs")]
    for place, content in zip(names, (b"", b"\0a", b"\0b"), strict=True):
        place.write_bytes(content)
    with pytest.raises(Broken):
        merge_file(*names, WORDS)
    assert names[1].read_bytes() == b"\0a"


def test_the_words_of_the_nearest_ledger_count(tmp_path):
    (tmp_path / "ledger.yaml").write_text("ledger: 1\nfields:\n  credit: {type: list, names: [信用]}\n", "utf-8")
    (tmp_path / "customers").mkdir()
    near = ledger_near(str(tmp_path / "customers" / "a.md"))
    assert near == tmp_path
    assert words_of(near).vocabulary.field("信用") is not None
    assert words_of(None).vocabulary.field("信用") is None


# Real merges


def git(folder, *words, check=True, **env):
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False, env={**os.environ, **env}
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "shared"
    (folder / "customers").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for name, value in (("user.name", "a"), ("user.email", "a@b.c"), ("commit.gpgsign", "false"), ("gc.auto", "0")):
        git(folder, "config", name, value)
    command = f"PYTHONPATH={shlex.quote(str(ROOT))} {shlex.quote(sys.executable)} -P -m ledger -C ."
    git(folder, "config", "merge.ledger.driver", driver(command))
    (folder / ".gitattributes").write_text("*.md merge=ledger -text\n")
    (folder / "ledger.yaml").write_text("ledger: 1\n")
    return folder


def commit(folder, texts, *, branch=""):
    if branch:
        git(folder, "checkout", "-q", "-b", branch, "HEAD~1" if branch == "theirs" else "HEAD")
    for name, text in texts.items():
        (folder / "customers" / name).write_bytes(text.encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")


def both_sides(folder, base, ours, theirs):
    commit(folder, base)
    commit(folder, ours)
    commit(folder, theirs, branch="theirs")
    git(folder, "checkout", "-q", "main")


def test_git_merges_with_the_driver(repository):
    both_sides(repository, {"云 启.md": BASE}, {"云 启.md": OURS}, {"云 启.md": THEIRS})
    git(repository, "merge", "-q", "-m", "m", "theirs")
    assert (repository / "customers" / "云 启.md").read_text("utf-8") == BOTH


def test_git_is_told_of_conflicts(repository):
    both_sides(repository, {"a.md": BASE}, {"a.md": OURS}, {"a.md": THEIRS.replace("潜在", "流失")})
    done = git(repository, "merge", "-q", "-m", "m", "theirs", check=False)
    assert done.returncode == 1
    text = (repository / "customers" / "a.md").read_text("utf-8")
    assert text.count("<<<<<<< mine") == 1
    assert "## 2026-11-21 电话 a\n\n## 2026-11-22 电话 b\n" in text
    assert git(repository, "ls-files", "-u").stdout.count("a.md") == 3


@pytest.mark.parametrize("command", ["/nowhere/ledger", "sh -c 'kill -9 $$'", "sh -c 'exit 129'", "sh -c 'exit 70'"])
def test_a_driver_that_fails_leaves_the_markers_of_git(repository, command):
    git(repository, "config", "merge.ledger.driver", driver(command))
    both_sides(repository, {"a.md": BASE}, {"a.md": OURS}, {"a.md": THEIRS})
    git(repository, "merge", "-q", "-m", "m", "theirs", check=False)
    text = (repository / "customers" / "a.md").read_text("utf-8")
    assert "电话 a" in text
    assert "电话 b" in text


def test_many_files_are_merged_in_one_go(repository):
    names = [f"{number:02}.md" for number in range(25)]
    both_sides(repository, *({name: text.replace("云启", name) for name in names} for text in (BASE, OURS, THEIRS)))
    git(repository, "merge", "-q", "-m", "m", "theirs")
    for name in names:
        text = (repository / "customers" / name).read_text("utf-8")
        assert "电话 a" in text
        assert "电话 b" in text
    left = [path.name for path in (repository / ".git" / FOLDER).iterdir()]
    # What the first call worked out for itself and the mark that it was done.
    assert len(left) == 2


def test_a_rebase_keeps_both(repository):
    both_sides(repository, {"a.md": BASE}, {"a.md": OURS}, {"a.md": THEIRS})
    git(repository, "rebase", "-q", "theirs")
    text = (repository / "customers" / "a.md").read_text("utf-8")
    assert "电话 a" in text
    assert "电话 b" in text
