"""`ledger sync` and `ledger resolve` as they are typed: what is said, on a terminal too, and exit codes."""

from __future__ import annotations

import json

import pytest

from ledger.cli.main import main
from tests.hostile.running import at_terminal
from tests.operations.sharing.clones import copied, quiet

CALL = "## 2026-11-21 电话 谈年度采购\n\n想要年度价。\n"
VISIT = "## 2026-11-21 拜访 看样品\n\n样品不错。\n"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    quiet(monkeypatch)
    monkeypatch.setenv("LEDGER_TODAY", "2026-11-21")


@pytest.fixture
def shared(tmp_path, tmp_path_factory):
    return copied(tmp_path, tmp_path_factory.getbasetemp())


@pytest.fixture
def zhang(shared):
    return shared[0]


@pytest.fixture
def torn(shared):
    """李四, in whose clone stage and phone contradict those of the remote."""
    one, other = shared
    one.change("云启", "stage: 潜在\nlevel: A\nphone: 021-5555 0101", "stage: 活跃\nlevel: A\nphone: 021-5555 0202")
    one.append("云启", CALL)
    one.sync()
    other.change("云启", "stage: 潜在\nlevel: A\nphone: 021-5555 0101", "stage: 流失\nlevel: A\nphone: 021-5555 0303")
    other.append("云启", VISIT)
    return other


def run(clone, *words):
    return main(["-C", str(clone.ledger), "--lang", "en", *words])


def test_what_went_out_is_told(zhang, capsys):
    zhang.change("云启", "潜在", "活跃")
    assert run(zhang, "sync", "-n") == 0
    said = capsys.readouterr()
    assert "dry run" in said.err
    assert said.out == "云启: stage potential → active\n"
    assert run(zhang, "sync") == 0
    assert "1 commit sent to origin." in capsys.readouterr().err
    # The ledger's language, whoever reads the screen in another.
    assert zhang.git("log", "-1", "--format=%s") == "云启: 阶段 潜在 → 活跃"
    assert run(zhang, "sync") == 0
    assert "Everything is shared already." in capsys.readouterr().err


def test_settings_alone_have_a_message_too(zhang):
    with (zhang.ledger / "ledger.yaml").open("a", encoding="utf-8") as file:
        file.write("name: 我们\n")
    assert run(zhang, "sync") == 0
    assert zhang.git("log", "-1", "--format=%s") != ""


def test_off_line_is_told_and_no_failure(zhang, tmp_path, capsys):
    (tmp_path / "remote.git").rename(tmp_path / "away.git")
    zhang.append("云启", CALL)
    assert run(zhang, "sync") == 0
    said = capsys.readouterr().err
    assert "origin could not be reached" in said
    assert "1 commit waits here to be sent." in said
    assert run(zhang, "sync", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["offline"], found["ahead"], found["sent"], found["own"]) == (True, 1, 0, [])


def test_errors_are_shown_by_place(zhang, capsys):
    zhang.write("broken", "---\nname: [a\nstage: x\n---\n")
    assert run(zhang, "sync") == 1
    said = capsys.readouterr().err
    assert "customers/broken.md:2:" in said
    assert "nothing was committed" in said


def test_conflicts_end_with_1_and_the_way_on(torn, capsys):
    assert run(torn, "sync") == 1
    assert "--stay" in capsys.readouterr().err
    assert run(torn, "sync", "--stay") == 1
    assert "ledger resolve" in capsys.readouterr().err
    assert run(torn, "resolve", "--list") == 1
    shown = capsys.readouterr().out
    assert all(part in shown for part in ("stage", "phone", "流失", "活跃", "潜在"))
    assert run(torn, "resolve", "--json") == 1
    assert [row["field"] for row in json.loads(capsys.readouterr().out)] == ["stage", "phone"]


def test_one_choice_settles_all(torn, capsys):
    run(torn, "sync", "--stay")
    assert run(torn, "resolve", "--both") == 1
    assert "A field has one value" in capsys.readouterr().err
    assert run(torn, "resolve", "云启", "--theirs") == 0
    assert "Everything is settled" in capsys.readouterr().err
    assert run(torn, "sync") == 0
    assert "stage: 活跃\nlevel: A\nphone: 021-5555 0202\n" in torn.read("云启")
    assert run(torn, "resolve") == 0
    assert "Nothing is in conflict." in capsys.readouterr().err


def test_nobody_to_ask_is_said_and_nothing_written(torn, capsys):
    run(torn, "sync", "--stay")
    before = torn.read("云启")
    assert run(torn, "resolve") == 1
    assert "Nobody can be asked here" in capsys.readouterr().err
    assert torn.read("云启") == before


@pytest.mark.parametrize(
    ("typed", "stage", "phone"),
    [
        ("m\nt\n", "流失", "0202"),
        ("x\n我\n\n", "流失", None),
        ("对方\n原\n", "活跃", "0101"),
        ("q\n", None, None),
        ("s\nm\n", None, "0303"),
    ],
)
def test_each_place_is_asked_about_on_a_terminal(torn, typed, stage, phone):
    run(torn, "sync", "--stay")
    printed = at_terminal(["--lang", "en", "resolve"], torn.ledger, typed=typed.encode())
    assert "[m]ine, [t]heirs, [o]ld, [b]oth, [e]dit, [s]kip, [q]uit" in printed.text
    text = torn.read("云启")
    assert text.count("<<<<<<<") == (stage is None) + (phone is None)
    assert stage is None or f"stage: {stage}\n" in text
    assert phone is None or f"phone: 021-5555 {phone}\n" in text
    assert printed.code == (1 if stage is None or phone is None else 0)


def test_a_text_of_one_s_own_comes_from_the_editor(torn, tmp_path):
    run(torn, "sync", "--stay")
    editor = tmp_path / "editor.sh"
    editor.write_text('grep -q 流失 "$1" && grep -q 活跃 "$1" && printf \'stage: 忠诚\\n\' > "$1"\n')
    printed = at_terminal(["resolve"], torn.ledger, typed="改\n我的\n".encode(), EDITOR=f"sh {editor}")
    assert printed.code == 0, printed.text
    assert "stage: 忠诚\nlevel: A\nphone: 021-5555 0303\n" in torn.read("云启")


def test_a_file_that_they_deleted_is_asked_about(shared):
    one, other = shared
    (one.ledger / "customers/acme.md").unlink()
    one.sync()
    other.append("acme", VISIT)
    run(other, "sync", "--stay")
    printed = at_terminal(["--lang", "en", "resolve"], other.ledger, typed=b"o\nt\n")
    assert "they deleted this file, we changed it" in printed.text
    assert printed.code == 0
    assert not (other.ledger / "customers/acme.md").exists()
