"""Programs that tests run in processes of their own: `python -m tests.store.writers WHAT ROOT …`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from ledger.store import replace
from ledger.store.lock import lock

ACME = "customers/acme.md"
NEW = b"new content\n" * 400


def append(root: Path, writer: str, times: str) -> None:
    """Append numbered lines, each by an update of its own."""
    for number in range(int(times)):
        line = f"{writer}-{number}\n".encode()
        replace.update(root, ACME, lambda old, line=line: old + line)


def naive_append(root: Path, writer: str, times: str) -> None:
    """Read, change and put in place without a lock."""
    for number in range(int(times)):
        old = (root / ACME).read_bytes()
        temporary = root / f"{writer}.tmp"
        temporary.write_bytes(old + f"{writer}-{number}\n".encode())
        os.replace(temporary, root / ACME)


def hold(root: Path, seconds: str) -> None:
    """Take the lock, say so, and keep it."""
    with lock(root):
        print("held", flush=True)
        time.sleep(float(seconds))


def save(root: Path) -> None:
    """Give the file new content between two marks on stderr."""
    os.write(2, b"<begin>")
    replace.update(root, ACME, lambda old: NEW)
    os.write(2, b"<end>")


def create(root: Path) -> None:
    """Make a new file between two marks on stderr."""
    os.write(2, b"<begin>")
    replace.create(root, "customers/new.md", NEW)
    os.write(2, b"<end>")


def naive_save(root: Path) -> None:
    """Save as many programs do: empty the file, then write it."""
    os.write(2, b"<begin>")
    with open(root / ACME, "wb", buffering=0) as file:
        file.write(NEW[: len(NEW) // 2])
        file.write(NEW[len(NEW) // 2 :])
    os.write(2, b"<end>")


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
