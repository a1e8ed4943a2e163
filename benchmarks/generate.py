"""Make a ledger of any size, always the same one for the same seed.

python benchmarks/generate.py DIR --customers 10000 [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import phrases

TODAY = date(2026, 11, 21)
FIRST = date(2024, 1, 2)
ENTRIES = 12
IN_FOLDER = 1_000
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# Most customers of a large ledger are looked after without a rhythm of their own.
_CADENCE = {"A": 30, "B": 90, "C": 180, "": 400}
_LEVEL_SHARES = (5, 20, 45, 30)

SETTINGS = f"""# A made ledger for measuring; its day is pinned.
ledger: 1
name: benchmark
language: zh
currency: CNY
today: {TODAY}
people:
{"".join(f"  {name}: {{}}{chr(10)}" for name in phrases.OWNERS)}levels:
  A: {{every: 30d, answer_within: 4h, solve_within: 2d, require: [owner, industry, contacts], mark: "★"}}
  B: {{every: 90d, answer_within: 1d, solve_within: 5d}}
  C: {{every: 180d}}
stages: [潜在, 活跃, 忠诚, 流失]
fields:
  credit_limit: {{type: money, names: [信用额度]}}
queries:
  key-accounts: "level:A OR revenue:>50万"
"""


class Story:
    """One customer being written: who it is, and twelve entries from the first day to the last contact."""

    def __init__(
        self, rng: random.Random, number: int, name: str, region: phrases.Region, city: tuple[str, str]
    ) -> None:
        self.rng = rng
        self.number = number
        self.name = name
        self.region = region
        self.zh = region.language == "zh"
        self.city, self.code = city
        self.owner = rng.choice(phrases.OWNERS)
        self.level = rng.choices(tuple(_CADENCE), _LEVEL_SHARES)[0]
        late = rng.random() < 0.02
        cadence = _CADENCE[self.level]
        self.last = TODAY - timedelta(days=rng.randint(cadence, cadence + 120) if late else rng.randint(0, cadence - 1))
        self.days = sorted(FIRST + timedelta(days=rng.randrange((self.last - FIRST).days)) for _ in range(ENTRIES - 1))
        self.days.append(self.last)

    def written(self, chinese: str, english: str) -> str:
        """The word in the language of this customer's file."""
        return chinese if self.zh else english

    def said(self, sentences: int) -> str:
        """Some sentences of what was said."""
        chosen = self.rng.sample(phrases.SAID if self.zh else phrases.EN_SAID, sentences)
        return ("" if self.zh else " ").join(chosen)


def generate(root: Path, customers: int, seed: int = 1) -> int:
    """Write a ledger of `customers` files of about 4 kB into `root` (made if missing); the bytes of its customers."""
    (root / "index").mkdir(parents=True, exist_ok=True)
    (root / "ledger.yaml").write_text(SETTINGS, encoding="utf-8")
    written = 0
    known: set[Path] = set()
    for path, text in stories(customers, seed):
        target = root / "customers" / path
        if target.parent not in known:
            target.parent.mkdir(parents=True, exist_ok=True)
            known.add(target.parent)
        content = text.encode()
        target.write_bytes(content)
        written += len(content)
    return written


def stories(customers: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Path below customers/ and text of each customer."""
    rng = random.Random(seed)
    ids: set[str] = set()
    names: set[str] = set()
    filled: dict[str, int] = {}
    for number in range(customers):
        region = rng.choices(phrases.REGIONS, (40, 20, 15, 10, 15))[0]
        city = rng.choice(region.cities)
        name = _name(rng, region, city[0], names, number)
        story = Story(rng, number, name, region, city)
        place = filled.get(region.folder, 0)
        filled[region.folder] = place + 1
        yield f"{region.folder}/{place // IN_FOLDER:03d}/{_stem(name)}.md", _front(story, _id(rng, ids)) + _body(story)


def _id(rng: random.Random, taken: set[str]) -> str:
    while (made := "C-" + "".join(rng.choices(_LETTERS, k=6))) in taken:
        pass
    taken.add(made)
    return made


def _name(rng: random.Random, region: phrases.Region, city: str, taken: set[str], number: int) -> str:
    if region.language == "zh":
        brand = rng.choice(phrases.BRANDS) + rng.choice(phrases.SECOND)
        name = f"{city}{brand}{rng.choice(phrases.TRADES)}{rng.choice(phrases.SUFFIXES)}"
    else:
        name = (
            f"{city} {rng.choice(phrases.EN_BRANDS)} {rng.choice(phrases.EN_SECOND)} {rng.choice(phrases.EN_SUFFIXES)}"
        )
    if name in taken:
        name = f"{name}（{number}）" if region.language == "zh" else f"{name} {number}"
    taken.add(name)
    return name


def _stem(name: str) -> str:
    return name.replace(" ", "-").replace("&", "and")


def _person(story: Story) -> str:
    rng = story.rng
    if story.zh:
        return rng.choice(phrases.FAMILY) + rng.choice(phrases.GIVEN)
    return f"{rng.choice(phrases.EN_FIRST)} {rng.choice(phrases.EN_LAST)}"


def _birthday(rng: random.Random) -> str:
    day = date(1960, 1, 1) + timedelta(days=rng.randrange(15_000))
    return f"农历 {day}" if rng.random() < 0.2 and day.day <= 29 else str(day)


def _front(story: Story, identity: str) -> str:
    rng = story.rng
    contacts = "".join(_contact(story, place) for place in range(rng.choice((1, 2, 2, 3))))
    tags = ", ".join(rng.sample(phrases.TAGS, rng.choice((0, 1, 2, 2, 3))))
    stage = rng.choices((("潜在", "potential"), ("活跃", "active"), ("忠诚", "loyal")), (2, 5, 3))[0]
    verified = TODAY - timedelta(days=rng.randint(181, 400) if rng.random() < 0.02 else rng.randint(0, 170))
    comment = f"                 # {story.written('年费客户', 'yearly fee')}" if rng.random() < 0.2 else ""
    # Half the Chinese files have Chinese field names, as people's own files do.
    named = _CHINESE if story.zh and story.number % 2 else _ENGLISH
    lines = (
        f"{named[0]}: {story.name}",
        f"{named[1]}: {story.written('公司', 'company')}",
        f"{named[2]}: {story.written(*stage)}",
        *([f"{named[3]}: {story.level}{comment}"] if story.level else []),
        f"{named[4]}: {story.owner}",
        f"{named[5]}: {rng.choice(('展会', '转介绍', '网站', '电话销售') if story.zh else ('trade fair', 'referral', 'website'))}",
        f"{named[6]}: {rng.choice(phrases.TRADES) if story.zh else rng.choice(phrases.EN_SECOND).lower()}",
        f"{named[7]}: {story.city}",
        f"{named[8]}: [{tags}]",
    )
    return (
        f"---\nid: {identity}\n" + "\n".join(lines) + f"\n{named[9]}:\n{contacts}{named[10]}:\n"
        f"  office: {story.city}{story.written('世纪大道', ' Foundry Lane ')}{rng.randint(1, 999)}{story.written(' 号', '')}\n"
        f"{named[11]}: {story.written('微信', 'email')}\n{named[12]}: {verified}\n---\n\n"
    )


_ENGLISH = (
    "name",
    "type",
    "stage",
    "level",
    "owner",
    "source",
    "industry",
    "region",
    "tags",
    "contacts",
    "addresses",
    "prefers",
    "verified",
)
_CHINESE = (
    "客户名称",
    "类型",
    "阶段",
    "级别",
    "负责人",
    "来源",
    "行业",
    "地区",
    "标签",
    "联系人",
    "地址簿",
    "首选联系方式",
    "核对日期",
)


def _contact(story: Story, place: int) -> str:
    rng = story.rng
    number = rng.randrange(10_000_000)
    phone = f"13{rng.randrange(10)}0{number:07d}" if story.zh else f"+1 {story.code} 555 01{number % 100:02d}"
    title = rng.choice(("采购经理", "行政主管", "店长") if story.zh else ("buyer", "owner", "office manager"))
    birthday = f"    birthday: {_birthday(rng)}\n" if rng.random() < 0.3 else ""
    return (
        f"  - name: {_person(story)}\n    title: {title}\n    phone: {phone}\n"
        f"    email: c{story.number}.{place}@example.com\n{birthday}"
    )


def _body(story: Story) -> str:
    parts: list[str] = []
    place = 0
    while place < ENTRIES - 1:
        episode = story.rng.choices(_EPISODES, _SHARES)[0]
        made = episode(story, place)
        # An episode that would run past the last contact is cut: the rest of it has not happened yet.
        made = made[: ENTRIES - 1 - place]
        parts += made
        place += len(made)
    parts.append(_talk(story, ENTRIES - 1)[0] + _task(story))
    return f"# {story.name}\n\n{story.said(8)}\n\n" + "\n".join(parts)


def _heading(story: Story, place: int, chinese: str, english: str, more: str = "") -> str:
    return f"## {story.days[min(place, ENTRIES - 1)]} {story.written(chinese, english)}{' ' + more if more else ''}\n"


def _day(story: Story, place: int) -> date:
    return story.days[min(place, ENTRIES - 1)]


def _fields(story: Story, *pairs: tuple[str, str, object]) -> str:
    return "".join(f"- {story.written(chinese, english)}: {value}\n" for chinese, english, value in pairs)


def _talk(story: Story, place: int) -> list[str]:
    rng = story.rng
    kind = rng.randrange(8 if place < ENTRIES - 1 else 7)
    time = f"{rng.randint(9, 18):02d}:{rng.randrange(0, 60, 5):02d} "
    title = rng.choice(phrases.TITLES if story.zh else phrases.EN_TITLES)
    word = (phrases.CONTACT if story.zh else phrases.EN_CONTACT)[kind]
    return [
        f"## {_day(story, place)} {time}{word} {title} @{story.owner}\n\n{story.said(rng.choice((3, 4, 5, 5)))}\n\n"
        + _fields(story, ("结果", "result", story.written("有意向，继续跟进", "interested, keep going")))
        + (_ticked(story, place) if rng.random() < 0.3 else "")
    ]


def _ticked(story: Story, place: int) -> str:
    day = _day(story, place) + timedelta(days=story.rng.randint(1, 9))
    return f"- [x] {day} {story.written('发资料', 'send the papers')} @{story.owner} ✅ {day}\n"


def _task(story: Story) -> str:
    rng = story.rng
    chance = rng.random()
    if chance < 0.015:
        day = TODAY - timedelta(days=rng.randint(1, 20))
    elif chance < 0.02:
        return f"- [ ] {TODAY} {story.written('例行回访 每2周', 'check in every 2 weeks')} @{story.owner}\n"
    elif chance < 0.4:
        day = TODAY + timedelta(days=rng.randint(0, 180))
    else:
        return ""
    return f"- [ ] {day} {story.written('发正式报价', 'send the quote')} @{story.owner} #{story.written('报价', 'quote')}\n"


def _sale(story: Story, place: int) -> list[str]:
    rng = story.rng
    chinese, english, price = rng.choice(phrases.PRODUCTS)
    many = rng.choice((1, 2, 4)) if price > 1_000 else rng.choice((10, 20, 40, 60))
    price = price if story.zh else price // 7
    amount = many * price
    money = f"{amount:,}" if story.zh else f"USD {amount:,}"
    ref = f"{story.number % 100_000:05d}{place}"
    billed = _day(story, place + 1)
    paid = rng.random() < 0.98 or billed + timedelta(days=30) > TODAY
    order = _heading(story, place, "订单", "order", f"SO-{ref}") + _fields(
        story,
        ("产品", "product", story.written(chinese, english)),
        ("数量", "quantity", many),
        ("单价", "price", price if story.zh else f"USD {price}"),
        ("金额", "amount", money),
        ("成本", "cost", f"{amount * 7 // 10}" if story.zh else f"USD {amount * 7 // 10}"),
    )
    invoice = _heading(story, place + 1, "发票", "invoice", f"FP-{ref}") + _fields(
        story,
        ("金额", "amount", money),
        ("到期", "due", billed + timedelta(days=30)),
        ("订单", "order", f"SO-{ref}"),
        *(
            []
            if place + 2 < ENTRIES - 1 and paid
            else [("状态", "status", story.written("已付", "paid"))]
            if paid
            else []
        ),
    )
    payment = _heading(story, place + 2, "回款", "payment") + _fields(
        story,
        ("金额", "amount", money),
        ("发票", "invoice", f"FP-{ref}"),
        ("付款方式", "payment method", story.written("对公转账", "wire")),
    )
    return [order, invoice, payment] if paid else [order, invoice]


def _chance(story: Story, place: int) -> list[str]:
    rng = story.rng
    amount = rng.randint(5, 400) * 1_000
    ref = f"OPP-{place + 1}"
    won = rng.random() < 0.5
    opened = _heading(
        story, place, "商机", "opportunity", f"{ref} {story.written('年度采购', 'yearly supply')}"
    ) + _fields(
        story,
        ("阶段", "stage", story.written("报价", "proposal")),
        ("金额", "amount", f"{amount:,}"),
        ("概率", "probability", f"{rng.randrange(20, 90, 10)}%"),
        ("预计成交", "expected close", _day(story, place + 1) + timedelta(days=60)),
    )
    end = story.written("赢单", "won") if won else story.written("输单", "lost")
    closed = _heading(story, place + 1, "商机", "opportunity", ref) + _fields(story, ("阶段", "stage", end))
    return [opened, closed] if place + 1 < ENTRIES - 1 else _talk(story, place)


def _complaint(story: Story, place: int) -> list[str]:
    rng = story.rng
    ref = f"TS-{story.number % 100_000:05d}{place}"
    opened = _heading(
        story, place, "投诉", "complaint", f"{ref} {story.written('机器漏水', 'machine leaks')}"
    ) + _fields(
        story,
        ("产品", "product", story.written(*rng.choice(phrases.PRODUCTS)[:2])),
        ("严重程度", "severity", story.written("中", "medium")),
        ("状态", "status", story.written("待处理", "open")),
    )
    solved = _heading(story, place + 1, "投诉", "complaint", ref) + _fields(
        story, ("状态", "status", story.written("已解决", "solved"))
    )
    return [opened, solved] if place + 1 < ENTRIES - 1 else _talk(story, place)


def _contract(story: Story, place: int) -> list[str]:
    start = _day(story, place)
    end = start + timedelta(days=story.rng.choice((364, 364, 729)))
    over = [("状态", "status", story.written("已完成", "completed"))] if end < TODAY else []
    return [
        _heading(story, place, "合同", "contract", f"HT-{start.year}-{story.number % 10_000:04d}")
        + _fields(
            story,
            ("金额", "amount", f"{story.rng.randint(10, 300) * 1_000:,}"),
            ("开始", "start", start),
            ("结束", "end", end),
            *over,
        )
        + f"\n{story.said(3)}\n"
    ]


def _after_sales(story: Story, place: int) -> list[str]:
    new = story.rng.random() < 0.3
    until = [("保修到期", "warranty_until", _day(story, place) + timedelta(days=365))] if new else []
    return [
        _heading(story, place, "服务", "service", f"{story.written('半年保养', 'half-yearly care')} @{story.owner}")
        + _fields(
            story,
            ("结果", "result", story.written("换密封圈，除垢", "new gaskets, descaled")),
            *until,
        )
    ]


def _small(story: Story, place: int) -> list[str]:
    chinese, english, zh_title, en_title, *pairs = story.rng.choice(_SMALL)
    return [
        _heading(story, place, chinese, english, story.written(zh_title, en_title))
        + "".join(f"- {story.written(*pair.split('|'))}\n" for pair in pairs)
        + f"\n{story.said(3)}\n"
    ]


# Kind, its title and its fields, each in both languages.
_SMALL = (
    ("报价", "quote", "年度价", "yearly prices", "金额: 38,000|amount: 38,000"),
    (
        "反馈",
        "feedback",
        "说明书看不懂",
        "the manual is hard to read",
        "主题: 说明书|topic: manual",
        "状态: 已回复|status: answered",
    ),
    ("需求", "need", "想要小一点的机器", "a smaller machine", "状态: 待满足|status: open"),
    ("满意度", "survey", "半年回访", "half-yearly", "满意度: 5|csat: 5", "NPS: 9|nps: 9"),
    ("关怀", "care", "中秋月饼", "a card", "措施: 礼品|measure: gift", "费用: 168|cost: 168"),
    ("核对", "verify", "", "", "内容: 电话和地址|what: phone and address"),
    ("转介绍", "referral", "介绍了隔壁", "brought a neighbour", "结果: 加了微信|result: card exchanged"),
    ("授权", "consent", "新品通知", "newsletter", "内容: 新品通知|what: newsletter"),
    ("活动", "campaign", "HD-2026-01 品鉴会", "HD-2026-01 tasting", "状态: 已结束|status: ended"),
    ("交付", "delivery", "按期送达", "delivered on time", "状态: 已签收|status: delivered"),
    ("退货", "return", "外箱破损", "broken box", "数量: 1|quantity: 1", "原因: 破损|reason: damaged"),
    ("退款", "refund", "退运费", "freight", "金额: 120|amount: 120"),
    ("预警", "warning", "用量在降", "buys less", "状态: 已解除|status: closed", "措施: 上门一次|measure: a visit"),
    ("挽回", "winback", "送样品", "samples", "措施: 礼品|measure: gift", "结果: 挽回|result: won back"),
    ("移交", "handover", "换业务员", "new salesperson", "原因: 调岗|reason: new job"),
    ("审批", "approval", "折扣", "discount", "结果: 同意|result: approved"),
)

_EPISODES: tuple[Callable[[Story, int], list[str]], ...] = (
    _talk,
    _sale,
    _chance,
    _complaint,
    _contract,
    _after_sales,
    _small,
)
_SHARES = (56, 12, 6, 3, 4, 6, 13)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the ledger is made; must not exist, or be empty")
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wish = parser.parse_args()
    if wish.folder.exists() and any(wish.folder.iterdir()):
        parser.error(f"{wish.folder} is not empty")
    size = generate(wish.folder, wish.customers, wish.seed)
    print(f"{wish.folder}: {wish.customers:,} customers, {wish.customers * ENTRIES:,} entries, {size / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
