"""Dates as files hold them and as people type them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadValue
from ledger.model.dates import date_problem, in_words, iso_date, iso_time, leading_date, understand

SATURDAY = date(2026, 11, 21)

AHEAD = """
2026-11-30          2026-11-30
2026-1-5            2026-01-05
2026/11/30          2026-11-30
2026.11.30          2026-11-30
2026 11 30          2026-11-30
20261130            2026-11-30
２０２６-11-30      2026-11-30
11-30               2026-11-30
11/30               2026-11-30
11.30               2026-11-30
11-20               2027-11-20
11-21               2026-11-21
12月1日             2026-12-01
12月1号             2026-12-01
12月 1日            2026-12-01
十二月二十五        2026-12-25
1月19日             2027-01-19
11月30日（周一）    2026-11-30
1号                 2026-12-01
15日                2026-12-15
21日                2026-11-21
31号                2026-12-31
2027年3月5日        2027-03-05
二零二七年三月五日  2027-03-05
27年3月5日          2027-03-05
明年3月5日          2027-03-05
去年3月5日          2025-03-05
2月29日             2028-02-29
31.12.2026          2026-12-31
12/31/2026          2026-12-31
today               2026-11-21
Tomorrow            2026-11-22
yesterday           2026-11-20
今天                2026-11-21
明天                2026-11-22
后天                2026-11-23
後天                2026-11-23
大后天              2026-11-24
昨天                2026-11-20
前天                2026-11-19
大前天              2026-11-18
+3d                 2026-11-24
-3d                 2026-11-18
−3d                 2026-11-18
0d                  2026-11-21
2w                  2026-12-05
+1m                 2026-12-21
3天后               2026-11-24
三天后              2026-11-24
三天内              2026-11-24
两周后              2026-12-05
两个星期后          2026-12-05
1个月后             2026-12-21
半年后              2027-05-21
一年半后            2028-05-21
5天前               2026-11-16
in 3 days           2026-11-24
in two weeks        2026-12-05
a week ago          2026-11-14
2 weeks             2026-12-05
fri                 2026-11-27
Friday              2026-11-27
sat                 2026-11-28
sun                 2026-11-22
by fri              2026-11-27
next fri            2026-11-27
next sun            2026-11-29
this fri            2026-11-20
last fri            2026-11-13
周三                2026-11-25
週三                2026-11-25
周六                2026-11-28
星期天              2026-11-22
礼拜三              2026-11-25
下周三              2026-11-25
下个星期三          2026-11-25
下周日              2026-11-29
下下周一            2026-11-30
上周一              2026-11-09
上上个週三          2026-11-04
本周五              2026-11-20
这周日              2026-11-22
下周                2026-11-23
next week           2026-11-23
下个月              2026-12-01
next month          2026-12-01
下个月15号          2026-12-15
本月十日            2026-11-10
去年本月十日        2025-11-10
月底                2026-11-30
月末                2026-11-30
月初                2026-12-01
下月初              2026-12-01
下月底              2026-12-31
2月底               2027-02-28
年底                2026-12-31
明年年底            2027-12-31
季末                2026-12-31
下季度初            2027-01-01
周末                2026-11-21
下周末              2026-11-28
end of month        2026-11-30
end of next month   2026-12-31
month end           2026-11-30
start of next year  2027-01-01
明年                2027-01-01
Nov 30              2026-11-30
30 November         2026-11-30
March 3rd, 2027     2027-03-03
月底前              2026-11-30
农历八月十五        2027-09-15
正月初一            2027-02-06
中秋                2027-09-15
Christmas           2026-12-25
"""

BEHIND = """
11-20               2026-11-20
11-21               2026-11-21
11-30               2025-11-30
2月29日             2024-02-29
15号                2026-11-15
31号                2026-10-31
fri                 2026-11-20
sat                 2026-11-14
周三                2026-11-18
下周三              2026-11-25
3d                  2026-11-18
+3d                 2026-11-24
2天                 2026-11-19
月底                2026-10-31
月初                2026-11-01
12月底              2025-12-31
国庆                2026-10-01
明天                2026-11-22
"""

NO_DATES = """
hello
12
13-01
11-31
2026-02-30
2月30日
2026-13-01
3-7-2017
27-7-3
05/05/89
1.5h
days
99999d
9999y
下下下周一
周八
2026-11-30 (周二)
2026-W01-1
"""


def cases(table: str) -> list[tuple[str, str]]:
    return [(line[: line.rindex(" ")].strip(), line.rsplit(" ", 1)[1]) for line in table.strip().split("\n")]


@pytest.mark.parametrize(("text", "day"), cases(AHEAD))
def test_typed_dates_mean_the_next_such_day(text: str, day: str) -> None:
    assert understand(text, SATURDAY).isoformat() == day


@pytest.mark.parametrize(("text", "day"), cases(BEHIND))
def test_logging_what_has_happened_prefers_the_last_such_day(text: str, day: str) -> None:
    assert understand(text, SATURDAY, past=True).isoformat() == day


@pytest.mark.parametrize("text", ["", " ", "0" * 5000, *NO_DATES.strip().split("\n")])
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadValue) as refusal:
        understand(text, SATURDAY)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
def test_a_bare_weekday_lies_one_to_seven_days_ahead(name: str) -> None:
    for day in range(15, 22):
        assert 1 <= (understand(name, date(2026, 11, day)) - date(2026, 11, day)).days <= 7


def test_a_month_day_without_a_year_is_the_next_one_even_over_new_year() -> None:
    assert understand("01-05", date(2026, 12, 31)) == date(2027, 1, 5)
    assert understand("12/1", date(2020, 12, 15)) == date(2021, 12, 1)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("fri send quote", "2026-11-27", "send quote"),
        ("下周三 发送报价", "2026-11-25", "发送报价"),
        ("11-30 send the contract", "2026-11-30", "send the contract"),
        ("明天发报价", "2026-11-22", "发报价"),
        ("12月1日发报价", "2026-12-01", "发报价"),
        ("2026-11-30发报价", "2026-11-30", "发报价"),
        ("5月1日，打电话", "2027-05-01", "打电话"),
        ("3天后跟进", "2026-11-24", "跟进"),
        ("大后天 拜访", "2026-11-24", "拜访"),
        ("end of next month: review", "2026-12-31", "review"),
        ("next week call", "2026-11-23", "call"),
        ("by fri send quote", "2026-11-27", "send quote"),
        ("月底之前 回款", "2026-11-30", "回款"),
        ("+3d@张三", "2026-11-24", "@张三"),
        ("周三下午3点 开会", "2026-11-25", "下午3点 开会"),
        ("fri 15:00 call", "2026-11-27", "15:00 call"),
        ("中秋 送月饼", "2027-09-15", "送月饼"),
        ("Christmas Eve card", "2026-12-24", "card"),
        ("明天", "2026-11-22", ""),
        (" Fri  Send Quote ", "2026-11-27", "Send Quote"),
        ("今天前往上海", "2026-11-21", "前往上海"),
    ],
)
def test_a_task_may_begin_with_its_date(text: str, day: str, rest: str) -> None:
    assert leading_date(text, SATURDAY) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "text",
    ["send quote", "friends meeting", "sunny", "1.5h call", "2026-11-300", "1号楼勘察", "50% off", "2026-02-30 x"],
)
def test_a_text_without_a_date_in_front_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        leading_date(text, SATURDAY)


@given(st.text(max_size=30), st.dates())
def test_any_text_is_a_date_or_a_refusal(text: str, today: date) -> None:
    for past in (False, True):
        try:
            assert isinstance(understand(text, today, past), date)
        except BadValue:
            pass


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)), st.dates(max_value=date(2200, 1, 1)))
def test_iso_dates_are_understood_on_any_day(day: date, today: date) -> None:
    assert understand(day.isoformat(), today) == day
    assert leading_date(f"{day.isoformat()} call", today) == (day, "call")


def test_files_hold_iso_dates_of_ten_ascii_characters() -> None:
    assert iso_date("2026-11-30") == date(2026, 11, 30)


NOT_ISO = """
20261130 2026-W01-1 2026W011 2026-1-5 2026-001 ２０２６-11-30 2026-11-３０ 2026-02-30 2026-02-29
2026-04-31 2026-13-01 2026-00-10 2026-01-00 0000-01-01 2026/11/30 2026.11.30 26-11-30 11-30 2026-11
2026 +2026-11-30 -2026-11-30 12026-11-30 2026-11-30T00:00 2026-11-30Z 2026--11-3 2026-11-3
2026-11-030 2026–11–30 2026‐11‐30 ٢٠٢٦-11-30 २०२६-११-३० 2026-1１-30 today 明天 2026年11月30日 NaN null
2026-1a-30 2026-11-3O 1e3
"""


@pytest.mark.parametrize("text", [*NOT_ISO.split(), "", " 2026-11-30", "2026-11-30 ", "2026-11-30\n", "2026 11 30"])
def test_nothing_else_is_a_date_in_a_file(text: str) -> None:
    assert iso_date(text) is None
    assert date_problem(text) is not None


@given(st.dates())
def test_every_day_survives_being_written(day: date) -> None:
    assert iso_date(day.isoformat()) == day
    assert date_problem(day.isoformat()) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-02-30", "February 2026 has 28 days."),
        ("2024-02-30", "February 2024 has 29 days."),
        ("2026-04-31", "April 2026 has 30 days."),
        ("2026-13-01", "There is no month 13."),
        ("0000-01-01", "There is no year 0."),
        ("2026-1-5", "Did you mean 2026-01-05?"),
        ("2026/01/05", "Did you mean 2026-01-05?"),
        ("20260105", "Did you mean 2026-01-05?"),
        ("２０２６-01-05", "Did you mean 2026-01-05?"),
        ("2026年1月5日", "Did you mean 2026-01-05?"),
        ("2026/2/30", "February 2026 has 28 days."),
        ("soon", "“soon” is no date. Dates are written like 2026-11-30."),
    ],
)
def test_a_bad_date_is_explained(text: str, sentence: str) -> None:
    assert str(date_problem(text)) == sentence


@pytest.mark.parametrize(
    ("text", "moment"),
    [("14:30", time(14, 30)), ("9:05", time(9, 5)), ("14：30", time(14, 30)), ("14:30:15", time(14, 30, 15))],
)
def test_times_are_read(text: str, moment: time) -> None:
    assert iso_time(text) == moment


@pytest.mark.parametrize("text", ["24:00", "12:60", "1230", "12", "12:3", "１２:30", "", "12:30pm"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert iso_time(text) is None


def test_commands_repeat_what_they_understood() -> None:
    assert str(in_words(date(2026, 11, 27), SATURDAY)) == "Friday, 2026-11-27 (in 6 days)"
    assert str(in_words(date(2026, 11, 22), SATURDAY)) == "Sunday, 2026-11-22 (tomorrow)"
    assert str(in_words(date(2026, 11, 18), SATURDAY)) == "Wednesday, 2026-11-18 (3 days ago)"
