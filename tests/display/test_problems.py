"""Problems as they are shown."""

from __future__ import annotations

import re

from ledger.display.plain import render
from ledger.display.problems import Found, gcc_line, problems_page, summary
from ledger.display.speech import Speaker
from ledger.display.width import width
from ledger.model.problem import Problem

SPEAKER = Speaker()


def shown(found: Found, columns: int | None = None) -> list[str]:
    return render(problems_page([found], SPEAKER, columns), columns).split("\n")[:-1]


def test_a_problem_shows_its_place_its_line_and_what_to_do() -> None:
    found = Found("ledger.yaml", Problem("settings-tag", 14, 8, 5, {"tag": "!!str"}), "level: !!str A")
    assert shown(found) == [
        "ledger.yaml:14:8: warning: the YAML tag !!str means nothing here [settings-tag]",
        "14 | level: !!str A",
        "   |        ^^^^^",
        "Delete it, or put the value in quotes if the ! belongs to it.",
    ]


def test_marks_stand_under_chinese_text() -> None:
    lines = shown(Found("a.md", Problem("settings-tag", 3, 6, 2, {"tag": "x"}), "客户名称：云启公司"))
    assert lines[1:3] == ["3 | 客户名称：云启公司", "  |           ^^^^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    found = Found(
        "a.md", Problem("settings-tag", 7, 500_001, 4, {"tag": "x"}), "上" * 500_000 + "here" + "尾" * 500_000
    )
    lines = shown(found, 72)
    assert all(width(text) <= 72 for text in lines)
    marks = lines[2].index("^^^^")
    before = lines[1].partition("here")[0]
    assert lines[1].startswith("7 | …上")
    assert lines[1].endswith("尾…")
    assert width(before) == marks


def test_a_place_at_the_end_of_a_line_is_marked_behind_it() -> None:
    lines = shown(Found("a.md", Problem("settings-tag", 3, 5, 0, {"tag": "x"}), "name"))
    assert lines[1:3] == ["3 | name", "  |     ^"]


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    assert shown(Found("a.md", Problem("settings-too-deep", args={"limit": "9"})))[0].startswith("a.md: error: ")


def test_tabs_and_control_characters_keep_the_marks_in_place() -> None:
    lines = shown(Found("a\x1b.md", Problem("settings-tag", 3, 4, 1, {"tag": "\x07"}), "\t\x1b\u202eX"))
    assert lines[0].startswith("a␛.md:3:4: warning: the YAML tag ␇ ")
    assert lines[1:3] == ["3 |  ␛<U+202E>X", "  |           ^"]


def test_an_editor_gets_one_line() -> None:
    found = Found("a b.md", Problem("settings-tag", 14, 8, 5, {"tag": "x\ny"}), "…")
    text = gcc_line(found, SPEAKER)
    assert re.fullmatch(r"[^:]+:\d+:\d+: (error|warning|note): .+ \[settings-tag\]", text)
    assert "\n" not in text
    assert gcc_line(Found("a.md", Problem("settings-too-deep", args={"limit": "9"})), SPEAKER).startswith(
        "a.md:1:1: error: "
    )


def test_the_summary_counts_by_severity_and_file() -> None:
    found = [
        Found("a.md", Problem("settings-tag", args={"tag": "x"})),
        Found("a.md", Problem("settings-too-deep", args={"limit": "9"})),
        Found("b.md", Problem("settings-too-deep", args={"limit": "9"})),
    ]
    assert SPEAKER.say(summary(found, 30)) == "2 errors, 1 warning in 2 of 30 files."
    assert SPEAKER.say(summary([], 30)) == "No problems in 30 files."
