"""The hard limits: what is at one is read, what is beyond is refused by name, and nothing takes long or much memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.text import fences, frontmatter, limits
from tests.facts.typed import customer
from tests.text.hostile import BODY, FRONT

SECONDS = 30
MEMORY = 512 * 1024 * 1024


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    """The problems of every hostile file, read by a process of little time and memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    done = subprocess.run(
        [sys.executable, "-m", "tests.text.hostile"],
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        preexec_fn=limit,
    )
    read = {name: codes for name, codes, _ in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0, (list(read)[-1:], done.stderr[-2000:])
    return read


@pytest.mark.parametrize("name", FRONT)
def test_hostile_front_matter_is_refused_by_name(said: dict[str, list[str]], name: str) -> None:
    assert FRONT[name][1] in said[name]


def test_hostile_bodies_are_read_to_their_end(said: dict[str, list[str]]) -> None:
    assert set(BODY) <= set(said)


def codes(lines: str) -> list[str]:
    text = f"---\n{lines}---\n\ntext\n"
    found = fences.find(text)
    assert found is not None
    return sorted({fault.code for fault in frontmatter.read(text, found).faults})


def nested(depth: int) -> str:
    return "x:\n" + "".join(" " * n + "a:\n" for n in range(1, depth)) + " " * depth + "a: 1\n"


@pytest.mark.parametrize(
    ("at", "beyond", "code"),
    [
        ("x: " + "a" * 16384 + "\n", "x: " + "a" * 16385 + "\n", "scalar-too-long"),
        ("x: '" + "a" * 16382 + "'\n", "x: '" + "a" * 16383 + "'\n", "scalar-too-long"),
        ("x:\n  - " + "a" * 16384 + "\n", "x:\n  - " + "a" * 16385 + "\n", "scalar-too-long"),
        ("x: |-\n  " + "a" * 16384 + "\n", "x: |-\n  " + "a" * 16385 + "\n", "yaml-limit"),
        ("".join(f"k{n}: 1\n" for n in range(256)), "".join(f"k{n}: 1\n" for n in range(257)), "front-matter-too-many"),
        (nested(6), nested(7), "yaml-limit"),
        ("x: " + "[" * 6 + "]" * 6 + "\n", "x: " + "[" * 7 + "]" * 7 + "\n", "yaml-limit"),
        ("x:\n" + "- a\n" * 4000, "x:\n" + "- a\n" * 4001, "yaml-limit"),
        ("x: [" + "'a'," * 3990 + "]\n", "x: [" + "'a'," * 4010 + "]\n", "yaml-limit"),
        ("#" * 65535 + "\n", "#" * 65536 + "\n", "front-matter-too-large"),
    ],
    ids=["scalar", "quoted", "item", "block", "keys", "depth", "brackets", "items", "events", "front matter"],
)  # fmt: skip
def test_at_the_limit_is_read_and_beyond_is_refused(at: str, beyond: str, code: str) -> None:
    if code == "front-matter-too-large":
        at, beyond = "a: 1\n" + at[5:], "a: 1\n" + beyond[5:]
    assert codes(at) == []
    assert codes(beyond) == [code]


def test_the_limits_are_those_that_are_promised() -> None:
    assert (limits.file_bytes, limits.line_characters) == (2 * 1024 * 1024, 64 * 1024)
    assert (limits.front_matter_characters, limits.front_matter_keys) == (64 * 1024, 256)
    assert (limits.front_matter_depth, limits.front_matter_events, limits.scalar_characters) == (6, 4000, 16 * 1024)


def test_a_line_beyond_the_limit_is_named_and_read() -> None:
    head = "---\nid: C-1\nname: a\n---\n\n## 2026-01-01 call "
    full = limits.line_characters - len("## 2026-01-01 call ")
    assert [problem.code for problem in customer(head + "x" * full).problems] == []
    long = customer(head + "x" * (full + 1))
    assert [(problem.code, problem.line) for problem in long.problems] == [("line-too-long", 6)]
    assert len(long.entries[0].title) == full + 1


def test_a_fence_far_below_does_not_make_a_body_front_matter() -> None:
    read = customer("---\nname: a\n\n" + "text\n" * 20_000 + "---\n\n## 2026-01-01 call x\n")
    assert {"front-matter-too-large"} <= {problem.code for problem in read.problems}
    assert (read.name, [entry.title for entry in read.entries]) == ("a", ["x"])
