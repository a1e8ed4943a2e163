"""What changed, when and by whom, from real repositories."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.errors import BadValue, NotFound
from ledger.operations.sharing.authors import strangers
from ledger.operations.sharing.compared import compared, pair_of
from ledger.operations.sharing.gone import find_gone
from ledger.operations.sharing.history import Asked, Step, history
from ledger.operations.sharing.moments import commit_and_day
from ledger.operations.sharing.people import called, is_by, who_works
from ledger.operations.sharing.staged import check_staged, customers_staged
from ledger.store.git_log import Author
from tests.operations.sharing.ledgers import ACME, SETTINGS, YUNQI, commit, edited, git, opened, said, shared
from tests.store.repositories import write

PATH = "customers/云启.md"


def lines(folder: Path, **asked: object) -> list[str]:
    """Each customer of each step: day, who, what."""
    session, repository = opened(folder)
    found = history(session, repository, Asked(**asked))  # type: ignore[arg-type]
    return [line for step in found for line in of(session, step)]


def of(session: object, step: Step) -> list[str]:
    settings, commit = session.settings, step.commit  # type: ignore[attr-defined]
    head = "now" if commit is None else f"{commit.moment.date()} {called(settings, commit.author)}"
    more = [f"{head} +{step.left}"] if step.left else []
    return [f"{head} {said(session, change)}" for change in step.changes] + more  # type: ignore[arg-type]


def test_each_commit_is_told_in_words_newest_first(tmp_path: Path) -> None:
    top = shared(tmp_path)
    text = edited(YUNQI, ("潜在", "活跃"))
    commit(top, {PATH: text}, "stage", day="2026-02-01T10:00:00+08:00", who="李四")
    commit(top, {PATH: text + "\n## 2026-02-02 电话 谈年度采购\n"}, "call", day="2026-02-02T10:00:00+08:00")
    assert lines(top, path=PATH) == [
        '2026-02-02 张三 云启: + call 2026-02-02 "谈年度采购"',
        "2026-02-01 李四 云启: stage potential → active",
        "2026-01-05 张三 云启: new file customers/云启.md",
    ]
    assert lines(top)[-1] == "2026-01-05 张三 Acme: new file customers/华东/acme.md"


def test_what_is_not_committed_stands_on_top(tmp_path: Path) -> None:
    top = shared(tmp_path)
    write(top, {PATH: edited(YUNQI, ("潜在", "活跃")), "customers/new.md": "---\nname: New\n---\n"})
    assert lines(top)[:2] == ["now New: new file customers/new.md", "now 云启: stage potential → active"]
    assert lines(top, by="张三")[0].startswith("2026-01-05")


def test_a_ledger_without_a_commit_has_only_what_is_not_committed(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"ledger.yaml": SETTINGS, PATH: YUNQI})
    assert lines(tmp_path) == ["now 云启: new file customers/云启.md"]


def test_one_field_from_its_first_value_to_its_last(tmp_path: Path) -> None:
    top = shared(tmp_path)
    commit(top, {PATH: edited(YUNQI, ("潜在", "活跃"))}, "2", day="2026-02-01T10:00:00+08:00")
    commit(top, {PATH: edited(YUNQI, ("潜在", "活跃"), ("[a]", "[a, b]"))}, "3", day="2026-03-01T10:00:00+08:00")
    (top / PATH).unlink()
    commit(top, {}, "4", day="2026-04-01T10:00:00+08:00")
    assert [line.partition("云启: ")[2] for line in lines(top, path=PATH, field="stage")] == [
        "- stage active",
        "stage potential → active",
        "+ stage potential",
    ]


def test_days_are_those_of_the_ledger_and_both_count(tmp_path: Path) -> None:
    top = shared(tmp_path)
    # Half past eleven in the evening in London is the next day in Shanghai.
    commit(top, {PATH: edited(YUNQI, ("潜在", "活跃"))}, "2", day="2026-02-01T23:30:00+00:00")
    day = date(2026, 2, 2)
    assert len(lines(top, since=day, until=day)) == 1
    assert lines(top, since=date(2026, 2, 3)) == []
    assert len(lines(top, until=date(2026, 2, 1))) == 2


@pytest.mark.parametrize("word", ["张三", "zs", "张三@example.com", "@张三"])
def test_by_takes_names_aliases_and_addresses(tmp_path: Path, word: str) -> None:
    top = shared(tmp_path)
    commit(top, {PATH: edited(YUNQI, ("潜在", "活跃"))}, "2", who="李四")
    assert [line[:13] for line in lines(top, by=word)] == ["2026-01-05 张三"] * 2


def test_an_address_is_the_person_whatever_name_git_has(tmp_path: Path) -> None:
    session, _ = opened(shared(tmp_path))
    settings = session.settings
    author = Author("Zhang San", "张三@EXAMPLE.com")
    assert called(settings, author) == "张三"
    assert is_by(settings, author, "zs")
    assert not is_by(settings, author, "李四")
    assert is_by(settings, Author("Else", "e@x"), "els")


def test_who_works_here_is_told_by_gits_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "USERNAME", "LEDGER_USER", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_NAME"):
        monkeypatch.delenv(name, raising=False)
    session, _ = opened(shared(tmp_path))
    assert (session.me, who_works(session)) == ("", "张三")


def test_a_file_is_followed_under_all_its_names(tmp_path: Path) -> None:
    top = shared(tmp_path)
    (top / "customers/archive").mkdir()
    git(top, "mv", PATH, "customers/云启科技.md")
    commit(top, {}, "renamed", day="2026-02-01T10:00:00+08:00")
    commit(top, {"customers/云启科技.md": edited(YUNQI, ("潜在", "活跃"))}, "3", day="2026-03-01T10:00:00+08:00")
    git(top, "mv", "customers/云启科技.md", "customers/archive/云启科技.md")
    assert [line.partition("云启: ")[2] for line in lines(top, path="customers/archive/云启科技.md")] == [
        "file customers/云启科技.md → customers/archive/云启科技.md",
        "stage potential → active",
        "file customers/云启.md → customers/云启科技.md",
        "new file customers/云启.md",
    ]


def test_a_rename_that_nobody_has_told_git_of_is_followed(tmp_path: Path) -> None:
    top = shared(tmp_path)
    (top / PATH).rename(top / "customers/云.md")
    write(top, {"customers/云.md": edited(YUNQI, ("潜在", "活跃"))})
    assert [line.partition("云启: ")[2] for line in lines(top, path="customers/云.md")] == [
        "file customers/云启.md → customers/云.md; stage potential → active",
        "new file customers/云启.md",
    ]


def test_work_under_the_old_name_on_a_branch_is_not_lost(tmp_path: Path) -> None:
    top = shared(tmp_path)
    git(top, "switch", "-qc", "side")
    git(top, "switch", "-q", "main")
    git(top, "mv", PATH, "customers/云.md")
    commit(top, {}, "renamed", day="2026-02-01T10:00:00+08:00")
    git(top, "switch", "-q", "side")
    commit(top, {PATH: edited(YUNQI, ("潜在", "活跃"))}, "stage", day="2026-03-01T10:00:00+08:00", who="李四")
    git(top, "switch", "-q", "main")
    git(top, "merge", "-q", "-m", "merge", "side", day="2026-04-01T10:00:00+08:00")
    assert "活跃" in (top / "customers/云.md").read_text()
    assert [line.partition("云启: ")[2] for line in lines(top, path="customers/云.md")] == [
        "stage potential → active",
        "file customers/云启.md → customers/云.md",
        "new file customers/云启.md",
    ]


def test_a_deleted_customer_is_found_by_name_id_and_file(tmp_path: Path) -> None:
    top = shared(tmp_path)
    (top / PATH).unlink()
    session, repository = opened(top)
    uncommitted = find_gone(session, repository, "云启")
    assert uncommitted is not None
    assert uncommitted.commit is None
    commit(top, {}, "gone")
    for who in ("云启", "C-7K3M2Q", "c-7k3m2q", PATH, "云启.md"):
        gone = find_gone(session, repository, who)
        assert gone is not None
        assert (gone.path, gone.commit is not None) == (PATH, True)
    assert find_gone(session, repository, "Acme") is None


def test_only_so_many_customers_of_one_commit_are_told_of(tmp_path: Path) -> None:
    top = shared(tmp_path)
    commit(top, {f"customers/{n}.md": f"---\nname: N{n}\n---\n" for n in range(70)}, "import")
    told = lines(top)
    assert told[50] == "2026-11-21 张三 +20"
    assert len(lines(top, most=1000)) == 72


# Merges


def diverged(top: Path, ours: dict[str, str], theirs: dict[str, str]) -> None:
    shared(top)
    git(top, "switch", "-qc", "side")
    commit(top, theirs, "theirs", day="2026-02-01T10:00:00+08:00", who="李四")
    git(top, "switch", "-q", "main")
    commit(top, ours, "ours", day="2026-02-02T10:00:00+08:00")


def merge_as(top: Path, files: dict[str, str]) -> None:
    """A merge that ends with these files, whatever git makes of them."""
    tree = git(top, "rev-parse", "HEAD", "side").split()
    write(top, files)
    git(top, "add", "-A")
    made = git(top, "commit-tree", git(top, "write-tree"), "-p", tree[0], "-p", tree[1], "-m", "merge",
               day="2026-03-01T10:00:00+08:00")  # fmt: skip
    git(top, "reset", "-q", "--hard", made)


def test_a_clean_merge_says_nothing_of_its_own(tmp_path: Path) -> None:
    diverged(
        tmp_path,
        {PATH: edited(YUNQI, ("潜在", "活跃"))},
        {"customers/华东/acme.md": edited(ACME, ("active", "won")), "customers/new.md": "---\nname: New\n---\n"},
    )
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "merge", "side", day="2026-03-01T10:00:00+08:00")
    assert not any(line.startswith("2026-03-01") for line in lines(tmp_path))
    assert len(lines(tmp_path)) == 5


def test_both_sides_taken_in_one_file_says_nothing_of_its_own(tmp_path: Path) -> None:
    ours, theirs = YUNQI + "\n## 2026-02-02 电话 ours\n", edited(YUNQI, ("[a]", "[a, b]"), ("潜在", "活跃"))
    diverged(tmp_path, {PATH: ours}, {PATH: theirs})
    merge_as(tmp_path, {PATH: theirs + "\n## 2026-02-02 电话 ours\n"})
    assert not any(line.startswith("2026-03-01") for line in lines(tmp_path))


def test_a_conflict_settled_otherwise_is_told(tmp_path: Path) -> None:
    diverged(tmp_path, {PATH: edited(YUNQI, ("潜在", "活跃"))}, {PATH: edited(YUNQI, ("潜在", "流失"))})
    merge_as(tmp_path, {PATH: edited(YUNQI, ("潜在", "忠诚"))})
    assert lines(tmp_path, path=PATH)[0] == "2026-03-01 张三 云启: stage active → loyal"
    assert lines(tmp_path, path=PATH, field="stage")[0] == "2026-03-01 张三 云启: stage active → loyal"


def test_an_entry_that_a_merge_loses_is_told(tmp_path: Path) -> None:
    lost = YUNQI + "\n## 2026-02-02 电话 lost\n"
    diverged(tmp_path, {PATH: lost}, {PATH: edited(YUNQI, ("潜在", "活跃"))})
    # Their file, whole: git itself shows nothing of such a merge.
    merge_as(tmp_path, {PATH: edited(YUNQI, ("潜在", "活跃"))})
    assert '2026-03-01 张三 云启: - call 2026-02-02 "lost"' in lines(tmp_path, path=PATH)
    assert '2026-03-01 张三 云启: - call 2026-02-02 "lost"' in lines(tmp_path)


def test_a_merge_that_throws_one_side_away_is_told(tmp_path: Path) -> None:
    diverged(tmp_path, {PATH: edited(YUNQI, ("潜在", "活跃"))}, {"customers/new.md": "---\nname: New\n---\n"})
    git(tmp_path, "merge", "-q", "-s", "ours", "-m", "merge", "side", day="2026-03-01T10:00:00+08:00")
    assert lines(tmp_path)[0] == "2026-03-01 张三 New: file customers/new.md deleted"


# Two states


def test_what_differs_between_two_states(tmp_path: Path) -> None:
    top = shared(tmp_path)
    commit(top, {PATH: edited(YUNQI, ("潜在", "活跃"))}, "2", day="2026-02-01T10:00:00+08:00")
    commit(top, {PATH: edited(YUNQI, ("潜在", "忠诚"))}, "3", day="2026-03-01T10:00:00+08:00")
    write(top, {"customers/华东/acme.md": edited(ACME, ("active", "won"))})
    session, repository = opened(top)

    def told(named: str, path: str = "") -> list[str]:
        pair = pair_of(session, repository, named)
        return [said(session, change) for change in compared(session, repository, pair, path)]

    assert told("") == ["Acme: stage active → won"]
    assert told("HEAD~1") == ["云启: stage active → loyal", "Acme: stage active → won"]
    assert told("2026-02-15", PATH) == ["云启: stage active → loyal"]
    assert told("HEAD~2..") == ["云启: stage potential → loyal"]
    assert told("2026-01-31..2026-02-28") == ["云启: stage potential → active"]
    assert told("HEAD..HEAD~2") == ["云启: stage loyal → potential"]
    with pytest.raises(BadValue):
        told("A...B")
    with pytest.raises(NotFound):
        told("nothing..HEAD")


def test_a_day_means_its_last_commit_and_a_commit_its_day(tmp_path: Path) -> None:
    top = shared(tmp_path)
    second = commit(top, {PATH: edited(YUNQI, ("潜在", "活跃"))}, "2", day="2026-02-01T23:59:59+08:00")
    commit(top, {PATH: YUNQI}, "3", day="2026-02-02T00:00:00+08:00")
    session, repository = opened(top)
    commit_then, day = commit_and_day(session, repository, "2026-02-01")
    assert (commit_then.oid, day) == (second, date(2026, 2, 1))
    assert commit_and_day(session, repository, second[:8])[1] == date(2026, 2, 1)
    assert commit_and_day(session, repository, "yesterday")[1] == date(2026, 11, 20)
    with pytest.raises(NotFound, match="2025-12-31"):
        commit_and_day(session, repository, "2025-12-31")


# What is staged


def test_what_is_staged_is_told_and_checked(tmp_path: Path) -> None:
    top = shared(tmp_path)
    write(top, {PATH: YUNQI + "\n## 2026-02-30 电话 x\n", "ledger.yaml": SETTINGS + "levls: {}\n"})
    git(top, "add", "-A")
    git(top, "mv", "customers/华东/acme.md", "customers/acme.md")
    write(top, {PATH: YUNQI})
    session, repository = opened(top)
    assert next(said(session, change) for change in customers_staged(session, repository)) == (
        "Acme: file customers/华东/acme.md → customers/acme.md"
    )
    checked = check_staged(session, repository)
    assert [(one.path, one.problem.line) for one in checked.errors] == [(PATH, 12)]
    assert {one.path for one in checked.found} >= {"ledger.yaml", PATH}


# Who made an entry


def test_an_entry_that_somebody_else_committed_is_named(tmp_path: Path) -> None:
    top = shared(tmp_path)
    text = YUNQI + "\n## 2026-02-02 电话 theirs @李四\n"
    commit(top, {PATH: text}, "2")
    text += "\n## 2026-02-03 电话 ours @张三 @李四\n\n## 2026-02-04 电话\n\n- 经办人: 李四\n"
    commit(top, {PATH: text}, "3")
    commit(top, {PATH: "\n" + text + "\n## 2026-02-05 电话 @王五\n"}, "4")
    session, repository = opened(top)
    found = strangers(session, repository)
    assert [(one.problem.line, one.problem.args["by"], one.problem.args["author"]) for one in found] == [
        (13, "李四", "张三"),
        (17, "李四", "张三"),
    ]


def test_imports_say_nothing_of_who_made_entries(tmp_path: Path) -> None:
    top = shared(tmp_path)
    commit(
        top, {f"customers/{n}.md": f"---\nname: N{n}\n---\n\n## 2026-02-02 电话 @李四\n" for n in range(60)}, "import"
    )
    session, repository = opened(top)
    assert strangers(session, repository) == ()
