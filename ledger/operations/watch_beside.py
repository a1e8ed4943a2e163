"""Commands that run beside the watcher, in processes of their own, so that it goes on listening."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


class Beside:
    """One command over a ledger at a time, in nobody's way; what it says is nobody's affair."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the last one goes on still."""
        return self._process is not None and self._process.poll() is None

    def begin(self, command: Sequence[str]) -> None:
        """Start a command; the last one must have ended."""
        nice = [found, "-n", "10"] if (found := shutil.which("nice")) else []
        # Python is told not to look for modules in the ledger's folder, whose files come from others.
        words = [*nice, sys.executable, "-P", "-m", "ledger", "-C", str(self._root), "-q", *command]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)

    def close(self) -> None:
        """End what still runs."""
        if self._process is not None and self.is_running:
            self._process.terminate()
            self._process.wait()
