"""The machine, and the programs that Ledger is measured beside."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ledger.release import __version__

# How each says its version.
ASKED = {"rg": ("rg", "--version"), "recsel": ("recsel", "--version"), "task": ("task", "--version")}
NAMES = {"rg": "ripgrep", "recsel": "recutils", "task": "taskwarrior"}
_LIBRARIES = ("Whoosh-Reloaded", "whoosh3", "watchdog", "PyYAML", "click")


def has(program: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(program) is not None


def versions() -> list[str]:
    """Ledger, Python, SQLite, the libraries and the programs, each with its version; programs that are missing too."""
    found = [f"Ledger {__version__}", f"{platform.python_implementation()} {platform.python_version()}"]
    found.append(f"SQLite {sqlite3.sqlite_version}")
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return found + [f"{NAMES[name]} {_version(name)}" for name in ASKED]


def machine() -> str:
    """The processor, how many cores may be used, the memory, the system."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"
    return f"{_processor()}, {usable} cores{memory}, {platform.system()} {platform.machine()}"


def _processor() -> str:
    place = Path("/proc/cpuinfo")
    if place.exists():
        named = re.search(r"(?m)^model name\s*: (.+)$", place.read_text("utf-8", "replace"))
        if named:
            return named[1].strip()
    return platform.processor() or platform.machine()


def _version(program: str) -> str:
    if not has(program):
        return "(not installed, left out)"
    done = subprocess.run(ASKED[program], capture_output=True, text=True, check=False)
    number = re.search(r"\d+(?:\.\d+)+", done.stdout)
    return number[0] if number else "?"
