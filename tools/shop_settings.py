"""The ledger.yaml of the shop of docs/guide/shop; the page shows it in pieces, and a test holds them to it."""

from __future__ import annotations

ZH = """\
ledger: 1
name: 春巷咖啡
language: zh
currency: CNY
country: CN

people:
  林岚: {aliases: [老板]}
  周扬: {}
  何苗: {}

# 一、规划：这一年想做到什么
goals:
  - {measure: revenue, target: 10万, text: 每月销售 10 万}
  - {measure: collection_rate, target: 90%, text: 账单收回九成}
  - {measure: csat, target: 4.5, text: 满意度 4.5 分}
  - {measure: complaints_per_100, target: 2, text: 一百单投诉不超过两次}
targets:
  周扬: {2026-11: 5万}
  何苗: {2026-11: 4万}

# 二、设计：分几类、几级，怎么对待
fields:
  customer_group:
    type: choice
    names: [客群]
    values: {workplace: [企业], cafe: [门店], private: [散客]}
  roast: {type: choice, names: [口味], values: {light: [浅烘], dark: [深烘]}}

levels:
  A: {every: 21d, answer_within: 1d, solve_within: 3d, require: [contacts, industry], greet: [中秋], mark: "★", care: 500, strategy: 每季度上门一次；新豆先请他们试。}
  B: {every: 45d, answer_within: 2d, solve_within: 5d, require: [contacts], care: 200, strategy: 每月微信问一次用量。}
  C: {require: [phone], care: 20, strategy: 到店时聊两句；生日送一杯。}

promises:
  complaint: {answer: 2d, solve: 7d}

lifecycle: {lost_after: 120d, silent_after: 90d}

playbooks:
  首单:
    when: {stage: 潜在}
    text: 先请来喝一杯，再谈用量。
    tasks: [约来店里试喝: 3d, 报价: 7d]
  挽回:
    when: {churn: high}
    text: 先问原因，不要一上来就打折。
    tasks: [打电话问原因: 1d, 送一包新豆上门: 5d]

queries:
  账期客户: "客群:企业 OR 客群:门店"

due:
  verify: 180d
"""

EN = """\
ledger: 1
name: Spring Lane Coffee
language: en
currency: GBP
country: GB

people:
  Ana: {}
  Ben: {}
  Cleo: {}

# 1. Plan: what we want to reach
goals:
  - {measure: revenue, target: 13000, text: Sell for 13000 a month}
  - {measure: collection_rate, target: 90%, text: Nine of ten invoices paid}
  - {measure: csat, target: 4.5, text: Satisfaction of 4.5}
  - {measure: complaints_per_100, target: 2, text: At most two complaints in 100 orders}
targets:
  Ben: {2026-11: 6500}
  Cleo: {2026-11: 5000}

# 2. Design: which types, which levels, what for whom
fields:
  customer_group:
    type: choice
    names: [customer group]
    values: {workplace: [office], cafe: [café], private: [counter]}
  roast: {type: choice, values: {light: [], dark: []}}

levels:
  A: {every: 21d, answer_within: 1d, solve_within: 3d, require: [contacts, industry], greet: [Christmas], mark: "★", care: 60, strategy: A visit each quarter; new beans are theirs to try first.}
  B: {every: 45d, answer_within: 2d, solve_within: 5d, require: [contacts], care: 25, strategy: A message each month.}
  C: {require: [phone], care: 3, strategy: A word at the counter; a cup on the birthday.}

promises:
  complaint: {answer: 2d, solve: 7d}

lifecycle: {lost_after: 120d, silent_after: 90d}

playbooks:
  first order:
    when: {stage: potential}
    text: Have them in for a cup first, then speak of quantities.
    tasks: [invite for a tasting: 3d, send prices: 7d]
  win back:
    when: {churn: high}
    text: Ask for the reason before you speak of prices.
    tasks: [call and ask why: 1d, bring a bag of the new crop: 5d]

queries:
  accounts: "customer_group:workplace OR customer_group:cafe"

due:
  verify: 180d
"""

SETTINGS = {"zh": ZH, "en": EN}
