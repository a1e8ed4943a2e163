"""Real repositories for tests, by git itself and not by what is tested."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

SURROUNDINGS = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C.UTF-8",
}


def git(
    folder: Path, *words: str | bytes, day: str = "2026-11-21T10:00:00+08:00", who: str = "张三", **env: str
) -> str:
    """Run git in a folder at a moment, as somebody, and give what it wrote."""
    person = {f"GIT_{role}_NAME": who for role in ("AUTHOR", "COMMITTER")}
    address = {f"GIT_{role}_EMAIL": f"{who}@example.com" for role in ("AUTHOR", "COMMITTER")}
    dates = {f"GIT_{role}_DATE": day for role in ("AUTHOR", "COMMITTER")}
    done = subprocess.run(
        ["git", *words], cwd=folder, env={**SURROUNDINGS, **person, **address, **dates, **env}, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return os.fsdecode(done.stdout).strip()


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files, with their folders."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode("utf-8", "surrogateescape"))


def repository(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A repository with a first commit of some files, on the branch main."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "张三")
    git(folder, "config", "user.email", "张三@example.com")
    if files:
        commit(folder, files, "first", day="2026-01-05T09:00:00+08:00")
    return folder


def commit(
    folder: Path, files: dict[str, str], message: str, day: str = "2026-11-21T10:00:00+08:00", who: str = "张三"
) -> str:
    """Write files, commit everything, and give the commit's id."""
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message, day=day, who=who)
    return git(folder, "rev-parse", "HEAD")
