"""What a clone of a shared ledger needs, one by one: whether it has it, how it gets it, and how that is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledger.messages import Message, say
from ledger.operations import merge_ahead
from ledger.operations.sharing import hooks, lines
from ledger.operations.sharing.clone import Clone
from ledger.operations.sharing.people import person_of
from ledger.store.git import Repository

ATTRIBUTES, IGNORE = ".gitattributes", ".gitignore"
ATTRIBUTE_LINES = (
    "# Customer files are merged by what they mean; `ledger git setup` tells each clone how.",
    "customers/**/*.md merge=ledger diff=ledger",
)
_BYTES_LINE = "customers/** -text"
IGNORE_LINES = ("/index/*", "!/index/.gitignore", ".*.ledger-tmp")
# A heading, so that the part of a difference says which entry it is in.
_HEADINGS = r"^(##?[ \t]+.*)$"
_SAMPLES = ("customers/x.md", "customers/x/y.md")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a clone needs.

    `meet` may raise a LedgerError that says what to do by hand; `undo` tells whether something was taken back.
    `advice` is for those who have to do it themselves. An `optional` need is nobody's duty.
    """

    code: str
    what: Message
    is_met: Callable[[Clone], bool]
    meet: Callable[[Clone], None] | None
    undo: Callable[[Clone], bool]
    advice: Message | None = None
    optional: bool = False


def _has_attributes(clone: Clone) -> bool:
    wanted = {"merge": "ledger", "diff": "ledger", "text": "unset"}
    return all(clone.repository.attributes(path, *wanted) == wanted for path in _SAMPLES)


def _add_attributes(clone: Clone) -> None:
    told = clone.repository.attributes(_SAMPLES[0], "text")
    lines.add(clone, ATTRIBUTES, (*ATTRIBUTE_LINES, *(() if told["text"] == "unset" else (_BYTES_LINE,))))


def _is_ignored(clone: Clone) -> bool:
    wanted = [clone.repository.name(path) for path in ("index/x/catalog.db", "customers/.x.md.0.ledger-tmp")]
    done = clone.repository.run(
        "check-ignore", "-z", "--no-index", "--stdin", given="\0".join(wanted).encode(), allowed=(0, 1)
    )
    return len(done.parts) == len(wanted)


def driver(clone: Clone) -> str:
    """The command by which git merges a customer file."""
    # git takes a % for the beginning of a name of its own.
    return merge_ahead.driver(clone.command.replace("%", "%%"))


def _driver(clone: Clone) -> dict[str, str]:
    return {"merge.ledger.name": "customer files, by what they mean", "merge.ledger.driver": driver(clone)}


def _headers(clone: Clone) -> dict[str, str]:
    return {"diff.ledger.xfuncname": _HEADINGS}


def _paths(clone: Clone) -> dict[str, str]:
    return {"core.quotepath": "false"}


def _durable(clone: Clone) -> dict[str, str]:
    return durable(clone.repository)


def durable(repository: Repository) -> dict[str, str]:
    """The settings by which git has on the disk what it says it has."""
    return {"core.fsync": "all"} if repository.version() >= (2, 36) else {"core.fsyncobjectfiles": "true"}


Settings = Callable[[Clone], dict[str, str]]


def _set(code: str, what: Message, wanted: Settings) -> Need:
    """A need that settings of the clone meet."""

    def is_met(clone: Clone) -> bool:
        known = clone.repository.settings()
        return wanted(clone).items() <= known.items() and (code != "driver" or clone.has_program())

    def meet(clone: Clone) -> None:
        for name, value in wanted(clone).items():
            clone.repository.set(name, value)

    def undo(clone: Clone) -> bool:
        own = clone.repository.settings(local=True)
        # Of our own section everything goes, of others only what we would have set.
        names = [
            name
            for name, value in wanted(clone).items()
            if own.get(name) == value or (name in own and ".ledger." in name)
        ]
        for name in names:
            clone.repository.unset(name)
        return bool(names)

    return Need(code, what, is_met, meet, undo)


def _hook(code: str, what: Message, name: str, *, optional: bool = False) -> Need:
    return Need(
        code,
        what,
        lambda clone: hooks.is_met(clone, name),
        lambda clone: hooks.meet(clone, name),
        lambda clone: hooks.undo(clone, name),
        optional=optional,
    )


def _knows_author(clone: Clone) -> bool:
    author = clone.repository.author()
    return bool(author.name and author.email)


def _is_a_person(clone: Clone) -> bool:
    people = clone.settings.people.values()
    has_addresses = any(person.email for person in people)
    return not has_addresses or bool(person_of(clone.settings, clone.repository.author()))


NEEDS: tuple[Need, ...] = (
    Need(
        "attributes",
        say("Customer files are to be merged by what they mean, and kept to the byte (.gitattributes)"),
        _has_attributes,
        _add_attributes,
        lambda clone: lines.take_away(clone, ATTRIBUTES, (*ATTRIBUTE_LINES, _BYTES_LINE)),
    ),
    _set("driver", say("This clone knows how to merge them so (merge.ledger.driver)"), _driver),
    _set("headers", say("Differences name the entry that they are in (diff.ledger.xfuncname)"), _headers),
    _set("paths", say("Chinese file names are shown as they are (core.quotepath)"), _paths),
    _set("durable", say("What is committed is on the disk before git says so (core.fsync)"), _durable),
    Need(
        "ignores",
        say("The index and unfinished files stay out of git (.gitignore)"),
        _is_ignored,
        lambda clone: lines.add(clone, IGNORE, IGNORE_LINES),
        # The others are of `ledger init`, and right without git being shared.
        lambda clone: lines.take_away(clone, IGNORE, IGNORE_LINES[-1:]),
    ),
    _hook("check", say("What is committed is checked before (hook pre-commit)"), hooks.CHECK),
    _hook("message", say("The message of a commit is made from what changed (hook prepare-commit-msg)"), hooks.MESSAGE, optional=True),
    Need(
        "author",
        say("git knows who you are (user.name, user.email)"),
        _knows_author,
        None,
        lambda _: False,
        say("git config user.name '…' and git config user.email '…' tell it."),
    ),
    Need(
        "person",
        say("git's address for you is that of somebody in ledger.yaml"),
        _is_a_person,
        None,
        lambda _: False,
        say("Write it to your name in `people` of ledger.yaml, as in `张三: {{email: zhang@example.com}}`."),
        optional=True,
    ),
)  # fmt: skip
