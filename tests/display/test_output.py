"""Streams, colour and encodings."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Mapping

import pytest

from ledger.display import progress
from ledger.display.encoding import tolerant
from ledger.display.machine import to_json
from ledger.display.output import Output, choose_output
from ledger.display.page import Line, Page, Span, Style, line
from ledger.display.speech import Speaker
from ledger.display.terminal import LOOKS, wants_colour
from ledger.errors import Ambiguous
from ledger.messages import say


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


def pipe(encoding: str = "utf-8") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)


def text(stream: io.TextIOWrapper, encoding: str = "utf-8") -> str:
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("choice", "env", "is_terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {}, True, False),
    ],
)
def test_colour_is_for_terminals_and_for_who_asks(
    choice: str, env: Mapping[str, str], is_terminal: bool, coloured: bool
) -> None:
    assert wants_colour(choice, env, is_terminal) is coloured


def test_a_pipe_gets_plain_text_and_nothing_is_cut() -> None:
    out = pipe()
    output = choose_output(out, pipe(), Speaker(), env={"COLUMNS": "30"})
    output.answer(Page((line("上海云启科技有限公司 " * 5, Style.OVERDUE),)))
    assert text(out) == "上海云启科技有限公司 " * 5 + "\n"


def test_a_pipe_is_not_cut_to_the_width_of_the_terminal_beside_it() -> None:
    out, err = pipe(), Terminal()
    output = choose_output(out, err, Speaker(), env={"COLUMNS": "30", "NO_COLOR": "1"})
    output.answer(Page((line("word " * 20 + "end"),)))
    output.talk(say("word " * 8 + "end"))
    assert text(out) == "word " * 20 + "end\n"
    assert err.shown() == "word word word word word word\nword word end\n"


def test_a_terminal_gets_colour_and_its_width() -> None:
    out = Terminal()
    choose_output(out, Terminal(), Speaker(), env={"COLUMNS": "30"}).answer(
        Page((Line((Span("x" * 50, Style.OVERDUE),), overflow="cut"),))
    )
    assert out.shown() == f"\x1b[1;31m{'x' * 29}…\x1b[0m\n"


def test_markup_and_links_in_customer_text_are_text() -> None:
    out = Terminal()
    choose_output(out, Terminal(), Speaker(), env={}).answer(
        Page((line("[link=http://evil]a[/link] :smile: \x1b]8;;x\x07", Style.STRONG),))
    )
    assert out.shown() == "\x1b[1m[link=http://evil]a[/link] :smile: ␛]8;;x␇\x1b[0m\n"


def test_long_lines_and_many_rows_reach_the_terminal_whole() -> None:
    out = Terminal()
    lines = tuple(Line((Span(f"{place} " + "y" * 300),), overflow="long") for place in range(1200))
    choose_output(out, Terminal(), Speaker(), env={"COLUMNS": "40"}).answer(Page(lines))
    assert out.shown() == "".join(f"{place} " + "y" * 300 + "\n" for place in range(1200))


def test_every_style_but_plain_has_a_look() -> None:
    assert set(LOOKS) == set(Style) - {Style.PLAIN}


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "! > * ???? ."), ("gbk", "! > ★ 云启 …"), ("utf-8", "! › ★ 云启 …")]
)
def test_no_encoding_fails_and_signs_keep_their_meaning(encoding: str, shown: str) -> None:
    out = pipe(encoding)
    choose_output(out, pipe(encoding), Speaker(), env={}).answer(Page((line("! › ★ 云启 …"),)))
    assert text(out, encoding) == shown + "\n"


def test_machine_text_is_utf_8_in_a_pipe_whatever_the_locale() -> None:
    out = pipe("gbk")
    choose_output(out, pipe(), Speaker(), env={}).raw([to_json([{"name": "云启"}])])
    assert text(out) == '[\n{"name": "云启"}\n]\n'


def test_machine_text_is_safe_on_a_terminal() -> None:
    out = Terminal()
    choose_output(out, Terminal(), Speaker(), env={}).raw(["a,\x1b[2J\n", "\u202e\n"])
    assert out.shown() == "a,␛[2J\n<U+202E>\n"


def test_talk_goes_to_stderr_and_quiet_silences_it() -> None:
    out, err = pipe(), pipe()
    choose_output(out, err, Speaker(), env={}).talk(say("Read {n} files.", n=3))
    choose_output(out, err, Speaker(), quiet=True, env={}).talk(say("not said"))
    assert (text(out), text(err)) == ("", "Read 3 files.\n")


def test_a_refusal_is_said_even_when_quiet_with_its_candidates_and_hint() -> None:
    err = pipe()
    error = Ambiguous(
        say("Several customers fit {name}.", name="云\x07"),
        say("Say more of the name."),
        candidates=("a.md", "b\x1b.md"),
    )
    choose_output(pipe(), err, Speaker(), quiet=True, env={}).complain(error)
    assert text(err) == "ledger: Several customers fit 云␇.\n  a.md\n  b␛.md\nSay more of the name.\n"


def test_a_refusal_as_json_is_one_line_on_stderr() -> None:
    err = pipe()
    choose_output(pipe(), err, Speaker(), env={}).complain(Ambiguous(say("No.")), as_json=True)
    assert text(err) == '{"error": {"code": "ambiguous", "message": "No.", "hint": null, "candidates": []}}\n'


def test_progress_is_silent_in_a_pipe_and_safe_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1)
    silent, err = pipe(), Terminal()
    for stream in (silent, err):
        with choose_output(pipe(), stream, Speaker(), env={}).progress(
            say("Reading {name}", name="[b]\x1b]0;x\x07"), 3
        ) as advance:
            for _ in range(3):
                advance(1)
    assert text(silent) == ""
    assert "[b]␛]0;x␇" in err.shown()


def test_a_stream_that_is_no_file_is_left_alone() -> None:
    stream = io.StringIO()
    assert tolerant(stream) is stream
    Output(stream, stream, Speaker()).raw(["x\n"])
    assert stream.getvalue() == "x\n"


def test_a_real_terminal_gets_no_control_character_but_our_colours() -> None:
    script = (
        "import sys; from ledger.display.output import choose_output; from ledger.display.page import *; "
        "from ledger.display.speech import Speaker; "
        "choose_output(sys.stdout, sys.stderr, Speaker(), color='never')"
        ".answer(Page((Grid((Column(),), [(chr(c) + 'x',) for c in [*range(32), *range(127, 160), 0x202e, 0x2066]]),)))"
    )
    primary, secondary = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=secondary, env={**os.environ, "COLUMNS": "80"}
    ) as process:
        os.close(secondary)
        received = b""
        while True:
            try:
                part = os.read(primary, 65536)
            except OSError:
                break
            if not part:
                break
            received += part
    os.close(primary)
    assert process.returncode == 0
    shown = received.decode().replace("\r\n", "\n")
    assert shown.count("x") == 32 + 33 + 2
    assert all(character == "\n" or character.isprintable() for character in shown)


def test_plain_answers_do_not_import_rich() -> None:
    script = (
        "import sys; import ledger.display.output as o; from ledger.display.page import *; from ledger.display.speech import Speaker; "
        "o.choose_output(sys.stdout, sys.stderr, Speaker()).answer(Page((line('x'),))); "
        "assert not {'rich', 'gettext', 'click'} & set(sys.modules), sorted(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "x\n"
