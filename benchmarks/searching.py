"""How fast words are found, against ripgrep over the same files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from benchmarks import programs
from benchmarks.ledgers import REFRESH, made, with_engine
from benchmarks.measure import Failed, ledger, medians, once, said
from benchmarks.rows import Plan, Row
from benchmarks.speed import MEMORY

# The first one is there already where a watcher was measured before.
ENGINES = ("fts5", "whoosh")
FIELD = "level:A"
_FIELD_IN_FILES = r"^(level|级别): A\b"
# Two words and a field. The first two words stand in one customer of eight and in one of five, the second two in four
# of five each: the most that an index can have to look through.
QUESTIONS = {"two rare words and a field": ("耶加雪菲", "漏水"), "two common words and a field": ("交期", "过滤网")}
BOUNDS = {"whoosh": (300.0, 1000.0), "fts5": (150.0, 300.0)}


def search(plan: Plan) -> Iterator[Row]:
    """Two words and a field, every file looked at, beside ripgrep in the same rounds."""
    for size in plan.sizes:
        folder = made(size)
        for engine in ENGINES:
            with with_engine(folder, engine):
                once(REFRESH, folder)
                once(ledger("index"), folder)
                yield from asked(folder, size, engine, plan.runs)


def asked(folder: Path, size: int, engine: str, runs: int, *, watched: bool = False) -> Iterator[Row]:
    """Each question asked of one text index and of ripgrep, in turns; raises Failed if the two do not agree."""
    most = 0.0
    for name, words in QUESTIONS.items():
        commands = {"search": question(words)}
        if programs.has("rg"):
            commands["rg"] = ripgrep(words)
            _agree(folder, words)
        done = medians(commands, folder, runs)
        taken = done["search"].seconds
        most = max(most, done["search"].megabytes)
        what = f"`search`, {name}{', watcher running' if watched else ''}"
        small, large = BOUNDS[engine]
        bound = small if size <= 10_000 else large
        yield Row(what, taken * 1000, "ms", size, engine, bound=bound, grows=True)
        if "rg" in done:
            against = 1.0 if size >= 100_000 else None
            yield Row(f"ripgrep, {name}", done["rg"].seconds * 1000, "ms", size)
            yield Row(f"{what} ÷ ripgrep", taken / done["rg"].seconds, "×", size, engine, bound=against)
    if not watched:
        yield Row("search: memory", most, "MB", size, engine, bound=MEMORY)


def question(words: tuple[str, str]) -> tuple[str, ...]:
    """The command that asks Ledger: the best ten, with their lines."""
    return ledger("search", *words, FIELD, "--limit", "10")


def ripgrep(words: tuple[str, str]) -> tuple[str, ...]:
    """The same of ripgrep: which files have the one word, which of them the other, which of them the field.

    Only the names of files are printed, the cheapest that ripgrep can do, on as many cores as it likes.
    """
    one, other = (f"rg -l0F {quote(word)}" for word in words)
    return "sh", "-c", f"{one} customers | xargs -0 {other} | xargs -0 rg -l {quote(_FIELD_IN_FILES)}"


def _agree(folder: Path, words: tuple[str, str]) -> None:
    ours = said(ledger("search", *words, FIELD, "--paths", "--limit", "0"), folder)
    theirs = said(ripgrep(words), folder)
    if set(ours.split("\n")) != set(theirs.split("\n")):
        raise Failed(f"search finds {ours.count(chr(10))} customers, ripgrep {theirs.count(chr(10))}")
