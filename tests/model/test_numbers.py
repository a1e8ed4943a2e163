"""Phone numbers, addresses on the net, identity and company numbers."""

from __future__ import annotations

import pytest

from ledger.model.numbers import (
    company_number_problem,
    email_problem,
    id_number_problem,
    phone_digits,
    phone_problem,
    url_problem,
)

SAME = [
    [
        "13800138000",
        "013800138000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "138-0013-8000",
        "8613800138000",
        "１３８００１３８０００",
    ],
    [
        "021-58881234",
        "02158881234",
        "+86 21 5888 1234",
        "(021) 5888 1234 转 801",
        "021-58881234-801",
        "(021)58881234-801",
    ],
    ["+47 23 00 12 34", "0047 23001234", "+47-2300-1234", "+47 23001234 ext. 5"],
    ["+44 (0)20 7946 0958", "+44 20 7946 0958", "020 7946 0958"],
    ["400-820-8820", "4008208820"],
    ["95588"],
]


@pytest.mark.parametrize("ways", SAME)
def test_every_way_to_write_a_number_shares_a_key(ways: list[str]) -> None:
    first = set(phone_digits(ways[0]))
    assert first
    for way in ways:
        assert first & set(phone_digits(way)), way


def test_different_numbers_share_no_key() -> None:
    keys = [key for ways in SAME for key in phone_digits(ways[0])]
    assert len(keys) == len(set(keys))


def test_two_numbers_in_one_text_are_both_found() -> None:
    keys = phone_digits("13800138000 / 13900139000")
    assert {"13800138000", "13900139000"} <= set(keys)


@pytest.mark.parametrize("text", ["", "张三", "12", "+", "x"])
def test_texts_without_a_number_have_no_keys(text: str) -> None:
    assert phone_digits(text) == ()


@pytest.mark.parametrize("text", [way for ways in SAME[:3] for way in ways] + ["95588", "400-820-8820", "10086"])
def test_usual_numbers_are_right(text: str) -> None:
    assert phone_problem(text, "CN") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12", "“12” has too few digits for a phone number."),
        ("1380013800", "No such phone number can exist: “1380013800”."),
        ("58881234", "“58881234” lacks its area code."),
        ("abc", "“abc” is no phone number."),
        ("138001380001380013", "“138001380001380013” has too many digits for a phone number."),
    ],
)
def test_a_wrong_phone_number_is_explained(text: str, sentence: str) -> None:
    assert str(phone_problem(text, "CN")) == sentence


@pytest.mark.parametrize("text", ["lilei@example.com", "li.lei+x@mail.example.cn", "李@例子.公司", "a@x.test"])
def test_usual_email_addresses_are_right(text: str) -> None:
    assert email_problem(text) is None


@pytest.mark.parametrize(
    "text", ["", "lilei", "lilei@", "@x.com", "a b@x.com", "a@b", "a＠b.com", "a@@b.com", ".a@b.com", "a@b..com"]
)
def test_wrong_email_addresses_are_told(text: str) -> None:
    assert email_problem(text) is not None


def test_identity_numbers_are_checked_by_their_last_place() -> None:
    assert id_number_problem("11010519491231002X") is None
    assert str(id_number_problem("110105194912310021")) == (
        "The last place of this identity number does not fit the others; is a digit mistyped?"
    )
    assert str(id_number_problem("1101051949")) == "An identity number has 18 places, this one 10."
    assert "15 digits" in str(id_number_problem("110105491231002"))


def test_company_numbers_are_checked_by_their_last_place() -> None:
    assert company_number_problem("91110000600037341L") is None
    assert company_number_problem("91110000600037341l") is None
    assert "does not fit" in str(company_number_problem("91110000600037341A"))
    assert str(company_number_problem("9111")) == "A company number has 18 places, this one 4."


@pytest.mark.parametrize(
    "text", ["https://example.com/a?b#c", "www.example.com", "http://例子.公司", "example.com:8080/x"]
)
def test_usual_web_addresses_are_right(text: str) -> None:
    assert url_problem(text) is None


@pytest.mark.parametrize("text", ["", "example", "javascript://x.y", "http://a b.com", "mailto:x@y.z", "http://"])
def test_wrong_web_addresses_are_told(text: str) -> None:
    assert url_problem(text) is not None
