"""How text is compared when it is searched, and where words end in it."""

from __future__ import annotations

import pytest

from ledger.query.fold import PIECES, RUN, fold, found, kind_of

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
