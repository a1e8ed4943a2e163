"""Changes as diffs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger.display.diff import diff_page
from ledger.display.page import Line, Style
from ledger.display.plain import render

NAME = "customers/云启.md"


def test_a_changed_field_shows_three_lines_around_it() -> None:
    before = "---\nname: 云启\nlevel: A\nowner: 张三\nregion: 上海\nphone: 1\n---\n"
    assert render(diff_page(NAME, before, before.replace("level: A", "level: B"))) == (
        f"--- a/{NAME}\n+++ b/{NAME}\n@@ -1,6 +1,6 @@\n ---\n name: 云启\n-level: A\n+level: B\n owner: 张三\n region: 上海\n phone: 1\n"
    )


def test_added_and_removed_lines_have_their_own_styles() -> None:
    styles = [block.spans[0].style for block in diff_page("a", "x\n", "y\n").blocks if isinstance(block, Line)]
    assert styles == [Style.STRONG, Style.STRONG, Style.MUTED, Style.REMOVED, Style.ADDED]


def test_a_carriage_return_can_be_seen() -> None:
    assert "-a␍\n+a\n" in render(diff_page("a", "a\r\n", "a\n"))


def test_a_missing_last_line_end_is_said() -> None:
    assert render(diff_page("a", "x", "x\n")).endswith("-x\n\\ No newline at end of file\n+x\n")


def test_a_new_file_and_a_removed_one_have_nothing_on_the_other_side() -> None:
    assert render(diff_page("a", None, "x\n")) == "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n"
    assert render(diff_page("a", "x\n", None)) == "--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"


def test_what_did_not_change_shows_nothing() -> None:
    assert render(diff_page("a", "x\n", "x\n")) == ""


def test_trailing_spaces_are_kept() -> None:
    assert "-a  \n+a\n" in render(diff_page("a", "a  \n", "a\n"))


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=30)


@given(LINES, LINES, LINES, LINES)
def test_the_lines_are_those_of_a_unified_diff(
    start: list[str], old: list[str], new: list[str], end: list[str]
) -> None:
    before, after = start + old + end, start + new + end
    ours = render(diff_page("a", "".join(before), "".join(after))).split("\n")[2:-1]
    kept = [text[1:] + "\n" for text in ours if text[0] == " "]
    assert [text for text in ours if text[0] == "-"] or [text for text in ours if text[0] == "+"] or before == after
    rebuilt = _applied(before, ours)
    assert rebuilt == after
    assert len(kept) <= len(before)


def _applied(before: list[str], diff: list[str]) -> list[str]:
    """The lines after a unified diff, applied as patch does."""
    result, place = [], 0
    for text in diff:
        if text.startswith("@@"):
            first, _, count = text.split()[1][1:].partition(",")
            start = int(first) - (count != "0")
            result += before[place:start]
            place = start
        elif text[0] == "+":
            result.append(text[1:] + "\n")
        else:
            assert before[place] == text[1:] + "\n"
            result += [before[place]] if text[0] == " " else []
            place += 1
    return result + before[place:]


def test_one_more_entry_in_a_large_file_is_found_at_once() -> None:
    before = "- [ ] same line\n" * 50_000
    page = diff_page("a", before, before + "new\n")
    assert len(page.blocks) == 7
