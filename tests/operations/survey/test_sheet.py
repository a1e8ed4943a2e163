"""Question sheets: the built-in one and those of a file, in three forms."""

from __future__ import annotations

import csv
import io
import os
import shutil
from pathlib import Path

import pytest

from ledger.display.speech import Speaker
from ledger.display.survey_sheets import markdown, page, table
from ledger.errors import BadValue
from ledger.operations.survey.asking import Recipient
from ledger.operations.survey.sheet import built_in, from_file

OWN = """# 交付之后

请回答

- 满意度: 您对这次交付满意吗？
- speed (1-5): How fast were we?
- 意见: 还有什么想说的？
"""


def test_the_built_in_sheet_asks_for_the_three_measures_and_words() -> None:
    assert [question.key for question in built_in("2026-Q4").questions] == ["csat", "nps", "ces", "text"]


def test_a_sheet_of_a_file() -> None:
    sheet = from_file("2026-Q4", OWN.encode())
    assert (sheet.title, sheet.intro) == ("交付之后", "请回答")
    assert [(question.key, question.scale) for question in sheet.questions] == [
        ("csat", (1, 5)),
        ("speed", (1, 5)),
        ("text", None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Only a title\n", "no question"),
        ("- how was it\n", "Line 1"),
        ("- nps (1-5): Would you?\n", "from 0 to 10"),
        ("- speed (5-1): How?\n", "no scale"),
        ("- csat: One?\n- 满意度: Two?\n", "Two questions"),
        ("\x00", "not text"),
    ],
)
def test_questions_that_are_none(text: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        from_file("x", text.encode())


def test_markdown_names_scales_and_leaves_room() -> None:
    text = markdown(built_in("2026-Q4"), Speaker("en"))
    assert "- survey: 2026-Q4\n" in text
    assert "0 = not at all likely · 10 = very likely\n\n- nps: ______\n" in text


def test_the_table_has_a_line_for_each_customer_and_no_formula() -> None:
    text = table(from_file("2026-Q4", OWN.encode()), [Recipient(1, "C-1", "=cmd()", "customers/a.md", "138", "a@b.c")])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows[0] == ["survey", "id", "name", "phone", "email", "date", "csat", "speed", "comment"]
    assert rows[1][:6] == ["2026-Q4", "C-1", "'=cmd()", "138", "a@b.c", ""]


def test_the_page_needs_no_net_and_runs_nothing_that_somebody_typed() -> None:
    text = page(from_file("</script><b>", b'# <i>x\n- csat: <img src=x onerror="1">?\n'), Speaker("en"))
    assert "http://" not in text
    assert "https://" not in text
    assert "<img" not in text
    assert "<i>" not in text
    assert text.count("</script>") == 1
    assert text.count('type="radio" name="csat"') == 5


def test_a_browser_keeps_the_answers_as_a_file(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium on this machine")
    place = tmp_path / "sheet.html"
    place.write_text(page(built_in("2026-Q4"), Speaker("en")), "utf-8")
    with playwright.sync_playwright() as started:
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        running = started.chromium.launch(executable_path=program, args=arguments, timeout=120_000)
        view = running.new_page(accept_downloads=True)
        complaints: list[str] = []
        view.on("console", lambda message: complaints.append(message.text))
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.goto(place.as_uri() + "#id=C-7K3M2Q&name=Acme%20Ltd.", timeout=120_000)
        view.click("button")
        assert "Please say who you are" in view.inner_text("#missing")
        view.check('input[name=csat][value="4"]')
        view.fill("textarea[name=comment]", 'fast, "friendly"\n')
        with view.expect_download() as download:
            view.click("button")
        download.value.save_as(tmp_path / "answers.csv")
        running.close()
    assert complaints == []
    rows = list(csv.DictReader(io.StringIO((tmp_path / "answers.csv").read_text("utf-8-sig"))))
    assert len(rows) == 1
    assert (rows[0]["survey"], rows[0]["id"], rows[0]["name"]) == ("2026-Q4", "C-7K3M2Q", "Acme Ltd.")
    assert (rows[0]["csat"], rows[0]["nps"], rows[0]["comment"].strip()) == ("4", "", 'fast, "friendly"')
