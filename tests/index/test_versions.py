"""Versions as the catalog knows them, and what became of customers between two moments."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.compute import compute
from ledger.index.catalog import Catalog
from ledger.index.reading import Reading
from ledger.index.refresh import fresh
from ledger.index.rows import rows
from ledger.index.versions import Moment, version
from ledger.model.changes import Change, differences
from ledger.model.customer import Customer
from ledger.model.entry_changes import EntryChanged
from ledger.model.field_changes import FieldChanged
from ledger.model.known import Known, known
from ledger.model.parse import unread
from ledger.session import Session
from tests.index.conftest import Make
from tests.model.versions import PATH, SETTINGS, VOCABULARY, customer, typed


def kept(found: Customer) -> Known:
    """A customer's version out of a catalog that holds nobody else."""
    with closing(Catalog.make(None, "one").connection) as connection:
        catalog = Catalog(connection)
        catalog.insert(rows(1, found, compute(found, VOCABULARY, SETTINGS)))
        catalog.see({found.path: (1, 1, 1, 1)}, {found.path: "mark"}, {found.path: 1})
        there = version(catalog, found.path)
        assert there is not None
        assert version(catalog, "customers/nobody.md") is None
        return there


def bare(one: Known) -> Known:
    """Without what the catalog knows otherwise: texts, doubts of typed values, how often a task was ticked."""
    entries = tuple(replace(entry, text="") for entry in one.entries)
    tasks = tuple(replace(task, ticked=0) for task in one.tasks)
    return replace(one, entries=entries, tasks=tasks, text="", doubted=frozenset(), exact=False)


@given(typed())
@settings(max_examples=60)
def test_the_catalog_knows_what_the_file_says(text: str) -> None:
    found = customer(text)
    there, here = kept(found), known(found, "mark")
    assert bare(there) == bare(here)
    assert [task.entry for task in there.tasks] == [task.entry for task in here.tasks]
    assert there.doubted <= here.doubted
    assert differences(there, here, VOCABULARY) == ()


@given(typed(), typed())
def test_both_tell_the_same_but_for_texts(old: str, new: str) -> None:
    exact = differences(known(customer(old), old), known(customer(new), new), VOCABULARY)
    held = differences(replace(kept(customer(old)), digest=old), replace(kept(customer(new)), digest=new), VOCABULARY)
    assert [one for one in map(_sure, exact) if one] == [one for one in map(_sure, held) if one]


def _sure(one: object) -> object:
    """A difference as it must be told from either; None where that depends on how much of a text is known."""
    if isinstance(one, EntryChanged):
        if one.how == "changed" and not (one.heading or one.fields):
            return None
        days = [entry and replace(entry, text="") for entry in (one.before, one.after)]
        return (one.how, *days, one.heading, one.fields)
    if isinstance(one, FieldChanged):
        return None if one.how == "doubt" else replace(one, doubted=(False, False))
    how = getattr(one, "how", "")
    return None if how in ("text", "formatting", "moved", "done", "changed") else how


def test_an_unreadable_file_is_known_as_such() -> None:
    assert kept(unread(PATH, "file-too-large", limit="2 MiB")).unread == "file-too-large"


HEAD = "---\nid: C-1\nname: 云启\n---\n"


def told(old: str, new: str) -> list[str]:
    found = differences(
        replace(kept(customer(HEAD + old)), digest="a"), replace(kept(customer(HEAD + new)), digest="b"), VOCABULARY
    )
    return ["entry text" if isinstance(one, EntryChanged) and one.text else one.how for one in found]


def test_a_changed_text_is_noticed_by_how_it_is_searched() -> None:
    assert told("## 2026-11-21 call\n好", "## 2026-11-21 call\n不好") == ["entry text"]
    assert told("自由", "随意") == ["text"]
    assert told("## 2026-11-21 call\nacme", "## 2026-11-21 call\nACME") == ["formatting"]


def test_a_ticked_task_does_not_change_the_text_of_its_entry() -> None:
    entry = "## 2026-11-21 call\n- [{}] 2026-11-28 报价\n"
    assert told(entry.format(" "), entry.format("x")) == ["done"]


class _Told:
    """A ledger and what is told of its changes, as a watcher does it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.reading = Reading(session.root, session.vocabulary, session.settings)
        self.customers = session.root / "customers"
        self.past = self._now()

    def _now(self) -> Moment:
        with closing(fresh(self.reading).catalog) as catalog:
            return Moment(catalog)

    def changes(self) -> list[Change]:
        now = self._now()
        found = list(now.changes(self.past, self.session.vocabulary))
        self.past.close()
        self.past = now
        return found

    def words(self) -> list[tuple[str, str]]:
        return [
            (each.path.removeprefix("customers/"), " ".join(one.how for one in each.differences))
            for each in self.changes()
        ]


@contextmanager
def watched(session: Session) -> Iterator[_Told]:
    one = _Told(session)
    yield one
    one.past.close()


def test_what_happened_between_two_moments(ledger: Make) -> None:
    texts = {"a.md": HEAD, "b.md": "---\nid: C-2\nname: b\n---\n", "c.md": "---\nid: C-3\nname: c\n---\n"}
    with watched(ledger(texts)) as one:
        assert one.words() == []
        (one.customers / "c.md").write_text("---\nid: C-3\nname: c\nlevel: A\n---\n", "utf-8")
        assert one.words() == [("c.md", "set")]
        (one.customers / "b.md").rename(one.customers / "d.md")
        (one.customers / "a.md").unlink()
        (one.customers / "e.md").write_text("# e\n", "utf-8")
        assert one.words() == [("a.md", "removed"), ("d.md", "renamed"), ("e.md", "added")]
        os.utime(one.customers / "c.md")
        assert one.words() == []


def test_a_renamed_and_edited_file_is_known_by_its_id(ledger: Make) -> None:
    with watched(ledger({"a.md": HEAD})) as one:
        (one.customers / "a.md").unlink()
        (one.customers / "b.md").write_text(HEAD.replace("---\n", "---\nlevel: A\n", 1), "utf-8")
        assert one.words() == [("b.md", "renamed set")]


def test_what_another_command_has_taken_in_meanwhile_is_told_as_well(ledger: Make) -> None:
    with watched(ledger({"a.md": HEAD})) as one:
        (one.customers / "a.md").write_text(HEAD + "## 2026-11-21 电话\n", "utf-8")
        fresh(one.reading).catalog.close()
        (one.customers / "a.md").write_text(HEAD + "## 2026-11-21 电话 谈\n", "utf-8")
        fresh(one.reading).catalog.close()
        assert one.words() == [("a.md", "added")]


def test_a_catalog_built_anew_tells_only_what_differs(ledger: Make) -> None:
    with watched(ledger({"a.md": HEAD, "b.md": "# bb\n"})) as one:
        (one.session.root / "ledger.yaml").write_text("ledger: 1\nlanguage: zh\ncurrency: USD\n", "utf-8")
        (one.customers / "b.md").write_text("# bbb\n", "utf-8")
        settings_now = replace(one.session.settings, currency="USD", digest="another")
        one.reading = replace(one.reading, settings=settings_now)
        assert one.words() == [("b.md", "changed")]


def test_a_catalog_in_memory_is_copied(ledger: Make) -> None:
    session = ledger({"a.md": HEAD})
    reading = Reading(session.root, session.vocabulary, session.settings)
    with closing(fresh(reading, in_memory=True).catalog) as catalog:
        past = Moment(catalog)
    (session.root / "customers" / "a.md").unlink()
    with closing(fresh(reading, in_memory=True).catalog) as catalog:
        now = Moment(catalog)
    assert [each.path for each in now.changes(past, session.vocabulary)] == ["customers/a.md"]
    past.close()
    now.close()


STEPS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(("write", "delete", "rename", "other")), st.integers(0, 3)),
    max_size=6,
)


@given(st.lists(STEPS, max_size=4))
@settings(max_examples=15)
def test_numbers_find_what_a_comparison_of_all_files_finds(rounds: list[list[tuple[str, str, int]]]) -> None:
    from ledger.session import open_session

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "customers").mkdir()
        (root / "ledger.yaml").write_text("ledger: 1\n", "utf-8")
        with watched(open_session(root, env={})) as one:
            for steps in rounds:
                before = _texts(root)
                for name, what, n in steps:
                    _do(root / "customers", name, what, n)
                    if what == "other":
                        fresh(one.reading).catalog.close()
                after = _texts(root)
                paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
                said = {path for each in one.changes() for path in (each.path, *_left(each))}
                assert said == paths


def _texts(root: Path) -> dict[str, str]:
    return {f"customers/{path.name}": path.read_text("utf-8") for path in (root / "customers").glob("*.md")}


def _left(each: Change) -> list[str]:
    return [one.before for one in each.differences if getattr(one, "how", "") == "renamed"]


def _do(folder: Path, name: str, what: str, n: int) -> None:
    path = folder / f"{name}.md"
    if what == "write":
        path.write_text(f"---\nid: {n}\npoints: {n}\n---\n", "utf-8")
    elif what == "delete":
        path.unlink(missing_ok=True)
    elif what == "rename" and path.exists():
        path.rename(folder / f"{'abcd'[n]}.md")
