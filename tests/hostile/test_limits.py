"""Files beyond the limits, and bombs: told by name, not written to, bounded, and the other customers stay usable."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.hostile.running import Printed, bounded, piped, process, spent, tree

TODAY = ("--lang", "en", "--today", "2026-11-21")
ACME = "---\nid: C-1\nname: Acme\nnext_follow_up: 2026-11-21\n---\n"
SIZE = 2 * 1024 * 1024
# Seconds of processor, as many as a child gets: what is not bounded takes minutes, whatever else the machine does.
PROCESSOR = 10


def front(text: str) -> str:
    return f"---\nid: C-2\nname: Odd\n{text}\n---\n\n## 2026-11-01 call hello\n"


def sized(size: int) -> str:
    head = front("level: B")
    return (
        head + "x" * 99 + ("\n" + "y" * 99) * ((size - len(head) - 99) // 100) + "z" * ((size - len(head) - 99) % 100)
    )


def nested(depth: int) -> str:
    return front("own:\n" + "".join("  " * level + f"k{level}:\n" for level in range(1, depth)) + "  " * depth + "k: v")


# What just goes, what is just too much, and the code of the problem.
LIMITS: dict[str, tuple[str, str, str]] = {
    "file": (sized(SIZE), sized(SIZE + 1), "file-too-large"),
    "line": (front("level: B") + "x" * 65_535 + "\n", front("level: B") + "x" * 65_537 + "\n", "line-too-long"),
    "scalar": (front("own: " + "x" * 16_384), front("own: " + "x" * 16_385), "scalar-too-long"),
    "keys": (
        front("\n".join(f"k{n}: v" for n in range(254))),
        front("\n".join(f"k{n}: v" for n in range(255))),
        "front-matter-too-many",
    ),
    "front matter": (
        front("\n".join(f"k{n}: " + "x" * 8_000 for n in range(8))),
        front("\n".join(f"k{n}: " + "x" * 8_000 for n in range(9))),
        "front-matter-too-large",
    ),
}

BOMBS: dict[str, str] = {
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "merges": "a: &a {k: v}\n" + "".join(f"{b}: &{b}\n" + f"  <<: [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "recursive": "a: &a [*a]",
    "brackets": "a: " + "[" * 60_000,
    "braces": "a: " + "{" * 60_000,
    "bracket lines": "a:\n" + "  [\n" * 12_000,
    "deep map": "a:\n" + "".join(" " * level + "k:\n" for level in range(1, 350)),
    "wide and deep": "a: " + "{k: " * 15_000,
    "digits": "a: " + "9" * 60_000,
    "money": "budget: " + "9" * 16_000 + "万",
    "sexagesimal": "a: " + "1:" * 30_000,
    "key": "k" * 60_000 + ": v",
    "items": "tags: [" + "a," * 30_000 + "]",
    "dashes": "tags:\n" + "- a\n" * 15_000,
    "quotes": 'a: "' + "\\n" * 30_000,
    "folded": "a: >\n" + " x\n" * 20_000,
    "colons": "a: " + ": " * 30_000,
    "comments": "#\n" * 30_000,
    "dates": "birthday: " + "1985-08-15" * 1_500,
    "phones": "phone: " + "+86138 " * 2_000,
    "repeat": "follow_up_every: " + "9" * 5_000 + "d",
}  # fmt: skip

BODIES: dict[str, str] = {
    "headings": "## 2026-11-01 call\n" * 15_000,
    "tasks": "- [ ] 2026-11-22 x\n" * 15_000,
    "quotes": ">" * 60_000 + "\n",
    "lists": "".join("  " * level + "- x\n" for level in range(800)),
    "fences": "```\n" * 25_000,
    "ticks": "`" * 60_000 + "\n",
    "comments": "<!--" * 200_000,
    "links": "[[" * 30_000 + "\n" + "[[x]]" * 10_000 + "\n",
    "marks": "## 2026-11-01 call " + "#a" * 30_000 + "\n",
    "people": "## 2026-11-01 call " + "@" * 60_000 + "\n",
    "fields": "## 2026-11-01 call x\n" + "- a: b\n" * 25_000,
    "long lines": ("z" * 1_000_000 + "\n") * 1,
    "every": "- [ ] 1900-01-01 x every 1d\n" * 200,
    "numbers": "## 2026-11-01 invoice INV-1\n- amount: " + "9" * 5_000 + "\n",
    "opportunity": "".join(f"## 2026-11-01 opportunity OPP-{n}\n- amount: {n}\n" for n in range(4_000)),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    root = tmp_path / "ledger"
    (root / "customers").mkdir(parents=True)
    (root / "ledger.yaml").write_text("ledger: 1\n")
    (root / "customers/acme.md").write_text(ACME)
    return root


def run(root: Path, *words: str) -> Printed:
    return piped([*TODAY, *words], root)


def codes(root: Path) -> set[str]:
    return {one["code"] for one in json.loads(run(root, "check", "--json").out) if one["path"] == "customers/odd.md"}


@pytest.mark.parametrize("name", LIMITS)
def test_at_the_limit_it_goes_and_one_beyond_is_refused_by_name(place: Path, name: str) -> None:
    just, beyond, code = LIMITS[name]
    odd = place / "customers/odd.md"
    odd.write_text(just)
    assert code not in codes(place)
    assert run(place, "set", "odd", "name=Any").code == 0
    odd.write_text(beyond)
    before = tree(place)
    assert code in codes(place)
    for words in (["due"], ["list"], ["show", "Acme"]):
        printed = run(place, *words)
        assert printed.code == 0
        assert "Acme" in printed.text
    names = {one["name"] for one in json.loads(run(place, "list", "--json").out)}
    assert "Acme" in names
    assert len(names) == 2
    assert tree(place) == before
    if name == "file":
        refused = run(place, "set", "customers/odd.md", "level=A")
        assert refused.code != 0
        assert "larger than 2 MiB" in refused.text
        assert tree(place) == before


def test_depth_has_a_limit(place: Path) -> None:
    odd = place / "customers/odd.md"
    odd.write_text(nested(3))
    assert "yaml-limit" not in codes(place)
    odd.write_text(nested(12))
    assert "yaml-limit" in codes(place)


def test_bombs_in_front_matter_cost_little(place: Path) -> None:
    for number, text in enumerate(BOMBS.values()):
        (place / f"customers/bomb{number:02}.md").write_text(front(text))
    before = tree(place)
    told = {one["path"] for one in json.loads(_bounded(place, "check", "--json").out)}
    assert {f"customers/bomb{number:02}.md" for number in range(len(BOMBS))} - told == set()
    assert "Acme" in _bounded(place, "due").text
    assert len(json.loads(_bounded(place, "list", "--json").out)) == len(BOMBS) + 1
    for number, name in enumerate(BOMBS):
        started = spent()
        shown = run(place, "show", f"customers/bomb{number:02}.md")
        assert shown.code == 0, (name, shown.text[-500:])
        assert spent() - started < PROCESSOR, name
    assert tree(place) == before


@pytest.mark.parametrize("name", BODIES)
def test_bombs_in_the_text_cost_little(place: Path, name: str) -> None:
    (place / "customers/odd.md").write_text(front("level: A") + BODIES[name][: SIZE - 200])
    before = tree(place)
    for words in (["due", "--limit", "5"], ["list"], ["show", "customers/odd.md"], ["check"]):
        printed = _bounded(place, *words)
        assert printed.code in (0, 1)
        assert "Acme" in printed.text or words[0] in ("show", "check")
    assert tree(place) == before


def _bounded(root: Path, *words: str) -> Printed:
    printed = process([*TODAY, *words], root, limits=bounded, OMP_NUM_THREADS="1")
    assert b"Traceback" not in printed.err
    assert printed.code in (0, 1), printed.text[-600:]
    return printed


def test_the_limits_of_the_trial_stop_what_is_not_bounded(tmp_path: Path) -> None:
    import subprocess
    import sys

    greedy = subprocess.run([sys.executable, "-c", "x = bytes(600 << 20)"], preexec_fn=bounded, capture_output=True)
    assert b"MemoryError" in greedy.stderr


QUERIES = ["(" * 10_000, "NOT " * 5_000 + "x", "a OR " * 5_000 + "b", "*" * 1_000, "level:" * 1_000, "x" * 1_000_000,
           "name:/" + "(a+)+" * 50 + "$/", '"' * 999, "last_contact:>" + "9" * 9_000 + "d", "-" * 3_000, "revenue:>" + "9" * 20_000]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_a_query_of_any_shape_ends_soon_and_says_why(place: Path, query: str) -> None:
    started = spent()
    for command in ("list", "due"):
        printed = run(place, command, "--", query)
        assert printed.code in (0, 1, 2), printed.text[-300:]
        assert "inside Ledger" not in printed.text
        assert len(printed.text) < 10_000
    assert spent() - started < PROCESSOR


def test_words_of_any_length_end_soon(place: Path) -> None:
    before = tree(place)
    long = "9" * 100_000
    for words in (["log", "acme", "call", long], ["log", "acme", "invoice", "x", "-f", f"amount={long}"],
                  ["set", "acme", f"budget={long}"], ["set", "acme", f"next_follow_up={long}"], ["show", long],
                  ["snooze", "acme", f"+{long}d"], ["snooze", "acme", "+99999999999d"], ["snooze", "acme", "9999-99-99"],
                  ["due", "--days", long], ["due", "--days", "99999999999"], ["due", "--limit", "9" * 30], ["tag", "acme", f"+{long}"],
                  ["--today", long, "due"], ["new", long], ["edit", "acme", "--line", long],
                  ["set", "acme", ".".join("a" * 5_000) + "=x"], ["log", "acme", "call", "x", "--date", "0000-00-00"],
                  ["log", "acme", "call", "x", "--next", "every 99999999999999999999d x"], ["--today", "9999-12-31", "snooze", "acme", "+1d"]):  # fmt: skip
        started = spent()
        printed = run(place, *words)
        shown = " ".join(words)[:60]
        assert printed.code in (0, 1, 2), (shown, printed.text[-300:])
        assert "inside Ledger" not in printed.text, (shown, printed.text[-300:])
        assert spent() - started < PROCESSOR, shown
        for path, content in tree(place).items():
            if path.endswith("acme.md") and content != before[path]:
                Path(path).write_bytes(before[path])
    assert sorted(os.listdir(place / "customers")) == ["acme.md"]


@pytest.mark.parametrize("day", ["0001-01-01", "1970-01-01", "2026-02-28", "9999-12-31"])
def test_any_day_can_be_today(place: Path, day: str) -> None:
    (place / "customers/odd.md").write_text(front(
        "birthday: 1985-02-29\nfollow_up_every: 2w\nlevel: A\nverified: 2026-01-01\n"
        "contacts:\n- name: X\n  birthday: 农历 1985-08-15") + "\n- [ ] 2026-01-31 x every 1m\n"
        "## 2026-10-01 contract HT-1\n- start: 0001-01-01\n- end: 9999-12-31\n")  # fmt: skip
    for words in (["due"], ["due", "--days", "400"], ["list"], ["show", "odd"], ["check"], ["due", "--ics"]):
        printed = piped(["--lang", "en", "--today", day, *words], place)
        assert printed.code in (0, 1), (words, printed.text[-300:])
        assert "inside Ledger" not in printed.text
