"""What the customers of a made ledger are called, buy and say, in Chinese and English."""

from __future__ import annotations

from typing import NamedTuple


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class Region(NamedTuple):
    """A sales region: its folder, its cities with their code of the landline, its language."""

    folder: str
    cities: tuple[tuple[str, str], ...]
    language: str


REGIONS = (
    Region(
        "华东",
        (("上海", "021"), ("杭州", "0571"), ("南京", "025"), ("苏州", "0512"), ("宁波", "0574"), ("无锡", "0510")),
        "zh",
    ),
    Region("华南", (("广州", "020"), ("深圳", "0755"), ("厦门", "0592"), ("东莞", "0769")), "zh"),
    Region("华北", (("北京", "010"), ("天津", "022"), ("济南", "0531"), ("太原", "0351")), "zh"),
    Region("西部", (("成都", "028"), ("重庆", "023"), ("西安", "029"), ("昆明", "0871")), "zh"),
    Region("abroad", (("Portland", "503"), ("Chicago", "312"), ("Boston", "617"), ("Denver", "303")), "en"),
)

OWNERS = ("张三", "李四", "王芳", "赵敏", "陈晨", "刘洋", "Ana", "孙悦", "周涛", "吴迪", "郑爽", "钱进")
BRANDS = _words(
    "云启 青禾 太湖 梧桐 甬港 枫桥 量子 运河 古越 云龙 鹏程 荔湾 鹭岛 海河 崂山 星图 禾木 远山 知行 拾光 弘毅 锦程 明德 瑞丰 博雅 新晟 恒信 嘉禾 东篱 长风"
)
SECOND = _words("科 达 源 成 和 宁 安 泰 通 润 盛 景 悦 华 美 佳 创 联 信 业")
TRADES = _words("软件 餐饮 酒店 物流 咨询 健身 书店 会展 食品 共享办公")
SUFFIXES = ("有限公司", "股份有限公司", "（集团）有限公司", "工作室", "店")
EN_BRANDS = _words(
    "Brightwater Harrow Northlight Fjord Lakeside Oldmill Foundry Riverbend Stonegate Maple Copper Harbor Juniper Meridian Cedar Summit"
)
EN_SECOND = _words("Coffee Supply Kitchen Works Studio Hotels Logistics Bakery Partners Market Outfitters Press")
EN_SUFFIXES = ("LLC", "Inc", "Ltd", "& Sons", "Co")

FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
GIVEN = _words("伟 芳 娜 敏 静 磊 强 洋 艳 勇 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 建国 晓梅 雅婷 志强 小雨 嘉欣")
EN_FIRST = _words("Tom Nadia Eleanor Sam Ingrid Kylie Dale Maria Priya Leo Hannah Owen Ruth Victor")
EN_LAST = _words("Whitfield Cole Finch Okafor Solberg Marsh Novak Santos Raman Chan Weber Price Lindqvist Ortiz")
PRODUCTS = (
    ("S5 全自动咖啡机", "S5 automatic machine", 38_000),
    ("S3 全自动咖啡机", "S3 automatic machine", 21_000),
    ("E2 半自动咖啡机", "E2 espresso machine", 16_500),
    ("G1 磨豆机", "G1 grinder", 6_200),
    ("云岭拼配 咖啡豆", "house blend beans", 100),
    ("深烘拼配 咖啡豆", "dark roast beans", 92),
    ("单品豆 耶加雪菲", "Yirgacheffe beans", 186),
    ("清洁套装", "cleaning kit", 240),
)

SAID = (
    "客户问交期能不能提前一周，答应查一下仓库再回复。",
    "聊到隔壁新开的店也想换机器，给了我们名片。",
    "上次的维保满意，师傅到得快，顺手把过滤网也换了。",
    "对方采购换了人，重新介绍了一遍产品线和付款方式。",
    "价格卡得紧，要求再让两个点，说同行报得更低。",
    "要了三份样品，给总部、分店和财务各一份。",
    "约了下周看现场，水电图先发过来。",
    "反馈豆子最近偏酸，怀疑是储存问题，让他们换到阴凉处试试。",
    "提到年底预算还有余额，想在结账前下一单。",
    "财务要求发票写全称，税号要核对一遍。",
    "店里早高峰排队太长，想看看两台机器并用的方案。",
    "老板自己懂咖啡，问了很多研磨度和水质的细节。",
    "同意把合影放到我们的公众号上，要先给他们看稿。",
    "培训定在周三上午，来四个店员，准备两公斤练习豆。",
)
EN_SAID = (
    "They asked whether delivery can move forward a week; promised to look at the stock and call back.",
    "The shop next door wants new machines too and left a card.",
    "Happy with the last visit, the engineer came fast and changed the filter while he was there.",
    "A new buyer has started, so we went through the range and the terms again.",
    "Price is tight. They want two points more, as somebody else quotes less.",
    "Took three samples, for the office, the branch and accounts.",
    "A visit on site is agreed, drawings of water and power come first.",
    "The beans taste sour lately; perhaps they are kept too warm. Asked them to move the shelf.",
    "There is some budget left this year and they would like to spend it before closing.",
    "Accounts need the full legal name on the invoice.",
    "The morning queue is too long, they would like to see a plan with two machines.",
    "The owner knows coffee and had many questions about grind and water.",
)
TITLES = ("谈年度采购", "问交期", "回访", "看现场", "谈付款", "样品跟进", "介绍新品", "续约", "培训安排", "节前问候")
EN_TITLES = (
    "yearly order",
    "delivery date",
    "check in",
    "site visit",
    "payment terms",
    "samples",
    "new products",
    "renewal",
    "training",
    "season's greetings",
)
TAGS = (
    "重点关注",
    "高意向",
    "连锁",
    "价格敏感",
    "转介绍",
    "欠款",
    "续约",
    "老客户",
    "export",
    "VIP",
    "wholesale",
    "press",
)
CONTACT = ("电话", "电话", "微信", "微信", "邮件", "拜访", "会议", "备注")
EN_CONTACT = ("call", "call", "email", "email", "chat", "visit", "meeting", "note")
