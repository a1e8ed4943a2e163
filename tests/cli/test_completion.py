"""What TAB offers, asked as the shells ask."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.cli.complete import SOURCES, values
from ledger.cli.completion import SHELLS, candidates, script, split
from ledger.cli.context import Surface
from ledger.cli.main import main
from ledger.display.speech import Speaker


def offered(*words: str) -> list[str]:
    return [item.value for item in candidates(words)]


def test_commands_by_their_first_letters() -> None:
    assert offered("s") == ["snooze", "show", "search", "survey", "set", "sync"]


def test_options_of_a_command() -> None:
    assert offered("completion", "--h") == ["--help"]


def test_values_of_an_argument() -> None:
    assert offered("completion", "") == ["bash", "zsh", "fish"]


@pytest.mark.parametrize("what", sorted(SOURCES))
def test_outside_a_ledger_nothing_fails(what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    values(what, "", Surface())


def test_kinds_in_both_languages_the_readers_first() -> None:
    assert values("kind", "电", Surface()) == ["电话"]
    assert values("kind", "cal", Surface()) == ["call"]
    assert values("field", "next_follow", Surface()) == ["next_follow_up="]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ledger ", ["ledger", ""]),
        ("ledger log", ["ledger", "log"]),
        ("ledger log 云启 ", ["ledger", "log", "云启", ""]),
        ("ledger show Acme\\ I", ["ledger", "show", "Acme I"]),
        ("ledger show 'Acme I", ["ledger", "show", "Acme I"]),
        ("ledger show 'Acme ", ["ledger", "show", "Acme "]),
        ('ledger show "Acme"', ["ledger", "show", "Acme"]),
        ("ledger show x\\", ["ledger", "show", "x "]),
    ],
)
def test_an_unfinished_line_is_split_as_bash_would(line: str, words: list[str]) -> None:
    assert split(line) == words


def test_a_failure_prints_nothing_into_the_line_being_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEDGER_COMPLETE", "zsh")
    monkeypatch.setattr("ledger.cli.completion.candidates", lambda words: 1 / 0)
    assert main(["due", ""]) == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_shell_accepts_the_script(shell: str, language: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    done = subprocess.run([shell, "-n"], input=script(shell, Speaker(language)), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def with_ledger(tmp_path: Path) -> dict[str, str]:
    """An environment in which `ledger` is this one."""
    shim = tmp_path / "ledger"
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ledger "$@"\n')
    shim.chmod(0o755)
    source = str(Path(__file__).parents[2])
    return {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": source, "HOME": str(tmp_path)}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("ledger s", "snooze show search set survey sync"),
        ("ledger completion z", "zsh"),
        ("ledger --ver", "--version --verbose"),
    ],
)
def test_bash_offers(with_ledger: dict[str, str], line: str, wanted: str) -> None:
    asked = (
        'eval "$(ledger completion bash)"; COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDS=($1); '
        'COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _ledger; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", asked, "bash", line], env=with_ledger, capture_output=True, text=True)
    assert (sorted(done.stdout.split()), done.stderr) == (sorted(wanted.split()), "")


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
@pytest.mark.parametrize(("line", "wanted"), [("ledger sn", "snooze"), ("ledger completion z", "zsh")])
def test_fish_offers(with_ledger: dict[str, str], line: str, wanted: str) -> None:
    asked = f"ledger completion fish | source; complete -C {shlex.quote(line)}"
    done = subprocess.run(["fish", "-c", asked], env=with_ledger, capture_output=True, text=True)
    assert (done.stdout.split("\t")[0].strip(), done.stderr) == (wanted, "")


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
@pytest.mark.parametrize(
    ("line", "wanted"), [("ledger sn", "ledger snooze"), ("ledger completion z", "ledger completion zsh")]
)
def test_zsh_completes_a_line(with_ledger: dict[str, str], line: str, wanted: str) -> None:
    asked = f"""
zmodload zsh/zpty
zpty z zsh -f
zpty -w z 'PS1=; unsetopt zle_bracketed_paste; autoload -Uz compinit && compinit -u -D; eval "$(ledger completion zsh)"; print READY'
zpty -r -m z _ '*READY*READY*'
zpty -w -n z {shlex.quote(line)}$'\\t'
repeat 50; do sleep 0.1; zpty -r -t z got && all+=$got; [[ $all == *{shlex.quote(wanted)}* ]] && print FOUND && break; done
zpty -d z
"""
    done = subprocess.run(["zsh", "-f", "-c", asked], env=with_ledger, capture_output=True, text=True, timeout=60)
    assert "FOUND" in done.stdout, done


def test_names_of_the_catalog_without_looking_at_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ledger.yaml").write_text("ledger: 1\npeople: {张三: {}}\n", "utf-8")
    (tmp_path / "customers").mkdir()
    card = "---\nname: 云启科技\naliases: [Yunqi]\nowner: 李四\ntags: [VIP, 老客户]\n---\n"
    (tmp_path / "customers" / "yq.md").write_text(card, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert values("customer", "云", Surface()) == []
    Surface().session().fresh()
    assert values("customer", "云", Surface()) == ["云启科技"]
    assert values("customer", "yun", Surface()) == ["Yunqi"]
    assert values("tag", "v", Surface()) == ["VIP"]
    assert values("person", "", Surface()) == ["张三", "李四"]
    (tmp_path / "customers" / "yq.md").unlink()
    assert values("customer", "云", Surface()) == ["云启科技"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["set", "云启", "level=A"], ["level=A"]),
        (["set", "云启", "阶段=活"], ["阶段=活跃"]),
        (["set", "云启", "owner=张"], ["owner=张三"]),
        (["set", "云启", "tags+=V"], ["tags+=VIP"]),
        (["set", "云启", "nothing="], []),
        (["new", "-f", "类型=公"], ["类型=公司"]),
        (["log", "云启", "complaint", "-f", "severity=hi"], ["severity=high"]),
        (["log", "云启", "投诉", "-f", "严重"], ["严重程度="]),
        (["log", "云启", "商机", "-f", "阶段=赢"], ["阶段=赢单"]),
        (["tag", "云启", "+V"], ["+VIP"]),
        (["due", "--kind", "生"], ["生日"]),
        (["list", "lev"], ["level:", "level_by:"]),
        (["list", "level:A"], ["level:A"]),
        (["list", "@ke"], ["@key-accounts"]),
        (["due", "@张"], ["@张三"]),
        (["list", "--columns", "name,last_c"], ["name,last_contact"]),
        (["list", "--sort", "reven"], ["revenue"]),
        (["done", "云启", "发"], ["发报价"]),
        (["snooze", "nobody", "发"], []),
        (["letter", "云启", "I"], ["INV-7"]),
        (["letter", "nobody", "I"], []),
        (["new", "--template", "per"], ["person"]),
    ],
    ids=" ".join,
)
def test_words_with_parts(words: list[str], wanted: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = 'ledger: 1\npeople: {张三: {}}\nlevels: {A: {}, B: {}}\nqueries: {key-accounts: "level:A"}\n'
    (tmp_path / "ledger.yaml").write_text(settings, "utf-8")
    (tmp_path / "customers").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "person.md").write_text("---\nname:\n---\n", "utf-8")
    card = "---\nname: 云启\ntags: [VIP]\n---\n\n- [ ] 2026-11-28 发报价\n- [x] 2026-11-20 发样品 ✅ 2026-11-20\n"
    card += "\n## 2026-10-01 发票 INV-7\n- 金额: 100\n"
    (tmp_path / "customers" / "yq.md").write_text(card, "utf-8")
    monkeypatch.chdir(tmp_path)
    Surface().session().fresh()
    assert offered(*words) == wanted
