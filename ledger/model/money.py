"""Amounts, numbers and shares as people write them, read exactly: `CNY 1,200`, ¥1200, 1.2万, 60%."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from unicodedata import normalize

from ledger.model.chinese_numbers import whole_number
from ledger.model.values import Money

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_LONGEST = 60
_LARGEST = Decimal(10) ** 16

# The currencies of ISO 4217.
_CODES = frozenset(
    re.findall(
        "[A-Z]{3}",
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
        "CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
        "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
        "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
        "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH "
        "UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG",
    )
)
_SIGNS = {
    **dict.fromkeys(("US$", "USDOLLAR", "美元", "美金", "美刀"), "USD"),
    **dict.fromkeys(("HK$", "港元", "港币", "港幣"), "HKD"),
    **dict.fromkeys(("NT$", "台币", "新台币", "臺幣", "新臺幣"), "TWD"),
    **dict.fromkeys(("€", "欧元", "歐元"), "EUR"),
    **dict.fromkeys(("£", "英镑", "英鎊"), "GBP"),
    **dict.fromkeys(("日元", "日圆", "日円", "円", "JP¥"), "JPY"),
    **dict.fromkeys(("RMB", "人民币", "人民幣", "CN¥"), "CNY"),
    **dict.fromkeys(("₩", "韩元", "韓元"), "KRW"),
    **dict.fromkeys(("A$", "AU$", "澳元"), "AUD"),
    **dict.fromkeys(("C$", "CA$", "加元"), "CAD"),
    **dict.fromkeys(("S$", "SG$", "新加坡元", "新币"), "SGD"),
}
_SIGNS |= {"₹": "INR", "₽": "RUB", "฿": "THB", "₫": "VND", "₺": "TRY", "₴": "UAH", "R$": "BRL", "瑞士法郎": "CHF"}
_SIGNS |= {"澳门元": "MOP", "泰铢": "THB", "卢布": "RUB", "林吉特": "MYR"}
# Signs that several currencies share: the ledger's own one if it is among them, else the first.
_SHARED = {
    **dict.fromkeys(("¥", "圆", "圓"), ("CNY", "JPY")),
    **dict.fromkeys(
        ("元", "块", "块钱", "元整", "圆整", "元正", "圓整"), ("CNY", "TWD", "HKD", "SGD", "MOP", "JPY", "USD")
    ),
    "$": ("USD", "HKD", "TWD", "AUD", "CAD", "SGD", "NZD", "MXN", "CLP", "COP", "ARS"),
    "KR": ("SEK", "NOK", "DKK", "ISK"),
}
_POWERS = {"百": 2, "千": 3, "仟": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "億": 8, "万亿": 12}
_POWERS |= {"k": 3, "w": 4, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9, "thousand": 3}
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,3}(?: [0-9]{3}){1,5}|[0-9]{1,16})(?:\.[0-9]{1,8})?|\.[0-9]{1,8}"
_POWER = r"(?:万亿|[十百千]万|[百千仟万萬亿億]|(?:million|billion|thousand|bn|mn|[kwm])(?![a-z]))"
_PART = re.compile(rf"({_DIGITS}) ?({_POWER})?", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?P<sign>[-+] ?)?(?P<before>[^\s0-9().,+-]{1,5}?)?? ?(?P<inner>[-+])? ?"
    rf"(?P<number>(?:(?:{_DIGITS}) ?{_POWER} ?){{1,4}}|(?:(?:{_DIGITS}) ?{_POWER} ?){{0,3}}(?:{_DIGITS})"
    r"|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億兩]{1,24}) ?"
    r"(?P<after>[^\s0-9().,+%-]{1,5})?",
    re.IGNORECASE,
)
_WIDER = str.maketrans("\u2212\u2013\u2014\u00a0\u3000\u2009\u202f", "---    ")


def money(text: str, default_currency: str) -> Money | None:
    """The amount that a text writes, in its currency or else the default one; None if it is no amount.

    Understood: `120,000.00 CNY`, `CNY 1,200`, ¥1200元, US$ 5, 1.2万, 3亿5000万, 六万元, 50k, `-300`, `(300)`. `¥` and
    元 mean the ledger's currency where it has that sign (JPY, TWD …), else CNY; likewise `$`, else USD. Refused are
    unclear groups (`1,2,3`, `1.200,50`), exponents, and amounts of 10^16 and more.
    """
    if _PLAIN.fullmatch(text) is not None:
        return Money(Decimal(text), default_currency)
    return _written_money(text, default_currency) if 0 < len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _written_money(text: str, default_currency: str) -> Money | None:
    found = _amount(text)
    if found is None:
        return None
    amount, before, after = found
    codes = {_currency(sign, default_currency) for sign in (before, after) if sign}
    if None in codes or len(codes) > 1:
        return None
    return Money(amount, codes.pop() or default_currency if codes else default_currency)


def _currency(sign: str, default: str) -> str | None:
    written = sign.upper()
    if written in _CODES:
        return written
    shared = _SHARED.get(written)
    if shared is not None:
        return default if default in shared else shared[0]
    return _SIGNS.get(written)


def _amount(text: str) -> tuple[Decimal, str, str] | None:
    """The amount, and what stands before and after it."""
    if not 0 < len(text) <= _LONGEST:
        return None
    words = normalize("NFKC", text.translate(_WIDER)).strip()
    in_brackets = words.startswith("(") and words.endswith(")")
    found = _AMOUNT.fullmatch(words[1:-1].strip() if in_brackets else words)
    if found is None:
        return None
    signs = [sign.strip() for sign in (found["sign"], found["inner"]) if sign]
    amount = _value(found["number"].strip())
    if amount is None or len(signs) + in_brackets > 1 or abs(amount) >= _LARGEST:
        return None
    return (-amount if in_brackets or "-" in signs else amount, found["before"] or "", found["after"] or "")


def _value(number: str) -> Decimal | None:
    """`12,000.5`, `1.2万`, `3亿5000万`; further parts must be smaller than the unit of the part before."""
    if not number[0].isdigit() and number[0] != ".":
        whole = whole_number(number)
        return None if whole is None else Decimal(whole)
    total, unit, end = Decimal(0), _LARGEST, 0
    while end < len(number):
        part = _PART.match(number, end)
        if part is None:
            return None
        power = _POWERS[part[2].lower()] if part[2] else 0
        value = Decimal(re.sub("[, ]", "", part[1])).scaleb(power)
        if end and (value >= unit or (not part[2] and value * 10 < unit) or not value):
            return None
        total, unit, end = total + value, Decimal(10) ** power, part.end()
        if end < len(number) and unit == 1:
            return None
        end += len(number[end:]) - len(number[end:].lstrip())
    return total


def number(text: str) -> Decimal | None:
    """The number that `12`, `1,200.5`, `-3`, `１２`, 1.2万 or 十二 writes, exactly; None for anything else."""
    if _PLAIN.fullmatch(text) is not None:
        return Decimal(text)
    found = _amount(text)
    return found[0] if found is not None and not found[1] and not found[2] else None


_SHARE = re.compile(r"(.{1,20}?) ?(%|％|percent|pct|成|‰)", re.IGNORECASE)


def percent(text: str) -> Decimal | None:
    """A share as a fraction: `60%`, 百分之六十, 六成 and `0.6` are 0.6; bare numbers above 1 are percents."""
    words = text.strip()
    if words.startswith("百分之"):
        words = words.removeprefix("百分之") + "%"
    found = _SHARE.fullmatch(words)
    value = number(found[1] if found else words)
    if value is None or abs(value) > 100_000:
        return None
    if found is None:
        return value.scaleb(-2) if abs(value) > 1 else value
    return value.scaleb({"成": -1, "‰": -3}.get(found[2], -2))
