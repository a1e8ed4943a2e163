"""The forms in which people type a date, in English and Chinese: patterns, each with its meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.model import date_meanings as mean
from ledger.model.date_meanings import DAY_WORDS, WEEKDAY_NAMES, YEAR_WORDS, Meaning


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern over `plain` text, and what it means seen from a day."""

    pattern: re.Pattern[str]
    meaning: Meaning


_SIMPLER = str.maketrans("週禮後個這號兩內農曆閏臘陰﹣—–−", "周礼后个这号两内农历闰腊阴----")
_PLAIN = (
    _SIMPLER
    | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {code: code + 32 for code in (*range(0x41, 0x5B),)}
    | {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
    | {0x3000: 0x20, 0xA0: 0x20, 0x09: 0x20}
)


def plain(text: str) -> str:
    """The text with ASCII digits, small letters and simplified signs; every character keeps its place."""
    return text.translate(_PLAIN)


# --- pieces of patterns

_N = r"(?:[0-9]{1,2}|[零〇一二三四五六七八九十廿卅]{1,3})"
_YEAR = r"(?:[0-9]{4}|[0-9]{2}|[零〇一二三四五六七八九]{4}|两千(?:零?[一二三四五六七八九十]{1,3})?)"
_COUNT = r"(?:[0-9]{1,4}|[零〇一二两三四五六七八九十百]{1,5})"
_WEEKDAY_ZH = r"(?:周|星期|礼拜)([一二三四五六日天])"
_ASIDE = r"(?:[ ,，(]{0,2}(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\)?)?"
_MONTH_EN = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_UNIT_EN = r"(?:days?|weeks?|months?|quarters?|years?|fortnights?)"
_COUNT_EN = r"(?:[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_LENGTH_EN = rf"(?:{_COUNT_EN} {{1,2}}{_UNIT_EN}|half a year)"
_LENGTH_ZH = (
    rf"(?:{_COUNT} ?(?:天|日|周|星期|礼拜)|{_COUNT} ?个? ?(?:星期|礼拜|月|季度)|{_COUNT} ?年半?|半年|半个月|半月)"
)


def _form(pattern: str, meaning: Meaning) -> Form:
    return Form(re.compile(pattern), meaning)


_WORDS = "|".join(sorted(map(re.escape, DAY_WORDS), key=len, reverse=True))
_YEARS = "|".join(YEAR_WORDS)
_STEPS = r"上上个?|下下个?|上个?|下个?|本|这个?"
_NUMERIC_YEAR = r"(?P<year>[0-9]{4})"
_ENGLISH_YEAR = r"(?:,? +(?P<year>[0-9]{4}))?"

FORMS: tuple[Form, ...] = (
    _form(rf"{_NUMERIC_YEAR}(?P<sep>[-/. ])(?P<month>[0-9]{{1,2}})(?P=sep)(?P<day>[0-9]{{1,2}}){_ASIDE}", mean.full),
    _form(rf"{_NUMERIC_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){_ASIDE}", mean.full),
    _form(rf"(?P<year>{_YEAR})年 ?(?P<month>{_N})月 ?(?P<day>{_N})[日号]?{_ASIDE}", mean.full),
    _form(
        r"(?P<first>[0-9]{1,2})(?P<sep>[-/.])(?P<second>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4}|[0-9]{1,2})",
        mean.year_last,
    ),
    _form(rf"(?P<month>[0-9]{{1,2}})[-/](?P<day>[0-9]{{1,2}}){_ASIDE}", mean.month_and_day),
    _form(rf"(?P<month>[0-9]{{1,2}})\.(?P<day>[0-9]{{1,2}})(?= |$){_ASIDE}", mean.month_and_day),
    _form(rf"(?P<month>{_N})月 ?(?P<day>{_N})[日号]?{_ASIDE}", mean.month_and_day),
    _form(rf"({_YEARS})的? ?({_N})月 ?({_N})[日号]?", mean.year_word_and_day),
    _form(rf"({_YEARS})?({_STEPS})月的? ?({_N})[日号]", mean.month_word_and_day),
    _form(rf"({_N})[日号]", mean.bare_day),
    _form(
        rf"{_MONTH_EN.replace('(', '(?P<month>', 1)} +(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?{_ENGLISH_YEAR}",
        mean.english,
    ),
    _form(
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? +{_MONTH_EN.replace('(', '(?P<month>', 1)}{_ENGLISH_YEAR}",
        mean.english,
    ),
    _form(rf"(?:{_WORDS})", mean.day_word),
    _form(r"([+-]) ?([0-9]{1,4}) ?(days?|weeks?|months?|years?|天|周|个月|年|[dwmy])", mean.signed),
    _form(r"()([0-9]{1,4})([dwmy])", mean.signed),
    _form(rf"in +(?P<length>{_LENGTH_EN})(?: time)?", mean.length_ahead),
    _form(rf"(?P<length>{_LENGTH_EN}) +(?:from now|later)", mean.length_ahead),
    _form(rf"(?P<length>{_LENGTH_EN}) +ago", mean.length_back),
    _form(rf"(?P<length>{_LENGTH_EN})", mean.length),
    _form(rf"(?:过)?(?P<length>{_LENGTH_ZH})(?:之后|以后|后|之内|以内|内)", mean.length_ahead),
    _form(rf"过(?P<length>{_LENGTH_ZH})", mean.length_ahead),
    _form(rf"(?P<length>{_LENGTH_ZH})(?:之前|以前|前)", mean.length_back),
    _form(rf"(?P<length>{_COUNT} ?天|{_COUNT} ?个?(?:周|星期|礼拜)|{_COUNT} ?个 ?月|半年|半个月)", mean.length),
    _form(rf"({_STEPS})?{_WEEKDAY_ZH}", mean.weekday_zh),
    _form(rf"(?P<which>(?:this|next|last) +)?(?P<name>{'|'.join(WEEKDAY_NAMES)})", mean.weekday_en),
    _form(rf"({_STEPS})?周末", mean.weekend),
    _form(r"((?:the|this|next|last) +)?weekend", mean.weekend),
    _form(r"(上上个?|下下个?|上个?|下个?)(?:周|星期|礼拜)", mean.week),
    _form(r"(next|last) +week", mean.week),
    _form(rf"({_STEPS})?月(?:份)?(底|末|初|中)旬?", mean.month_edge),
    _form(rf"({_YEARS})?({_N})月(?:份)?(底|末|初|中)旬?", mean.named_month_edge),
    _form(r"(今|本|明|后|去|前)?(?:(?<=.)年)?年(底|末|初|头|尾)", mean.year_edge),
    _form(rf"({_STEPS})?季度?(末|底|初)", mean.quarter_edge),
    _form(
        r"(?:the +)?(?P<part>end|start|beginning|middle) +of +(?P<which>(?:the|this|next|last) +)?"
        r"(?P<unit>month|quarter|year)",
        mean.english_edge,
    ),
    _form(r"(?P<which>)(?P<unit>month|quarter|year)[ -](?P<part>end)", mean.english_edge),
    _form(r"(上上个?|下下个?|上个?|下个?)(?:月|季度)", mean.unit_start),
    _form(r"(next|last) +(?:month|quarter)", mean.unit_start),
    _form(r"明年|后年|去年|前年|(?:next|last) +year", mean.year_start),
    _form(r"(?:农历|阴历|旧历|lunar) ?[0-9零〇一二三四五六七八九十廿卅年月日初正冬腊闰 -]{3,16}", mean.lunar_day),
    _form(rf"{_YEAR}年(?:农历|阴历|旧历) ?(?:正|腊|冬|{_N})月初?{_N}日?", mean.lunar_day),
    _form(rf"(?:正|腊|冬|{_N})月初[一二三四五六七八九十]", mean.lunar_day),
    _form(r"(?:正|腊|冬)月[一二三十廿卅][一二三四五六七八九十]?", mean.lunar_day),
)
