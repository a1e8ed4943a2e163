"""Words of a query that begin with a minus, and words that are options."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.cli.main import main


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "customers").mkdir()
    (tmp_path / "ledger.yaml").write_text("ledger: 1\nlanguage: en\ntoday: 2026-11-21\n", "utf-8")
    (tmp_path / "customers" / "acme.md").write_text(
        "---\nname: Acme\nphone: 13800138000\nlevel: A\ntags: [VIP]\n---\n\n## 2026-11-01 call x\n", "utf-8"
    )
    (tmp_path / "customers" / "bolt.md").write_text("---\nname: Bolt\nlevel: B\n---\n", "utf-8")
    return str(tmp_path)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["-phone:"], ["bolt"]),
        (["-电话："], ["bolt"]),
        (["-level:A"], ["bolt"]),
        (["-#VIP"], ["bolt"]),
        (["-entry(kind:call)"], ["bolt"]),
        (["level:A", "OR", "-phone:", "--sort", "name"], ["acme", "bolt"]),
        (["--sort", "-name", "-level:C"], ["bolt", "acme"]),
        (["--", "-phone:"], ["bolt"]),
        (["-q", "-phone:"], ["bolt"]),
    ],
)
def test_a_field_after_a_minus_is_a_word_of_the_query(
    folder: str, capsys: pytest.CaptureFixture[str], words: list[str], found: list[str]
) -> None:
    assert main(["-C", folder, "list", "--paths", *words]) == 0
    assert capsys.readouterr().out.split() == [f"customers/{stem}.md" for stem in found]


def test_what_is_wrong_is_shown_as_it_was_typed(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", folder, "list", "-phonne:"]) == 1
    assert "\n  -phonne:\n" in capsys.readouterr().err


def test_an_option_with_a_colon_in_its_value_stays_one(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--paths", "-phone:", "-Cno:where"]) != 0
    assert "There is no ledger in no:where" in capsys.readouterr().err
    assert main(["-C", folder, "list", "--sort", "-phone:"]) != 0
    assert "\0" not in capsys.readouterr().err


def test_other_commands_know_no_such_words(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", folder, "show", "-phone:"]) == 2
    assert "-p" in capsys.readouterr().err
