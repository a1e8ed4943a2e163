"""The words of the shop of docs/guide/shop: names, goods and sentences, in lists of equal length in both languages."""

from __future__ import annotations

from collections.abc import Mapping

# What commands call by these names, in the language of the files.
TERMS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "name": "名称", "type": "类型", "company": "公司", "person": "个人", "group": "客群", "level": "级别", "owner": "负责人",
        "source": "来源", "referred_by": "介绍人", "industry": "行业", "region": "地区", "size": "规模", "small": "小型",
        "medium": "中型", "contacts": "联系人", "contact": "姓名", "title": "职务", "phone": "电话", "birthday": "生日",
        "roast": "口味", "verified": "核对日期", "created": "创建日期", "next_follow_up": "下次跟进", "order": "订单",
        "product": "产品", "quantity": "数量", "amount": "金额", "cost": "成本", "paid_by": "付款方式", "invoice": "发票",
        "due": "到期", "payment": "回款", "call": "电话", "chat": "微信", "visit": "到访", "result": "结果", "complaint": "投诉",
        "severity": "严重程度", "status": "状态", "topic": "主题", "answered": "已回复", "answered_on": "答复时间", "solved": "已解决", "measure": "措施",
        "survey": "满意度", "csat": "满意度", "nps": "推荐度", "ces": "费力度", "opportunity": "商机", "stage": "阶段",
        "probability": "概率", "close_on": "预计成交", "lost_reason": "输单原因", "inquiry": "咨询", "care": "关怀",
        "what": "内容", "occasion": "场合", "feedback": "反馈", "tone": "倾向", "contract": "合同", "start": "开始", "end": "结束",
        "notice": "通知期", "workplace": "企业", "cafe": "门店", "private": "散客", "need": "需求", "note": "备注",
    },
    "en": {
        "group": "customer_group", "contact": "name", "answered_on": "answered",
    },
}  # fmt: skip

FOLDERS = {
    "zh": {"workplace": "企业", "cafe": "门店", "private": "散客"},
    "en": {"workplace": "workplaces", "cafe": "cafes", "private": "private"},
}
PEOPLE = {"zh": ("林岚", "周扬", "何苗"), "en": ("Ana", "Ben", "Cleo")}
REGIONS = {"zh": ("老城", "河西", "大学路", "开发区"), "en": ("Old Town", "Riverside", "Harbour", "Hill")}
SOURCES = {
    "zh": ("老客户介绍", "路过", "微信", "展会", "电话咨询"),
    "en": ("referral", "walk-in", "website", "trade fair", "phone inquiry"),
}
BRANDS = {
    "zh": ("明川", "拾光", "云栖", "青木", "远见", "星野", "和光", "千帆", "木石", "知行"),
    "en": ("Alder", "Beacon", "Cedar", "Dovetail", "Elm Park", "Fairway", "Granary", "Halcyon", "Ivory", "Juniper"),
}
TRADES = {
    "zh": ("设计", "律师事务所", "软件", "会计师事务所", "建筑", "口腔诊所"),
    "en": ("Design", "Legal", "Software", "Accountants", "Architects", "Dental"),
}
INDUSTRIES = {
    "zh": ("设计", "法律", "软件", "财务", "建筑", "医疗"),
    "en": ("design", "legal", "software", "accounting", "architecture", "health"),
}
STREETS = {
    "zh": ("转角", "巷口", "河畔", "北窗", "半山"),
    "en": ("Corner", "Lane's End", "Quay", "North Window", "Hillside"),
}
HOUSES = {
    "zh": ("面包房", "甜品店", "书店", "小馆", "民宿"),
    "en": ("Bakery", "Patisserie", "Books", "Kitchen", "Guesthouse"),
}
HOUSE_TRADE = {"zh": "餐饮", "en": "catering"}
FAMILY = {
    "zh": ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "林", "高", "罗"),
    "en": (
        "Adams", "Baker", "Clarke", "Dixon", "Evans", "Fisher", "Grant", "Hughes", "Irving", "Jones", "Kelly", "Lloyd",
        "Moore", "Nash", "Owen", "Price", "Quinn", "Reid", "Stone",
    ),
}  # fmt: skip
GIVEN = {
    "zh": ("静怡", "建国", "思远", "晓梅", "志强", "雨桐", "海波", "丽华", "子涵", "文博"),
    "en": ("Alice", "Brian", "Chloe", "David", "Emma", "Frank", "Grace", "Henry", "Isla", "Jack"),
}
TITLES = {"zh": ("行政", "店长"), "en": ("office manager", "shop manager")}
ROASTS = {"zh": ("浅烘", "深烘"), "en": ("light", "dark")}
# Goods: what is bought, price and cost of one, in the currency of the language.
BEANS = {"zh": ("春巷拼配（公斤）", 128, 74), "en": ("House blend (kg)", 16, 9)}
ESPRESSO = {"zh": ("意式拼配（公斤）", 108, 66), "en": ("Espresso blend (kg)", 14, 8)}
BAG = {"zh": ("单品豆 250 克", 78, 36), "en": ("Single origin 250 g", 10, 5)}
FILTERS = {"zh": ("滤纸", 25, 12), "en": ("Filter papers", 4, 2)}
SERVICE = {"zh": ("咖啡机租用保养", 12_000), "en": ("machine hire and care", 1_500)}
PAID = {"zh": ("微信", "现金"), "en": ("card", "cash")}
SAID = {
    "zh": (
        "上次的豆子喝着不错，照旧。", "问新豆到了没有。", "下个月人多，可能要加量。", "说送货能不能早半小时。",
        "换了新同事负责，已经加了微信。", "想试试浅烘的。",
    ),
    "en": (
        "They like the last beans; the same again.", "Asked whether the new crop is in.", "More people next month, perhaps more beans.",
        "Could we deliver half an hour earlier?", "A new colleague takes over; we have the number.", "Would like to try a lighter roast.",
    ),
}  # fmt: skip
RESULTS = {"zh": ("照常下单", "等消息", "已答复"), "en": ("orders as usual", "will tell us", "answered")}
COMPLAINTS = {
    "zh": (("送货", "约好上午，下午才到。"), ("新鲜度", "豆子烘焙日期是五周前的。"), ("数量", "少送了一公斤。"), ("研磨", "磨得太粗，萃取不够。")),
    "en": (
        ("delivery", "Promised in the morning, came in the afternoon."), ("freshness", "The beans were roasted five weeks ago."),
        ("quantity", "A kilo was missing."), ("grind", "Ground too coarse for their machine."),
    ),
}  # fmt: skip
MEASURES = {"zh": ("第二天一早补送", "换新豆，送一包", "补一公斤", "重磨一份"), "en": ("sent first thing next day", "fresh beans and a bag on us", "sent the kilo", "ground anew")}  # fmt: skip
STEPS = {
    "zh": ("给客户回话", "查原因", "解决，并请客户确认"),
    "en": ("answer the customer", "find the cause", "solve it and have it confirmed"),
}
PRAISE = {"zh": "豆子香，送得准时。", "en": "Lovely beans, always on time."}
WISH = {"zh": "希望能有小包装。", "en": "Smaller bags would be good."}
OFFERS = {"zh": "办公室咖啡全年供应", "en": "a year of office coffee"}
LOST = {"zh": "嫌贵", "en": "too dear"}
STAGES = {"zh": ("线索", "报价", "谈判", "赢单", "输单"), "en": ("lead", "quote", "negotiate", "won", "lost")}
ASKED = {"zh": "问办公室用豆怎么订。", "en": "Asked how coffee for an office works."}
GIFT = {"zh": ("礼品", "中秋节", "送了一盒月饼。"), "en": ("gift", "Easter", "A box of biscuits.")}
