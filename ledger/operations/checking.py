"""A value as typed to a command to the text that a file gets, checked by the field's type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model.dates import in_words, iso_date, iso_time, leading_date, understand
from ledger.model.definitions import FieldDefinition
from ledger.model.typed import MEMBERS_APART, date_or_moment, typed
from ledger.model.vocabulary import Vocabulary

_LONGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class Judge:
    """Checks values. `force` lets unknown values and doubtful numbers pass; `notes` collects what was understood."""

    vocabulary: Vocabulary
    today: date
    currency: str = "CNY"
    country: str = "CN"
    language: str = "zh"
    force: bool = False
    notes: list[Message] = field(default_factory=list)

    def text(self, value: str, definition: FieldDefinition | None, shown: str) -> str:
        """The text of one value for a file: days become ISO, all else stays as typed; raises BadValue.

        A question mark at the end marks a value as unconfirmed and is kept.
        """
        if len(value) > _LONGEST:
            raise BadValue(
                say("That is too long for a field ({count} characters). Nothing was written.", count=len(value)),
                say("Write longer texts below the front matter."),
            )
        if definition is None or not value:
            return value
        sure = value[:-1].rstrip() if value[-1] in "?？" else value
        if definition.type == "text" or not sure:
            return value
        return self._checked(sure, definition, shown) + value[len(sure) :]

    def texts(self, value: str, definition: FieldDefinition, shown: str) -> tuple[str, ...]:
        """The members of a list, as typed in one line with commas between."""
        parts = (part.strip() for part in MEMBERS_APART.split(value))
        return tuple(dict.fromkeys(self.text(part, member_of(definition), shown) for part in parts if part))

    def _checked(self, value: str, definition: FieldDefinition, shown: str) -> str:
        if definition.type in ("date", "datetime"):
            return self._day(value, definition, shown)
        wrong = self._wrong(value, definition)
        if wrong is not None:
            raise BadValue(_refused(shown, wrong), _FORMS.get(definition.type) or ANYWAY)
        return value

    def _day(self, value: str, definition: FieldDefinition, shown: str) -> str:
        """An ISO day, with its time for a moment."""
        if iso_date(value) is not None or (definition.type == "datetime" and date_or_moment(value) is not None):
            return value
        try:
            day, rest = understand(value, self.today), ""
        except BadValue as refusal:
            if definition.type != "datetime":
                raise BadValue(_refused(shown, refusal.message), refusal.hint) from None
            day, rest = leading_date(value, self.today)
            if iso_time(rest) is None:
                raise BadValue(_refused(shown, refusal.message), refusal.hint) from None
        self.notes.append(say("{field}: {day}", field=shown, day=in_words(day, self.today)))
        return f"{day.isoformat()} {rest}".rstrip()

    def _wrong(self, value: str, definition: FieldDefinition) -> Message | None:
        """Why a value can't be, or None."""
        if definition.values and definition.type in ("choice", "name"):
            return self._unknown(value, definition)
        if definition.type in _NUMBERS:
            return None if self.force else _NUMBERS[definition.type](value, self.country)
        if definition.type in _PLAIN or typed(value, definition, self.currency, self.vocabulary) is not None:
            return None
        return say("“{value}” is {what}.", value=value, what=_NO_SUCH[definition.type])

    def _unknown(self, value: str, definition: FieldDefinition) -> Message | None:
        known = self.vocabulary.value_sets.get(definition.values)
        if known is None or known.open or self.force or self.vocabulary.value(definition.values, value) is not None:
            return None
        near = self.vocabulary.nearest(
            value, [name for some in known.values.values() for n in some.values() for name in n]
        )
        if near is not None:
            return say("“{value}” is not known. Did you mean “{nearest}”?", value=value, nearest=near)
        firsts = [names[self.language][0] for names in known.values.values()]
        return say("“{value}” is not known. It is one of: {names}.", value=value, names=tuple(firsts))


def member_of(definition: FieldDefinition) -> FieldDefinition:
    """The definition of one member of a list."""
    kind = "choice" if definition.values else definition.of or "text"
    return FieldDefinition(definition.name, kind, definition.names, values=definition.values)


def _refused(shown: str, wrong: Message) -> Message:
    return say("{field}: {wrong} Nothing was written.", field=shown, wrong=wrong)


def _phone(value: str, country: str) -> Message | None:
    from ledger.model.numbers import phone_problem

    return phone_problem(value, country)


def _email(value: str, country: str) -> Message | None:
    from ledger.model.numbers import email_problem

    return email_problem(value)


def _url(value: str, country: str) -> Message | None:
    from ledger.model.numbers import url_problem

    return url_problem(value)


def _id_number(value: str, country: str) -> Message | None:
    from ledger.model.numbers import id_number_problem

    return id_number_problem(value) if country == "CN" else None


def _company_number(value: str, country: str) -> Message | None:
    from ledger.model.numbers import company_number_problem

    return company_number_problem(value) if country == "CN" else None


_PLAIN = frozenset({"text", "name", "map", "maps"})
_NUMBERS: Mapping[str, Callable[[str, str], Message | None]] = {
    "phone": _phone,
    "email": _email,
    "url": _url,
    "id_number": _id_number,
    "company_number": _company_number,
}
ANYWAY = say("--force writes it all the same.")
_NO_SUCH = {
    "yearly": say("no day of the year"),
    "time": say("no time of day"),
    "money": say("no amount of money"),
    "number": say("no number"),
    "percent": say("no percentage"),
    "interval": say("no length of time"),
}
_FORMS = {
    "yearly": say("Write it like 1985-08-15, 08-15, 8月15日 or 农历八月十五."),
    "time": say("Write it like 14:30."),
    "money": say("Write it like 1200, ¥1,200.50, 1.2万 or USD 300."),
    "number": say("Write it like 120 or 1.5."),
    "percent": say("Write it like 15%."),
    "interval": say("Write it like 14d, 2w, 3m or 1y."),
}
