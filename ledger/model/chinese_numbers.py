"""Whole numbers as they are written in Chinese: 十二, 廿三, 两千零四, 二零二六, 壹拾贰万."""

from __future__ import annotations

from ledger.text.late import late

_SAME = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩〇零", "一二二三三四五六六七八九十百千万亿两零零")
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_D = "[一二两三四五六七八九]"
_SECTION = late(rf"(?:({_D})千)?(零)?(?:({_D})百)?(零)?(?:({_D}?)(十)|(廿)|(卅))?(零)?({_D})?")


def whole_number(text: str) -> int | None:
    """The number that ASCII or Chinese digits write (below 10^16), or None; 一百五 is refused as ambiguous."""
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= 15 else None
    text = text.translate(_SAME)
    if not 0 < len(text) <= 24:
        return None
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return _scaled(text, (("亿", 10**8), ("万", 10**4)))


def _scaled(text: str, scales: tuple[tuple[str, int], ...]) -> int | None:
    if not scales:
        return _below_ten_thousand(text)
    (sign, factor), *smaller = scales
    head, found, tail = text.rpartition(sign)
    if not found:
        return _scaled(text, tuple(smaller))
    high = _scaled(head, tuple(smaller))
    low = _scaled(tail, tuple(smaller)) if tail else 0
    if not high or low is None or (len(tail) == 1 and tail in _DIGITS):
        return None
    return high * factor + low


def _below_ten_thousand(text: str) -> int | None:
    if text == "零":
        return 0
    found = _SECTION.fullmatch(text)
    if found is None or not text:
        return None
    thousands, _, hundreds, _, tens, ten, twenty, thirty, gap, units = found.groups()
    has_tens = bool(ten or twenty or thirty)
    if units and not has_tens and (thousands or hundreds) and "零" not in text:
        return None
    if gap and not units:
        return None
    tens_value = 20 if twenty else 30 if thirty else _DIGITS.get(tens or "一", 1) if ten else 0
    if not ten:
        tens_value //= 10
    return (
        1000 * _DIGITS.get(thousands or "零", 0)
        + 100 * _DIGITS.get(hundreds or "零", 0)
        + 10 * tens_value
        + _DIGITS.get(units or "零", 0)
    )
