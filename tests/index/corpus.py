"""Customers of every sort for queries: words stand in names and fields only, so that a catalog without texts finds them."""

from __future__ import annotations

FILES = {
    "云启.md": """---
id: C-7K3M2Q
name: 上海云启科技有限公司
aliases: [云启, Yunqi Tech]
level: A
stage: 活跃
owner: 小张
collaborators: [李四]
region: 华东
tags: [VIP, 高意向]
star: 是
phones: [021-6234 5678]
credit_limit: 5万
employees: 1500
created: 2026-06-15
follow_up_every: 14d
next_follow_up: 2026-11-25
notes_price: 报价 折扣
contacts:
  - name: 李雷
    title: 采购经理
    phone: 138 0013 8000
    birthday: 农历 1985-10-15
birthday: 11-25
---
## 2026-06-20 投诉 T-1 物流 慢 @李四 #高意向
- 状态: 处理中
## 2026-11-21 14:30 电话 @张三 #报价
- [ ] 2026-11-20 发送 @李四 #急
## 2026-11-22 商机 OPP-1 年度
- 阶段: 报价
- 金额: 12万
- 概率: 60%
""",
    "huaxin.md": """---
name: 华信联创
level: B
owner: 李四
region: 华北
credit_limit: USD 6000
employees: 2500
created: 2026-02-01
tags: VIP
birthday: 1990-12-30
follow_up_every: 1m
---
## 2026-10-05 拜访 @张三
## 2026-08-01 订单 SO-1
- 金额: 60万
## 2026-08-02 发票 INV-1
- 金额: 60万
- due: 2026-09-30
## 2026-09-01 回款
- 金额: 10万
- invoice: INV-1
""",
    "cafe.md": """---
name: Café Zoë
level: no
owner: key-accounts
prefix: prefixed words
website: https://example.com
credit_limit: lots
created: 2026-02-30
birthday: 2026-03-05
employees: 0
phone: "+86 13800138000"
contacts:
  - {name: Ana, title: Buyer, email: a@b.com}
---
## 2025-12-25 call
""",
    "heading.md": "# 云启（上海）\n\n## 2026-11-01 备注\n- 金额: 500\n- 自定: 子, 丑\n",
    "broken.md": "---\nname: [unclosed\nlevel: A\n",
    "archive/old.md": "---\nname: AT&T C++\nlevel: C\nstage: 流失\nbirthday: 农历 闰 04-08\n---\n## 2026-09-22 call\n## 2026-10-22 visit\n",
    "far.md": "---\nname: far\nlevel: A\nnext_follow_up: 2026-11-21\n---\n## 2026-11-20 call\n## 2026-12-24 visit @张三\n",
    "empty.md": "",
    "tasks.md": "---\nname: tasks\nmissing_one: x\n---\n- [ ] 2026-11-21 ring @小张 #VIP\n- [x] 2026-11-01 sent ✅ 2026-11-02\n",
}
