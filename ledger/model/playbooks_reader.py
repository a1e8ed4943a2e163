"""From `playbooks` of ledger.yaml to playbooks: for whom each is, its text and its tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.model import policy_names
from ledger.model.policies import Playbook
from ledger.model.problem import Problem
from ledger.model.settings import Settings
from ledger.model.settings_tree import Node
from ledger.model.settings_values import ValueReader
from ledger.model.values import Interval
from ledger.model.vocabulary import Vocabulary

_MANY = ("map", "maps")


class PlaybookReader(ValueReader):
    """Reads playbooks; `vocabulary` has the ledger's own words, `settings` what else it says."""

    def __init__(self, problems: list[Problem], settings: Settings, vocabulary: Vocabulary) -> None:
        super().__init__(problems, settings.currency)
        self.settings = settings
        self.vocabulary = vocabulary

    def playbooks(self, node: Node | None) -> tuple[Playbook, ...]:
        """The playbooks by name, in their order."""
        return tuple(
            made
            for name, (key, value) in self.pairs(node).items()
            if (made := self.playbook(name, key, value)) is not None
        )

    def playbook(self, name: str, key: Node, node: Node) -> Playbook | None:
        """A playbook; None where nobody would get it."""
        parts = self.parts(node, ("when", "text", "tasks"))
        text, tasks = self.text(parts.get("text")), tuple(self.tasks(parts.get("tasks")))
        when = self.pairs(parts.get("when"))
        if not when:
            if "when" not in parts or parts["when"].empty:
                self.found("settings-part-missing", key, part="when")
            return None
        for extra, _ in list(when.values())[1:]:
            self.found("settings-playbook-several", extra)
        field, value = self.condition(*next(iter(when.values())))
        return Playbook(name, field, value, text, tasks) if field and value else None

    def condition(self, key: Node, node: Node) -> tuple[str, str]:
        """The canonical field and value; an empty one where it is unknown."""
        worked_out = policy_names.worked_out(key.text)
        if worked_out:
            return worked_out, self.value_in(policy_names.WORKED_OUT[worked_out][1], key, node)
        found = self.vocabulary.field(key.text)
        if found is None or found.type in _MANY:
            worked_out_names = (name for one, (others, _) in policy_names.WORKED_OUT.items() for name in (one, *others))
            near = self.near(key.text, (*self.vocabulary.fields, *worked_out_names))
            self.found("settings-playbook-field", key, written=key.text, nearest=near)
            return "", ""
        return found.name, self.value_in(found.values, key, node)

    def value_in(self, name: str, key: Node, node: Node) -> str:
        """A value of a set, canonical; any text where there is no such set. A problem where it is none."""
        written = self.text(node)
        values = self.vocabulary.value_sets.get(name)
        found = self.vocabulary.value(name, written) if values else written
        if values and not found and values.open:
            found = written
        if not found:
            near = self.near(written, self.names_in(name))
            self.found("settings-value-unknown", node, written=written, field=key.text, nearest=near)
        return found or ""

    def names_in(self, name: str) -> Sequence[str]:
        """All the names of all the values of a set."""
        values = self.vocabulary.value_sets.get(name)
        return [
            each for names in (values.values.values() if values else ()) for part in names.values() for each in part
        ]

    def tasks(self, node: Node | None) -> Iterator[tuple[str, Interval | None]]:
        """A list of texts, each with the time until it is due after a colon, or a map of the two."""
        if node is None or node.empty:
            return
        if node.what == "text":
            yield self.task(node, Node("text"))
        parts = node.parts if node.what == "list" else (node,)
        for part in parts if node.what != "text" else ():
            if part.what == "text":
                if part.text:
                    yield self.task(part, Node("text"))
            else:
                for key, value in self.pairs(part).values():
                    yield self.task(key, value)

    def task(self, text: Node, after: Node) -> tuple[str, Interval | None]:
        """A task in one line, and the time until it is due."""
        return " ".join(text.text.split()), self.span(after)
