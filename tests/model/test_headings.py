"""The heading of an entry, as people type it."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model import headings
from ledger.model.compiled import built_in
from tests.strategies import words

VOCABULARY = built_in()


def read(content: str) -> headings.EntryHeading:
    said = headings.read(content, VOCABULARY)
    assert said is not None
    return said


@pytest.mark.parametrize(
    ("content", "day", "iso"),
    [
        ("2026-11-21 call", date(2026, 11, 21), True),
        ("2026-11-21", date(2026, 11, 21), True),
        ("2026-11-21电话", date(2026, 11, 21), True),
        ("2026-11-21，电话", date(2026, 11, 21), True),
        ("2026-11-21: call", date(2026, 11, 21), True),
        ("2026-11-21T14:30 call", date(2026, 11, 21), True),
        ("2026-02-30 call", None, True),
        ("2026-13-01 call", None, True),
        ("0000-01-01 call", None, True),
        ("2026-1-5 call", date(2026, 1, 5), False),
        ("2026/11/21 call", date(2026, 11, 21), False),
        ("2026.11.21 call", date(2026, 11, 21), False),
        ("2026年11月21日 电话", date(2026, 11, 21), False),
        ("2026年1月5日电话", date(2026, 1, 5), False),
        ("2026/2/30 call", None, False),
    ],
)
def test_a_date_in_iso_form_or_one_that_leaves_no_doubt_starts_an_entry(
    content: str, day: date | None, iso: bool
) -> None:
    said = read(content)
    assert (said.day.day, said.day.iso) == (day, iso)


@pytest.mark.parametrize(
    "content",
    ["", "Notes", "call 2026-11-21", "20261121 call", "2026-11 call", "2026 plans", "2026-11-210 call", "2026-11-21-22 fair",
     "2026-W47-6 call", "11/21/2026 call", "2026-11-21.1 release", "v2026-11-21", "２０２６-11-21 call", "2026-11-21st", "2026.11.21.3 x"],
)  # fmt: skip
def test_anything_else_starts_none(content: str) -> None:
    assert headings.read(content, VOCABULARY) is None


@pytest.mark.parametrize(
    ("rest", "at", "title"),
    [
        ("14:30 call x", time(14, 30), "x"),
        ("9:05 call x", time(9, 5), "x"),
        ("14：30 call x", time(14, 30), "x"),
        ("14:30:59 call x", time(14, 30), "x"),
        ("14:30-15:30 call x", time(14, 30), "x"),
        ("14:30 – 15:30 call x", time(14, 30), "x"),
        ("00:00 call", time(0, 0), ""),
        ("call 14:30 x", None, "14:30 x"),
        ("24:00 call x", None, "24:00 call x"),
        ("14:60 call x", None, "14:60 call x"),
        ("14:301 call x", None, "14:301 call x"),
        ("1430 call x", None, "1430 call x"),
    ],
)
def test_a_time_may_follow(rest: str, at: time | None, title: str) -> None:
    said = read("2026-11-21 " + rest)
    assert (said.time, said.title) == (at, title)


@pytest.mark.parametrize(
    ("rest", "kind", "written", "title"),
    [
        ("电话 谈价格", "call", "电话", "谈价格"),
        ("Call about prices", "call", "Call", "about prices"),
        ("CALL", "call", "CALL", ""),
        ("电话：谈价格", "call", "电话", "谈价格"),
        ("电话: 谈价格", "call", "电话", "谈价格"),
        ("Call: prices", "call", "Call", "prices"),
        ("电话（未接）", "call", "电话", "（未接）"),
        ("电话\u3000谈价格", "call", "电话", "谈价格"),
        (": call x", "call", "call", "x"),
        ("— call x", "call", "call", "x"),
        ("- call x", "call", "call", "x"),
        ("商机 年度采购", "opportunity", "商机", "年度采购"),
        ("谈价格", "note", "", "谈价格"),
        ("cal prices", "note", "", "cal prices"),
        ("Callback wanted", "note", "", "Callback wanted"),
        ("note: x", "note", "note", "x"),
        ("", "note", "", ""),
        ("-300 paid", "note", "", "-300 paid"),
    ],
)
def test_the_first_word_is_the_kind_or_all_is_a_note(rest: str, kind: str, written: str, title: str) -> None:
    said = read("2026-11-21 " + rest)
    assert (said.kind, said.kind_as_written, said.title) == (kind, written, title)


@pytest.mark.parametrize(
    ("rest", "ref", "title"),
    [
        ("商机 OPP-1 年度采购", "OPP-1", "年度采购"),
        ("商机：OPP-1 年度采购", "OPP-1", "年度采购"),
        ("contract HT-2026-018", "HT-2026-018", ""),
        ("invoice 20261234", "20261234", ""),
        ("invoice 2026/0012 x", "2026/0012", "x"),
        ("order SO_1.2/b x", "SO_1.2/b", "x"),
        ("order 3 boxes", "", "3 boxes"),
        ("order 12.5 kg", "", "12.5 kg"),
        ("order urgent", "", "urgent"),
        ("order 椅子1", "", "椅子1"),
        ("call OPP-1 x", "", "OPP-1 x"),
        ("note 2026-0012", "", "2026-0012"),
    ],
)
def test_records_have_a_ref_with_a_digit_in_it(rest: str, ref: str, title: str) -> None:
    said = read("2026-11-21 " + rest)
    assert (said.ref, said.title) == (ref, title)


@pytest.mark.parametrize(
    ("text", "people", "tags", "rest"),
    [
        ("谈价格 @张三 #报价", ("张三",), ("报价",), "谈价格"),
        ("谈价格 @张三 @李四", ("张三", "李四"), (), "谈价格"),
        ("@张三 谈价格", ("张三",), (), "@张三 谈价格"),
        ("谈 @张三 再谈 @李四", ("张三", "李四"), (), "谈 @张三 再谈"),
        ("发报价（周末）@张三", ("张三",), (), "发报价（周末）"),
        ("发报价。@张三", ("张三",), (), "发报价。"),
        ("报价，@张三，@李四", ("张三", "李四"), (), "报价，"),
        ("问 @张三，再报价", ("张三",), (), "问 @张三，再报价"),
        ("报价（@张三）", ("张三",), (), "报价（@张三）"),
        ("quote (ask @bob) #vip.", ("bob",), ("vip",), "quote (ask @bob)"),
        ("quote @j.smith, @ann", ("j.smith", "ann"), (), "quote"),
        ("谈\u3000@张三\u3000#报价", ("张三",), ("报价",), "谈"),
        ("mail a@b.com", (), (), "mail a@b.com"),
        ("3 号楼 #12", (), (), "3 号楼 #12"),
        ("看 C# 和 #C#", (), ("C",), "看 C# 和 #C#"),
        ("@ # ## @@", (), (), "@ # ## @@"),
        ("#a/b #2026q1", (), ("a/b", "2026q1"), ""),
        ("plain", (), (), "plain"),
        ("", (), (), ""),
    ],
)  # fmt: skip
def test_people_and_tags_stand_apart(text: str, people: tuple[str, ...], tags: tuple[str, ...], rest: str) -> None:
    assert headings.marks(text) == (people, tags, rest)


@given(words())
def test_no_word_of_a_heading_is_lost(rest: str) -> None:
    said = headings.read("2026-11-21 " + rest, VOCABULARY)
    if said is not None and said.time is None:
        kept = "".join((said.kind_as_written, said.ref, said.title, *said.people, *said.tags))
        lost = set(rest) - set(kept) - set("@#：:，,;；。.!！?？、-–—")
        assert not {mark for mark in lost if not mark.isspace()}


@given(st.text(max_size=60))
def test_no_heading_is_too_odd(content: str) -> None:
    headings.read(content, VOCABULARY)
    headings.read("2026-11-21 " + content, VOCABULARY)


@given(
    st.sampled_from(["2026-11-21", "2026-02-30", "2026-1-5", "２０２６-11-21"]),
    st.sampled_from(["", "14:30 ", "9:05 ", "24:00 ", "14:30-15:00 "]),
    st.sampled_from(["电话", "call", "商机", "invoice", "没有这种", "电话：谈", "note"]),
    st.lists(
        st.sampled_from(
            [
                "OPP-1",
                "2026",
                "年度采购",
                "@张三",
                "#报价",
                "#12",
                "a@b",
                "C#",
                "（周末）@李四",
                "@",
                "　",
                "@王-1",
                "#a，",
            ]
        ),
        max_size=4,
    ).map(" ".join),
)
def test_the_quick_way_reads_what_the_careful_one_does(day: str, at: str, kind: str, rest: str) -> None:
    content = f"{day} {at}{kind} {rest}".strip()
    quick = headings.read(content, VOCABULARY)
    usual = headings._USUAL
    try:
        headings._USUAL = re.compile(r"(?!)")
        careful = headings.read(content, VOCABULARY)
    finally:
        headings._USUAL = usual
    assert quick == careful
