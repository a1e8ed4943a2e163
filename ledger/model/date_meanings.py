"""What the forms of typed dates mean: one function for each, from a match and a day to another day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from ledger.messages import Message, say
from ledger.model.chinese_numbers import whole_number
from ledger.model.intervals import add, interval
from ledger.model.values import Interval

# A meaning gives the day, (year, month, day) of one that does not exist, a sentence that refuses it, or None.
NoDay = tuple[int, int, int]
Meaning = Callable[[re.Match[str], date, bool], date | NoDay | Message | None]

WEEKDAY_NAMES = (
    *("mon(?:day)?", "tue(?:s(?:day)?)?", "wed(?:nesday)?", "thu(?:r(?:s(?:day)?)?)?"),
    *("fri(?:day)?", "sat(?:urday)?", "sun(?:day)?"),
)
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_WORDS = {
    **dict.fromkeys(("today", "今天", "今日"), 0),
    **dict.fromkeys(("tomorrow", "tmr", "tomo", "明天", "明日", "明儿"), 1),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow", "后天", "后日"), 2),
    **dict.fromkeys(("大后天", "大后日"), 3),
    **dict.fromkeys(("yesterday", "昨天", "昨日", "昨儿"), -1),
    **dict.fromkeys(("day before yesterday", "the day before yesterday", "前天", "前日"), -2),
    "大前天": -3,
}
YEAR_WORDS = {"今年": 0, "本年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}
_ENGLISH_STEPS = {"this": 0, "next": 1, "last": -1, "the": 0, "": 0}


def _step(words: str) -> int:
    """-2 to 2 for 上上, 上, 本 or 这, 下, 下下."""
    return words.count("下") - words.count("上")


def _number(text: str) -> int:
    found = whole_number(text)
    return -1 if found is None else found


def _weekday_number(sign: str) -> int:
    return "一二三四五六日天".index(sign) % 7 if sign != "天" else 6


def _real(year: int, month: int, day: int) -> date | NoDay:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return (year, month, day)


def _month_start(today: date, months: int) -> date:
    return add(today.replace(day=1), Interval(months, "m"))


def _month_end(today: date, months: int) -> date:
    return _month_start(today, months + 1) - timedelta(days=1)


# --- days that come again: the nearest one ahead, or back


def _nearest(candidates: Callable[[int], date | None], today: date, past: bool, reach: int) -> date | None:
    """The first of candidates(0), candidates(±1) … that lies on or after today (on or before it for `past`)."""
    for distance in range(reach):
        day = candidates(-distance if past else distance)
        if day is not None and (day <= today if past else day >= today):
            return day
    return None


def _month_day(month: int, day: int, today: date, past: bool) -> date | NoDay | Message:
    def in_year(distance: int) -> date | None:
        found = _real(today.year + distance, month, day)
        return found if isinstance(found, date) else None

    found = _nearest(in_year, today, past, 9)
    if found is not None:
        return found
    return (
        (today.year, month, day)
        if not 1 <= month <= 12
        else say("Month {month} has no day {day}.", month=month, day=day)
    )


def _day_of_month(day: int, today: date, past: bool) -> date | NoDay:
    def in_month(distance: int) -> date | None:
        start = _month_start(today, distance)
        found = _real(start.year, start.month, day)
        return found if isinstance(found, date) else None

    found = _nearest(in_month, today, past, 3)
    return (today.year, today.month, day) if found is None else found


# --- meanings, in the order of FORMS below


def full(found: re.Match[str], today: date, past: bool) -> date | NoDay | Message:
    """A day with its year."""
    return _agreeing(found, _real(_year(found["year"], today), _number(found["month"]), _number(found["day"])))


def _agreeing(found: re.Match[str], day: date | NoDay | Message) -> date | NoDay | Message:
    """The day, refused where the weekday beside it is another one's."""
    written = found["weekday"]
    if written is None or not isinstance(day, date) or _weekday_number(written) == day.weekday():
        return day
    return say("{date} is another day of the week than the one written beside it.", date=day.isoformat())


def _year(text: str, today: date) -> int:
    year = _number(text)
    if len(text) == 2 and text.isdigit():
        century = today.year - today.year % 100
        return min((century + shift + year for shift in (-100, 0, 100)), key=lambda one: abs(one - today.year))
    return year


def year_last(found: re.Match[str], today: date, past: bool) -> date | NoDay | Message:
    """31.12.2026 or 12/31/2026, where only one of the two can be the month; anything else is too unclear to guess."""
    first, second, year = int(found["first"]), int(found["second"]), found["year"]
    if len(year) == 4 and (first == second or max(first, second) > 12 >= min(first, second)):
        return _real(int(year), min(first, second), max(first, second))
    return say("“{text}” can be read in several ways; write the year first, with four digits.", text=found[0])


def month_and_day(found: re.Match[str], today: date, past: bool) -> date | NoDay | Message:
    """A month and a day: 11-30, 12月1日."""
    month, day = _number(found["month"]), _number(found["day"])
    return _agreeing(found, _month_day(month, day, today, past))


def year_word_and_day(found: re.Match[str], today: date, past: bool) -> date | NoDay:
    """明年3月5日."""
    return _real(today.year + YEAR_WORDS[found[1]], _number(found[2]), _number(found[3]))


def month_word_and_day(found: re.Match[str], today: date, past: bool) -> date | NoDay:
    """下个月15号, 去年本月十日."""
    start = _month_start(today, _step(found[2]) + 12 * YEAR_WORDS.get(found[1] or "", 0))
    return _real(start.year, start.month, _number(found[3]))


def bare_day(found: re.Match[str], today: date, past: bool) -> date | NoDay:
    """A day of the month alone: 15日."""
    return _day_of_month(_number(found[1]), today, past)


def english(found: re.Match[str], today: date, past: bool) -> date | NoDay | Message:
    """Nov 30, 30 November 2026."""
    month = MONTH_NAMES.index(found["month"][:3]) + 1
    if found["year"] is None:
        return _month_day(month, int(found["day"]), today, past)
    return _real(int(found["year"]), month, int(found["day"]))


def day_word(found: re.Match[str], today: date, past: bool) -> date | None:
    """Today, tomorrow, 大后天 and the like."""
    return _shifted(today, Interval(abs(DAY_WORDS[found[0]]), "d"), DAY_WORDS[found[0]] < 0)


def _shifted(today: date, distance: Interval | None, back: bool) -> date | None:
    if distance is None:
        return None
    return add(today, Interval(-distance.count if back else distance.count, distance.unit))


def signed(found: re.Match[str], today: date, past: bool) -> date | None:
    """A distance with its sign: +3d, -2w; without one ahead, or back for what has happened."""
    back = found[1] == "-" or (not found[1] and past)
    return today if int(found[2]) == 0 else _shifted(today, interval(found[2] + found[3]), back)


def length(found: re.Match[str], today: date, past: bool) -> date | None:
    """A bare distance: 2 weeks, 3天."""
    return _shifted(today, interval(re.sub(" {2,}", " ", found["length"])), past)


def length_ahead(found: re.Match[str], today: date, past: bool) -> date | None:
    """In 3 days, 两周后, 三天内."""
    return _shifted(today, interval(re.sub(" {2,}", " ", found["length"])), False)


def length_back(found: re.Match[str], today: date, past: bool) -> date | None:
    """3 days ago, 两周前."""
    return _shifted(today, interval(re.sub(" {2,}", " ", found["length"])), True)


def _of_week(number: int, steps: int, today: date) -> date | None:
    return _shifted(today, Interval(abs(offset := number - today.weekday() + 7 * steps), "d"), offset < 0)


def _coming(number: int, today: date, past: bool) -> date | None:
    """The nearest such weekday that is not today."""
    ahead = (number - today.weekday()) % 7 or 7
    back = (today.weekday() - number) % 7 or 7
    return _shifted(today, Interval(back if past else ahead, "d"), past)


def weekday_zh(found: re.Match[str], today: date, past: bool) -> date | None:
    """周三, 下周三, 本周五."""
    number = _weekday_number(found[2])
    return _of_week(number, _step(found[1]), today) if found[1] else _coming(number, today, past)


def weekday_en(found: re.Match[str], today: date, past: bool) -> date | None:
    """Fri, next fri."""
    number = next(number for number, name in enumerate(WEEKDAY_NAMES) if found["name"][:3] == name[:3])
    word = (found["which"] or "").strip()
    return _of_week(number, _ENGLISH_STEPS[word], today) if word else _coming(number, today, past)


def weekend(found: re.Match[str], today: date, past: bool) -> date | None:
    """The Saturday of a weekend."""
    words = (found[1] or "").strip()
    if words in ("", "the"):
        return _nearest(lambda distance: _of_week(5, distance, today), today, past, 2)
    return _of_week(5, _ENGLISH_STEPS.get(words, _step(words)), today)


def week(found: re.Match[str], today: date, past: bool) -> date | None:
    """The Monday of another week."""
    return _of_week(0, _ENGLISH_STEPS.get(found[1].strip(), _step(found[1])), today)


def _edge(part: str, start: date, end: date) -> date:
    if part in "底末end":
        return end
    return start.replace(day=15) if part in ("中", "middle", "mid") else start


def month_edge(found: re.Match[str], today: date, past: bool) -> date | None:
    """月底, 下月初, 本月中."""

    def in_month(distance: int) -> date:
        return _edge(found[2], _month_start(today, distance), _month_end(today, distance))

    return in_month(_step(found[1])) if found[1] else _nearest(in_month, today, past, 2)


def named_month_edge(found: re.Match[str], today: date, past: bool) -> date | None:
    """12月底, 明年3月初."""
    month = _number(found[2])
    if not 1 <= month <= 12:
        return None

    def in_year(distance: int) -> date:
        start = add(date(today.year, month, 1), Interval(distance, "y"))
        return _edge(found[3], start, _month_end(start, 0))

    return in_year(YEAR_WORDS[found[1]]) if found[1] else _nearest(in_year, today, past, 2)


def year_edge(found: re.Match[str], today: date, past: bool) -> date | None:
    """年底, 明年年初."""

    def in_year(distance: int) -> date | None:
        day = _real(today.year + distance, *((1, 1) if found[2] in "初头" else (12, 31)))
        return day if isinstance(day, date) else None

    return in_year(YEAR_WORDS[found[1] + "年"]) if found[1] else _nearest(in_year, today, past, 2)


def quarter_edge(found: re.Match[str], today: date, past: bool) -> date | None:
    """季末, 下季度初."""

    def in_quarter(distance: int) -> date:
        months = 3 * distance - (today.month - 1) % 3
        return _edge(found[2], _month_start(today, months), _month_end(today, months + 2))

    return in_quarter(_step(found[1])) if found[1] else _nearest(in_quarter, today, past, 2)


def english_edge(found: re.Match[str], today: date, past: bool) -> date | None:
    """End of month, start of next quarter."""
    length = {"month": 1, "quarter": 3, "year": 12}[found["unit"]]

    def in_unit(distance: int) -> date:
        months = length * distance - (today.month - 1) % length
        return _edge(found["part"][:3], _month_start(today, months), _month_end(today, months + length - 1))

    word = (found["which"] or "").strip()
    return _nearest(in_unit, today, past, 2) if word in ("", "the") else in_unit(_ENGLISH_STEPS[word])


def unit_start(found: re.Match[str], today: date, past: bool) -> date | None:
    """The first day of another month or quarter."""
    words = found[1].strip()
    steps = _ENGLISH_STEPS.get(words, _step(words))
    length = 1 if "月" in found[0] or "month" in found[0] else 3
    return _month_start(today, length * steps - (today.month - 1) % length)


def year_start(found: re.Match[str], today: date, past: bool) -> date | NoDay:
    """The first day of another year."""
    steps = {"next": 1, "last": -1}.get(found[0].split()[0])
    return _real(today.year + (YEAR_WORDS[found[0]] if steps is None else steps), 1, 1)


def lunar_day(found: re.Match[str], today: date, past: bool) -> date | None:
    """A day of the lunar calendar: 农历八月十五, 正月初一."""
    from ledger.model.yearly import last_on_or_before, next_on_or_after, yearly

    day = yearly(found[0])
    if day is None:
        return None
    if day.year is not None:
        return next_on_or_after(day, date(day.year, 1, 20)) if day.year >= 1600 else None
    return last_on_or_before(day, today) if past else next_on_or_after(day, today)
