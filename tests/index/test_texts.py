"""The texts that search looks in, as the catalog keeps them."""

from __future__ import annotations

from ledger.index.texts import document, entry_texts, phone_numbers, searched, weighed
from ledger.model.parse import parse
from ledger.text.source import decode
from tests.query.ledger_for_queries import SETTINGS, VOCABULARY

TEXT = """\
---
id: C-7K3M2Q
name: 上海云启科技
aliases: [Yunqi]
tags: [重点]
contacts: [{name: 李雷, phone: 138 0013-8000}]
region: 华东
---
喜欢喝茶。

## 2026-01-05 电话 谈报价
请回电 ０２１ 5555 1234
## 2026-01-06 拜访
## 2026-01-07 邮件 询价
## 2026-01-08 微信 @张三 #急
## 2026-01-04 投诉 物流慢
## 2026-01-09 电话 催款
"""


def kept() -> str:
    return searched(parse("yunqi.md", decode(TEXT.encode()), VOCABULARY, SETTINGS))


def test_a_kept_text_says_where_each_word_stands_and_what_it_weighs() -> None:
    zones = list(weighed(kept()))
    assert [weight for weight, _ in zones] == [8, 4, 1, 2, 2, 2, 2, 1, 2]
    names, marks, rest, *entries = (text.split("\n") for _, text in zones)
    assert names == ["上海云启科技", "c-7k3m2q", "yunqi"]
    assert marks == ["重点", "李雷", "138 0013-8000"]
    assert {"喜欢喝茶。", "华东"} <= set(rest)
    assert entries[4] == ["投诉", "物流慢"]


def test_entries_stand_in_the_order_of_the_file() -> None:
    entries = entry_texts(kept())
    assert len(entries) == 6
    assert entries[3].split("\n")[:1] == ["微信"]
    assert {"张三", "急"} <= set(entries[3].split("\n"))


def test_a_file_without_entries_has_one_empty_text_of_an_entry() -> None:
    assert entry_texts(searched(parse("a.md", decode(b"---\nname: A\n---\n"), VOCABULARY, SETTINGS))) == [""]


def test_phones_are_found_in_any_spacing_and_width() -> None:
    assert [line[1:] for line in phone_numbers(kept()).split("\n")] == ["13800138000", "02155551234"]


def test_a_document_counts_each_token_by_the_weight_of_its_place() -> None:
    made = document(7, kept())
    assert made.number == 7
    assert made.length == len(kept())
    assert made.words["云启"] == 8
    assert made.words["重点"] == 4
    assert made.words["报价"] == 2
    assert made.words["物流"] == 1
    assert made.words["电话"] == 4
    assert made.words["#13800"] == 4
