"""Sentences kept as plain values."""

from __future__ import annotations

import json
from decimal import Decimal

from ledger.display.speech import Speaker
from ledger.messages import say, say_many
from ledger.model.plain import message, sentence
from ledger.model.values import Interval, Money


def test_a_sentence_comes_back_as_it_was() -> None:
    rule = say("Level {level} asks for a contact every {every}.", level="A", every=Interval(14, "d"))
    told = say_many("{rule} {n} call.", "{rule} {n} calls.", 3, rule=rule)
    back = message(json.loads(json.dumps(sentence(told))))
    assert back == told
    assert str(back) == "Level A asks for a contact every 14d. 3 calls."


def test_a_length_of_time_is_said_in_words() -> None:
    asked = say("every {every}", every=Interval(14, "d"))
    assert Speaker().say(asked) == "every 14 days"
    assert Speaker().say(say("within {time}", time=Interval(1, "h"))) == "within 1 hour"


def test_an_amount_comes_back_and_is_said_as_people_write_it() -> None:
    told = say("{open} are open", open=Money(Decimal("1200"), "USD"))
    back = message(json.loads(json.dumps(sentence(told))))
    assert back == told
    assert Speaker().say(back) == "$1,200.00 are open"
    assert str(back) == "1200 USD are open"
