"""The same questions asked of recutils and taskwarrior, with the same customers and dues."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks import programs
from benchmarks.ledgers import REFRESH, made
from benchmarks.measure import GIVE_UP, LEDGERS, Failed, environment, ledger, medians, once, said
from benchmarks.rows import Plan, Row
from benchmarks.searching import FIELD, QUESTIONS

# Longer lists than this take taskwarrior minutes to take in.
MOST_TASKS = 5_000
_WORDS = QUESTIONS["two rare words and a field"]


def neighbours(plan: Plan) -> Iterator[Row]:
    """Search beside `recsel`, `due` beside `task`, in turns; programs that are missing are left out."""
    for size in plan.sizes:
        folder = made(size)
        once(REFRESH, folder)
        once(ledger("index"), folder)
        if programs.has("recsel"):
            yield from records(folder, size, plan.runs)
        if programs.has("task"):
            yield from tasks(folder, size, plan.runs)


def records(folder: Path, size: int, runs: int) -> Iterator[Row]:
    """How many customers have two words and a level, of recsel and of Ledger."""
    file = LEDGERS / f"{size}.rec"
    write_records(folder, file)
    words = " && ".join(f"Text ~ '{word}'" for word in _WORDS)
    theirs = "recsel", "-c", "-e", f"Level = 'A' && {words}", str(file)
    ours = ledger("search", *_WORDS, FIELD, "--count")
    if said(theirs, folder).strip() != said(ours, folder).strip():
        raise Failed("recsel and search count differently")
    done = medians({"recsel": theirs, "ledger": ours}, folder, runs if size <= 10_000 else 3)
    file.unlink()
    yield from _beside(
        "`search --count`, two rare words and a field", "recsel", done["ledger"].seconds, done["recsel"].seconds, size
    )


def tasks(folder: Path, size: int, runs: int) -> Iterator[Row]:
    """What is due as a list of tasks, of taskwarrior and of Ledger."""
    place = LEDGERS / "tasks"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    due = json.loads(said(ledger("due", "--json"), folder))
    if len(due) > MOST_TASKS:
        return
    env = {"TASKDATA": str(place), "TASKRC": "/dev/null"}
    listed = [{"description": f"{one['text']} {one['name']}", "project": one["path"], **_when(one)} for one in due]
    _import(listed, env)
    theirs = "task", "rc.verbose=nothing", "rc.confirmation=off", "rc.defaultwidth=120", "rc.hooks=off", "list"
    once(theirs, folder, extra=env)
    done = medians({"task": theirs, "ledger": ledger("due")}, folder, runs, extra=env)
    yield Row("what is due: lines", len(due), "", size)
    yield from _beside("`due`, every line", "task list", done["ledger"].seconds, done["task"].seconds, size)


def write_records(folder: Path, file: Path) -> None:
    """Every customer as a record: its name and level, and all of its file as a text of many lines."""
    with open(file, "w", encoding="utf-8") as written:
        written.write("%rec: Customer\n")
        for path in sorted((folder / "customers").rglob("*.md")):
            text = path.read_text("utf-8")
            level = re.search(r"(?m)^(?:level|级别): (\w+)", text)
            lines = "".join(f"\n+ {line}" for line in text.split("\n"))
            written.write(f"\nName: {path.stem}\nLevel: {level[1] if level else '-'}\nText:{lines}\n")


def _import(listed: list[dict[str, str]], env: dict[str, str]) -> None:
    done = subprocess.run(
        ("task", "rc.verbose=nothing", "rc.confirmation=off", "import", "-"),
        input=json.dumps(listed),
        env=environment() | env,
        text=True,
        capture_output=True,
        check=False,
        timeout=GIVE_UP,
    )
    if done.returncode:
        raise Failed(f"task import: {done.stderr.strip().rpartition(chr(10))[2]}")


def _when(one: dict[str, str]) -> dict[str, str]:
    return {"due": one["date"].replace("-", "") + "T000000Z"} if one.get("date") else {}


def _beside(what: str, other: str, ours: float, theirs: float, size: int) -> Iterator[Row]:
    yield Row(what, ours * 1000, "ms", size, grows=True)
    yield Row(f"the same: {other}", theirs * 1000, "ms", size)
    yield Row(f"{what} ÷ {other}", ours / theirs, "×", size)
