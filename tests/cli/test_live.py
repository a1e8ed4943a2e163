"""`ledger search` while somebody types, at a real terminal."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("termios")

from ledger.cli.context import Surface
from ledger.cli.live import run_live
from ledger.display.width import width
from ledger.errors import WrongUsage
from tests.cli.screens import Terminal, terminal
from tests.reports.test_search import FILES, made

HOSTILE = (
    "---\nname: \x1b]0;owned\x07evil\x9b2J\u202eabc\nlevel: A\n---\n## 2026-06-01 电话 毒\n"
    "毒 \x1b[2J\x1b]52;c;AAAA\x07\x90q\x9c \u2066x\u2069 \x00\x08\x7f\r毒\n"
)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    made(tmp_path / "ledger", FILES, "language: en\n")
    return tmp_path / "ledger"


@pytest.fixture
def at(ledger: Path) -> Iterator[Terminal]:
    with terminal(ledger) as opened:
        yield opened.shows("4 customers")


def editor(folder: Path, script: str) -> dict[str, str]:
    """An editor that takes a line, and does what the script says."""
    place = folder / "vim"
    place.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    place.chmod(0o755)
    return {"VISUAL": str(place)}


def test_hits_appear_while_typing_and_all_is_given_back_at_the_end(at: Terminal) -> None:
    assert at.is_taken
    at.type("物流").shows("2 customers", "customers/jinfeng.md:6")
    at.type(" 退").shows("1 customer\n", "› 上海云启科技有限公司")
    at.type("\x7f\x7f").shows("2 customers")
    assert at.prompt == ("Search: 物流", 12)
    at.type("\x15iph").shows("› 金风贸易", "iPhone15")
    at.type("\x15\x1b")
    assert at.ends() == 0
    assert at.is_given_back
    assert at.written.endswith(b"\x1b[?1049l")


def test_a_character_may_come_in_pieces_and_a_pasted_text_is_one_line(at: Terminal) -> None:
    for byte in "云启".encode():
        at.type(bytes([byte]))
    at.shows("Search: 云启", "› 上海云启科技有限公司")
    at.type("\x15\x1b[200~报价\r\n折扣\n\x1b[201~").shows("Search: 报价 折扣", "› 金风贸易")
    at.type("\x01C++ ").shows("Search: C++ 报价 折扣", "1 customer\n")
    assert at.prompt[1] == len("Search: C++ ")
    at.type("\x05\x17\x17\x17\x04")
    assert at.ends() == 0


def test_enter_opens_the_chosen_file_at_its_line_and_comes_back(ledger: Path, tmp_path: Path) -> None:
    words = tmp_path / "words"
    script = f"printf '%s\\n' \"$@\" >> {words}; sed -i 's/^name: .*/name: 新名字/' \"$2\"; stty -icanon; printf '\\033[?1049l'"
    with terminal(ledger, **editor(tmp_path, script)) as at:
        at.shows("4 customers").type("\x1b[B\x0e\x1b[A").until(lambda: at.lines[4].startswith("› "))
        # Enter means the hits of what is typed, however quickly it follows.
        at.type("退款\r").shows("新名字", "customers/yunqi.md changed: name")
        assert words.read_text("utf-8").split() == ["+13", str(ledger / "customers" / "yunqi.md")]
        assert at.is_taken
        at.type("!").until(lambda: at.lines[0] == "Search: 退款!" and "changed" not in at.text)
        at.type("\x03")
        assert at.ends() == 130
        assert at.is_given_back


def test_an_editor_that_fails_costs_nothing(ledger: Path, tmp_path: Path) -> None:
    script = f'trap \'exit 4\' INT; stty raw; echo >> {tmp_path}/times; eval "$(sed -n "$(wc -l < {tmp_path}/times)p" {tmp_path}/ways)"'
    (tmp_path / "ways").write_text("kill -9 $$\nkill -INT 0\nexit 3\n", "utf-8")
    with terminal(ledger, **editor(tmp_path, script)) as at:
        at.shows("4 customers")
        for code in (-9, 4, 3):
            at.type("\r").shows(f"The editor ended with an error ({code}).")
            assert at.is_taken
        at.type("\x1b")
        assert at.ends() == 0
        assert at.is_given_back


def test_without_an_editor_it_says_so_and_goes_on(ledger: Path) -> None:
    with terminal(ledger, VISUAL="/nowhere/vim") as at:
        at.shows("4 customers").type("\r").shows("The editor /nowhere/vim can't be started.")
        at.type("物流").shows("2 customers")


def test_keys_choose_among_the_hits(ledger: Path) -> None:
    for number in range(60):
        (ledger / "customers" / f"{number:02}.md").write_text(f"---\nname: N{number:02}\n---\n鲸鱼\n", "utf-8")
    with terminal(ledger, columns=60, rows=12) as at:
        at.type("鲸鱼").shows("60 customers", "› N00")
        at.type("\x1b[6~").shows("› N04")
        at.type("\x1b[A").shows("› N03")
        # Further than the first hits that were asked for.
        at.type("\x1b[6~" * 8).shows("› N35")
        at.type("\x1b[5~" * 20).shows("› N00")


def test_another_size_is_drawn_anew(at: Terminal) -> None:
    at.resize(40, 6)
    at.type("报价").shows("2 customers")
    assert max(width(line) for line in at.lines) <= 40
    assert at.lines[4].startswith("  ")
    at.resize(100, 30)
    at.until(lambda: at.lines[29].endswith("Esc ends"))
    assert at.text.count("Esc ends") == 1


def test_what_is_refused_is_said_below_and_the_hits_stay(at: Terminal) -> None:
    at.type("物流 levle:A").shows("^", "levle", "2 customers  物流", "jinfeng.md")
    at.type("\x17level:A").shows("1 customer\n", "› 上海云启科技有限公司")
    assert "^" not in at.text


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_signals_end_it_and_give_the_terminal_back(at: Terminal, number: int, code: int) -> None:
    at.process.send_signal(number)
    assert at.ends() == code
    assert at.is_given_back


def test_a_mistake_of_its_own_gives_the_terminal_back_and_is_said(ledger: Path) -> None:
    broken = (
        "import sys; from ledger.reports import search_typed as s; from ledger.cli.main import main\n"
        "def answer(self, text): raise RuntimeError('lost')\n"
        "s.Typing.answer = answer; sys.exit(main(['search']))"
    )
    with terminal(ledger, program=[sys.executable, "-B", "-c", broken]) as at:
        assert at.ends() == 70
        assert at.is_given_back
        assert "RuntimeError: lost" in at.text


def test_it_stops_and_goes_on_as_the_shell_wants(ledger: Path) -> None:
    if not shutil.which("bash"):
        pytest.skip("no bash here")
    with terminal(ledger, program=["bash", "--norc", "-i"], PS1="$ ", HISTFILE="/dev/null") as at:
        at.type(f"{sys.executable} -B -m ledger search\r").shows("4 customers", "Esc ends").type("物流").shows(
            "2 customers"
        )
        at.type("\x1a").shows("Stopped").type("stty -a\r").shows("isig icanon iexten echo ")
        assert "?1049h" not in at.private
        at.type("fg\r").shows("Search: 物流", "2 customers", "Esc ends")
        at.type("\x1b").until(lambda: "?1049l" in at.private).type("echo code $?\r").shows("code 0")
        at.type("exit\r")
        at.ends()


def test_files_saved_meanwhile_appear(at: Terminal, ledger: Path) -> None:
    at.type("鲸鱼").shows("No customer fits.")
    (ledger / "customers" / "whale.md").write_text("---\nname: 鲸鱼贸易\n---\n", "utf-8")
    at.shows("› 鲸鱼贸易")
    (ledger / "customers" / "whale.md").unlink()
    at.shows("No customer fits.")
    (ledger / "ledger.yaml").write_text("ledger: 1\nlanguage: en\nlevels:\n  S: {mark: ◆}\n  A: {}\n", "utf-8")
    (ledger / "customers" / "cafe.md").write_text("---\nname: 鲸鱼\nlevel: S\n---\n", "utf-8")
    at.shows("› ◆ 鲸鱼")


def test_what_a_customer_wrote_never_reaches_the_terminal_raw(ledger: Path) -> None:
    (ledger / "customers" / "evil.md").write_bytes(HOSTILE.encode())
    with terminal(ledger) as at:
        at.shows("5 customers").type("毒").shows("› ", "evil", "evil.md:")
        at.type("\x15name:\x9b2J \u202e").shows("U+202E")
        at.type("\x03")
        at.ends()
        text = re.sub(r"\x1b\[(?:\?\d+[hl]|\d+;\d+[Hm]|[\d;]*m|2J|2K|J)", "", at.written.decode())
    assert [character for character in text if not character.isprintable()] == []


def test_it_speaks_the_reader_s_language(ledger: Path) -> None:
    (ledger / "ledger.yaml").write_text("ledger: 1\n", "utf-8")
    with terminal(ledger, LEDGER_LANG="", LANG="zh_CN.UTF-8", NO_COLOR="1") as at:
        at.shows("4 位客户").type("没有的词").shows("没有符合的客户。")
        assert not re.search(rb"\x1b\[[\d;]*m", at.written)


def test_where_nothing_can_be_drawn_it_asks_for_a_query(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(ledger, TERM="dumb") as at:
        assert at.ends() == 2
        assert "ledger search 报价" in at.text
    monkeypatch.setitem(sys.modules, "termios", None)
    monkeypatch.delitem(sys.modules, "ledger.cli.full_screen", raising=False)
    with pytest.raises(WrongUsage, match="POSIX terminal"):
        run_live(Surface({**os.environ, "LEDGER_DIR": str(ledger), "TERM": "xterm"}))
