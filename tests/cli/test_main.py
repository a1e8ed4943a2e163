"""One run of the command line: exit codes, refusals, options before and after the command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import click
import pytest

from ledger import __version__, errors
from ledger.cli import root as root_module
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.cli.context import Surface
from ledger.cli.main import main
from ledger.messages import say

Run = Callable[[Surface], object]


@pytest.fixture
def with_command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    """Let `ledger try` do what a test wants."""

    def put(run: Run) -> None:
        @command("try", help=N_("Try."), examples=[("ledger try", N_("try"))])
        @option("--json", is_flag=True, help=N_("As JSON."))
        @option("--count", type=click.IntRange(min=1), help=N_("How often."))
        @argument("words", nargs=-1)
        @pass_surface
        def made(surface: Surface, **_: object) -> object:
            return run(surface)

        real = root_module.Root.get_command

        def get(self: root_module.Root, ctx: click.Context, word: str) -> click.Command | None:
            return made if word == "try" else real(self, ctx, word)

        monkeypatch.setattr(root_module.Root, "get_command", get)

    return put


def refuse(error: BaseException) -> Run:
    def run(surface: Surface) -> object:
        raise error

    return run


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"ledger {__version__}\n"


def test_a_lone_ledger_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "What needs attention" in capsys.readouterr().out


def test_an_int_that_a_command_returns_is_the_exit_code(with_command: Callable[[Run], None]) -> None:
    with_command(lambda surface: 1)
    assert main(["try"]) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.NotFound(say("x")), 1),
        (errors.Ambiguous(say("x")), 1),
        (errors.Refused(say("x")), 1),
        (errors.BadValue(say("x")), 1),
        (errors.WrongUsage(say("x")), 2),
        (errors.ChangedMeanwhile(say("x")), 3),
        (errors.Unwritable(say("x")), 74),
        (errors.Busy(say("x")), 75),
        (OSError(28, "No space left on device", "customers/a.md"), 74),
        (MemoryError(), 70),
        (RuntimeError("x"), 70),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (BrokenPipeError(), 141),
        (SystemExit(4), 4),
    ],
)
def test_every_error_has_its_exit_code(with_command: Callable[[Run], None], error: BaseException, code: int) -> None:
    with_command(refuse(error))
    assert main(["try"]) == code


def test_a_refusal_is_a_sentence_with_candidates_and_a_hint(
    with_command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    error = errors.Ambiguous(say("{who} fits two.", who="li"), say("Type more."), candidates=("李雷", "\x1b[31mLi"))
    with_command(refuse(error))
    assert main(["try"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "ledger: li fits two.\n  李雷\n  ␛[31mLi\nType more.\n"


def test_with_json_a_refusal_is_an_object_too(
    with_command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with_command(refuse(errors.Ambiguous(say("Two fit."), candidates=("a", "b"))))
    assert main(["try", "--json"]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert json.loads(last)["error"] == {
        "code": "ambiguous",
        "message": "Two fit.",
        "hint": None,
        "candidates": ["a", "b"],
    }


def test_a_mistake_of_ours_is_one_sentence_and_a_trace_only_when_asked(
    with_command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with_command(refuse(RuntimeError("oops")))
    main(["try"])
    assert "Traceback" not in capsys.readouterr().err
    main(["try", "-v"])
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["-C", "shop", "--today", "2026-02-03", "--lang", "zh", "-q", "--color", "never", "try", "x"],
        ["try", "-C", "shop", "x", "--today", "2026-02-03", "--lang", "zh", "-q", "--color", "never"],
        ["--lang", "en", "try", "x", "-qC", "shop", "--today=2026-02-03", "--lang=zh", "--color=never"],
    ],
)
def test_options_of_every_command_stand_before_or_after_it(
    with_command: Callable[[Run], None], words: list[str]
) -> None:
    seen: list[Surface] = []
    with_command(seen.append)
    assert main(words) == 0
    (surface,) = seen
    assert (surface.directory, surface.lang, surface.quiet, surface.color) == ("shop", "zh", True, "never")
    assert str(surface.wished_day()) == "2026-02-03"


def test_the_environment_names_folder_and_day(
    with_command: Callable[[Run], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_DIR", "shop")
    monkeypatch.setenv("LEDGER_TODAY", "2026-02-03")
    seen: list[Surface] = []
    with_command(seen.append)
    main(["try"])
    assert (seen[0].directory, seen[0].today) == ("shop", "2026-02-03")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["lgo"], "There is no command “lgo”."),
        (["try", "--jsno"], "There is no option --jsno here."),
        (["try", "--count"], "--count needs a value."),
        (["try", "--count", "x"], "--count takes a whole number from 1."),
        (["try", "--count", "0"], "--count takes a whole number from 1."),
        (["try", "--json=1"], "--json takes no value."),
        (["--color", "pink", "try"], "--color is one of: auto, always, never."),
        (["completion"], "SHELL is missing."),
        (["completion", "bash", "zsh"], "“zsh” is more than this command takes."),
    ],
)
def test_wrong_usage_is_said_in_a_sentence_and_exits_2(
    with_command: Callable[[Run], None], capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    with_command(lambda surface: None)
    assert main(words) == 2
    assert capsys.readouterr().err.startswith(f"ledger: {sentence}\n")


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m ledger completion bash; echo $? >&2"
    process = subprocess.Popen(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read().strip() == "141"
    process.wait()
    process.stderr.close()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_with_its_code_after_what_was_begun_is_cleaned_up(number: int, code: int) -> None:
    source = (
        "import sys, time\n"
        "from ledger.cli import main as module\n"
        "def run(words, surface):\n"
        "    try:\n"
        "        print('ready', flush=True); time.sleep(30)\n"
        "    finally:\n"
        "        print('cleaned', flush=True)\n"
        "module.run = run\n"
        "sys.exit(module.main([]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.02)
    os.kill(process.pid, number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (code, "cleaned\n", "")


def test_python_m_ledger_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "ledger", "--help"], capture_output=True, text=True)
    assert done.stdout.startswith("Usage: ledger [OPTIONS] COMMAND …\n")
