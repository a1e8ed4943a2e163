"""Console sessions in Markdown, run and compared; README.md beside this file says how they are written."""

from __future__ import annotations

import difflib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

FENCE = re.compile(r"(`{3,})(console|file)(?: +(.*))?")
NEEDS_SHELL = re.compile(r"[|&;<>$`*?~\\\n]|(^|\s)#|^\w+=")


@dataclass(frozen=True, slots=True)
class File:
    """A file that the session finds from here on."""

    path: str
    text: str


@dataclass(slots=True)
class Step:
    """A typed command and what it is expected to print; `line` counts from 1."""

    line: int
    command: str
    expected: list[str] = field(default_factory=list)
    status: int = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """The header, and the parts in their order; plain lines of the page are kept for writing it again."""

    header: Mapping[str, str]
    parts: Sequence[str | File | Step]


def read(text: str) -> Transcript:
    """A page as header and parts; lines that are no session are parts as they are."""
    lines = text.split("\n")
    parts: list[str | File | Step] = []
    header: dict[str, str] = {}
    place = 0
    if lines[0] == "---":
        place = lines.index("---", 1) + 1
        header = dict(re.split(r":\s*", line, maxsplit=1) for line in lines[1 : place - 1])
        parts += lines[:place]
    while place < len(lines):
        opening = FENCE.fullmatch(lines[place])
        parts.append(lines[place])
        place += 1
        if opening is None:
            continue
        end = lines.index(opening[1], place)
        block = lines[place:end]
        if opening[2] == "file":
            parts.append(File(opening[3], "".join(f"{line}\n" for line in block)))
        else:
            parts += _steps(block, place + 1)
        place = end
    return Transcript(header, parts)


def _steps(block: Sequence[str], first: int) -> Iterator[Step]:
    """The steps of one console block."""
    step: Step | None = None
    for number, line in enumerate(block, first):
        if line.startswith("$ "):
            if step is not None:
                yield step
            step = Step(number, line[2:])
        elif step is None:
            raise ValueError(f"line {number}: a console block begins with a `$ ` line")
        elif line.startswith("> ") and not step.expected:
            step.command += "\n" + line[2:]
        elif re.fullmatch(r"\? \d+", line):
            step.status = int(line[2:])
        else:
            step.expected.append(line)
    if step is not None:
        yield step


def written(parts: Sequence[str | File | Step]) -> str:
    """The page of parts."""
    return "\n".join(line for part in parts for line in _lines(part))


def _lines(part: str | File | Step) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, File):
        return part.text.split("\n")[:-1]
    first, *more = part.command.split("\n")
    status = [f"? {part.status}"] if part.status else []
    return [f"$ {first}", *(f"> {line}" for line in more), *part.expected, *status]


def fits(expected: Sequence[str], actual: Sequence[str]) -> bool:
    """Whether lines are as expected; `[..]` stands for any text in a line, a line `...` for any lines."""
    pattern = "".join(
        r"(?:.*\n)*" if line == "..." else re.escape(line).replace(re.escape("[..]"), ".*") + r"\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in actual)) is not None


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal, so that answers are made as wide as one."""

    def isatty(self) -> bool:
        return True


class Session:
    """A folder and an environment in which the steps of a transcript are run."""

    def __init__(self, home: Path, header: Mapping[str, str]) -> None:
        self.home = home
        self.folder = home / "ledger"
        self.folder.mkdir()
        self.env = _environment(home, header)
        self.terminal = "terminal" in header

    def put(self, path: str, text: str) -> None:
        """Write a file of the session."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="")

    def run(self, command: str) -> tuple[list[str], int]:
        """What a command prints (stdout and stderr as they come) and its exit code."""
        moved = re.fullmatch(r"cd (\S+)", command)
        if moved:
            self.folder = (self.folder / moved[1].replace("~", str(self.home))).resolve()
            return [], 0
        named = re.fullmatch(r"export (\w+)=(\S*)", command)
        if named:
            self.env[named[1]] = shlex.split(named[2])[0] if named[2] else ""
            return [], 0
        in_process = command.startswith("ledger") and not NEEDS_SHELL.search(command)
        text, status = (self._call if in_process else self._shell)(command)
        text = text.replace(str(self.home), "~")
        lines = [line.rstrip() for line in text.split("\n")]
        return (lines[:-1] if lines[-1] == "" else lines), status

    def _call(self, command: str) -> tuple[str, int]:
        """Run `ledger` here, which is quicker than in a process of its own."""
        from ledger.cli.main import main

        said = io.BytesIO()
        stream = (Terminal if self.terminal else io.TextIOWrapper)(said, "utf-8", newline="\n", write_through=True)
        errors = io.TextIOWrapper(said, "utf-8", newline="\n", write_through=True)
        nothing = io.TextIOWrapper(io.BytesIO(), "utf-8")
        before = Path.cwd()
        with ExitStack() as stack:
            stack.enter_context(mock.patch.dict(os.environ, self.env, clear=True))
            stack.enter_context(mock.patch.object(sys, "stdin", nothing))
            stack.enter_context(redirect_stdout(stream))
            stack.enter_context(redirect_stderr(errors))
            stack.callback(os.chdir, before)
            os.chdir(self.folder)
            status = main(shlex.split(command)[1:])
        return said.getvalue().decode(), status

    def _shell(self, command: str) -> tuple[str, int]:
        """Run anything else in bash."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        return done.stdout.decode("utf-8", "replace"), done.returncode


def _environment(home: Path, header: Mapping[str, str]) -> dict[str, str]:
    """The environment of a session: nothing of the tester's own but the way to programs."""
    programs = home / "bin"
    programs.mkdir()
    shim = programs / "ledger"
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ledger "$@"\n')
    shim.chmod(0o755)
    env = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUTF8": "1",
        "HOME": str(home),
        "LEDGER_STATE": str(home / "state"),
        "LEDGER_TODAY": header.get("today", "2026-11-21"),
        "LEDGER_LANG": header.get("lang", "en"),
        "COLUMNS": header.get("columns", "80"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    return env | {name: value for name, value in header.items() if name.isupper()}


def play(text: str, home: Path, files: Mapping[str, str]) -> tuple[str, list[str]]:
    """Run a page's session in a folder of these files; the page as it would be recorded now, and what differs from it."""
    transcript = read(text)
    session = Session(home, transcript.header)
    for path, content in files.items():
        session.put(path, content)
    differences: list[str] = []
    for part in transcript.parts:
        if isinstance(part, File):
            session.put(part.path, part.text)
        elif isinstance(part, Step):
            lines, status = session.run(part.command)
            if status != part.status or not fits(part.expected, lines):
                differences.append(_difference(part, lines, status))
                part.expected, part.status = _as_long(part.expected, lines), status
    return written(transcript.parts), differences


def _as_long(old: Sequence[str], lines: list[str]) -> list[str]:
    """The lines to record: as many as before where `...` stood for the rest."""
    kept = len(old) - 1
    return [*lines[:kept], "..."] if old[-1:] == ["..."] and len(lines) > kept else lines


def _difference(step: Step, lines: Sequence[str], status: int) -> str:
    """What a step printed instead of what was expected."""
    wanted = [*step.expected, *([f"? {step.status}"] if step.status else [])]
    got = [*lines, *([f"? {status}"] if status else [])]
    shown = difflib.unified_diff(wanted, got, "expected", "printed", lineterm="", n=2)
    return f"line {step.line}: $ {step.command}\n" + "\n".join(list(shown)[2:])
