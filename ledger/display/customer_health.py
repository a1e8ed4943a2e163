"""How a customer stands, as rows of the page: risk of leaving, stage, next order, how it pays, how content it is."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.display.field_words import Words
from ledger.display.page import Span, Style, marked
from ledger.display.rows import Row
from ledger.display.words import days_away
from ledger.messages import Message, say, say_many
from ledger.reports.customer_page import CustomerPage

_RISKY = {"high": Style.OVERDUE, "medium": Style.WARNING}
_SIGNS = 3
_MEASURES = {"csat": say("CSAT"), "nps": say("NPS"), "ces": say("CES"), "effort": say("effort")}


def health_rows(page: CustomerPage, words: Words) -> Iterator[Row]:
    """A row for each that something is known of; the risk with its strongest signs."""
    found = page.health
    if found.risk.level:
        yield _risk(page, words)
    if found.stage and found.stage_since:
        stage = words.vocabulary.value_label("ladder", found.stage, words.speaker.language)
        told = say("{stage} since {date}, by its orders", stage=stage, date=found.stage_since.isoformat())
        yield Row(words.say(say("stage")), (Span(words.say(told)),))
    if found.next_order is not None:
        away = days_away((found.next_order - page.today).days)
        told = say("expected on {date} ({days})", date=found.next_order.isoformat(), days=away)
        yield Row(words.say(say("next order")), (Span(words.say(told)),))
    if found.days_to_pay is not None or found.paid_by:
        yield Row(words.say(say("pays")), (Span(words.joined(words.say(part) for part in _pays(page, words))),))
    if found.rating is not None:
        told = say(
            "{measure} {value} on {date}",
            measure=_MEASURES.get(found.rating.measure, say("score")),
            value=found.rating.value,
            date=found.rating.date.isoformat(),
        )
        yield Row(words.say(say("satisfaction")), (Span(words.say(told)),))


def _risk(page: CustomerPage, words: Words) -> Row:
    risk = page.health.risk
    level = words.vocabulary.value_label("risk", risk.level, words.speaker.language)
    style = _RISKY.get(risk.level, Style.PLAIN)
    told = words.say(say("{level}, {points} points", level=level, points=risk.points))
    signs = words.joined(words.say(part.message) for part in risk.parts[:_SIGNS])
    label = words.say(say("risk of leaving"))
    shown = marked(style, label).text if style is not Style.PLAIN else label
    return Row(shown, (Span(told, style), *((Span(f" · {signs}", Style.MUTED),) if signs else ())), style)


def _pays(page: CustomerPage, words: Words) -> Iterator[Message]:
    found = page.health
    if found.days_to_pay is not None:
        yield say_many("{n} day after the invoice", "{n} days after the invoice", found.days_to_pay)
    if found.with_term:
        yield say("{late} of {n} late", late=found.paid_late, n=found.with_term)
    if found.paid_by:
        way = words.vocabulary.value_label("paid_by", found.paid_by, words.speaker.language)
        yield say("mostly by {way}", way=way)
