import pytest

from tests.facts.typed import days, dues, facts

FRONT = "name: Acme\nlevel: B\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level: A\n\n## 2026-11-02 complaint CP-1\n", ["2026-11-02"]),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n", ["2026-11-04"]),
        ("level: A\n\n## 2026-11-02 投诉 CP-1\n## 2026-11-02 电话\n", ["2026-11-04"]),
        ("level: A\n\n## 2026-11-02 call\n## 2026-11-02 complaint CP-1\n", ["2026-11-02"]),
        ("level: B\n\n## 2026-11-02 complaint\n## 2026-11-03 call\n", ["2026-11-09"]),
        ("level: B\n\n## 2026-11-02 complaint\n## 2026-11-03 note\n", ["2026-11-04"]),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n## 2026-11-02 complaint CP-1\n", ["2026-11-09"]),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n- status: 已回复\n", ["2026-11-09"]),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n- answered: 2026-11-02 15:00\n", ["2026-11-09"]),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n- promise: 2026-11-20\n## 2026-11-03 call\n", ["2026-11-20"]),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n- opened: 2026-10-30 09:00\n", ["2026-11-01"]),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n## 2026-11-05 complaint CP-1\n- 状态: 已解决\n", []),
        ("level: B\n\n## 2026-11-02 complaint CP-1\n- solved: 2026-11-03\n", []),
        ("level: B\nstage: 流失\n\n## 2026-11-02 complaint CP-1\n", ["2026-11-04"]),
    ],
)
def test_a_complaint_is_to_be_answered_and_then_solved(text: str, expected: list[str]) -> None:
    assert days("complaint", f"name: Acme\n{text}") == expected


def test_a_grave_complaint_is_urgent_and_names_who_deals_with_it() -> None:
    text = FRONT + "## 2026-11-02 投诉 CP-1 漏水\n- 严重程度: 紧急\n- 负责人: 李四\n"
    (due,) = dues("complaint", text)
    assert (due.text, due.urgent, due.people) == ("CP-1 漏水", True, ("李四",))
    assert str(due.why) == "Said on 2026-11-02; to be answered within 2d."
    assert facts(text).open_complaints == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 2026-11-02 feedback too slow\n", ["2026-11-09"]),
        ("## 2026-11-02 feedback too slow\n- promise: 2026-11-05\n", ["2026-11-05"]),
        ("## 2026-11-02 feedback too slow\n## 2026-11-03 email\n", []),
        ("## 2026-11-02 feedback FB-1\n- status: 已采纳\n", []),
        ("## 2026-11-02 inquiry price list?\n- promise: 2026-11-05\n", ["2026-11-05"]),
        ("## 2026-11-02 咨询 price list?\n- 状态: 待处理\n", ["2026-11-09"]),
        ("## 2026-11-02 inquiry price list?\n", []),
        ("## 2026-11-02 inquiry price list?\n- promise: 2026-11-05\n## 2026-11-03 email sent it\n", []),
    ],
)
def test_feedback_is_to_be_answered(body: str, expected: list[str]) -> None:
    assert days("feedback", FRONT + body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n", ["2026-11-20"]),
        ("## 2026-11-02 订单 SO-1\n- 交货日期: 2026-11-20\n- 状态: 已发货\n", ["2026-11-20"]),
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n- delivered_on: 2026-11-19\n", []),
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n## 2026-11-19 order SO-1\n- status: 已送达\n", []),
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n## 2026-11-19 delivery\n- order: SO-1\n", []),
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n## 2026-11-19 delivery SO-1\n", []),
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n## 2026-11-19 delivery\n- order: SO-9\n", ["2026-11-20"]),
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n## 2026-11-19 delivery\n- status: 部分交付\n- order: SO-1\n", ["2026-11-20"]),
        ("## 2026-11-02 order\n- deliver_on: 2026-11-20\n## 2026-11-03 order\n- deliver_on: 2026-11-22\n## 2026-11-19 交付\n", ["2026-11-22"]),
        ("## 2026-11-20 order\n- deliver_on: 2026-11-22\n## 2026-11-19 delivery\n", ["2026-11-22"]),
        ("## 2026-11-02 order SO-1\n- deliver_on: 2026-11-20\n## 2026-11-03 delivery\n- order: SO-1\n- due: 2026-11-25\n", ["2026-11-25"]),
        ("## 2026-11-03 delivery DN-1\n- deliver_on: 2026-11-25\n## 2026-11-25 delivery DN-1\n- status: delivered\n", []),
    ],
)  # fmt: skip
def test_what_was_ordered_is_to_be_delivered(body: str, expected: list[str]) -> None:
    assert days("delivery", FRONT + body) == expected


def test_a_delivery_gives_notice_three_days_before() -> None:
    (due,) = dues("delivery", FRONT + "## 2026-11-02 order SO-1 咖啡豆\n- deliver_on: 2026-11-20\n")
    assert (str(due.show_from), due.text) == ("2026-11-17", "SO-1 咖啡豆")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n", [("2026-12-31", "2026-11-01")]),
        ("## 2026-01-10 合同 HT-1\n- 到期: 2026-12-31\n## 2026-11-05 合同 HT-1\n- 结果: 谈续约\n", [("2026-12-31", "2026-12-01")]),
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n## 2026-12-27 contract HT-1\n", [("2026-12-31", "2026-12-31")]),
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n- renew: 2026-10-31\n", [("2026-10-31", "2026-09-01")]),
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n- notice: 30d\n", [("2026-12-01", "2026-10-02")]),
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n- 自动续约: 是\n", []),
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n- 自动续约: 是\n- notice: 1m\n", [("2026-12-01", "2026-10-02")]),
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n## 2026-12-20 contract HT-1\n- status: 已续签\n", []),
        ("## 2026-01-10 contract HT-1\n- end: 2026-12-31\n## 2026-12-20 contract HT-1\n- end: 2027-12-31\n", [("2027-12-31", "2027-11-01")]),
        ("## 2026-01-10 contract HT-1\n", []),
    ],
)  # fmt: skip
def test_a_contract_asks_for_attention_step_by_step(body: str, expected: list[tuple[str, str]]) -> None:
    found = dues("contract", FRONT + body)
    assert [(str(due.date), str(due.show_from)) for due in found] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 2026-11-02 opportunity OPP-1\n- close_on: 2026-11-20\n", [("2026-11-20", "2026-11-13")]),
        ("## 2026-11-02 商机 OPP-1\n- 预计成交: 2027-11-20\n", [("2026-12-02", "None")]),
        ("## 2026-11-02 opportunity OPP-1\n## 2026-11-22 opportunity OPP-1\n- stage: 谈判\n", [("2026-12-22", "None")]),
        ("## 2026-11-02 opportunity OPP-1\n## 2026-11-22 call about OPP-1\n", [("2026-12-22", "None")]),
        ("## 2026-11-02 opportunity OPP-1\n## 2026-11-22 电话 谈OPP-1的价格\n", [("2026-12-22", "None")]),
        ("## 2026-11-02 opportunity OPP-1\n## 2026-11-22 email\n- links: [[opp-1]]\n", [("2026-12-22", "None")]),
        ("## 2026-11-02 opportunity OPP-1\n## 2026-11-22 call about OPP-12\n", [("2026-12-02", "None")]),
        ("## 2026-11-02 opportunity OPP-1\n## 2026-11-22 call\n", [("2026-12-02", "None")]),
        ("## 2026-11-02 opportunity OPP-1\n## 2026-11-22 opportunity opp-1\n- 阶段: 赢单\n", []),
        ("## 2026-11-02 opportunity OPP-1\n- stage: lost\n", []),
    ],
)
def test_an_opportunity_is_to_be_closed_or_touched(body: str, expected: list[tuple[str, str]]) -> None:
    found = dues("opportunity", FRONT + body)
    assert [(str(due.date), str(due.show_from)) for due in found] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 2026-01-10 service install\n- warranty_until: 2027-01-10\n", ["2027-01-10"]),
        ("## 2026-01-10 安装\n- 保修期至: 2027-01-10\n- 产品: 咖啡机\n## 2026-06-01 call\n", ["2027-01-10"]),
        ("## 2026-01-10 service install\n- warranty_until: 2027-01-10\n## 2026-12-11 call\n", []),
        ("## 2026-01-10 service\n- product: A\n- warranty_until: 2026-07-01\n## 2026-05-01 service\n- product: A\n- warranty_until: 2027-01-10\n", ["2027-01-10"]),
    ],
)  # fmt: skip
def test_a_warranty_ends(body: str, expected: list[str]) -> None:
    assert days("service", FRONT + body) == expected


@pytest.mark.parametrize(
    ("what", "body", "expected"),
    [
        ("warning", "## 2026-11-02 预警\n- 风险等级: 高\n", ["2026-11-02"]),
        ("warning", "## 2026-11-02 warning W-1\n- due: 2026-11-09\n", ["2026-11-09"]),
        ("warning", "## 2026-11-02 warning W-1\n## 2026-11-05 warning W-1\n- status: 已解除\n", []),
        ("survey", "## 2026-11-02 survey S-1\n- due: 2026-11-30\n", ["2026-11-30"]),
        ("survey", "## 2026-11-02 survey S-1\n- due: 2026-11-30\n## 2026-11-09 survey S-1\n- csat: 5\n", []),
        ("survey", "## 2026-11-02 survey S-1\n", []),
    ],
)
def test_warnings_and_surveys_wait_for_somebody(what: str, body: str, expected: list[str]) -> None:
    assert days(what, FRONT + body) == expected
