"""The repository around a ledger, with real ones."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from ledger.errors import Busy, LedgerError, NotFound, Refused
from ledger.store.git import Repository, available, looks_like_one
from ledger.store.git_log import log, merges
from ledger.store.git_objects import blobs, changes_between, contents, files_of, staged, unstored
from tests.store.repositories import commit, git, repository, write

FILES = {"customers/云启.md": "---\nname: 云启\n---\n", "customers/华东/acme.md": "---\nname: Acme\n---\n"}

# What arguments, separators, patterns and pathspecs could be taken for.
HOSTILE = (
    "-x.md", "--upload-pack=touch x.md", "-c core.pager=x.md", "a\nb.md", "a\tb.md", 'a"b.md', "a'b.md", "a\\b.md",
    "$(touch x).md", "`id`.md", "a;b.md", "a|b.md", "a&b.md", "*.md", "?.md", "[a].md", ":(top)a.md", ":!a.md",
    ":a.md", "a:b.md", "HEAD.md", "HEAD~1.md", "@{u}.md", "^a.md", "a..b.md", " a.md", "a .md", "a\rb.md", "ä.md",
    "a\u0308.md", "客户 一.md", "{a,b}.md", "%s.md", "%00.md", "~a.md", "#a.md", "!a.md", "a=b.md", "(a).md", "<a>.md",
    "a\x01b.md", "a\x1b[31mb.md", "a\x7fb.md", "\u202eb.md", "😀.md", "\udcff.md", "con.md", "a" * 200 + ".md",
    "ext::sh -c x.md", "-.md", "--.md", "..md", "a..md", ",a.md", "@.md", "+a.md", "a\u2028b.md", "\ufeffa.md", "𠮷.md",
    "refs.md",
)  # fmt: skip


def found(folder: Path) -> Repository:
    one = Repository.find(folder)
    assert one is not None
    return one


def test_there_is_none(tmp_path: Path) -> None:
    assert Repository.find(tmp_path) is None
    assert not looks_like_one(tmp_path)
    with pytest.raises(Refused, match="no git repository"):
        Repository.get(tmp_path)


def test_a_folder_that_is_only_called_git_is_none(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert Repository.find(tmp_path) is None


def test_a_ledger_may_be_a_folder_of_a_repository(tmp_path: Path) -> None:
    top = repository(tmp_path, {f"sales/{path}": text for path, text in FILES.items()} | {"customers/other.md": "x"})
    one = found(top / "sales")
    assert (one.top, one.prefix) == (str(top), "sales/")
    assert set(files_of(one.git, "HEAD")) == set(FILES)
    write(top, {"sales/customers/云启.md": "changed", "customers/other.md": "changed"})
    assert [(each.path, each.unstaged) for each in one.status()] == [("customers/云启.md", "M")]
    assert [each.after for each in unstored(one.git, "HEAD")] == ["customers/云启.md"]


def test_a_bare_repository_holds_no_ledger(tmp_path: Path) -> None:
    top = repository(tmp_path, FILES)
    git(top, "config", "core.bare", "true")
    with pytest.raises(Refused, match="no work tree"):
        Repository.find(top)
    assert available(top) is None


def test_a_folder_of_somebody_else_is_refused_with_what_git_advises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(tmp_path, FILES)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(Refused, match="does not trust") as refused:
        Repository.find(top)
    assert f"safe.directory '{top}'" in str(refused.value.hint)


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = repository(tmp_path, FILES)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(Refused, match="not installed"):
        Repository.find(top)


def test_variables_of_another_repository_lead_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = repository(tmp_path / "a", FILES), repository(tmp_path / "b", {"customers/b.md": "b"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    one = found(mine)
    assert one.top == str(mine)
    assert set(files_of(one.git, "HEAD")) == set(FILES)
    assert one.status() == ()


def test_the_staging_area_that_a_hook_names_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = repository(tmp_path, FILES)
    write(top, {"customers/云启.md": "staged elsewhere"})
    git(top, "add", "-A", GIT_INDEX_FILE=".git/next-index.lock")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index.lock")
    assert "M customers/云启.md" in [f"{each.how} {each.after}" for each in staged(found(top).git, "HEAD")]


def test_no_program_of_a_configuration_runs_while_reading(tmp_path: Path) -> None:
    top = repository(tmp_path, FILES)
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n")
    trap.chmod(0o755)
    write(top, {".gitattributes": "*.md diff=trap\n"})
    for name in (
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
    ):
        git(top, "config", name, str(trap))
    write(top, {"customers/云启.md": "changed"})
    one = found(top)
    one.status()
    list(log(one.git))
    unstored(one.git, "HEAD")
    staged(one.git, "HEAD")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("prefix", ["", "-c x/"])
def test_hostile_names_come_through(tmp_path: Path, prefix: str) -> None:
    assert len(HOSTILE) >= 60
    top = repository(tmp_path)
    texts = {f"customers/{name}": f"{n}\n" for n, name in enumerate(HOSTILE)}
    write(top / prefix, texts)
    one = found(top / prefix)
    assert {each.path for each in one.status()} == set(texts)
    git(top, "add", "-A")
    git(top, "commit", "-qm", "names")
    held = files_of(one.git, "HEAD")
    assert set(held) == set(texts)
    told = contents(one.git, [blob.oid for blob in held.values()])
    assert {path: told[blob.oid].decode() for path, blob in held.items()} == texts
    for path in texts:
        os.rename(top / prefix / path, top / prefix / path.replace("customers/", "customers/moved "))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "moved")
    changes = next(iter(log(one.git))).changes
    assert {(each.how, each.before) for each in changes} == {("R", path) for path in texts}
    assert {each.path for each in found(top / prefix).status()} == set()
    assert sorted(os.listdir(top)) == sorted([".git", (prefix or "customers").rstrip("/")])


@pytest.mark.parametrize(
    "revision", ["--output=x", "-x", "", " ", "nothing", "HEAD:customers", "a\nb", "HEAD^{tree}", "x" * 300]
)
def test_what_names_no_commit_is_refused(tmp_path: Path, revision: str) -> None:
    top = repository(tmp_path, FILES)
    with pytest.raises(NotFound):
        found(top).commit(revision)
    assert not (top / "x").exists()


def test_a_revision_is_found_by_every_usual_name(tmp_path: Path) -> None:
    top = repository(tmp_path, FILES)
    first = git(top, "rev-parse", "HEAD")
    second = commit(top, {"customers/云启.md": "2"}, "第二\n\n更多")
    git(top, "tag", "v1", first)
    one = found(top)
    assert [one.commit(name).oid for name in ("HEAD", "main", second[:7])] == [second] * 3
    assert [one.commit(name).oid for name in ("HEAD~1", "v1", "@~")] == [first] * 3
    told = one.commit("HEAD")
    assert (told.author.name, told.author.email, told.subject) == ("张三", "张三@example.com", "第二")
    assert told.moment.isoformat() == "2026-11-21T10:00:00+08:00"


def test_the_last_commit_before_a_moment_is_one_of_this_branch(tmp_path: Path) -> None:
    top = repository(tmp_path, FILES)
    march = commit(top, {"customers/云启.md": "3"}, "march", day="2026-03-01T12:00:00+08:00")
    git(top, "switch", "-qc", "side")
    commit(top, {"customers/side.md": "s"}, "side", day="2026-03-02T12:00:00+08:00")
    git(top, "switch", "-q", "main")
    git(top, "merge", "-q", "--no-ff", "-m", "merge", "side", day="2026-04-01T12:00:00+08:00")
    one = found(top)

    def at(text: str) -> str | None:
        last = one.last_before(datetime.fromisoformat(text))
        return last and last.oid

    assert at("2026-03-03T00:00:00+08:00") == march
    assert at("2026-04-01T12:00:00+08:00") == git(top, "rev-parse", "HEAD")
    assert at("2025-01-01T00:00:00+08:00") is None


def test_settings_are_set_read_and_taken_away(tmp_path: Path) -> None:
    one = found(repository(tmp_path, FILES))
    assert one.setting("merge.ledger.driver") is None
    one.set("merge.ledger.driver", "a 'b' \"c\"\n%O # d")
    assert one.setting("merge.ledger.driver", local=True) == "a 'b' \"c\"\n%O # d"
    assert one.settings(local=True)["merge.ledger.driver"].endswith("# d")
    one.unset("merge.ledger.driver")
    one.unset("merge.ledger.driver")
    assert "[merge" not in (tmp_path / ".git" / "config").read_text()


def test_attributes_of_a_path(tmp_path: Path) -> None:
    one = found(repository(tmp_path, {".gitattributes": "customers/** merge=ledger -text\n"}))
    told = one.attributes("customers/华东/x.md", "merge", "text", "diff")
    assert told == {"merge": "ledger", "text": "unset", "diff": "unspecified"}


def test_what_is_staged_and_what_is_not(tmp_path: Path) -> None:
    top = repository(tmp_path, FILES)
    write(top, {"customers/云启.md": "staged", "customers/new.md": "new"})
    git(top, "add", "customers/云启.md")
    write(top, {"customers/云启.md": "later"})
    one = found(top)
    in_index = staged(one.git, "HEAD")
    assert [each.after for each in in_index] == ["customers/云启.md"]
    assert in_index[0].new is not None
    assert contents(one.git, [in_index[0].new.oid]) == {in_index[0].new.oid: b"staged"}
    assert [(each.how, each.after) for each in unstored(one.git, "HEAD")] == [
        ("M", "customers/云启.md"),
        ("A", "customers/new.md"),
    ]


def test_many_contents_come_in_order_and_large_ones_are_cut(tmp_path: Path) -> None:
    texts = {f"customers/{n:04}.md": f"{n}\n" * (1 + n % 50 * 40) for n in range(1500)}
    top = repository(tmp_path, {**texts, "customers/big.md": "x" * 3_000_000})
    one = found(top)
    held = files_of(one.git, "HEAD")
    with blobs(one.git) as reader:
        read = [content for _, content in reader.each((blob.oid for blob in held.values()), 1_000_000)]
        assert reader.read(held["customers/0007.md"].oid) == texts["customers/0007.md"].encode()
    for path, content in zip(held, read, strict=True):
        assert content == (b"x" * 1_000_001 if path == "customers/big.md" else texts[path].encode())


def test_the_log_ends_when_nobody_reads_on(tmp_path: Path) -> None:
    top = repository(tmp_path, FILES)
    for n in range(5):
        commit(top, {"customers/云启.md": f"{n}"}, f"{n}")
    stream = log(found(top).git)
    assert next(stream).commit.subject == "4"
    stream.close()


def test_a_merge_is_compared_with_each_of_its_parents(tmp_path: Path) -> None:
    top = repository(tmp_path, FILES)
    git(top, "switch", "-qc", "side")
    commit(top, {"customers/side.md": "s"}, "side")
    git(top, "switch", "-q", "main")
    commit(top, {"customers/main.md": "m"}, "main")
    git(top, "merge", "-q", "--no-ff", "-m", "merge", "side")
    one = found(top)
    merge = one.commit("HEAD")
    with merges(one.git) as compare:
        told = [[each.after for each in compare.between(parent, merge.oid)] for parent in merge.parents]
        assert compare.between(merge.oid, merge.oid) == []
    assert told == [["customers/side.md"], ["customers/main.md"]]
    assert one.merge_base(*merge.parents) == git(top, "rev-parse", "HEAD~1^")
    assert [each.after for each in changes_between(one.git, "HEAD~1", "HEAD")] == ["customers/side.md"]


# States in which work goes otherwise than usual


def conflicting(top: Path) -> None:
    repository(top, FILES)
    git(top, "switch", "-qc", "side")
    commit(top, {"customers/云启.md": "theirs"}, "theirs")
    git(top, "switch", "-q", "main")
    commit(top, {"customers/云启.md": "ours"}, "ours")


def fails(top: Path, *words: str) -> None:
    done = subprocess.run(["git", *words], cwd=top, capture_output=True)
    assert done.returncode != 0


@pytest.mark.parametrize(
    ("words", "code"),
    [(("merge", "side"), "merge"), (("rebase", "side"), "rebase"), (("cherry-pick", "side"), "cherry-pick")],
)
def test_a_conflict_under_way_is_told_with_what_ends_it(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    conflicting(tmp_path)
    fails(tmp_path, *words)
    one = found(tmp_path)
    odd = one.oddities()
    assert [each.code for each in odd] == [code]
    assert odd[0].blocks
    assert f"git {code} --abort" in str(odd[0].advice)
    stages = one.unmerged()["customers/云启.md"]
    assert stages.base is not None
    assert stages.ours is not None
    assert stages.theirs is not None
    told = contents(one.git, [stages.base.oid, stages.ours.oid, stages.theirs.oid])
    assert set(told.values()) == {FILES["customers/云启.md"].encode(), b"ours", b"theirs"}
    assert [each.path for each in one.status() if each.in_conflict] == ["customers/云启.md"]
    assert staged(one.git, "HEAD") == []
    assert [(each.how, each.after) for each in unstored(one.git, "HEAD")] == [("M", "customers/云启.md")]


def test_deleted_on_one_side_has_no_version_there(tmp_path: Path) -> None:
    repository(tmp_path, FILES)
    git(tmp_path, "switch", "-qc", "side")
    (tmp_path / "customers/云启.md").unlink()
    commit(tmp_path, {}, "gone")
    git(tmp_path, "switch", "-q", "main")
    commit(tmp_path, {"customers/云启.md": "ours"}, "ours")
    fails(tmp_path, "merge", "side")
    assert found(tmp_path).unmerged()["customers/云启.md"].theirs is None


def test_detached_unborn_shallow_locked_second(tmp_path: Path) -> None:
    top = repository(tmp_path / "a", FILES)
    commit(top, {"customers/云启.md": "2"}, "2")

    def codes(folder: Path) -> list[str]:
        return [each.code for each in found(folder).oddities()]

    assert codes(top) == []
    assert codes(repository(tmp_path / "empty")) == ["unborn"]
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{top}", "shallow")
    assert codes(tmp_path / "shallow") == ["shallow"]
    git(top, "worktree", "add", "-q", str(tmp_path / "second"), "-b", "two")
    assert codes(tmp_path / "second") == ["worktree"]
    assert set(files_of(found(tmp_path / "second").git, "HEAD")) == set(FILES)
    git(top, "checkout", "-q", "--detach")
    assert codes(top) == ["detached"]
    (top / ".git" / "index.lock").touch()
    assert codes(top) == ["locked", "detached"]
    with pytest.raises(Busy, match=r"index\.lock"):
        found(top).run("add", "-A", acts=True)


def test_what_git_says_stands_in_the_refusal(tmp_path: Path) -> None:
    one = found(repository(tmp_path, FILES))
    with pytest.raises(LedgerError, match=r"git refused: fatal: .*nowhere"):
        one.run("fetch", "nowhere", acts=True)


def test_git_that_knows_nobody_is_refused_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = repository(tmp_path, FILES)
    git(top, "config", "--remove-section", "user")
    git(top, "config", "user.useConfigOnly", "true")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(Refused, match="who you are"):
        found(top).run("commit", "--allow-empty", "-m", "x", acts=True)
