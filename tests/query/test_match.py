"""Who fits a query: the reference that an index has to agree with."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.facts.compute import compute
from ledger.model.customer import Customer
from ledger.model.parse import parse
from ledger.query.fold import fold, found
from ledger.query.match import coming, matches
from ledger.query.tree import MonthDay
from ledger.text.source import decode
from tests.query.ledger_for_queries import SETTINGS, TODAY, VOCABULARY, read

YUNQI = """\
---
id: C-7K3M2Q
name: 上海云启科技有限公司
aliases: [云启, Yunqi Tech]
type: company
stage: 活跃
level: A
owner: 小张
industry: 软件
region: 上海
tags: [重点关注, 高意向]
contacts:
  - name: 李雷
    title: 采购经理
    phone: 138 0013-8000
    email: lilei@example.com
    birthday: 农历 1985-08-15
  - name: Bjørn Café
    title: CEO
    birthday: 1990-12-30
credit_limit: 5万
employees: 120
next_follow_up: 2026-11-30
follow_up_every: 14d
created: 2026-08-15
---

# 上海云启科技有限公司

Free notes about the IT部 and AT&T.

## 2026-06-03 投诉 TS-1 物流太慢 @李四
- 状态: 处理中
- 严重程度: 高

包装破损 twice.

## 2026-10-01 电话 谈年度采购 @张三 #报价
- 结果: 有意向
- [ ] 2026-11-28 发送报价单 @李四 #quote

## 2026-10-02 商机 OPP-1 年度采购
- 阶段: 报价
- 金额: 12万
- 概率: 60%

## 2026-10-05 发票 INV-7
- 金额: 60000
- 到期: 2026-10-31

## 2026-10-20 回款
- 金额: 2万
- 发票: INV-7
"""

HITS = """\
云启
yunqi
YUNQI*
云科技 OR 启科技
cafe
BJORN
bjorn*
IT
at&t
lilei
example.com
"包装破损 twice"
13800138000
+8613800138000
138*
OPP-1
*
level:A stage:活跃 region:上海
stage:active
level:A,B
-level:B
owner:张三
owner:小张
tags:高意向
#高意向
#报价
-tags:报价
#quote
@李四
@小张
phone: OR contacts.phone:
-email:
contacts.email:lilei
contacts.phone:13800138000
contacts.title:ceo
contacts.title:采购
name:=上海云启科技有限公司
-name:=云启
aliases:云启
id:C-7K3M2Q
credit_limit:5万
credit_limit:1万..
-credit_limit:>5万
-credit_limit:USD1..
employees:>100
employees:<=120
next_follow_up:today..+14d
follow_up_every:<=2w
-follow_up_every:<14d
created:2026-Q3
created:>2026-07
birthday: OR contacts.birthday:
contacts.birthday:12-20..01-10
contacts.birthday:09-20..09-30 OR contacts.birthday:9月
kind:投诉
-kind:visit
amount:>10万
entry(kind:商机 amount:120000)
-entry(kind:发票 amount:120000)
entry(kind:投诉 物流 date:2026-06..)
-entry(kind:电话 物流)
entry(kind:投诉 严重程度:高 @李四)
entry(-kind:投诉 #报价)
entry(kind:商机 概率:>=60%)
entry(#quote)
entry(date:2026-10 ref:INV)
entry(发票:INV-7)
到期:2026-10
open_amount:4万
open_amount:>0
-open_amount:>USD0.5
open_amount:<USD1
overdue_amount:>0
orders:0
-orders:
revenue:2万
open_amount:
last_contact:>30d
last_contact:2026-10-01
days_silent:51
open_complaints:1
next_due:<=today
path:yunqi
problems:0
@key-accounts
entry(状态:处理中)
"""


def customer(text: str, path: str = "customers/yunqi.md") -> Customer:
    return parse(path, decode(text.encode()), VOCABULARY, SETTINGS)


def fits(query: str, text: str = YUNQI, today: date = TODAY) -> bool:
    made = customer(text)
    return matches(read(query), made, compute(made, VOCABULARY, SETTINGS), today)


@pytest.mark.parametrize("query", HITS.split("\n")[:-1])
def test_the_customer_fits(query: str) -> None:
    assert fits(query)
    assert not fits(f"-({query})")


@pytest.mark.parametrize(
    "query",
    [
        *("unqi", "部门", "afe", "lil", '"破损 包装"', "13800138001", "level:B", "name:科技上海", "tags:报价"),
        *("credit_limit:USD5万", "created:2026-Q2", "contacts.birthday:12-01..12-10", "kind:visit", "owner:李四"),
        *("entry(kind:商机 amount:60000)", "entry(kind:电话 #报价 date:2026-11)", "missing:abc", "orders:>0", "fax:"),
    ],
)
def test_the_customer_does_not_fit(query: str) -> None:
    assert not fits(query)


def test_a_customer_without_amounts_owes_nothing() -> None:
    assert fits("open_amount:0 open_amount:<5万 -open_amount:", "---\nname: A\n---\n")


def test_what_is_not_there_is_neither_more_nor_less() -> None:
    assert fits("-last_contact:<30d -last_contact:>30d -days_silent:>=0", "---\nname: A\n---\n")


def test_a_value_that_cannot_be_typed_is_found_as_text_only() -> None:
    broken = "---\nname: A\ncredit_limit: plenty\n---\n"
    assert fits("plenty -credit_limit:>0 credit_limit:", broken)


def test_a_lunar_birthday_counts_by_the_stretch_that_comes_next() -> None:
    # 15 August of the lunar calendar: 2026-09-25, 2027-09-15.
    text = "---\nname: A\nbirthday: 农历 1985-08-15\n---\n"
    assert fits("birthday:09-25", text, date(2026, 9, 25))
    assert not fits("birthday:09-25", text, date(2026, 9, 26))
    assert fits("birthday:09-15", text, date(2026, 9, 26))
    assert fits("birthday:09-20..10-10", text, date(2026, 10, 1))


@pytest.mark.parametrize(
    ("low", "high", "today", "first", "last"),
    [
        ((11, 20), (11, 30), "2026-11-21", "2026-11-20", "2026-11-30"),
        ((11, 20), (11, 30), "2026-12-01", "2027-11-20", "2027-11-30"),
        ((12, 25), (1, 5), "2026-11-21", "2026-12-25", "2027-01-05"),
        ((12, 25), (1, 5), "2027-01-03", "2026-12-25", "2027-01-05"),
        ((2, 29), (2, 29), "2026-11-21", "2027-02-28", "2027-02-28"),
    ],
)
def test_a_stretch_of_the_year_is_the_running_or_the_next_one(
    low: tuple[int, int], high: tuple[int, int], today: str, first: str, last: str
) -> None:
    stretch = coming(MonthDay(*low), MonthDay(*high), date.fromisoformat(today))
    assert stretch == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Café", "cafe"),
        ("Bjørnstjerne", "bjornstjerne"),
        ("ＡＢＣ１２３", "abc123"),
        ("ｶﾞ", "ガ"),
        ("Łódź", "lodz"),
        ("a \u3000\n b", "a b"),
    ],
)
def test_text_is_compared_without_width_case_and_accents(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_words_end_where_their_script_does() -> None:
    assert found("it", "it部")
    assert found("c++", "c++/c")
    assert found("部", "it部")
    assert not found("it", "with")
    assert found("wi", "a with", begins=True)
