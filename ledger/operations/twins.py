"""Customers that a new one may be the same as: by name, phone, e-mail or number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from ledger.index.catalog import Catalog
from ledger.index.lookup import NAMES
from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.numbers import phone_digits
from ledger.model.values import Value
from ledger.query.fold import fold
from ledger.session import Session

_REACH = ("phone", "mobile", "landline", "phones", "email", "emails", "wechat", "qq")
_KINDS = {"email": "email", "emails": "email", "wechat": "handle", "qq": "handle"}
_NUMBERS = ("company_number", "id_number", "tax_number")
_NOT_LETTERS = re.compile(r"[\W_]+")
# What a company's name ends with or carries in brackets and people leave out.
_FORMS = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|集团公司|总公司|分公司|公司|集团|股份|个体工商户|"
    r"(?<=[^a-z])(?:ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|ohg|sarl|sas|sa|"
    r"srl|spa|bv|nv|ab|as|oy|pty|pte|kk|group|holdings?))$"
)
# What a Chinese company's name begins with and people leave out: provinces, and cities with many companies.
_PLACE = re.compile(
    r"^(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|"
    r"云南|陕西|甘肃|青海|内蒙古|宁夏|新疆|西藏|香港|澳门|台湾|深圳|广州|杭州|南京|苏州|无锡|宁波|成都|武汉|西安|郑州|长沙|合肥|"
    r"青岛|济南|大连|沈阳|厦门|福州|东莞|佛山|昆明|哈尔滨|长春|石家庄|南昌|南宁|太原|贵阳|常州|温州|嘉兴|绍兴|台州|金华|徐州|"
    r"南通|珠海|中山|惠州|烟台|兰州|海口)(?:省|市)?(?=...)"
)


@dataclass(frozen=True, slots=True)
class Twin:
    """A customer that may be the same, and why."""

    id: str
    name: str
    path: str
    why: Message

    @property
    def shown(self) -> str:
        """The customer as lists of candidates show it."""
        return f"{self.name}  {self.path}"


def twins(session: Session, customer: Customer) -> tuple[Twin, ...]:
    """Those in the ledger that a customer not yet written may be, most likely first; archived ones too."""
    catalog = session.fresh().catalog
    found: dict[int, Message] = {}
    for number, why in (*_by_reach(catalog, customer), *_by_name(catalog, customer), *_by_number(catalog, customer)):
        found.setdefault(number, why)
    return tuple(_twin(catalog, number, why) for number, why in found.items())


def _twin(catalog: Catalog, number: int, why: Message) -> Twin:
    wanted = "SELECT id, name, path FROM customers WHERE customer = ?"
    identity, name, path = catalog.connection.execute(wanted, (number,)).fetchone()
    return Twin(identity, name, path, why)


def core(name: str) -> str:
    """A name as it is compared: folded, without marks, brackets and the forms of companies at its end."""
    words = " " + _NOT_LETTERS.sub(" ", fold(normalize("NFKC", name))).strip()
    while True:
        shorter = _FORMS.sub("", words).rstrip()
        if shorter == words or len(shorter.strip()) < 2:
            return words.replace(" ", "")
        words = shorter


def _by_name(catalog: Catalog, customer: Customer) -> Iterator[tuple[int, Message]]:
    wanted = {core(name) for name in (customer.name, *customer.texts("aliases")) if core(name)}
    # 上海云启科技 and 云启科技 may be one company, 上海云启科技 and 北京云启科技 are two.
    without_place = {_PLACE.sub("", name) for name in wanted if _PLACE.match(name)}
    rows = (
        row
        for kind in NAMES
        for row in catalog.connection.execute("SELECT customer, shown FROM names WHERE kind = ?", (kind,))
    )
    for number, shown in rows:
        name = core(shown)
        if name in wanted or name in without_place or _PLACE.sub("", name) in wanted:
            yield number, say("the name {name}", name=shown)


def _by_reach(catalog: Catalog, customer: Customer) -> Iterator[tuple[int, Message]]:
    for field, text in reach(customer):
        keys = phone_digits(text)[:1] if field not in _KINDS else (fold(text),)
        for key in keys:
            rows = catalog.connection.execute(
                "SELECT customer, shown FROM names WHERE kind = ? AND key = ?", (_KINDS.get(field, "phone"), key)
            )
            for number, shown in rows.fetchall():
                yield number, say("the same {shown}", shown=shown)


def reach(customer: Customer) -> Iterator[tuple[str, str]]:
    """The phone numbers and addresses of a customer and its contacts, each with the name of its field."""
    yield from _reach(customer.value, _REACH)
    contacts = customer.value("contacts")
    for person in contacts if isinstance(contacts, tuple) else ():
        if isinstance(person, Mapping):
            yield from _reach(person.get, _REACH)


def _reach(value_of: Callable[[str], Value | None], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from ((name, text) for text in _texts(value_of(name)) if text.strip())


def _texts(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, tuple) else ()


def _by_number(catalog: Catalog, customer: Customer) -> Iterator[tuple[int, Message]]:
    for field in _NUMBERS:
        for text in _texts(customer.value(field)):
            if text.strip():
                wanted = "SELECT customer FROM fields WHERE name = ? AND folded = ?"
                rows = catalog.connection.execute(wanted, (field, fold(text))).fetchall()
                yield from ((number, say("the same {shown}", shown=text)) for (number,) in rows)
