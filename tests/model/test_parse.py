"""A whole file to a customer: nothing that is typed, damaged or hostile stops it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from ledger.facts.compute import compute
from ledger.model.customer import Customer
from ledger.model.parse import parse
from ledger.text.source import decode
from tests.facts.typed import ruled
from tests.strategies import BADLY_TYPED, contents, files

SAMPLE = Path(__file__).parent.parent.parent / "customers"


def read(content: bytes | str, path: str = "customers/a.md") -> Customer:
    """The customer in a file; its facts are worked out too."""
    found = parse(path, decode(content.encode() if isinstance(content, str) else content), *ruled())
    compute(found, *ruled())
    return found


def codes(content: bytes | str) -> list[str]:
    return [problem.code for problem in read(content).problems]


@pytest.mark.parametrize("name", BADLY_TYPED)
def test_a_file_that_is_typed_badly_is_read_as_it_was_meant(name: str) -> None:
    found = read(BADLY_TYPED[name])
    assert "云启" in found.name
    assert [entry.kind for entry in found.entries][:1] == ["call"]
    assert found.problems


@settings(max_examples=100)
@given(contents())
def test_no_bytes_stop_the_reader(content: bytes) -> None:
    found = read(content)
    assert found.name
    assert all(problem.line >= 0 and problem.column >= 1 for problem in found.problems)
    assert [problem.line for problem in found.problems] == sorted(problem.line for problem in found.problems)


@given(files())
def test_every_problem_stands_in_a_line_of_the_file(text: str) -> None:
    last = text.count("\n") + 1
    assert all(problem.line <= last for problem in read(text).problems)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A copy with a few bits turned, parts cut, doubled, swapped or replaced."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(found) + 1)
        end = min(len(found), start + chance.choice((1, 2, 5, 40, 400)))
        part = bytes(found[start:end])
        found[start:end] = chance.choice(
            (
                lambda part: b"",
                lambda part: part * 2,
                lambda part: part[::-1],
                lambda part: bytes(byte ^ (1 << chance.randrange(8)) for byte in part[:3]) + part[3:],
                lambda part: chance.randbytes(len(part)),
                lambda part: chance.choice(
                    (
                        b"\n",
                        b"\r\n",
                        b"---\n",
                        b"```\n",
                        b"<!--",
                        b": ",
                        b"- [ ] ",
                        b"## 2026-01-01 ",
                        b"\t",
                        b'"',
                        b"[",
                    )
                ),
            )
        )(part)
    return bytes(found)


def test_two_thousand_damaged_files_are_read_to_their_end() -> None:
    seeds = [path.read_bytes() for path in sorted(SAMPLE.rglob("*.md"))] + [
        text.encode() for text in BADLY_TYPED.values()
    ]
    chance = random.Random(20261121)
    for number in range(2000):
        content = damaged(seeds[number % len(seeds)], chance)
        try:
            read(content)
        except Exception as error:
            pytest.fail(f"{type(error).__name__}: {error} in {content!r}")


def test_the_sample_ledger_has_nothing_to_complain_about_but_what_it_shows_on_purpose() -> None:
    texts = [path.read_bytes() for path in sorted(SAMPLE.rglob("*.md"))]
    assert len(texts) >= 30
    assert all(read(text).name for text in texts)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["file-empty"]),
        (b" \n\n", ["file-empty"]),
        (b"\xef\xbb\xbf", ["file-empty"]),
        (b"\x00" * 512, ["file-not-text"]),
        (b"name: \xff\xfe", ["file-not-text"]),
        ("---\nid: C-1\nname: 上海云启科技\n---\n".encode("gbk"), ["file-gb18030"]),
        (b"---\nid: C-1\nname: a\n---\n", []),
        (b"\xef\xbb\xbf---\r\nid: C-1\r\nname: a\r\n---\r\n", []),
        (b"---\nid: C-1\nname: a\x1b[2J\n---\n", ["control-character"]),
        ("---\nid: C-1\nname: a\n---\na\u2028b\x0cc\n".encode(), ["control-character"]),
        (b"---\nid: C-1\nname: a\n---\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n", ["conflict-marker"]),
        (b"---\nid: C-1\nname: a\n---\ntitle\n=======\n", []),
        (b"---\nname: a\n---\n", ["id-missing"]),
        (b"---\nid: C-1\n---\n", ["name-missing"]),
        (b"---\nid: C-1\nname: a\n---\n```\nx\n", ["code-unclosed"]),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_file_is_named(content: bytes, expected: list[str]) -> None:
    assert codes(content) == expected


@pytest.mark.parametrize(
    ("content", "name", "identity"),
    [
        ("---\nid: 007\nname: 上海云启\n---\n# other\n", "上海云启", "007"),
        ("---\nlevel: A\n---\n\n# 上海云启 #\n", "上海云启", "a b"),
        ("---\nlevel: A\n---\n\n## 2026-11-21 call\n", "a b", "a b"),
        ("---\nname: [a, b]\n---\n", "a b", "a b"),
        ("---\nname:\nid:\n---\n", "a b", "a b"),
        ("text\n", "a b", "a b"),
    ],
)
def test_a_customer_without_name_or_id_is_called_by_heading_or_file(content: str, name: str, identity: str) -> None:
    found = read(content, "customers/east/a b.md")
    assert (found.name, found.id, found.path) == (name, identity, "customers/east/a b.md")


def test_links_are_found_outside_code() -> None:
    found = read(
        "---\nid: C-1\nname: a\nowner: '[[C-9]]'\n---\n\nsee [[华信联创]] and [[C-2|x]] [[a#b]]\n```\n[[code]]\n```\n[[last]]\n"
    )
    assert [(link.target, link.line, link.column) for link in found.links] == [
        ("C-9", 4, 9), ("华信联创", 7, 5), ("C-2", 7, 18), ("a", 7, 28), ("last", 11, 1),
    ]  # fmt: skip


def test_lines_are_counted_by_lf_and_crlf_alone() -> None:
    text = "---\r\nid: C-1\r\nname: a\u2028b\x85c\r\n---\r\n\r\n## 2026-11-21 call x\rz\n- amount: lots\n"
    found = read(text)
    assert found.entries[0].line == 6
    assert [(problem.code, problem.line) for problem in found.problems if problem.code.startswith("value")] == [
        ("value-money", 7)
    ]


def test_text_before_between_and_behind_entries_is_the_body() -> None:
    found = read("---\nid: C-1\nname: a\n---\n\n# a\n\nfirst\n\n## 2026-11-21 call\n\ninside\n\n# Notes\n\nlast\n")
    assert re.sub(r"\s+", " ", found.body) == "# a first # Notes last"
