"""How well files are merged: real conflicts that people settled, beside git and a merge that knows keys alone.

`python -m benchmarks.merges --data DIR`. Each case is a folder with base.md, ours.md, theirs.md and human.md, what
people made of it; git settles none of them. The data are not the project's; see docs/merging.md for the figures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ledger.model.compiled import built_in
from ledger.model.merging.merge import Merged, merge, merge_lines
from ledger.model.parse import parse
from ledger.model.plain import plain
from ledger.model.settings import Settings
from ledger.text.source import Encoding, Source, decode

VERSIONS = ("base", "ours", "theirs", "human")
WORDS, SETTINGS = built_in(), Settings()


class Case(NamedTuple):
    """Three versions and what people made of them, as texts."""

    name: str
    base: str
    ours: str
    theirs: str
    human: str


class Score(NamedTuple):
    """What a way of merging made of one case."""

    settled: bool
    same_text: bool
    same_words: bool
    same_fields: bool
    conflicts: int


def cases(folder: Path) -> Iterator[Case]:
    """The cases below a folder."""
    for place in sorted(folder.iterdir()):
        files = [place / f"{version}.md" for version in VERSIONS]
        if all(file.is_file() for file in files):
            yield Case(place.name, *(decode(file.read_bytes()).text for file in files))


def git(case: Case) -> Merged | str:
    """What git alone makes of a case: its text where it merges cleanly."""
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder, version) for version in VERSIONS[:3]]
        for place, text in zip(places, case[1:4], strict=True):
            place.write_bytes(text.encode())
        words = ["git", "merge-file", "-p", str(places[1]), str(places[0]), str(places[2])]
        done = subprocess.run(words, capture_output=True, check=False)
    text = done.stdout.decode()
    return text if done.returncode == 0 else Merged(text, (None,) * done.returncode)  # type: ignore[arg-type]


def score(case: Case, text: str, conflicts: int) -> Score:
    """A result beside what people made of the case."""
    settled = not conflicts
    return Score(
        settled,
        settled and text == case.human,
        settled and text.split() == case.human.split(),
        settled and _fields(text) == _fields(case.human),
        conflicts,
    )


def _fields(text: str) -> object:
    customer = parse("customers/a.md", Source(text, Encoding.UTF8, ""), WORDS, SETTINGS)
    return {name: plain(field.value) for name, field in customer.fields.items()}


def derived(every: Sequence[Case]) -> Iterator[Case]:
    """Merges that git can make: each side with what people made of both."""
    for case in every:
        yield Case(f"{case.name} ours+human", case.base, case.ours, case.human, "")
        yield Case(f"{case.name} human+theirs", case.base, case.human, case.theirs, "")
        yield Case(f"{case.name} across", case.ours, case.human, case.theirs, "")


def changed(every: Sequence[Case]) -> tuple[int, list[str]]:
    """How many merges git makes cleanly, and those of which we make another text."""
    clean, other = 0, []
    for case in derived(every):
        text = git(case)
        if isinstance(text, str):
            clean += 1
            if merge(case.base, case.ours, case.theirs, WORDS, SETTINGS).text != text:
                other.append(case.name)
    return clean, other


def main(words: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a merge that git makes cleanly comes out otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the cases")
    parser.add_argument("--each", action="store_true", help="a line for each case")
    given = parser.parse_args(words)
    folder = given.data / "merges" if (given.data / "merges").is_dir() else given.data
    every = list(cases(folder))
    if not every:
        print(f"no cases in {folder}", file=sys.stderr)
        return 2
    begun = time.perf_counter()
    results = [merge(case.base, case.ours, case.theirs, WORDS, SETTINGS) for case in every]
    spent = time.perf_counter() - begun
    ours = [score(case, made.text, len(made.conflicts)) for case, made in zip(every, results, strict=True)]
    by_lines = [merge_lines(case.base, case.ours, case.theirs) for case in every]
    lines = [score(case, made.text, len(made.conflicts)) for case, made in zip(every, by_lines, strict=True)]
    theirs = [_git_score(case) for case in every]
    print(f"{len(every)} files on which git conflicts; {spent / len(every) * 1000:.1f} ms a file\n")
    print("| way | settled | as people did: text | words | fields | conflicts shown |")
    print("|---|---|---|---|---|---|")
    for name, scores in (("git", theirs), ("lines, as git", lines), ("ledger", ours)):
        print(f"| {name} | {' | '.join(_sums(scores))} |")
    clean, other = changed(every)
    print(f"\n{clean} other merges of these files are clean in git; {len(other)} of them come out otherwise here.")
    for name in other:
        print(f"  {name}")
    if given.each:
        for case, one in zip(every, ours, strict=True):
            print(f"{case.name}: {'settled' if one.settled else f'{one.conflicts} conflicts'}, {_told(one)}")
    return 1 if other else 0


def _git_score(case: Case) -> Score:
    made = git(case)
    return score(case, made, 0) if isinstance(made, str) else score(case, made.text, len(made.conflicts))


def _sums(scores: Sequence[Score]) -> list[str]:
    return [
        str(sum(one.settled for one in scores)),
        str(sum(one.same_text for one in scores)),
        str(sum(one.same_words for one in scores)),
        str(sum(one.same_fields for one in scores)),
        str(sum(one.conflicts for one in scores)),
    ]


def _told(one: Score) -> str:
    return "the same text" if one.same_text else "the same words" if one.same_words else "otherwise than people did"


if __name__ == "__main__":
    sys.exit(main())
