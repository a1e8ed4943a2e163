"""Settling what contradicts, in real clones: by a choice for all, by hand, and after merges that knew no driver."""

from __future__ import annotations

import os
import subprocess

import pytest

from ledger.errors import BadValue, NotFound
from ledger.operations.sharing.resolve import (
    finish,
    is_turned,
    mend,
    open_conflicts,
    places_of,
    settle,
    settle_file,
    settle_with,
)
from ledger.operations.sharing.sync import Conflicting
from tests.operations.ledgers import content, ledger
from tests.operations.sharing.clones import YUNQI, Clone, copied, quiet

CALL = "## 2026-11-21 电话 谈年度采购\n\n想要年度价。\n"
VISIT = "## 2026-11-21 拜访 看样品\n\n样品不错。\n"
PATH = "customers/云启.md"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    quiet(monkeypatch)


@pytest.fixture
def shared(tmp_path, tmp_path_factory):
    return copied(tmp_path, tmp_path_factory.getbasetemp())


@pytest.fixture
def zhang(shared):
    return shared[0]


@pytest.fixture
def li(shared):
    return shared[1]


@pytest.fixture
def torn(zhang, li):
    """李四 in the middle of a merge: stage and level contradict, calls of both are there."""
    zhang.change("云启", "stage: 潜在\nlevel: A", "stage: 活跃\nlevel: B")
    zhang.append("云启", CALL)
    zhang.sync()
    li.change("云启", "stage: 潜在\nlevel: A", "stage: 流失\nlevel: C")
    li.append("云启", VISIT)
    with pytest.raises(Conflicting):
        li.sync(stay=True)
    return li


def unmerged(clone: Clone) -> str:
    return clone.git("diff", "--name-only", "--diff-filter=U")


def test_each_place_is_settled_for_itself(torn, zhang):
    session = torn.session()
    (one,) = open_conflicts(session)
    assert (one.path, one.name, one.gone) == (PATH, "云启", "")
    assert [place.name for place in one.places] == ["stage", "level"]
    settle(session, PATH, one.places[0], "mine")
    assert not finish(session, PATH)
    (place,) = places_of(session, PATH)
    settle_with(session, PATH, place, "level: D\n")
    assert finish(session, PATH)
    assert unmerged(torn) == ""
    assert torn.sync().sent == 2
    zhang.sync()
    assert all(part in zhang.read("云启") for part in ("stage: 流失\nlevel: D\n", CALL, VISIT))
    assert list(open_conflicts(zhang.session())) == []


@pytest.mark.parametrize(("choice", "stage"), [("mine", "流失"), ("theirs", "活跃"), ("old", "潜在")])
def test_one_choice_for_all(torn, choice, stage):
    session = torn.session()
    (one,) = open_conflicts(session, "云启")
    for place in one.places:
        settle(session, PATH, next(now for now in places_of(session, PATH) if now.name == place.name), choice)
    assert finish(session, PATH)
    assert f"stage: {stage}\n" in torn.read("云启")


def test_both_values_of_a_field_are_refused_and_nothing_is_written(torn):
    session, before = torn.session(), torn.read("云启")
    (one,) = open_conflicts(session)
    with pytest.raises(BadValue):
        settle(session, PATH, one.places[0], "both")
    assert torn.read("云启") == before


def test_only_the_named_customer_is_asked_about(torn):
    assert [one.path for one in open_conflicts(torn.session(), "acme")] == []
    with pytest.raises(NotFound):
        list(open_conflicts(torn.session(), "nobody at all"))


def test_what_was_settled_in_an_editor_is_only_told_to_git(torn):
    torn.write("云启", YUNQI + "\n" + CALL + "\n" + VISIT)
    (one,) = open_conflicts(torn.session())
    assert (one.places, one.gone) == ((), "")
    assert finish(torn.session(), PATH)
    assert unmerged(torn) == ""


def test_a_file_that_one_side_deleted_is_taken_whole(zhang, li):
    (zhang.ledger / "customers/acme.md").unlink()
    zhang.sync()
    for keep, there in (("theirs", False), ("mine", True)):
        if not there:
            li.append("acme", VISIT)
        with pytest.raises(Conflicting):
            li.sync(stay=True)
        (one,) = open_conflicts(li.session())
        assert (one.path, one.gone) == ("customers/acme.md", "theirs")
        settle_file(li.session(), one.path, keep)
        assert unmerged(li) == ""
        assert (li.ledger / "customers/acme.md").exists() is there
        li.git("merge", "--abort") if not there else li.sync()
    assert VISIT in li.read("acme")
    zhang.sync()
    assert VISIT in zhang.read("acme")


def test_we_deleted_and_they_changed(zhang, li):
    zhang.append("acme", VISIT)
    zhang.sync()
    (li.ledger / "customers/acme.md").unlink()
    with pytest.raises(Conflicting):
        li.sync(stay=True)
    (one,) = open_conflicts(li.session())
    assert one.gone == "mine"
    settle_file(li.session(), one.path, "theirs")
    li.sync()
    assert VISIT in li.read("acme")


def test_a_picture_that_both_changed_is_never_chosen_in_silence(zhang, li):
    for clone, sign in ((zhang, b"\0a"), (li, b"\0b")):
        (clone.ledger / "customers/logo.png").write_bytes(sign)
    zhang.sync()
    with pytest.raises(Conflicting):
        li.sync(stay=True)
    (one,) = open_conflicts(li.session())
    assert (one.path, one.gone) == ("customers/logo.png", "neither")
    settle_file(li.session(), one.path, "theirs")
    assert (li.ledger / "customers/logo.png").read_bytes() == b"\0a"
    assert unmerged(li) == ""


def test_settings_that_contradict_are_settled_too(zhang, li):
    for clone, day in ((zhang, "5d"), (li, "6d")):
        clone.ledger.joinpath("ledger.yaml").write_text(
            clone.ledger.joinpath("ledger.yaml").read_text("utf-8") + f"due: {{birthday: {day}}}\n", "utf-8"
        )
    zhang.sync()
    with pytest.raises(Conflicting):
        li.sync(stay=True)
    (one,) = open_conflicts(li.session())
    settle(li.session(), one.path, one.places[0], "theirs")
    assert finish(li.session(), one.path)
    assert li.sync().sent == 2
    assert "birthday: 5d" in li.ledger.joinpath("ledger.yaml").read_text("utf-8")


def test_a_rebase_is_told_of_and_settled(zhang, li):
    zhang.change("云启", "潜在", "活跃")
    zhang.sync()
    li.change("云启", "潜在", "流失")
    li.git("commit", "-qam", "mine")
    li.git("fetch", "-q")
    with pytest.raises(AssertionError):
        li.git("rebase", "-q", "origin/main")
    session = li.session()
    assert is_turned(session)
    (one,) = open_conflicts(session)
    settle(session, PATH, one.places[0], "theirs")
    assert finish(session, PATH)
    li.git("-c", "core.editor=true", "rebase", "--continue")
    assert "stage: 流失\n" in li.read("云启")


# Merges that knew no driver: a website's button, or a clone without the program


def plainly(clone: Clone, style: str) -> str:
    """Merge with git alone and commit all markers, as some websites let people do; gives the file."""
    clone.git("config", "merge.conflictStyle", style)
    clone.git("config", "--remove-section", "merge.ledger")
    environment = {**os.environ, "LC_ALL": "C"}
    words = ["git", "-C", str(clone.top), "merge", "-q", "origin/main"]
    done = subprocess.run(words, capture_output=True, env=environment, check=False)
    assert done.returncode == 1, done.stderr
    clone.git("add", "-A")
    clone.git("commit", "-q", "--no-verify", "-m", "merged by a button")
    return clone.read("云启")


@pytest.fixture
def apart(zhang, li):
    """Two clones whose changes git can't bring together, and we can; 李四 has both histories."""
    zhang.change("云启", "stage: 潜在", "stage: 活跃")
    zhang.append("云启", CALL)
    zhang.sync()
    li.change("云启", "level: A", "level: B")
    li.append("云启", VISIT)
    li.git("commit", "-qam", "x")
    li.git("fetch", "-q")
    return li


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_markers_that_were_committed_are_merged_anew(apart, style):
    assert "<<<<<<<" in plainly(apart, style)
    session = apart.session()
    assert mend(session, PATH)
    text = apart.read("云启")
    assert list(open_conflicts(session)) == []
    assert all(text.count(part) == 1 for part in ("stage: 活跃\n", "level: B\n", CALL, VISIT))
    assert not mend(session, PATH)


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_the_versions_of_a_merge_under_way_are_merged_anew(apart, style):
    apart.git("config", "merge.conflictStyle", style)
    apart.git("config", "--remove-section", "merge.ledger")
    subprocess.run(["git", "-C", str(apart.top), "merge", "-q", "origin/main"], capture_output=True, check=False)
    session = apart.session()
    assert mend(session, PATH)
    assert finish(session, PATH)
    apart.sync()
    assert all(part in apart.read("云启") for part in ("stage: 活跃\n", "level: B\n", CALL, VISIT))


def marked(mine: str, theirs: str, old: str | None = None, eol: str = "\n") -> str:
    middle = "" if old is None else f"||||||| 1a2b3c4\n{old}"
    return f"<<<<<<< HEAD\n{mine}{middle}=======\n{theirs}>>>>>>> branch\n".replace("\n", eol)


ENTRY = "---\nname: A\nstage: 潜在\n---\n\n## 2026-11-02 call x\n\nText.\n\n"


def test_entries_of_both_sides_need_no_old_version(tmp_path):
    session = ledger(tmp_path, a=ENTRY + marked(CALL, VISIT))
    assert mend(session, "customers/a.md")
    assert content(session).decode() == ENTRY + CALL + "\n" + VISIT


def test_a_field_without_an_old_version_is_asked_about(tmp_path):
    text = ENTRY.replace("stage: 潜在\n", marked("stage: a\n", "stage: b\n"))
    session = ledger(tmp_path, a=text)
    assert not mend(session, "customers/a.md")
    (one,) = open_conflicts(session)
    assert (one.places[0].what, one.places[0].told) == ("field", False)


def test_an_entry_that_both_changed_without_an_old_version_is_asked_about(tmp_path):
    text = ENTRY.replace("Text.\n", marked("Text!\n", "Text?\n"))
    session = ledger(tmp_path, a=text)
    assert not mend(session, "customers/a.md")
    assert content(session).decode() == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(tmp_path, eol, encoding):
    text = ENTRY.replace("\n", eol) + marked(CALL, VISIT, "", eol)
    session = ledger(tmp_path, a=text.encode(encoding))
    assert mend(session, "customers/a.md")
    expected = (ENTRY + CALL + "\n" + VISIT).replace("\n", eol)
    assert content(session) == expected.encode(encoding)


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_choice_keeps_line_ends(tmp_path, eol):
    text = ENTRY.replace("stage: 潜在\n", marked("stage: a\n", "stage: b\n", "stage: 潜在\n")).replace("\n", eol)
    session = ledger(tmp_path, a=text)
    (one,) = open_conflicts(session)
    settle(session, one.path, one.places[0], "theirs")
    assert content(session).decode() == ENTRY.replace("潜在", "b").replace("\n", eol)
