"""Opening a file in the user's editor at a line."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ledger.errors import Refused
from ledger.messages import say

_PLUS = {"vi", "vim", "nvim", "gvim", "mvim", "view", "nano", "pico", "emacs", "emacsclient", "emacs-nox", "jed", "joe"}
_PLUS |= {"jmacs", "ne", "mg", "micro", "kak", "mcedit", "gedit", "kate", "geany", "editor", "sensible-editor"}
_GOTO = {"code", "code-insiders", "code-oss", "codium", "vscodium", "cursor", "windsurf"}
_COLON = {"subl", "sublime_text", "hx", "helix", "zed", "zeditor"}
# These hand the file to a window and end at once, unless told to wait.
_LEAVES = _GOTO | {"subl", "sublime_text", "zed", "zeditor"}


def open_editor(path: Path, line: int = 1, environ: Mapping[str, str] = os.environ) -> int:
    """Open the user's editor on a file, wait until it is closed, and give its exit code; raises Refused."""
    words = editor_command(path, line, environ)
    try:
        return subprocess.run(words, check=False).returncode
    except OSError:
        raise Refused(say("The editor {editor} can't be started.", editor=words[0]), _HINT) from None


def editor_command(path: Path, line: int, environ: Mapping[str, str]) -> list[str]:
    """The words of the command that opens a file at a line (from 1); raises Refused if there is no editor."""
    words = _words(environ.get("VISUAL") or environ.get("EDITOR") or "") or _default(environ)
    # The whole path, so that a name that begins with a dash is no option.
    place = os.path.abspath(path)
    name = re.sub(r"\.(?:exe|cmd|bat)$", "", re.split(r"[/\\]", words[0])[-1].lower())
    if name in _LEAVES and not {"-w", "--wait"} & set(words):
        words = [*words, "--wait"]
    return [*words, *_at(name, place, line)]


def _at(name: str, place: str, line: int) -> list[str]:
    if name in _GOTO:
        return ["-g", f"{place}:{line}"]
    if name in _COLON:
        return [f"{place}:{line}"]
    if name == "notepad++":
        return [f"-n{line}", place]
    return [f"+{line}", place] if name in _PLUS and line > 1 else [place]


def _words(command: str) -> list[str]:
    try:
        if sys.platform == "win32":
            return [word.strip('"') for word in shlex.split(command, posix=False)]
        return shlex.split(command)
    except ValueError:
        raise Refused(say("The name of your editor can't be understood: {editor}", editor=command), _HINT) from None


def _default(environ: Mapping[str, str]) -> list[str]:
    for name in ("notepad",) if sys.platform == "win32" else ("vi", "nano"):
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            return [found]
    raise Refused(say("There is no editor to open."), _HINT)


_HINT = say("Name your editor in the environment variable EDITOR, for example EDITOR=nano.")
