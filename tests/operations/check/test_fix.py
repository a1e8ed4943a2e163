"""Repairs: each changes the place that it names and nothing else, and only where that is sure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.customer import Customer
from ledger.model.parse import parse
from ledger.operations.check.choice import Choice
from ledger.operations.check.fix import Repair, repair
from ledger.session import Session
from ledger.text.source import decode
from tests.operations.ledgers import content, ledger

HEAD = "---\nid: C-1\nname: Acme\n"


def repaired(folder: Path, text: str | bytes) -> tuple[bytes, tuple[Repair, ...]]:
    session = ledger(folder, "ledger: 1\n", a=text)
    done = repair(session, Choice())
    return content(session), done


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nid: C-1\n名称：云启  # ours\n---\n", "---\nid: C-1\n名称: 云启  # ours\n---\n"),
        ("---\nid: C-1\nname:Acme\n---\n", "---\nid: C-1\nname: Acme\n---\n"),
        (HEAD + "...\n\nText.\n...\n", HEAD + "---\n\nText.\n...\n"),
        ("\n \n" + HEAD + "---\n", HEAD + "---\n"),
        (HEAD + "wechat: @acme # their own\n---\n", HEAD + 'wechat: "@acme" # their own\n---\n'),
        (HEAD + 'notes: *so "it" is*\n---\n', HEAD + 'notes: "*so \\"it\\" is*"\n---\n'),
        (HEAD + "contacts:\n  - name: a: b\n---\n", HEAD + 'contacts:\n  - name: "a: b"\n---\n'),
        (HEAD + "---\n\n## 2026/1/5 call\n\nx\n", HEAD + "---\n\n## 2026-01-05 call\n\nx\n"),
        (HEAD + "---\n\n## 2026年1月5日拜访\n\nx\n", HEAD + "---\n\n## 2026-01-05 拜访\n\nx\n"),
        (
            HEAD + "---\n\n## 2026-11-05 call\n- [] 2026-2-3 x\n",
            HEAD + "---\n\n## 2026-11-05 call\n- [ ] 2026-02-03 x\n",
        ),
        (HEAD.replace("\n", "\r\n") + "...\r\n", HEAD.replace("\n", "\r\n") + "---\r\n"),
    ],
)
def test_a_repair_changes_its_place_alone(tmp_path: Path, before: str, after: str) -> None:
    assert repaired(tmp_path, before)[0] == after.encode()


def test_an_id_is_added_as_the_first_field(tmp_path: Path) -> None:
    after, done = repaired(tmp_path, "\ufeff---\r\nname: Acme\r\n---\r\n")
    assert re.fullmatch(rb"\xef\xbb\xbf---\r\nid: C-[2-9A-Z]{6}\r\nname: Acme\r\n---\r\n", after)
    assert [step.code for step in done[0].steps] == ["id-missing"]


def test_an_empty_id_is_filled_in(tmp_path: Path) -> None:
    assert re.fullmatch(
        rb"---\nname: Acme\n\xe7\xbc\x96\xe5\x8f\xb7: C-\w{6}\n---\n",
        repaired(tmp_path, "---\nname: Acme\n编号:\n---\n")[0],
    )


def test_a_file_without_front_matter_gets_some(tmp_path: Path) -> None:
    after, _ = repaired(tmp_path, "# Acme: the anvils\n\nText.\n")
    assert re.fullmatch(
        r'---\n编号: C-\w{6}\n名称: "Acme: the anvils"\n---\n\n# Acme: the anvils\n\nText\.\n', after.decode()
    )


def test_gb18030_becomes_utf8_with_the_same_text(tmp_path: Path) -> None:
    text = "---\nid: C-1\n名称: 云启科技\n---\n\n## 2026-11-20 电话\n\n要报价。\n"
    after, done = repaired(tmp_path, text.encode("gb18030"))
    assert after == text.encode()
    assert [step.code for step in done[0].steps] == ["file-gb18030"]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "---\n\n<<<<<<< a\n## 2026/1/5 call\n=======\n>>>>>>> b\n",
        HEAD + "owner: Ana\nowner: Ben\n---\n",
        "---\nname: Acme\nowner: Ana\n\n# Acme\n",
        "---\n{name: Acme}\n---\n",
        HEAD + "tags: [a, b\n---\n",
        HEAD + "notes: &a\n  b: c\n---\n",
        '+++\nname = "Acme"\n+++\n\nText.\n',
        "----\nname: Acme\n----\n",
        HEAD + "---\n\nBell \x07 rings.\n",
    ],
)
def test_what_is_not_sure_is_left_alone(tmp_path: Path, text: str) -> None:
    after, done = repaired(tmp_path, text)
    assert (after, done) == (text.encode(), ())


def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path: Path) -> None:
    session = ledger(tmp_path, "ledger: 1\n", a=HEAD + "...\n")
    (found,) = repair(session, Choice(), dry_run=True)
    assert content(session) == (HEAD + "...\n").encode()
    assert found.after == HEAD + "---\n"
    assert repair(session, Choice())[0].steps == found.steps


def test_only_chosen_files_are_repaired(tmp_path: Path) -> None:
    session = ledger(tmp_path, "ledger: 1\n", a=HEAD + "...\n", b="---\nname: Bolt\n---\n")
    assert [done.path for done in repair(session, Choice(frozenset({"customers/a.md"})))] == ["customers/a.md"]


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    session = ledger(tmp_path, "ledger: 1\n", a=HEAD + "---\n")
    left = tmp_path / "customers" / ".a.md.0123456789ab.ledger-tmp"
    left.write_text("half")
    assert [done.steps[0].code for done in repair(session, Choice())] == ["leftover"]
    assert not left.exists()
    assert session.fresh().scan.leftovers == ()


def test_a_second_repair_finds_nothing_to_do(tmp_path: Path) -> None:
    session = ledger(
        tmp_path, "ledger: 1\n", a="\n---\n名称：云启\nwechat: @x\n...\n\n## 2026年1月5日拜访\n- [] 2026-2-3 x\n"
    )
    assert len(repair(session, Choice())[0].steps) == 8
    assert repair(session, Choice()) == ()


LINES = st.lists(
    st.sampled_from(
        [
            "---", "...", "id: C-1", "name: A", "名称：云启", "level:A", "notes: Re: x", "wechat: @x", "tags: [a, b]",
            "contacts:", "  - name: b: c", "", "# Head", "## 2026/1/5 call", "## 2026-01-05 visit", "- [] do",
            "- [ ] 2026-2-3 go", "- key：value", "text", "```", "<!--", "    - [] deep", "key: &x y", "a: 'b", " ",
        ]
    ),
    max_size=14,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_repaired_the_rest_reads_as_before(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], newline: str
) -> None:
    session = ledger(tmp_path_factory.mktemp("fix"), "ledger: 1\n", a=newline.join(lines))
    before = content(session)
    done = repair(session, Choice())
    after = content(session)
    assert (before == after) == (done == ())
    old, new = read(session, before), read(session, after)
    assert [(entry.date, entry.kind, entry.title) for entry in old.entries] == [
        (entry.date, entry.kind, entry.title) for entry in new.entries
    ]
    assert [(task.text, task.date, task.done) for task in old.tasks] == [
        (task.text, task.date, task.done) for task in new.tasks
    ]
    kept = {name: field.value for name, field in new.fields.items() if name in old.fields and name != "id"}
    assert kept == {name: field.value for name, field in old.fields.items() if name != "id"}
    assert old.name == new.name


def read(session: Session, data: bytes) -> Customer:
    return parse("customers/a.md", decode(data), session.vocabulary, session.settings)
