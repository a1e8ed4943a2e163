"""`ledger new --guided`: asked for what is worth knowing of a customer, in the same order each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.cli.doubles import confirmed, tell_twins
from ledger.cli.typing import ask
from ledger.display.page import Style
from ledger.errors import LedgerError
from ledger.messages import Message, say
from ledger.operations.assignments import Assignment
from ledger.operations.checking import ANYWAY
from ledger.operations.new import NewCustomer, Wanted, checked_name, prepare

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.session import Session

_MOST_CHOICES = 8


class _Guide:
    """One round of questions; answers that are wrong are asked for again."""

    def __init__(self, surface: Surface, session: Session, wanted: Wanted) -> None:
        self.surface = surface
        self.session = session
        self.wanted = wanted
        self.shown: set[str] = set()

    def name(self) -> None:
        """The name, unless it was given."""

        def take(answer: str) -> None:
            self.wanted = replace(self.wanted, name=checked_name(answer))

        if not self.wanted.name:
            self._until_right(say("Name"), take)

    def field(self, key: str, question: Message) -> str:
        """One field; an empty answer leaves it as the template has it. The text that the file would hold now."""

        def take(answer: str) -> None:
            if answer:
                wanted = replace(self.wanted, fields=(*self.wanted.fields, Assignment(key, "=", answer)))
                prepare(self.session, wanted)
                self.wanted = wanted

        self._until_right(question, take)
        last = self.wanted.fields[-1:]
        return last[0].value if last and last[0].key == key else ""

    def choice(self, key: str, question: Message) -> str:
        """One field of known values, which are shown."""
        values = self._values(key)
        return self.field(key, say("{question} ({values})", question=question, values=values) if values else question)

    def known(self) -> NewCustomer:
        """The customer as it would be written now."""
        return prepare(self.session, self.wanted)

    def new_enough(self) -> bool:
        """Whether to go on: asks when there are likely doubles that were not shown before."""
        new = self.known()
        fresh = tuple(twin for twin in new.twins if twin.path not in self.shown)
        if not fresh or self.wanted.force:
            return True
        self.shown |= {twin.path for twin in fresh}
        tell_twins(self.surface, new.customer.name, fresh)
        return confirmed(self.surface)

    def _values(self, key: str) -> str:
        definition = self.session.vocabulary.field(key)
        known = self.session.vocabulary.value_sets.get(definition.values) if definition else None
        if known is None or not known.values:
            return ""
        language = self.surface.speaker.language
        labels = [
            self.session.vocabulary.value_label(known.name, value, language)
            for value in known.values
            if value != "internal"
        ]
        return self.surface.speaker.text(", ").join(
            (*labels[:_MOST_CHOICES], *("…" for _ in labels[_MOST_CHOICES : _MOST_CHOICES + 1]))
        )

    def _until_right(self, question: Message, take: Callable[[str], None]) -> None:
        while True:
            answer = ask(self.surface, question)
            try:
                take(answer)
            except LedgerError as error:
                self.surface.output.talk(error.message, Style.WARNING)
                if error.hint is not None and error.hint != ANYWAY:
                    self.surface.output.talk(error.hint)
            else:
                return


def guide(surface: Surface, session: Session, wanted: Wanted) -> Wanted | None:
    """All questions; None if the customer turns out to be in the ledger already. Raises click.Abort at the input's end."""
    surface.output.talk(say("An empty answer leaves a field as it is; nothing is written before the last answer."))
    asked = _Guide(surface, session, wanted)
    asked.name()
    asked.choice("type", say("Type"))
    if not asked.new_enough():
        return None
    is_person = asked.known().customer.value("type") == "person"
    contact = "" if is_person else asked.field("contacts.0.name", say("Contact person"))
    if contact:
        asked.field("contacts.0.title", say("Title of {name}", name=contact))
    asked.field("contacts.0.phone" if contact else "phone", say("Phone"))
    if not asked.new_enough():
        return None
    asked.choice("source", say("Source"))
    asked.choice("level", say("Level"))
    asked.choice("owner", say("Owner"))
    asked.field("next_follow_up", say("Next follow-up (such as fri, +3d, 下周三)"))
    asked.field("tags", say("Tags, with commas between"))
    return asked.wanted
