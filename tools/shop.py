"""Write the ledger of docs/guide/shop: a corner shop that roasts coffee, with 150 customers of three types and a year of entries.

python tools/shop.py DIR [--lang zh|en] [--settings]

The same files each time. One customer of the 150 is left out: the page types that one in from the notebook.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import shop_words as words
from tools.shop_settings import SETTINGS

TODAY = date(2026, 12, 1)
BEGAN = date(2025, 11, 3)
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
WORKPLACES, CAFES, PRIVATE = 30, 25, 94
GAPS = {"workplace": (24, 34), "cafe": (11, 17), "private": (24, 60)}
TERMS = {"workplace": 30, "cafe": 15}


@dataclass(slots=True)
class Shop:
    """What is drawn and counted while the files are written; `rng` is asked for the same in both languages."""

    language: str
    rng: random.Random
    numbers: dict[str, int] = field(default_factory=dict)

    def term(self, name: str) -> str:
        """How files of this language call it."""
        return words.TERMS[self.language].get(name, name)

    def of(self, listed: Mapping[str, tuple[str, ...]]) -> str:
        """One of the words, drawn."""
        return self.rng.choice(listed[self.language])

    def next(self, mark: str) -> str:
        """The next number of invoices, complaints …"""
        self.numbers[mark] = self.numbers.get(mark, 0) + 1
        return f"{mark}-{self.numbers[mark]:04}"

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.rng.random() < share


@dataclass(slots=True)
class Customer:
    """One file being written: fields of its head, and entries as (day, lines)."""

    shop: Shop
    group: str
    name: str
    place: int
    entries: list[tuple[date, str]] = field(default_factory=list)
    head: list[tuple[str, str]] = field(default_factory=list)
    contact: str = ""

    def entry(self, day: date, kind: str, *fields: tuple[str, object], ref: str = "", text: str = "") -> None:
        """Note something that happened, unless it lies ahead."""
        if day > TODAY:
            return
        title = " ".join(filter(None, [f"## {day}", self.shop.term(kind), ref]))
        listed = "\n".join(f"- {self.shop.term(name)}: {value}" for name, value in fields)
        body = "\n\n".join(filter(None, [listed, text]))
        self.entries.append((day, f"{title}\n{body}" if body else title))

    def text(self) -> str:
        """The whole file."""
        head = "".join(f"{self.shop.term(name)}: {value}\n" for name, value in self.head)
        body = "".join(f"\n{lines}\n" for _, lines in sorted(self.entries, key=lambda entry: entry[0]))
        return f"---\n{head}{self.contact}---\n{body}"


def shop(language: str, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Path below customers/ and text of each of the 149 customers, in the language."""
    made = Shop(language, random.Random(seed))
    groups = ["workplace"] * WORKPLACES + ["cafe"] * CAFES + ["private"] * PRIVATE
    for number, group in enumerate(groups):
        customer = Customer(made, group, _name(language, group, number), number)
        _profile(customer)
        _year(customer)
        folder = words.FOLDERS[language][group]
        yield f"{folder}/{customer.name.replace(' ', '-')}.md", customer.text()


def _name(language: str, group: str, number: int) -> str:
    if group == "workplace":
        brand, trade = words.BRANDS[language][number % 10], words.TRADES[language][(number + number // 10) % 6]
        return brand + trade if language == "zh" else f"{brand} {trade}"
    if group == "cafe":
        place = number - WORKPLACES
        street, house = words.STREETS[language][place % 5], words.HOUSES[language][place // 5]
        return street + house if language == "zh" else f"{street} {house}"
    place = number - WORKPLACES - CAFES
    family, given = words.FAMILY[language][place % 19], words.GIVEN[language][(place + 3 * (place // 19)) % 10]
    return family + given if language == "zh" else f"{given} {family}"


def _profile(customer: Customer) -> None:
    """The head of the file."""
    made, rng, zh = customer.shop, customer.shop.rng, customer.shop.language == "zh"
    private = customer.group == "private"
    number = customer.place
    code = "".join(rng.choices(LETTERS, k=6))
    owner = words.PEOPLE[made.language][0 if private else 1 + number % 2]
    level = "C" if private else ("A" if number % 5 == 0 else "B")
    source = made.of(words.SOURCES)
    person = made.of(words.FAMILY), made.of(words.GIVEN)
    birthday = date(1965 + rng.randrange(35), rng.randint(1, 12), rng.randint(1, 28))
    verified = TODAY - timedelta(days=rng.randint(2, 170))
    last_digits = rng.randrange(10_000)
    phone = f"139{number:04}{last_digits:04}" if zh else f"020 7946 0{number:03}"
    region, roast = made.of(words.REGIONS), made.of(words.ROASTS)
    customer.head = [
        ("id", f"C-{code}"),
        ("name", customer.name),
        ("type", made.term("person" if private else "company")),
        ("group", made.term(customer.group)),
        ("level", level),
        ("owner", owner),
        ("source", source),
        ("region", region),
    ]
    if private:
        customer.head += [("phone", phone), ("birthday", str(birthday))]
    else:
        trade = words.INDUSTRIES[made.language][(number + number // 10) % 6]
        industry = trade if customer.group == "workplace" else words.HOUSE_TRADE[made.language]
        customer.head += [("industry", industry), ("size", made.term("small" if number % 3 else "medium"))]
        called = person[0] + person[1] if zh else f"{person[1]} {person[0]}"
        title = words.TITLES[made.language][customer.group == "cafe"]
        customer.contact = (
            f"{made.term('contacts')}:\n  - {made.term('contact')}: {called}\n    {made.term('title')}: {title}\n"
            f"    {made.term('phone')}: {phone}\n"
        )
    customer.head += [("roast", roast), ("verified", str(verified))]


def _year(customer: Customer) -> None:
    """What happened: orders in a rhythm of one's own, and all that goes with them."""
    rng, number = customer.shop.rng, customer.place
    if number % 12 == 5:
        _asked(customer)
        return
    low, high = GAPS[customer.group]
    gap = rng.randint(low, high)
    first = BEGAN + timedelta(days=rng.randint(0, 60))
    if number % 10 == 3:
        first = TODAY - timedelta(days=rng.randint(12, 60))
    last = TODAY - timedelta(days=1)
    if number % 13 == 7:
        last = TODAY - timedelta(days=rng.randint(3 * gap, 6 * gap))
    day = first
    while day <= last:
        _order(customer, day)
        day += timedelta(days=max(3, round(gap * rng.uniform(0.85, 1.2))))
    _talks(customer, first, last)
    _voices(customer, first, last)
    if customer.group == "workplace" and number % 6 == 0:
        _contract(customer)
    if customer.group == "workplace" and number % 7 == 2:
        _offer(customer, number // 7)


def _asked(customer: Customer) -> None:
    """Who has asked, and not bought yet."""
    made, rng = customer.shop, customer.shop.rng
    day = TODAY - timedelta(days=rng.randint(5, 50))
    customer.entry(
        day, "inquiry", ("status", made.term("answered")), ("answered_on", day), text=words.ASKED[made.language]
    )
    customer.head.append(("next_follow_up", str(TODAY + timedelta(days=rng.randint(-1, 20)))))


def _order(customer: Customer, day: date) -> None:
    """An order; who has an account gets an invoice, and pays it in time or not."""
    made, rng = customer.shop, customer.shop.rng
    goods = {"workplace": words.BEANS, "cafe": words.ESPRESSO, "private": words.BAG}[customer.group]
    name, price, cost = goods[made.language]
    many = rng.randint(*{"workplace": (4, 10), "cafe": (6, 14), "private": (1, 3)}[customer.group])
    if customer.group != "private" and customer.place % 5 == 0:
        many *= 2
    if customer.group == "private" and made.chance(0.2):
        name, price, cost = words.FILTERS[made.language]
    amount = price * many
    paid = made.of(words.PAID)
    fields: list[tuple[str, object]] = [
        ("product", name),
        ("quantity", many),
        ("amount", amount),
        ("cost", cost * many),
    ]
    if customer.group == "private":
        customer.entry(day, "order", *fields, ("paid_by", paid), ref=made.next("SO"))
        return
    number, invoice = made.next("SO"), made.next("INV")
    due = day + timedelta(days=TERMS[customer.group])
    customer.entry(day, "order", *fields, ref=number)
    customer.entry(day, "invoice", ("amount", amount), ("due", due), ref=invoice)
    slow = customer.place % 9 == 4
    settled = due + timedelta(days=rng.randint(5, 40) if slow else rng.randint(-12, 2))
    if customer.place % 22 == 8 and day > date(2026, 9, 20):
        return
    customer.entry(settled, "payment", ("amount", amount), ("invoice", invoice))


def _talks(customer: Customer, first: date, last: date) -> None:
    """Calls and messages with those who have an account, a word over the counter with the others now and then."""
    made, rng = customer.shop, customer.shop.rng
    step = 70 if customer.group == "private" else (14 if customer.place % 5 == 0 else 30)
    day = first + timedelta(days=rng.randint(1, step))
    while day <= last:
        kind = rng.choice(("call", "chat", "visit")) if customer.group != "private" else "visit"
        said, result = made.of(words.SAID), made.of(words.RESULTS)
        customer.entry(day, kind, ("result", result), text=said)
        day += timedelta(days=round(step * rng.uniform(0.7, 1.2)))


def _voices(customer: Customer, first: date, last: date) -> None:
    """Complaints, opinions, answers to two surveys, a present."""
    made, rng, language = customer.shop, customer.shop.rng, customer.shop.language
    for _ in range(2 if customer.group == "cafe" else 1):
        if not made.chance(0.16):
            continue
        day = first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
        which = rng.randrange(4)
        topic, said = words.COMPLAINTS[language][which]
        ref, answer, solve = made.next("TS"), rng.randint(0, 3), rng.randint(2, 9)
        customer.entry(day, "complaint", ("topic", topic), ("severity", "medium"), ref=ref, text=said)
        customer.entry(day + timedelta(days=answer), "complaint", ("status", made.term("answered")), ref=ref)
        done = ("status", made.term("solved")), ("measure", words.MEASURES[language][which])
        steps = "\n".join(
            f"- [x] {step}" for step in words.STEPS[language] if customer.place % 8 or step[0] not in "查f"
        )
        customer.entry(day + timedelta(days=answer + solve), "complaint", *done, ref=ref, text=steps)
    liking = rng.random() * (0.5 if customer.place % 13 == 7 else 1)
    for wave, day, more in (("2026-H1", date(2026, 6, 15), 0.1), ("2026-H2", date(2026, 11, 16), 0.25)):
        glad = min(1.0, max(0.0, liking + rng.uniform(-0.2, 0.2) + more))
        if first < day and made.chance(0.35):
            scores = ("csat", 3 + round(2 * glad)), ("nps", 5 + round(5 * glad)), ("ces", 4 - round(2 * glad))
            customer.entry(day + timedelta(days=rng.randint(0, 9)), "survey", *scores, ref=wave)
    if made.chance(0.08):
        day = last - timedelta(days=rng.randint(0, 90))
        tone, opinion = ("positive", words.PRAISE) if made.chance(0.6) else ("neutral", words.WISH)
        customer.entry(day, "feedback", ("tone", tone), ("status", made.term("answered")), text=opinion[language])
    if customer.place % 5 == 0 and customer.group != "private":
        gift, occasion, said_so = words.GIFT[language]
        given = date(2026, 9, 24) if language == "zh" else date(2026, 4, 3)
        cost = 168 if language == "zh" else 20
        customer.entry(given, "care", ("what", gift), ("occasion", occasion), ("cost", cost), text=said_so)


def _contract(customer: Customer) -> None:
    """A year's hire of a machine."""
    made, rng = customer.shop, customer.shop.rng
    what, amount = words.SERVICE[made.language]
    start = date(2026, 1, 1) + timedelta(days=30 * rng.randint(0, 5))
    fields = ("start", start), ("end", start + timedelta(days=364)), ("notice", "30d"), ("amount", amount)
    customer.entry(start, "contract", *fields, ref=made.next("HT"), text=what)


def _offer(customer: Customer, number: int) -> None:
    """A larger thing that was talked about; some came off."""
    made, rng = customer.shop, customer.shop.rng
    ref, day = made.next("OPP"), TODAY - timedelta(days=rng.randint(20, 120))
    amount = rng.randint(8, 20) * (1000 if made.language == "zh" else 120)
    lead, quote, talk, won, lost = words.STAGES[made.language]
    about = words.OFFERS[made.language]
    customer.entry(
        day, "opportunity", ("stage", lead), ("amount", amount), ("probability", "20%"), ref=f"{ref} {about}"
    )
    close = TODAY + timedelta(days=rng.randint(5, 40))
    customer.entry(
        day + timedelta(days=7), "opportunity", ("stage", quote), ("probability", "40%"), ("close_on", close), ref=ref
    )
    end = {0: (("stage", won),), 1: (("stage", lost), ("lost_reason", words.LOST[made.language]))}.get(number % 3)
    customer.entry(
        day + timedelta(days=18), "opportunity", *(end or (("stage", talk), ("probability", "60%"))), ref=ref
    )


def write(root: Path, language: str, *, settings_only: bool = False) -> int:
    """Write ledger.yaml, and the customers unless told otherwise; how many."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "ledger.yaml").write_text(SETTINGS[language], "utf-8", newline="\n")
    if settings_only:
        return 0
    files = list(shop(language))
    for path, text in files:
        target = root / "customers" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
    return len(files)


def main() -> None:
    """Take the words of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--settings", action="store_true", help="only ledger.yaml")
    asked = parser.parse_args()
    count = write(asked.root, asked.lang, settings_only=asked.settings)
    if not asked.settings:
        print({"zh": f"{count} 位客户", "en": f"{count} customers"}[asked.lang])


if __name__ == "__main__":
    main()
