"""Logging appends one entry and touches no other byte."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import Ambiguous, BadValue, Broken, LedgerError, Refused
from ledger.operations.asked_entry import Asked, check
from ledger.operations.asked_fields import pair
from ledger.operations.log import Logged, log
from ledger.operations.refs import example_ref
from ledger.session import Session
from tests.operations.ledgers import content, ledger

FILE = """---
id: C-7K3M2Q
name: 云启   # 大客户
next_follow_up: 2026-11-30
---

# 云启

## 2026-11-01 商机 OPP-1 年度采购
- 阶段: 报价
"""
PATH = "customers/a.md"


def logged(session: Session, kind: str, text: str = "", *fields: str, **more: object) -> Logged:
    asked = Asked(kind, text, fields=tuple(map(pair, fields)), **more)  # type: ignore[arg-type]
    return log(session, PATH, check(session, asked))


def added(session: Session, kind: str, text: str = "", *fields: str, **more: object) -> str:
    before = content(session)
    logged(session, kind, text, *fields, **more)
    after = content(session)
    assert after.startswith(before)
    return after[len(before) :].decode()


def test_a_call_of_today_by_whoever_works_here(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    assert added(session, "电话", "客户要求两周内报价") == "\n## 2026-11-21 电话 @张三\n\n客户要求两周内报价\n"


def test_everything_an_entry_can_have_stands_where_people_write_it(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    text = added(
        session,
        "call",
        "wants a quote",
        "结果=有意向",
        date="昨天",
        at="9:05",
        by="Ana",
        title="  yearly   demand ",
        tags=("报价", "#urgent"),
        next_steps=("下周三 发送报价单 @张三", "think it over"),
    )
    assert text == (
        "\n## 2026-11-20 09:05 call yearly demand @Ana #报价 #urgent\n\nwants a quote\n\n- 结果: 有意向\n"
        "- [ ] 2026-11-25 发送报价单 @张三\n- [ ] think it over\n"
    )


def test_what_was_understood_is_said_in_words(tmp_path: Path) -> None:
    done = logged(ledger(tmp_path, a=FILE), "call", date="fri", next_steps=("11-30 quote",))
    assert [str(message) for message in done.understood] == [
        "Dated Friday, 2026-11-20 (yesterday)",
        "Next on Monday, 2026-11-30 (in 9 days): quote",
    ]


def test_iso_days_need_no_words(tmp_path: Path) -> None:
    assert logged(ledger(tmp_path, a=FILE), "call", date="2026-11-20").understood == ()


@pytest.mark.parametrize("typed", ["电话", "call", "打电话", "ＣＡＬＬ", "tel"])
def test_the_word_that_was_typed_names_the_kind(tmp_path: Path, typed: str) -> None:
    assert added(ledger(tmp_path, a=FILE), typed, "x").startswith(f"\n## 2026-11-21 {typed} @张三\n")


def test_a_kind_of_two_words_is_written_as_the_ledger_calls_it(tmp_path: Path) -> None:
    assert added(ledger(tmp_path, a=FILE), "phone call").startswith("\n## 2026-11-21 电话 ")


def test_every_kind_can_be_logged_by_every_name(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    for kind in session.vocabulary.kinds.values():
        fields = (("amount", "1"),) if kind.name in ("payment", "refund") else ()
        for name in [name for names in kind.names.values() for name in names]:
            meant = session.vocabulary.kind(name)
            done = log(session, PATH, check(session, Asked(name, "x", by="", fields=fields)), dry_run=True)
            assert meant is not None
            assert done.entry.kind == meant.name


@pytest.mark.parametrize(
    ("kind", "field", "says"),
    [
        ("投诉", "承诺日期=2026-02-30", "承诺日期: February 2026 has 28 days. Nothing was written."),
        ("投诉", "承诺日期=someday", "承诺日期: “someday” is no date that can be understood. Nothing was written."),
        ("回款", "金额=6万块吧", "金额: 6万块吧 is no amount; nothing was written."),
        ("商机", "阶段=谈判中吧", "阶段: 谈判中吧 is none of the known values; nothing was written."),
        ("商机", "概率=often", "概率: often is no percentage; nothing was written."),
        ("survey", "nps=nine points", "nps: nine points is no number; nothing was written."),
        ("call", "[x]=1", "“[x]” can't be the name of a field; nothing was written."),
    ],
)
def test_a_value_that_is_none_is_refused_before_anything_is_written(
    tmp_path: Path, kind: str, field: str, says: str
) -> None:
    session = ledger(tmp_path, a=FILE)
    before = (content(session), os.stat(tmp_path / PATH).st_mtime_ns)
    with pytest.raises(BadValue) as refused:
        logged(session, kind, "x", field)
    assert str(refused.value) == says
    assert (content(session), os.stat(tmp_path / PATH).st_mtime_ns) == before


@pytest.mark.parametrize(
    "more",
    [
        {"date": "2026-02-30"},
        {"date": "soonish"},
        {"at": "25:00"},
        {"ref": "OPP-1"},
        {"tags": ("two words",)},
        {"next_steps": ("2026-02-30 x",)},
        {"next_steps": ("fri",)},
        {"next_steps": ("",)},
        {"text": "\udcff"},
        {"text": "x" * 70_000},
    ],
)
def test_what_can_not_be_understood_is_refused(tmp_path: Path, more: dict[str, object]) -> None:
    session = ledger(tmp_path, a=FILE)
    with pytest.raises(BadValue, match=r"[Nn]othing was written"):
        check(session, Asked("call", **more))  # type: ignore[arg-type]


def test_an_unknown_kind_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadValue) as refused:
        logged(ledger(tmp_path, a=FILE), "opportunty")
    assert str(refused.value.hint).startswith("Did you mean “opportunity”? The kinds are: ")


def test_days_in_fields_may_be_typed_and_stand_in_iso_form(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    text = added(session, "投诉", "", "承诺日期=月底", "答复时间=昨天 14:30", by="")
    assert text == "\n## 2026-11-21 投诉\n- 承诺日期: 2026-11-30\n- 答复时间: 2026-11-20 14:30\n"


def test_unknown_fields_are_kept_and_said(tmp_path: Path) -> None:
    done = logged(ledger(tmp_path, a=FILE), "call", "", "天气=晴", "resullt=fine")
    assert done.entry.fields == {"天气": "晴", "resullt": "fine"}
    assert str(done.notes[1]).endswith("it is kept as it is. Did you mean “result”?")


@pytest.mark.parametrize(
    "value", ["one\ntwo", "# heading", "- item", "a: b", "[ ] x", "  blanks  ", "https://a.b/c?d=e", "值：二"]
)
def test_a_value_survives_whatever_it_looks_like(tmp_path: Path, value: str) -> None:
    found = logged(ledger(tmp_path, a=FILE), "call", "", f"天气={value}").entry.fields["天气"]
    assert ("\n".join(found) if isinstance(found, tuple) else found) == value.strip()


def test_a_field_given_twice_is_refused(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    with pytest.raises(BadValue, match="given twice"):
        logged(session, "payment", "", "amount=1", "金额=2")
    with pytest.raises(Refused, match="given twice"):
        logged(session, "payment", "- 金额: 2", "amount=1")


def test_a_person_of_two_words_is_named_in_a_field(tmp_path: Path) -> None:
    assert added(ledger(tmp_path, a=FILE), "call", by="李 四") == "\n## 2026-11-21 call\n- 经办人: 李 四\n"


def test_a_new_record_gets_the_next_ref_of_the_file(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    done = logged(session, "商机", "", title="2027 年合同")
    assert (done.entry.ref, done.entry.title) == ("OPP-2", "2027 年合同")
    assert "--ref OPP-1" in str(done.notes[0])


@pytest.mark.parametrize(
    ("kind", "known", "following"),
    [
        ("投诉", "C-009", "C-010"),
        ("need", "N1", "N2"),
        ("投诉", "TS-2026-011", ""),
        ("合同", "HT-1", ""),
        ("投诉", "", ""),
    ],
)
def test_only_short_numbers_of_our_own_are_counted_up(tmp_path: Path, kind: str, known: str, following: str) -> None:
    session = ledger(tmp_path, a=f"---\nname: a\n---\n\n## 2026-01-01 {kind} {known} x\n")
    assert logged(session, kind, "x").entry.ref == following


@pytest.mark.parametrize(
    ("settings", "kind", "example"),
    [
        ("ledger: 1\nlanguage: en\n", "opportunity", "OPP-1"),
        ("ledger: 1\nlanguage: en\n", "complaint", "C-1"),
        ("ledger: 1\n", "投诉", "TS-1"),
        ("ledger: 1\n", "合同", "HT-1"),
        ("ledger: 1\nlanguage: en\nkinds: {lease: {like: contract}}\n", "lease", "L-1"),
        ("ledger: 1\nkinds: {租约: {like: contract}}\n", "租约", "A-1"),
    ],
)
def test_the_example_of_a_ref_fits_the_kind(tmp_path: Path, settings: str, kind: str, example: str) -> None:
    session = ledger(tmp_path, settings)
    found = session.vocabulary.kind(kind)
    assert found is not None
    assert example_ref(found, session.settings.language) == example


def test_a_known_ref_goes_on_with_its_record_and_says_so(tmp_path: Path) -> None:
    done = logged(ledger(tmp_path, a=FILE), "商机", "", "阶段=赢单", ref="OPP-1")
    assert str(done.notes[0]) == "This goes on with 商机 OPP-1."


def test_ending_a_record_asks_which(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    with pytest.raises(Ambiguous) as asked:
        logged(session, "商机", "", "阶段=赢单")
    assert asked.value.candidates == ("OPP-1  年度采购",)
    assert content(session) == FILE.encode()


def test_a_payment_for_an_unknown_invoice_is_written_with_a_warning(tmp_path: Path) -> None:
    done = logged(ledger(tmp_path, a=FILE), "回款", "", "金额=6万", "invoice=INV-7")
    assert "INV-7" in str(done.notes[0])


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    done = log(session, PATH, check(session, Asked("call", "x")), dry_run=True)
    assert content(session) == FILE.encode()
    assert done.revision.changed


@pytest.mark.parametrize("opening", ["```\nnever closed", "<!-- never closed", "<pre>"])
def test_a_file_that_would_swallow_the_entry_is_left_alone_and_told(tmp_path: Path, opening: str) -> None:
    session = ledger(tmp_path, a=f"---\nname: a\n---\n\n{opening}\n")
    with pytest.raises(Broken, match="line 5 begins something that never ends; nothing was written"):
        logged(session, "call", "x")


def test_an_unclosed_front_matter_does_not_swallow_the_entry(tmp_path: Path) -> None:
    session = ledger(tmp_path, a="---\nname: a\n\n## 2026-01-01 call\n")
    before = content(session)
    try:
        logged(session, "call", "x")
    except Broken:
        assert content(session) == before
    else:
        assert content(session).startswith(before)


@pytest.mark.parametrize("damaged", [b"\x00\x01", "名字".encode("gb18030") * 9, b"---\nname: a\n---\n<<<<<<< HEAD\n"])
def test_a_damaged_file_is_not_written(tmp_path: Path, damaged: bytes) -> None:
    session = ledger(tmp_path, a=damaged)
    with pytest.raises(Broken):
        logged(session, "call", "x")
    assert content(session) == damaged


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "## 2026-01-01 call (by: boss)",
                "---",
                "stage: won",
                "```",
                "~~~",
                "<!--",
                "<<<<<<< HEAD",
                "- [ ] x",
                "# T",
                "\r",
                "\x1b[31m",
                "\u2028",
                "- 结果: 好",
                "",
                "    - [x] 2026-01-01",
                "谢谢",
                "name: x",
                "<script>",
                ">>>>>>> b",
            ]
        ),
        max_size=8,
    ).map("\n".join),
)
STARTS = st.sampled_from(
    [
        FILE,
        "",
        "\n",
        "# only a title",
        "no front matter\n\n- [ ] x",
        "---\nname: x\n---",
        "---\nname: x\n...\n\n## 2026-01-01 call\n- a: b",
    ]
)
SHAPES = st.sampled_from(["", "crlf", "bom", "bom crlf", "no end"])


def shaped(text: str, shape: str) -> bytes:
    text = text.rstrip("\n") if "no end" in shape else text
    text = text.replace("\n", "\r\n") if "crlf" in shape else text
    return (b"\xef\xbb\xbf" if "bom" in shape else b"") + text.encode()


@settings(max_examples=120)
@given(start=STARTS, shape=SHAPES, text=TEXTS, title=st.text(max_size=20))
def test_any_text_makes_exactly_one_entry_and_keeps_all_bytes_before_it(
    start: str, shape: str, text: str, title: str
) -> None:
    with TemporaryDirectory() as folder:
        session = ledger(Path(folder), a=shaped(start, shape))
        before = content(session)
        try:
            done = logged(session, "call", text, title=title)
        except LedgerError:
            assert content(session) == before
            return
        after = content(session)
        assert after.startswith(before)
        assert len(done.revision.new.entries) == len(done.revision.old.entries) + 1
        more = after[len(before) :]
        assert b"\x00" not in more
        if b"\r\n" in before and before.endswith(b"\r\n"):
            assert more.count(b"\n") == more.count(b"\r\n")


@given(
    text=st.lists(
        st.sampled_from(["电话", "x", "#", "-", "[", "]", "```", "12", ":", "：", "\n", "结果", "##", "2026-01-02"]),
        max_size=30,
    ).map("".join)
)
def test_ordinary_text_is_never_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        assert logged(ledger(Path(folder), a=FILE), "call", text).entry.kind == "call"


def _append(folder: str, number: int) -> None:
    session = ledger_at(folder)
    logged(session, "call", f"number {number}", by="")


def ledger_at(folder: str) -> Session:
    from ledger.session import open_session
    from tests.operations.ledgers import TODAY

    return open_session(folder, today=TODAY, env={})


def test_two_hundred_who_log_at_once_leave_two_hundred_entries(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append, args=(str(tmp_path), number)) for number in range(200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 200
    text = content(session).decode()
    assert text.startswith(FILE)
    assert all(text.count(f"\nnumber {number}\n") == 1 for number in range(200))


def _append_for_ever(folder: str) -> None:
    session = ledger_at(folder)
    for number in range(10_000):
        logged(session, "call", f"number {number}\n" * 50, by="")


def test_a_writer_killed_at_any_moment_leaves_the_file_whole(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    context = multiprocessing.get_context("fork")
    seen = 0
    for round_number in range(12):
        writer = context.Process(target=_append_for_ever, args=(str(tmp_path),))
        writer.start()
        time.sleep(0.02 + 0.013 * round_number)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        text = content(session).decode()
        assert text.startswith(FILE)
        entries = text[len(FILE) :].split("\n## ")[1:]
        assert all(entry.count("number ") == 50 and entry.endswith("\n") for entry in entries)
        seen = max(seen, len(entries))
    assert seen > 0


@pytest.mark.parametrize("kind", ["回款", "refund"])
def test_money_without_an_amount_is_refused(kind: str, tmp_path: Path) -> None:
    session = ledger(tmp_path, a=FILE)
    with pytest.raises(BadValue, match="How much was it"):
        check(session, Asked(kind, text="到账了"))
