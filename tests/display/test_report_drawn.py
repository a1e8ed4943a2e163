"""Reports as SVG and as HTML, parsed, and looked at in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ledger.display.report_html import report_html
from ledger.display.report_svg import report_svg
from ledger.messages import say
from ledger.reports.table import Report
from tests.display.report_samples import NAUGHTY, many, naughty, nothing, sales, tree, words

SVG = "{http://www.w3.org/2000/svg}"
EMPTY = {"meta", "br", "link", "img", "input", "hr"}


class Read(HTMLParser):
    """A page as its tags, its texts by the tag they stand in, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def said(self, *tags: str) -> list[str]:
        return [text for tag, text in self.texts if tag in tags]


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("report", [sales(), sales(chinese=True), naughty(), nothing(), tree(), many(100)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_is_xml_that_stands_alone(report: Report, language: str) -> None:
    svg = report_svg(report, words(language))
    ET.fromstring(svg)
    assert not re.search(
        r"(href|src)=|@import|https?://(?!www\.w3\.org/2000/svg)",
        re.sub(r"<text.*?</text>|<title>.*?</title>", "", svg),
    )
    assert svg == report_svg(report, words(language))


def test_a_picture_has_titles_numbers_and_a_legend() -> None:
    found = texts(report_svg(sales(), words()))
    for text in ("Sales", "Revenue by region (CNY)", "¥120,000.00", "30 (2.5%)", "2026-09", "Bob", "15k", "10"):
        assert text in found
    assert "12.5万" in texts(report_svg(sales(chinese=True), words("zh")))
    assert "Nothing is overdue." in texts(report_svg(nothing(), words()))


def test_series_are_told_apart_without_colour() -> None:
    svg = report_svg(sales(), words())
    assert {f'fill="url(#s{place})"' for place in range(3)} <= set(re.findall(r'fill="url\(#s\d\)"', svg))
    assert 'stroke-dasharray="7 4"' in svg


def test_shapes_stay_on_the_picture() -> None:
    for report in (sales(), naughty(), many(100)):
        root = ET.fromstring(report_svg(report, words()))
        high = float(root.get("height") or 0)
        for one in root.iter():
            for name, most in (("x", 900.0), ("y", high)):
                value = one.get(name)
                assert value is None or 0 <= float(value) <= most


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_whole_and_asks_nothing_of_the_network(language: str) -> None:
    read = Read(report_html([sales(), tree(), nothing(), naughty()], words(language)))
    assert read.open == []
    assert ("html", {"lang": "zh-CN" if language == "zh" else "en"}) in read.tags
    for _, attributes in read.tags:
        assert not {"src", "onload", "onerror"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert sum(tag == "script" for tag, _ in read.tags) == 3


def test_numbers_stand_beneath_as_tables() -> None:
    read = Read(report_html([sales()], words()))
    assert "80,500.10" in " ".join(read.said("td"))
    assert read.said("th")[:3] == ["region", "stage", "customers"]
    assert "North" in read.said("th")
    assert "Total" in read.said("td")
    assert "urgent" in read.said("span")
    assert "No customer was lost." in read.said("p")
    assert read.said("dt") == ["revenue", "new customers", "first answer (hours)", "NPS"]


def test_a_page_without_charts_carries_no_library() -> None:
    page = report_html([nothing()], words())
    assert "<script" not in page
    assert len(page) < 12_000
    assert report_html([sales()], words()).count("echarts.init") >= 1


def test_names_are_text_everywhere() -> None:
    page = report_html([naughty()], words(), say("All of {name}", name=NAUGHTY[0]))
    read = Read(page)
    assert not any(tag == "b" for tag, _ in read.tags)
    assert f"All of {NAUGHTY[0]}" in read.said("title")
    told = json.loads(next(text for tag, text in read.texts if tag == "script" and text.startswith('{"language"')))
    assert told["charts"][0]["option"]["yAxis"]["data"][0] == NAUGHTY[0]
    script = page.split('id="charts">')[1].split("</script>")[0]
    assert "<" not in script
    assert script.isascii()
    assert not set(page) & {"\x1b", "\x00", "\u202e"}


def test_two_reports_of_the_same_days_say_them_once() -> None:
    page = report_html([tree(), nothing()], words(), say("All"))
    assert page.count("as of 2026-11-21") == 1
    assert '<a href="#report-1">Overdue</a>' in page
    assert report_html([tree(), sales()], words()).count("as of 2026-11-21") == 2


def browser_of_the_machine() -> str | None:
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser; one module-wide, as it takes a second to start."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = browser_of_the_machine()
    if program is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as started:
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        running = started.chromium.launch(executable_path=program, args=arguments, timeout=120_000)
        yield running
        running.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_browser_draws_every_chart_and_complains_about_nothing(browser: Any, tmp_path: Path, language: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(report_html([sales(chinese=language == "zh"), tree(), naughty()], words(language)), "utf-8")
    complaints: list[str] = []
    asked: list[str] = []
    view = browser.new_page(viewport={"width": 1280, "height": 900})
    view.on("console", lambda message: complaints.append(message.text))
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.on("request", lambda request: asked.append(request.url))
    view.goto(page.as_uri(), timeout=120_000)
    assert complaints == []
    assert asked == [page.as_uri()]
    drawn = view.evaluate(
        "[...document.querySelectorAll('.draw')].map(e => e.querySelectorAll('svg path, svg text').length)"
    )
    assert len(drawn) == 8
    assert min(drawn) > 10
    assert view.evaluate("document.querySelectorAll('.draw pattern').length") >= 3
    assert "</script><b>" in view.inner_text("#report-2")
    assert view.evaluate("document.documentElement.scrollWidth") <= 1280
    # On paper a drawing is as wide as the text.
    view.emulate_media(media="print")
    view.set_viewport_size({"width": 700, "height": 1000})
    assert (
        view.evaluate(
            "Math.max(...[...document.querySelectorAll('.draw svg')].map(e => e.getBoundingClientRect().right))"
        )
        <= 700
    )
    view.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_character_is_missing(browser: Any, language: str) -> None:
    """A missing one is drawn as the box of a character that no font has; so its picture is the same."""
    svg = report_svg(sales(chinese=True), words(language))
    wanted = sorted({sign for text in texts(svg) for sign in text if sign.strip()})
    view = browser.new_page()
    view.set_content(f"<body>{svg}")
    look = """wanted => {
          const font = getComputedStyle(document.querySelector("svg text")).fontFamily;
          const paper = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const drawn = sign => {
            paper.clearRect(0, 0, 300, 150);
            paper.font = "40px " + font;
            paper.fillText(sign, 20, 60);
            return paper.getImageData(0, 0, 120, 100).data.join();
          };
          const box = drawn(String.fromCodePoint(0x10fffd)), blank = drawn(" ");
          return wanted.filter(sign => [box, blank].includes(drawn(sign)));
        }"""
    assert view.evaluate(look, wanted) == []
    assert view.evaluate(look, ["\u0378", "中"]) == ["\u0378"]
    view.close()
