"""What is open with a customer: needs, promises, the next step, records, money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ledger.display.customer_profile import Modules, wishes
from ledger.display.entries import kind_text, people_text, titled, when_text
from ledger.display.field_words import Words
from ledger.display.page import SYMBOLS, Span, Style, marked
from ledger.display.rows import Row, Section, parted
from ledger.display.words import amount_text, day_words, days_away
from ledger.facts.values import Due
from ledger.messages import Message, say, say_many
from ledger.model.values import Interval, Money
from ledger.reports.customer_page import CustomerPage, Need, Open

_NEED_STYLES = {"open": Style.ANY_DAY, "latent": Style.MUTED, "met": Style.DONE, "dropped": Style.MUTED}
MOST = 30
"""Rows of one section."""
_MOST_PLANNED = 5
# Outside of the f-string that shows it, where every Python finds it for translators.
_KEY = say("key")
_DUE_WORDS = {"delivery": say("delivery"), "feedback": say("feedback")}


def when(day: date | None, words: Words) -> Span:
    """How far a day is from today, in the colour and with the sign of its lateness."""
    days = None if day is None else (day - words.today).days
    style = Style.ANY_DAY if days is None else Style.OVERDUE if days < 0 else Style.AHEAD if days else Style.TODAY
    return marked(style, words.say(days_away(days)))


def by_day(day: date | None, words: Words, sentence: Message | None = None) -> Span:
    """A day, led by what it is for, with how far it is from today; empty where there is none."""
    if day is None:
        return Span("")
    days = (day - words.today).days
    told = say("{date} ({away})", date=day.isoformat(), away=days_away(days))
    if sentence is not None:
        told = say("{what} {day}", what=sentence, day=told)
    return Span(words.say(told), Style.OVERDUE if days < 0 else Style.PLAIN)


def needs(page: CustomerPage, modules: Modules, words: Words) -> Section:
    """What they want, open first, key needs marked; what they like and dislike."""
    rows = [_need(need, words) for need in page.needs]
    return Section(words.say(say("Needs")), [*rows, *wishes(modules, words)])


def _need(need: Need, words: Words) -> Row:
    style = _NEED_STYLES.get(need.status, Style.ANY_DAY)
    status = words.vocabulary.value_label("need_status", need.status, words.speaker.language)
    label = marked(style, status)
    text = f"{need.ref} {words.short(need.text)}".strip()
    spans = parted(
        [
            Span(f"{SYMBOLS[Style.MARK]} {words.say(_KEY)}" if need.key else "", Style.MARK),
            Span(text, Style.STRONG if need.status == "open" else Style.PLAIN),
            Span(need.product, Style.MUTED),
            by_day(need.wanted_by, words, say("wanted by")) if need.status in ("open", "latent") else Span(""),
            Span(words.say(say("since {date}", date=need.since.isoformat())) if need.since else "", Style.MUTED),
            Span(words.short(need.notes), Style.MUTED),
        ]
    )
    return Row(label.text, spans, label.style)


def promises(page: CustomerPage, words: Words) -> Section:
    """Open tasks and what was promised, the earliest first."""
    rows = [_promise(each, words) for each in page.promises[:MOST]]
    title = words.say(say("Open tasks and promises ({count})", count=len(page.promises)))
    return Section(title, [*rows, *more_rows(len(page.promises), words)])


def more_rows(count: int, words: Words) -> Iterator[Row]:
    """The row that says how many are left out of a long list."""
    if count > MOST:
        left = say_many("… and {n} more; --json shows all", "… and {n} more; --json shows all", count - MOST)
        yield Row(None, (Span(words.say(left), Style.MUTED),))


def _promise(each: Due, words: Words) -> Row:
    label = when(each.date, words)
    what = words.say(_DUE_WORDS[each.what]) if each.what in _DUE_WORDS else ""
    day = words.say(day_words(each.date, words.today)) if each.date else ""
    spans = parted(
        [
            Span(words.say(say("urgent")) if each.urgent else "", Style.OVERDUE),
            Span(what, Style.LABEL),
            Span(words.short(each.text), Style.STRONG),
            Span(day, Style.MUTED),
            Span(_at(each.people), Style.MUTED),
        ]
    )
    return Row(label.text, spans, label.style)


def _at(people: Iterable[str]) -> str:
    return " ".join(f"@{name}" for name in people)


def next_step(page: CustomerPage, words: Words) -> Section:
    """The next follow-up, contacts that are planned, and what was last said to come next."""
    rows = [*_follow_up(page, words)]
    for entry in page.planned[:_MOST_PLANNED]:
        label = when(entry.date, words)
        spans = parted(
            [
                Span(words.say(say("planned")), Style.LABEL),
                Span(when_text(entry)),
                Span(kind_text(entry, words), Style.LABEL),
                titled(entry, words),
                Span(people_text(entry), Style.MUTED),
            ]
        )
        rows.append(Row(label.text, spans, label.style))
    left = len(page.planned) - _MOST_PLANNED
    if left > 0:
        more = say_many("{n} more entry is dated later", "{n} more entries are dated later", left)
        rows.append(Row("", (Span(words.say(more), Style.MUTED),)))
    said = page.last_words
    if said is not None:
        text = words.short(words.value(said.fields["next"]))
        on = words.say(say("said on {date}", date=said.date.isoformat()))
        rows.append(Row(words.say(say("next step")), parted([Span(text, Style.STRONG), Span(on, Style.MUTED)])))
    return Section(words.say(say("Next step")), rows)


def _follow_up(page: CustomerPage, words: Words) -> Iterator[Row]:
    customer = page.customer
    fields = words.vocabulary.fields
    day, every = customer.value("next_follow_up"), customer.value("follow_up_every")
    how = words.value(customer.value("follow_up_by") or "", fields.get("follow_up_by"))
    rhythm = words.say(say("every {interval}", interval=words.value(every))) if isinstance(every, Interval) else ""
    if isinstance(day, date):
        met = page.facts.last_contact is not None and page.facts.last_contact >= day
        label = marked(Style.DONE, words.say(say("done"))) if met else when(day, words)
        parts = [
            Span(words.say(say("follow-up")), Style.LABEL),
            Span(words.say(day_words(day, words.today)), Style.MUTED if met else Style.STRONG),
            Span(how),
            Span(rhythm, Style.MUTED),
        ]
        yield Row(label.text, parted(parts), label.style)
    elif rhythm or how or day:
        written = words.value(day, fields.get("next_follow_up")) if day else ""
        yield Row(words.say(say("follow-up")), parted([Span(written), Span(rhythm), Span(how)]))


def opportunities(page: CustomerPage, words: Words) -> Section:
    """Open opportunities: stage, amount, probability, closing day."""
    rows = [
        _record(each, words, ("stage", "amount", "probability", "priority", "product"), ("close_on", say("closes")))
        for each in page.opportunities
    ]
    return Section(words.say(say("Open opportunities ({count})", count=len(rows))), rows)


def contracts(page: CustomerPage, words: Words) -> Section:
    """Contracts that nobody has closed: amount, how long they run."""
    rows = [_record(each, words, ("amount", "status", "renewal"), ("end", say("ends"))) for each in page.contracts]
    return Section(words.say(say("Running contracts ({count})", count=len(rows))), rows)


def invoices(page: CustomerPage, words: Words) -> Section:
    """What is open of each invoice, and how late it is."""
    rows = [_invoice(each, words) for each in page.invoices]
    return Section(words.say(say("Open invoices ({count})", count=len(rows))), rows)


def _invoice(each: Open, words: Words) -> Row:
    record = each.record
    left = Money(record.open_amount or Decimal(0), record.currency)
    billed = record.fields.get("amount")
    if left.amount < 0:
        amount = Span(words.say(say("{amount} too much paid", amount=amount_text(Money(-left.amount, left.currency)))))
    elif isinstance(billed, Money) and billed != left:
        both = say("{open} of {amount} open", open=amount_text(left), amount=amount_text(billed))
        amount = Span(words.say(both), Style.MONEY)
    else:
        amount = Span(words.say(say("{open} open", open=amount_text(left))), Style.MONEY)
    label = when(each.date, words) if left.amount > 0 else Span("")
    day = Span(each.date.isoformat() if each.date else "", Style.MUTED)
    name = titled(record, words)
    return Row(label.text, parted([name, amount, day, *_more(each, words, ("status",))]), label.style)


def complaints(page: CustomerPage, words: Words) -> Section:
    """Open complaints with the day by which they are to be answered or solved."""
    rows = []
    for each in page.complaints:
        label = when(each.date, words)
        record = each.record
        since = words.say(say("since {date}", date=record.opened.isoformat()))
        name = titled(record, words)
        more = _more(each, words, ("severity", "status", "product", "owner"))
        rows.append(Row(label.text, parted([name, *more, Span(since, Style.MUTED)]), label.style))
    return Section(words.say(say("Open complaints ({count})", count=len(rows))), rows, Style.WARNING)


def waiting(page: CustomerPage, words: Words) -> Section:
    """Other records that nobody has closed: warnings, quotes, surveys, returns …"""
    rows = []
    for each in page.waiting:
        kind = words.vocabulary.kind_label(each.record.kind, words.speaker.language)
        more = _more(each, words, ("risk", "amount", "status", "result"))
        name = titled(each.record, words)
        since = Span(words.say(say("since {date}", date=each.record.opened.isoformat())), Style.MUTED)
        style = Style.WARNING if each.record.kind == "warning" else Style.LABEL
        rows.append(Row(kind, parted([name, *more, since]), style))
    return Section(words.say(say("Also open")), rows)


def _record(each: Open, words: Words, names: Sequence[str], day: tuple[str, Message]) -> Row:
    """A record led by its REF, with some of its fields and a day that matters."""
    record = each.record
    title = Span(words.short(record.title), Style.STRONG)
    value = record.fields.get(day[0])
    until = by_day(value if isinstance(value, date) else None, words, day[1])
    return Row(record.ref or record.opened.isoformat(), parted([title, *_more(each, words, names), until]))


def _more(each: Open, words: Words, names: Iterable[str]) -> Iterator[Span]:
    fields = words.vocabulary.entry_fields(each.record.kind)
    for name in names:
        value = each.record.fields.get(name)
        if not value or (name == "priority" and value == "medium"):
            continue
        text = words.value(value, fields.get(name))
        style = Style.MONEY if isinstance(value, Money) else Style.PLAIN
        if value in ("high", "critical"):
            style = Style.WARNING
        if name in ("severity", "priority", "risk", "renewal"):
            text = f"{words.label(fields.get(name), name)} {text}"
        yield Span(text, style)


def money(page: CustomerPage, words: Words) -> Section:
    """What they have brought in and what is open, per currency."""
    facts = page.facts
    rows = []
    if facts.revenue:
        rows.append(Row(words.say(say("revenue")), (Span(_sums(facts.revenue, words), Style.MONEY),)))
    if facts.orders and facts.last_order:
        count = say_many("{n}, the last on {date}", "{n}, the last on {date}", facts.orders, date=facts.last_order)
        rows.append(Row(words.say(say("orders")), (Span(words.say(count)),)))
    if facts.open_amount:
        rows.append(Row(words.say(say("open")), (Span(_sums(facts.open_amount, words), Style.MONEY),)))
    if page.overdue:
        label = marked(Style.OVERDUE, words.say(say("overdue")))
        rows.append(Row(label.text, (Span(_sums(page.overdue, words), Style.OVERDUE),), Style.OVERDUE))
    return Section(words.say(say("Money")), rows)


def _sums(sums: Mapping[str, Decimal], words: Words) -> str:
    return words.joined(amount_text(Money(amount, currency)) for currency, amount in sums.items())
