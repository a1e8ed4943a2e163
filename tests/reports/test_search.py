"""Whom a search finds, in which order, and by which line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.index.building import bring_up_to_date
from ledger.reports.search import Found, Hit, search, search_any
from ledger.reports.search_any import ranked
from ledger.session import Session, open_session

FILES = {
    "yunqi.md": "---\nid: C-YUNQ\nname: 上海云启科技有限公司\naliases: [云启]\nlevel: A\nregion: 上海\ncredit_limit: 5万\n"
    "contacts:\n  - {name: 李雷, phone: +86 138 0013 8000, email: li.lei@example.com}\ntags: [高意向]\n---\n"
    "## 2026-06-03 投诉 物流慢\n已退款\n## 2026-07-01 电话\n谈年度采购报价 AB-1200/X\n",
    "jinfeng.md": "---\nname: 金风贸易\n---\n用 C++ 与 iPhone15\n## 2026-06-05 电话\n物流没问题，报价折扣再谈\n",
    "cafe.md": "---\nname: Café Bjørnstjerne A/S\n---\nAT&T contact within IT\nA phrase that goes\nover two lines\n",
    "hantang.md": "---\nname: 汉唐\n---\n雲端服務\n",
}
CASES = [
    ("报价 折扣", "金风贸易"),
    ("报价 OR 退款", "上海云启科技有限公司, 金风贸易"),
    ('"年度采购"', "上海云启科技有限公司"),
    ('"采购年度"', ""),
    ("年度采*", "上海云启科技有限公司"),
    ("退", "上海云启科技有限公司"),
    ("物流 -报价", ""),
    ("物流 -折扣", "上海云启科技有限公司"),
    ("IT", "Café Bjørnstjerne A/S"),
    ("with", ""),
    ("C++", "金风贸易"),
    ("AT&T", "Café Bjørnstjerne A/S"),
    ("A/S", "Café Bjørnstjerne A/S"),
    ("cafe", "Café Bjørnstjerne A/S"),
    ("Bjornstjerne", "Café Bjørnstjerne A/S"),
    ("Bjorn*", "Café Bjørnstjerne A/S"),
    ("AB-1200/X", "上海云启科技有限公司"),
    ("1200", "上海云启科技有限公司"),
    ("iphone", "金风贸易"),
    ("li.lei@example.com", "上海云启科技有限公司"),
    ("example.com", "上海云启科技有限公司"),
    ("13800138000", "上海云启科技有限公司"),
    ("138-0013-8000", "上海云启科技有限公司"),
    ("+8613800138000", "上海云启科技有限公司"),
    ("0013800", "上海云启科技有限公司"),
    ("云科", "上海云启科技有限公司"),
    ("yqkj", "上海云启科技有限公司"),
    ("yunqi", "上海云启科技有限公司"),
    ("lilei", "上海云启科技有限公司"),
    ("ＡＢ－１２００", "上海云启科技有限公司"),
    ("服務", "汉唐"),
    ("云端", "汉唐"),
    ("雲啟", "上海云启科技有限公司"),
    ("level:A 报价", "上海云启科技有限公司"),
    ("entry(kind:投诉 物流)", "上海云启科技有限公司"),
    ("entry(kind:投诉 报价)", ""),
]


def made(root: Path, files: dict[str, str], settings: str = "") -> Session:
    root.mkdir(parents=True, exist_ok=True)
    (root / "ledger.yaml").write_text("ledger: 1\ncurrency: CNY\n" + settings, "utf-8")
    (root / "customers").mkdir(exist_ok=True)
    for path, text in files.items():
        (root / "customers" / path).write_text(text, "utf-8", newline="")
    return open_session(root, today=date(2026, 11, 21), env={})


@pytest.fixture(scope="module", params=["whoosh", "fts5", "nothing yet"])
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Session:
    engine = "fts5" if request.param == "fts5" else "whoosh"
    opened = made(tmp_path_factory.mktemp("search"), FILES, f"search: {{engine: {engine}}}\n")
    if request.param != "nothing yet":
        bring_up_to_date(opened)
    found = search(opened, "物流")
    assert (found.engine, found.unseen) == (engine, len(FILES) if request.param == "nothing yet" else 0)
    return opened


def names(found: Found) -> list[str]:
    return [hit.row.name for hit in found.hits]


def only(found: Found) -> Hit:
    assert len(found.hits) == 1
    return found.hits[0]


def marked(hit: Hit) -> list[str]:
    return [hit.excerpt.text[start:end] for start, end in hit.excerpt.spans]


@pytest.mark.parametrize(("query", "found"), CASES)
def test_what_finds_whom(session: Session, query: str, found: str) -> None:
    assert ", ".join(sorted(names(search(session, query)))) == found


@pytest.mark.parametrize(
    ("query", "line", "text", "marks"),
    [
        ("报价 年度", 15, "谈年度采购报价 AB-1200/X", ["年度", "报价"]),
        ("退款", 13, "已退款", ["退款"]),
        ("投诉", 12, "## 2026-06-03 投诉 物流慢", ["投诉"]),
        ("13800138000", 9, "- {name: 李雷, phone: +86 138 0013 8000, email: li.lei@example.com}", ["138 0013 8000"]),
        ("高意向", 10, "tags: [高意向]", ["高意向"]),
        ("#高意向", 10, "tags: [高意向]", ["高意向"]),
        ("云科", 3, "name: 上海云启科技有限公司", ["云", "科"]),
        ("yqkj", 3, "name: 上海云启科技有限公司", ["云启科技"]),
        ("yunqi -金风", 3, "name: 上海云启科技有限公司", ["云启"]),
        ("region:上海", 6, "region: 上海", ["上海"]),
        ("credit_limit:>10000", 7, "credit_limit: 5万", []),
        ("50000", 7, "credit_limit: 5万", []),
        ("kind:投诉", 12, "## 2026-06-03 投诉 物流慢", []),
        ("entry(kind:电话 1200)", 15, "谈年度采购报价 AB-1200/X", ["1200"]),
        ("id:C-YUNQ", 2, "id: C-YUNQ", ["C-YUNQ"]),
        ("open_amount:0 level:A", 5, "level: A", ["A"]),
    ],
)
def test_the_best_line_shows_most_of_what_was_asked_for(
    session: Session, query: str, line: int, text: str, marks: list[str]
) -> None:
    hit = next(hit for hit in search(session, query).hits if hit.row.id == "C-YUNQ")
    assert (hit.excerpt.line, hit.excerpt.text, marked(hit)) == (line, text, marks)


def test_a_phrase_over_two_lines_is_shown_where_it_begins(session: Session) -> None:
    hit = only(search(session, '"goes over two"'))
    assert (hit.excerpt.line, marked(hit)) == (5, ["goes"])


def test_a_line_inside_an_entry_tells_its_day(session: Session) -> None:
    assert only(search(session, "退款")).excerpt.date == "2026-06-03"


def test_without_words_customers_come_by_name_with_the_line_of_their_name(session: Session) -> None:
    found = search(session, "*")
    assert names(found) == ["Café Bjørnstjerne A/S", "上海云启科技有限公司", "汉唐", "金风贸易"]
    assert {hit.score for hit in found.hits} == {0.0}
    assert [hit.excerpt.text for hit in found.hits][1] == "name: 上海云启科技有限公司"


def test_a_limit_leaves_the_total_as_it_is(session: Session) -> None:
    found = search(session, "物流", limit=1)
    assert (len(found.hits), found.total) == (1, 2)
    assert search(session, "物流", limit=0).total == 2


def test_a_question_finds_those_with_most_of_its_words(session: Session) -> None:
    found = search_any(session, "去年谁抱怨过物流慢，要求退款？")
    assert names(found) == ["上海云启科技有限公司", "金风贸易"]
    assert found.hits[0].excerpt.text == "## 2026-06-03 投诉 物流慢"
    assert found.total == 2
    assert [number for number, _ in ranked(session, "物流慢 退款", 1)] == [
        number for number, _ in ranked(session, "退款慢")
    ][:1]


def test_a_question_without_any_word_that_is_there_finds_nobody(session: Session) -> None:
    assert search_any(session, "？？").total == 0
    assert search_any(session, "完全不存在的鲸鱼").total == 0


# --- ranking


def ranks(tmp_path: Path, query: str, **texts: str) -> list[str]:
    return names(search(made(tmp_path, {f"{name}.md": text for name, text in texts.items()}), query))


FILLER = "".join(f"## 2025-{month:02}-01 call\n闲谈一些别的事情\n" for month in range(1, 8))


def test_a_name_comes_before_a_tag_before_a_recent_entry_before_an_old_one(tmp_path: Path) -> None:
    order = ranks(
        tmp_path,
        "风帆",
        old=f"---\nname: old\n---\n## 2024-01-01 call\n风帆\n{FILLER}",
        recent=f"---\nname: recent\n---\n## 2024-01-01 call\n闲谈\n{FILLER}## 2026-01-01 call\n风帆\n",
        tag=f"---\nname: tag\ntags: [风帆]\n---\n{FILLER}",
        name=f"---\nname: 风帆\n---\n{FILLER}",
    )
    assert order == ["风帆", "tag", "recent", "old"]


def test_a_long_file_does_not_lose_for_its_name(tmp_path: Path) -> None:
    order = ranks(
        tmp_path,
        "风帆",
        long=f"---\nname: 风帆\n---\n{FILLER * 20}",
        short="---\nname: short\n---\n## 2026-01-01 call\n风帆\n",
        other=f"---\nname: other\n---\n{FILLER}",
    )
    assert order == ["风帆", "short"]


def test_a_rare_word_counts_more_than_a_common_one(tmp_path: Path) -> None:
    common = {f"c{n}": f"---\nname: c{n}\n---\n咖啡\n" for n in range(6)}
    order = ranks(tmp_path, "咖啡 OR 鲸鱼", rare="---\nname: rare\n---\n鲸鱼\n", **common)
    assert order[0] == "rare"


def test_a_word_written_out_comes_before_a_name_spelt_so(tmp_path: Path) -> None:
    order = ranks(tmp_path, "yunqi", spelt="---\nname: 云启\n---\n", written="---\nname: Yunqi Ltd\n---\n")
    assert order == ["Yunqi Ltd", "云启"]


def test_equal_scores_are_ordered_by_the_latest_entry_then_by_path(tmp_path: Path) -> None:
    texts = {
        name: f"---\nname: {name}\n---\n## 2026-0{month}-01 call\n鲸鱼\n"
        for name, month in (("b", 5), ("a", 5), ("c", 6))
    }
    assert ranks(tmp_path, "鲸鱼", **texts) == ["c", "a", "b"]


def test_words_that_must_not_be_there_count_nothing(tmp_path: Path) -> None:
    session = made(tmp_path, FILES)
    assert [one.word for one in search(session, "物流 -折扣").hits[0].points] == ["物流"]


def test_the_order_is_the_same_whatever_the_text_index_has_seen(tmp_path: Path) -> None:
    settings = "search: {engine: whoosh}\n"
    many = {f"c{n:03}.md": f"---\nname: c{n}\n---\n{'咖啡 ' * (n % 37)}\n{'闲谈 ' * (n % 11)}\n" for n in range(400)}
    session = made(tmp_path, dict(list(many.items())[:200]), settings)
    bring_up_to_date(session)
    made(tmp_path, dict(list(many.items())[200:]), settings)
    session.stale()
    half = search(session, "咖啡")
    assert (half.engine, half.unseen) == ("whoosh", 200)
    bring_up_to_date(session)
    session.stale()
    whole = search(session, "咖啡")
    assert whole.unseen == 0
    assert [(hit.row.path, hit.score) for hit in half.hits] == [(hit.row.path, hit.score) for hit in whole.hits]


# --- files that change


def test_a_file_that_is_gone_or_cut_meanwhile_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = made(tmp_path, FILES)
    session.fresh()
    (tmp_path / "customers" / "yunqi.md").unlink()
    (tmp_path / "customers" / "jinfeng.md").write_bytes(b"\xff\xfe\x00")
    found = search(session, "物流")
    assert [(hit.excerpt.line, hit.excerpt.text) for hit in found.hits] == [(1, ""), (1, "")]


@pytest.mark.parametrize(
    "text", ["", "---\n", "---\nname: 鲸鱼", "鲸鱼\r\n\r\n", "\ufeff---\nname: 鲸鱼\n---\n", "# 鲸鱼\n"]
)
def test_odd_files_have_a_line_too(tmp_path: Path, text: str) -> None:
    session = made(tmp_path, {"鲸鱼.md": text})
    assert only(search(session, "鲸鱼")).excerpt.line in (1, 2)


def test_of_a_very_long_line_the_surroundings_of_the_match_are_kept(tmp_path: Path) -> None:
    session = made(tmp_path, {"a.md": "x " * 3000 + "鲸鱼" + " y" * 3000})
    hit = only(search(session, "鲸鱼"))
    assert len(hit.excerpt.text) <= 302
    assert marked(hit) == ["鲸鱼"]
    assert hit.excerpt.text.startswith("…")
    assert hit.excerpt.text.endswith("…")
