"""Sync between real clones over a bare remote on the disk: all of it or nothing."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from ledger.errors import LedgerError, NotFound, Refused
from ledger.operations.sharing import exchange
from ledger.operations.sharing.sync import Conflicting, NotShared
from tests.operations.sharing.clones import FILES, YUNQI, Clone, bare, cloned, copied, quiet
from tests.store.repositories import git, write

CALL = "## 2026-11-21 电话 谈年度采购\n\n想要年度价。\n"
VISIT = "## 2026-11-21 拜访 看样品\n\n样品不错。\n"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    quiet(monkeypatch)


@pytest.fixture
def shared(tmp_path, tmp_path_factory):
    return copied(tmp_path, tmp_path_factory.getbasetemp())


@pytest.fixture
def remote(tmp_path, shared):
    return tmp_path / "remote.git"


@pytest.fixture
def zhang(shared):
    return shared[0]


@pytest.fixture
def li(shared):
    return shared[1]


def last(clone: Clone, form: str = "%an|%s") -> str:
    return clone.git("log", "-1", f"--format={form}")


def hook(place: Path, text: str) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"#!/bin/sh\n{text}\n")
    place.chmod(0o755)


# Nobody, nothing


def test_nothing_to_do_does_nothing(zhang):
    before = zhang.state()
    done = zhang.sync()
    assert (done.own, done.commit, done.received, done.sent, done.offline) == ((), "", (), 0, None)
    assert done.remote == "origin"
    assert zhang.state() == before


def test_without_a_repository_it_says_so(tmp_path):
    write(tmp_path, FILES)
    with pytest.raises(Refused, match="no git repository"):
        Clone(tmp_path, tmp_path, "").sync()


def test_without_a_remote_it_commits(zhang):
    zhang.git("remote", "remove", "origin")
    zhang.append("云启", CALL)
    done = zhang.sync()
    assert (done.remote, done.sent, len(done.own)) == ("", 0, 1)
    assert last(zhang) == "张三|1 changed"
    assert zhang.git("status", "--porcelain") == ""


def test_the_first_commit_of_all_reaches_an_empty_remote(tmp_path):
    remote = bare(tmp_path / "empty.git")
    first = cloned(tmp_path / "first", remote, "张三")
    write(first.ledger, FILES)
    done = first.sync()
    assert (done.sent, len(done.own)) == (1, 2)
    assert first.git("rev-parse", "--abbrev-ref", "@{upstream}") == "origin/main"
    assert git(remote, "rev-parse", "main") == done.commit


def test_a_clone_without_a_commit_gets_what_is_there(tmp_path, remote):
    late = tmp_path / "late"
    git(tmp_path, "init", "-q", "-b", "main", "late")
    git(late, "remote", "add", "origin", str(remote))
    # What is not the ledger's is no commit of its own.
    write(late, {"sales/ledger.yaml": "ledger: 1\n", ".git/info/exclude": "/sales\n"})
    done = Clone(late, late / "sales", "李四").sync()
    assert (done.own, done.sent) == ((), 0)
    assert (late / "customers/云启.md").exists()


def test_another_history_is_not_mixed_in(tmp_path, zhang, remote):
    late = tmp_path / "late"
    late.mkdir()
    git(late, "init", "-q", "-b", "main")
    for name, value in (("user.name", "李四"), ("user.email", "李四@example.com")):
        git(late, "config", name, value)
    git(late, "remote", "add", "origin", str(remote))
    write(late, {"ledger.yaml": "ledger: 1\n", "customers/b.md": "---\nname: B\n---\n"})
    clone = Clone(late, late, "李四")
    with pytest.raises(Refused, match="another history"):
        clone.sync()
    assert clone.git("status", "--porcelain") == ""


def test_several_remotes_of_which_none_is_named(zhang, remote):
    zhang.git("remote", "rename", "origin", "a")
    zhang.git("remote", "add", "b", str(remote))
    zhang.git("branch", "--unset-upstream")
    with pytest.raises(NotFound, match="several remotes"):
        zhang.sync()


# Both ways


def test_the_work_of_two_people_comes_together(zhang, li):
    zhang.append("云启", CALL)
    zhang.change("云启", "stage: 潜在", "stage: 活跃")
    li.append("云启", VISIT)
    li.change("云启", "phone: 021-5555 0101", "phone: 021-5555 0202")
    assert zhang.sync().sent == 1
    done = li.sync()
    assert [change.name for change in done.received] == ["云启"]
    assert done.sent == 2
    assert last(li) == "李四|merge origin/main"
    assert len(zhang.sync().received) == 1
    assert zhang.read("云启") == li.read("云启")
    for part in (CALL, VISIT, "stage: 活跃\n", "phone: 021-5555 0202\n"):
        assert zhang.read("云启").count(part) == 1
    assert li.git("log", "--format=%s", "--no-merges") == "1 changed\n1 changed\nfirst"


def test_a_clone_that_was_never_set_up_merges_by_meaning(zhang, li):
    li.git("config", "--remove-section", "merge.ledger")
    zhang.append("云启", CALL)
    li.append("云启", VISIT)
    zhang.sync()
    assert li.sync().sent == 2
    assert "<<<<<<<" not in li.read("云启")


def test_a_given_message_is_that_of_the_commit(zhang):
    zhang.append("云启", CALL)
    zhang.sync(message="# 上海\n\n拜访")
    assert last(zhang, "%B") == "# 上海\n\n拜访"


def test_new_renamed_and_deleted_customers_go_out(zhang, li):
    zhang.write("新客户", "---\nname: 新客户\n---\n")
    (zhang.ledger / "customers" / "acme.md").rename(zhang.ledger / "customers" / "acme-group.md")
    zhang.git("rm", "-q", "customers/云启.md")
    assert len(zhang.sync().own) == 3
    li.append("acme", VISIT)
    assert {change.path.rpartition("/")[2] for change in li.sync().received} == {
        "新客户.md",
        "acme-group.md",
        "云启.md",
    }
    assert VISIT in li.read("acme-group")
    assert sorted(path.name for path in (li.ledger / "customers").iterdir()) == ["acme-group.md", "新客户.md"]


# Whose commit it is


def test_each_person_s_entries_are_committed_under_their_name(zhang):
    zhang.append("云启", CALL)
    zhang.append("acme", "## 2026-11-21 call prices\n\n- by: 李四\n\nNo.\n")
    done = zhang.sync()
    assert len(done.own) == 2
    assert zhang.git("log", "-2", "--format=%an <%ae> %cn") == (
        "张三 <张三@example.com> 张三\n李四 <李四@example.com> 张三"
    )
    assert zhang.git("show", "--name-only", "--format=", "HEAD~1") == "customers/acme.md"


def test_a_hook_that_refuses_the_second_commit_undoes_the_first(zhang):
    zhang.append("云启", CALL)
    zhang.append("acme", "## 2026-11-21 call prices\n\n- by: 李四\n\nNo.\n")
    hook(
        zhang.top / ".git/hooks/pre-commit",
        'git diff --cached --name-only | grep -q 云启 && echo "not 云启" >&2 && exit 1; exit 0',
    )
    before = zhang.state()
    with pytest.raises(LedgerError, match="not 云启"):
        zhang.sync()
    assert zhang.state() == before


def test_whoever_works_here_is_the_author(zhang):
    zhang.append("云启", CALL)
    zhang.sync(me="Ana")
    assert last(zhang, "%an <%ae> %cn") == "Ana <ana@example.com> 张三"


# Refused


def test_errors_block_with_their_places_and_nothing_is_staged(zhang):
    zhang.write("broken", "---\nname: [a\nstage: x\n---\n")
    zhang.append("云启", CALL)
    zhang.git("add", "customers/云启.md")
    zhang.append("云启", VISIT)
    before = zhang.state()
    with pytest.raises(NotShared) as refused:
        zhang.sync()
    assert [(one.path, one.problem.line > 0) for one in refused.value.found] == [("customers/broken.md", True)]
    assert zhang.state() == before


@pytest.mark.parametrize("command", ["detached", "rebase", "cherry-pick", "revert", "bisect", "locked"])
def test_an_odd_state_is_refused_with_advice(zhang, command):
    zhang.change("云启", "潜在", "活跃")
    zhang.git("commit", "-qam", "x")
    zhang.git("branch", "other", "HEAD~1")
    if command == "detached":
        zhang.git("checkout", "-q", "HEAD~0")
    elif command == "locked":
        (zhang.top / ".git/index.lock").touch()
    elif command == "bisect":
        zhang.git("bisect", "start")
    elif command == "rebase":
        zhang.git("checkout", "-q", "other")
        zhang.change("云启", "潜在", "流失")
        zhang.git("commit", "-qam", "y")
        with pytest.raises(AssertionError):
            zhang.git("rebase", "main")
    else:
        zhang.change("云启", "活跃", "流失")
        zhang.git("commit", "-qam", "y")
        with pytest.raises(AssertionError):
            zhang.git(command, "HEAD~1")
    before = zhang.git("rev-parse", "HEAD"), zhang.read("云启")
    with pytest.raises(Refused) as refused:
        zhang.sync()
    assert refused.value.hint is not None
    assert (zhang.git("rev-parse", "HEAD"), zhang.read("云启")) == before


def test_a_second_work_tree_and_a_shallow_clone_work(tmp_path, zhang, remote):
    zhang.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    side = Clone(tmp_path / "side", tmp_path / "side", "张三")
    side.append("云启", CALL)
    assert side.sync().sent == 1
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{remote}", "shallow")
    shallow = Clone(tmp_path / "shallow", tmp_path / "shallow", "李四")
    for name, value in (("user.name", "李四"), ("user.email", "li@example.com")):
        shallow.git("config", name, value)
    shallow.append("云启", VISIT)
    assert shallow.sync().sent == 1


def test_the_remote_s_refusal_is_told_in_its_words_once(zhang, remote):
    hook(remote / "hooks/pre-receive", 'echo "no pushes on Sundays" >&2; echo x >> ran; exit 1')
    zhang.append("云启", CALL)
    with pytest.raises(Refused, match="no pushes on Sundays"):
        zhang.sync()
    assert (remote / "ran").read_text() == "x\n"
    assert zhang.git("status", "--porcelain") == ""
    (remote / "hooks/pre-receive").unlink()
    assert zhang.sync().sent == 1


def test_a_pre_push_hook_of_one_s_own_counts(zhang):
    hook(zhang.top / ".git/hooks/pre-push", 'echo "ask first" >&2; exit 1')
    zhang.append("云启", CALL)
    with pytest.raises(Refused, match="ask first"):
        zhang.sync()


def test_git_that_knows_nobody_commits_nothing(zhang, monkeypatch):
    monkeypatch.setenv("EMAIL", "")
    zhang.git("config", "--unset", "user.name")
    zhang.git("config", "--unset", "user.email")
    zhang.git("config", "user.useConfigOnly", "true")
    zhang.append("云启", CALL)
    before = zhang.state()
    with pytest.raises(Refused, match="who you are"):
        zhang.sync()
    assert zhang.state() == before


# Nobody to talk to


def test_off_line_it_commits_and_says_so(zhang, remote):
    away = remote.rename(remote.with_name("away.git"))
    zhang.append("云启", CALL)
    done = zhang.sync()
    assert done.offline is not None
    assert (done.ahead, done.sent, len(done.own)) == (1, 0, 1)
    away.rename(remote)
    assert zhang.sync().sent == 1


# Others are faster


def test_somebody_faster_between_fetch_and_push_is_merged(zhang, li, monkeypatch):
    zhang.append("云启", CALL)
    li.append("云启", VISIT)
    li.git("commit", "-qam", "faster")
    real, pushes = exchange.push, []

    def slow(*given):
        if not pushes:
            li.git("push", "-q")
        pushes.append(1)
        return real(*given)

    monkeypatch.setattr("ledger.operations.sharing.sync.push", slow)
    done = zhang.sync()
    assert [change.name for change in done.received] == ["云启"]
    assert len(pushes) == 2
    assert CALL in zhang.read("云启")
    assert VISIT in zhang.read("云启")


def test_always_faster_others_end_it_after_some_tries(zhang, monkeypatch):
    tries = []
    monkeypatch.setattr("ledger.operations.sharing.sync.push", lambda *_: tries.append(1) or False)
    monkeypatch.setattr("ledger.operations.sharing.sync.time.sleep", lambda _: None)
    zhang.append("云启", CALL)
    with pytest.raises(Refused, match="Others were faster 5 times"):
        zhang.sync()
    assert len(tries) == 5
    assert zhang.git("status", "--porcelain") == ""


def test_several_at_once_all_get_through(tmp_path, zhang, remote):
    clones = [cloned(tmp_path / f"c{number}", remote, f"P{number}") for number in range(3)]
    refused: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(2):
                clones[number].append(
                    "云启", f"## 2026-11-2{turn} 电话 {number}.{turn}\n\n第 {number} 人第 {turn} 次。\n"
                )
                clones[number].sync()
        except BaseException as error:
            refused.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not refused
    zhang.sync()
    text = zhang.read("云启")
    assert all(text.count(f"电话 {number}.{turn}\n") == 1 for number in range(3) for turn in range(2))


# Conflicts


@pytest.fixture
def torn(zhang, li):
    """李四, whose stage of a customer contradicts that of the remote; both logged a call, too."""
    zhang.change("云启", "stage: 潜在", "stage: 活跃")
    zhang.append("云启", CALL)
    zhang.sync()
    li.change("云启", "stage: 潜在", "stage: 流失")
    li.append("云启", VISIT)
    return li


def test_conflicts_are_undone_byte_for_byte(torn):
    files = torn.state()[0]
    with pytest.raises(Conflicting) as refused:
        torn.sync()
    assert refused.value.paths == ("customers/云启.md",)
    assert torn.state()[0] == files
    assert torn.git("status", "--porcelain") == ""
    assert not (torn.top / ".git/MERGE_HEAD").exists()


def test_conflicts_that_stay_are_finished_by_the_next_sync(torn, zhang):
    with pytest.raises(Conflicting):
        torn.sync(stay=True)
    text = torn.read("云启")
    assert text.count("<<<<<<<") == 1
    assert CALL in text
    assert VISIT in text
    with pytest.raises(Refused, match="still in conflict"):
        torn.sync()
    torn.write("云启", settled(text))
    torn.git("add", "customers/云启.md")
    assert torn.sync().sent == 2
    zhang.sync()
    assert zhang.read("云启") == torn.read("云启")


def settled(text: str) -> str:
    """Their side everywhere."""
    before, _, rest = text.partition("<<<<<<< mine\n")
    _, _, rest = rest.partition("=======\n")
    theirs, _, after = rest.partition(">>>>>>> theirs\n")
    return before + theirs + after


def test_markers_that_were_added_all_the_same_are_not_committed(torn):
    with pytest.raises(Conflicting):
        torn.sync(stay=True)
    torn.git("add", "-A")
    with pytest.raises(NotShared):
        torn.sync()
    assert (torn.top / ".git/MERGE_HEAD").exists()


def test_delete_against_edit_is_a_conflict(zhang, li):
    (zhang.ledger / "customers/acme.md").unlink()
    zhang.sync()
    li.append("acme", VISIT)
    with pytest.raises(Conflicting):
        li.sync()
    assert VISIT in li.read("acme")


def test_both_add_the_same_file(zhang, li):
    zhang.write("new", "---\nname: New\nphone: 1\n---\n\n## 2026-11-20 call a\n")
    li.write("new", "---\nname: New\nlevel: A\n---\n\n## 2026-11-21 call b\n")
    zhang.sync()
    li.sync()
    assert all(part in li.read("new") for part in ("phone: 1\n", "level: A\n", "call a\n", "call b\n"))


def test_histories_that_crossed_come_together(zhang, li):
    zhang.append("云启", CALL)
    li.append("云启", VISIT)
    for one in (zhang, li):
        one.git("commit", "-qam", "x")
    tips = [one.git("rev-parse", "HEAD") for one in (zhang, li)]
    for one, other in ((zhang, li), (li, zhang)):
        one.git("fetch", "-q", str(other.top), "main")
    for one, tip in zip((zhang, li), reversed(tips), strict=True):
        one.git("merge", "-q", "--no-edit", tip)
    zhang.change("云启", "stage: 潜在", "stage: 活跃")
    zhang.sync()
    li.change("云启", "level: A", "level: B")
    li.git("commit", "-qam", "y")
    li.git("fetch", "-q")
    assert len(li.git("merge-base", "--all", "HEAD", "origin/main").split()) == 2
    assert li.sync().sent
    assert all(li.read("云启").count(part) == 1 for part in (CALL, VISIT, "stage: 活跃\n", "level: B\n"))


def test_many_customers_are_merged_by_all_processors(zhang, li):
    names = [f"客户{number:03}" for number in range(130)]
    for name in names:
        zhang.write(name, YUNQI.replace("云启", name).replace("C-7K3M2Q", f"C-9{name[2:]}00"))
    zhang.sync()
    li.sync()
    for name in names:
        zhang.append(name, CALL)
        li.append(name, VISIT)
        li.change(name, "潜在", "流失")
    zhang.change(names[7], "潜在", "活跃")
    zhang.git("update-index", "--chmod=+x", f"customers/{names[3]}.md")
    (zhang.ledger / "customers" / f"{names[3]}.md").chmod(0o755)
    zhang.sync()
    with pytest.raises(Conflicting) as refused:
        li.sync()
    assert refused.value.paths == (f"customers/{names[7]}.md",)
    li.change(names[7], "流失", "活跃")
    li.sync()
    assert all(CALL in li.read(name) and VISIT in li.read(name) for name in names)
    assert zhang.sync(most=20).more == 110


def test_line_ends_of_both_kinds_are_no_conflict(zhang, li):
    zhang.append("云启", CALL)
    zhang.sync()
    li.write("云启", li.read("云启").replace("\n", "\r\n") + "\r\n" + VISIT.replace("\n", "\r\n"))
    li.sync()
    assert li.read("云启").count("\r\n") == li.read("云启").count("\n")
    assert all(part.replace("\n", "\r\n") in li.read("云启") for part in (CALL, VISIT))


def test_what_a_killed_merge_left_is_not_shared(zhang):
    write(zhang.top, {".merge_file_aB3dE9": "x"})
    zhang.append("云启", CALL)
    zhang.sync()
    assert zhang.git("show", "--name-only", "--format=", "HEAD") == "customers/云启.md"
    assert zhang.git("status", "--porcelain") == "?? .merge_file_aB3dE9"
    assert zhang.sync().commit == ""


def test_a_driver_that_is_broken_or_gone_is_not_needed(zhang, li):
    for command in ("/nowhere/ledger %A", "sh -c 'kill -9 $$'"):
        li.git("config", "merge.ledger.driver", command)
        zhang.append("云启", CALL)
        li.append("云启", VISIT)
        zhang.sync()
        li.sync()
        assert "<<<<<<<" not in li.read("云启")
        zhang.sync()


# What lies beside the ledger


@pytest.fixture
def beside(tmp_path, tmp_path_factory):
    """A ledger in a folder of a repository that has other files, some of them staged or changed."""
    one, other = copied(tmp_path, tmp_path_factory.getbasetemp(), "sales")
    write(one.top, {"staged.txt": "a\n", "changed.txt": "a\n"})
    one.git("add", "-A")
    one.git("commit", "-qm", "others")
    one.git("push", "-q")
    other.git("pull", "-q")
    write(one.top, {"staged.txt": "b\n", "changed.txt": "b\n", "new.txt": "b\n"})
    one.git("add", "staged.txt")
    return one, other


def test_files_beside_the_ledger_stay_as_they_are(beside):
    one, _ = beside
    one.append("云启", CALL)
    done = one.sync()
    assert (len(done.own), done.sent) == (1, 1)
    assert one.git("status", "--porcelain").split() == ["M", "changed.txt", "M", "staged.txt", "??", "new.txt"]
    assert one.git("show", "--name-only", "--format=", "HEAD") == "sales/customers/云启.md"


def test_only_others_news_come_in_over_staged_files(beside):
    one, other = beside
    other.append("云启", VISIT)
    other.sync()
    assert len(one.sync().received) == 1
    assert one.git("diff", "--cached", "--name-only") == "staged.txt"


def test_a_merge_with_something_staged_beside_is_refused_in_words(beside):
    one, other = beside
    other.append("云启", VISIT)
    other.sync()
    one.append("云启", CALL)
    with pytest.raises(Refused, match=r"these are: staged\.txt"):
        one.sync()
    assert one.git("diff", "--cached", "--name-only") == "staged.txt"
    one.git("restore", "--staged", "staged.txt")
    assert one.sync().sent == 2
    assert (one.top / "staged.txt").read_text() == "b\n"


def test_an_untracked_file_in_the_way_is_named(beside):
    one, other = beside
    write(other.top, {"new.txt": "theirs\n"})
    other.git("add", "-A")
    other.git("commit", "-qm", "new")
    other.git("push", "-q")
    before = one.state()
    with pytest.raises(Refused, match=r"in the way .*: new\.txt"):
        one.sync()
    assert one.state() == before


def test_an_error_leaves_what_is_staged_beside(beside):
    one, _ = beside
    one.write("broken", "---\nname: [a\nstage: x\n---\n")
    before = one.state()
    with pytest.raises(NotShared):
        one.sync()
    assert one.state() == before


# Dry run


def test_a_dry_run_changes_nothing(torn):
    before = torn.state()
    done = torn.sync(dry_run=True)
    assert [change.name for change in done.own] == ["云启"]
    assert torn.state() == before


def test_what_is_typed_while_others_are_asked_goes_out_too(zhang, monkeypatch):
    real = exchange.fetch

    def slow(repository, remote):
        zhang.append("acme", VISIT)
        return real(repository, remote)

    monkeypatch.setattr("ledger.operations.sharing.sync.fetch", slow)
    zhang.append("云启", CALL)
    done = zhang.sync()
    assert [change.path for change in done.own] == ["customers/云启.md", "customers/acme.md"]
    assert done.sent == 2


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_what_is_committed_is_on_the_disk(zhang, tmp_path):
    import subprocess
    import sys

    zhang.append("云启", CALL)
    log = tmp_path / "trace"
    words = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(log), sys.executable, "-m", "ledger"]
    zhang.git("config", "--unset", "core.fsync")
    done = subprocess.run([*words, "-C", str(zhang.ledger), "sync"], capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr:
        pytest.skip("this machine traces nothing")
    assert done.returncode == 0, done.stderr
    # Two trees, a blob, a commit, the branch's ref: each at least once.
    assert len(log.read_text().splitlines()) >= 5
