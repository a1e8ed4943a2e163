"""Phone numbers, addresses on the net, identity and company numbers: search keys, and what is wrong with them."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from ledger.messages import Message, say

_EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|ext(?:ension)?\.?|x|#|;ext=)\s*:?\s*[0-9]{1,6}.*", re.IGNORECASE | re.DOTALL
)
_TRAILING_EXTENSION = re.compile(r"(\(?0[0-9]{2,3}[-)]?[0-9]{7,8})-[0-9]{1,5}")
_SEVERAL = re.compile(r"[/,，、;；\n|或]| or ")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_COUNTRY = re.compile(r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"[2-9][0-9]{8,10}|10[0-9]{8}")
_HOTLINE = re.compile(r"1[0-9]{2,4}|9[56][0-9]{3,6}|12[0-9]{3}|[48]00[0-9]{7}")


@lru_cache(maxsize=4096)
def phone_digits(text: str) -> tuple[str, ...]:
    """The keys by which the phone numbers in a text are found, digits only, without doubles; the plainest first.

    A number is given without and with 0 or 86 where it may be Chinese, a foreign one with and without its country
    code and with 0; extensions are dropped. Two ways to write a number share their first key at least. Pieces
    of fewer than three digits are no numbers.
    """
    found: dict[str, None] = {}
    for one in _SEVERAL.split(normalize("NFKC", text[:400])):
        without = _TRAILING_EXTENSION.sub(r"\1", _EXTENSION.sub("", one).strip().replace(" ", "").replace("(0)", ""))
        found.update(dict.fromkeys(_keys(without)))
    return tuple(found)


def _keys(written: str) -> tuple[str, ...]:
    digits = _NOT_DIGIT.sub("", written)
    if not 3 <= len(digits) <= 20:
        return ()
    abroad = digits.startswith("00") or written.lstrip("( ").startswith("+")
    digits = digits.removeprefix("00")
    if digits.startswith("86") and (abroad or _MOBILE.fullmatch(digits, 2)):
        return _chinese(digits[2:].removeprefix("0"))
    if not abroad:
        return _chinese(digits[1:]) if digits.startswith("0") else _chinese(digits)
    country = _COUNTRY.match(digits)
    core = digits[country.end() :].removeprefix("0") if country is not None else digits
    return tuple(dict.fromkeys((core, digits, "0" + core))) if len(core) >= 3 else (digits,)


def _chinese(core: str) -> tuple[str, ...]:
    if _MOBILE.fullmatch(core):
        return (core, "0" + core, "86" + core)
    return (core, "0" + core, "86" + core) if _LANDLINE.fullmatch(core) else (core,)


@lru_cache(maxsize=1024)
def phone_problem(text: str, region: str = "CN") -> Message | None:
    """What is wrong with a phone number seen from a country (ISO code), or None; hotlines such as 95588 are fine."""
    from phonenumbers import (
        NumberParseException,
        ValidationResult,
        is_possible_number_with_reason,
        is_valid_number,
        parse,
    )

    number = _EXTENSION.sub("", normalize("NFKC", text)).strip()
    without = _TRAILING_EXTENSION.sub(r"\1", number.replace(" ", ""))
    if region == "CN" and _HOTLINE.fullmatch(_NOT_DIGIT.sub("", number)):
        return None
    try:
        parsed = parse(without, region)
    except NumberParseException as refusal:
        if refusal.error_type == NumberParseException.TOO_LONG:
            return say("“{text}” has too many digits for a phone number.", text=text)
        return say("“{text}” is no phone number.", text=text)
    possible = is_possible_number_with_reason(parsed)
    if possible == ValidationResult.TOO_SHORT:
        return say("“{text}” has too few digits for a phone number.", text=text)
    if possible == ValidationResult.TOO_LONG:
        return say("“{text}” has too many digits for a phone number.", text=text)
    if is_valid_number(parsed):
        return None
    if _is_local(parsed.national_number, region):
        return say("“{text}” lacks its area code.", text=text)
    return say("No such phone number can exist: “{text}”.", text=text)


def _is_local(national_number: int | None, region: str) -> bool:
    return region == "CN" and national_number is not None and 7 <= len(str(national_number)) <= 8


@lru_cache(maxsize=1024)
def email_problem(text: str) -> Message | None:
    """What is wrong with an e-mail address by its form alone, or None."""
    from email_validator import EmailNotValidError, validate_email

    if text.count("@") != 1:
        if "＠" in text:
            return say("“{text}” has a full-width ＠; an e-mail address needs the plain @.", text=text)
        return say("An e-mail address has one @: “{text}”.", text=text)
    if any(sign.isspace() for sign in text):
        return say("An e-mail address has no spaces: “{text}”.", text=text)
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return say("“{text}” is no e-mail address.", text=text)
    return None


def id_number_problem(text: str) -> Message | None:
    """What is wrong with a Chinese identity number (身份证, 18 places), or None."""
    from stdnum.cn import ric
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    number = normalize("NFKC", text).strip()
    if re.fullmatch(r"[0-9]{15}", number):
        return say("This is an old identity number of 15 digits; today's have 18.")
    try:
        ric.validate(number)
    except InvalidLength:
        return say("An identity number has 18 places, this one {count}.", count=len(number.replace(" ", "")))
    except InvalidChecksum:
        return say("The last place of this identity number does not fit the others; is a digit mistyped?")
    except ValidationError:
        return say("No such identity number can exist; is a digit mistyped?")
    return None


def company_number_problem(text: str) -> Message | None:
    """What is wrong with a Chinese company's number (统一社会信用代码, 18 places), or None."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    number = normalize("NFKC", text).strip().upper()
    try:
        uscc.validate(number)
    except InvalidLength:
        return say("A company number has 18 places, this one {count}.", count=len(number.replace(" ", "")))
    except InvalidChecksum:
        return say("The last place of this company number does not fit the others; is one mistyped?")
    except ValidationError:
        return say("No such company number can exist; is a place mistyped?")
    return None


_URL = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]{0,20})://)?(?P<host>[^\s/?#:@]{1,253})(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


def url_problem(text: str) -> Message | None:
    """What is wrong with a web address (`https://…` or a bare `www.example.com/path`), or None."""
    if any(sign.isspace() for sign in text):
        return say("A web address has no spaces: “{text}”.", text=text)
    found = _URL.fullmatch(text)
    if found is None or "." not in found["host"].strip("."):
        return say("“{text}” is no web address.", text=text)
    if found["scheme"] is not None and found["scheme"].lower() not in ("http", "https", "ftp"):
        return say("A web address begins with https:// or http://: “{text}”.", text=text)
    return None
