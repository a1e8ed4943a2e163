"""The people of ledger.yaml and the authors of git, held together by e-mail addresses and names."""

from __future__ import annotations

from ledger.model.settings import Person, Settings
from ledger.session import Session
from ledger.store.git import available, looks_like_one
from ledger.store.git_log import Author


def who_works(session: Session) -> str:
    """Who works here, by the name in `people`: as the session knows it, else whoever commits here; empty if unknown."""
    if session.me or not any(person.email for person in session.settings.people.values()):
        return session.me
    repository = available(session.root) if looks_like_one(session.root) else None
    return "" if repository is None else person_of(session.settings, repository.author())


def person_of(settings: Settings, author: Author) -> str:
    """The name in ledger.yaml of who made a commit: by the address, else by the name; empty if nobody there is meant."""
    address = author.email.casefold()
    for name, person in settings.people.items():
        if address and person.email.casefold() == address:
            return name
    return next((name for name, person in settings.people.items() if author.name in (name, *person.aliases)), "")


def called(settings: Settings, author: Author) -> str:
    """What an author is called: the person's name in ledger.yaml, else git's, else the address."""
    return person_of(settings, author) or author.name or author.email


def named(settings: Settings, word: str) -> str:
    """The person that a name, an alias or an address means; empty if none."""
    folded = word.strip().removeprefix("@").casefold()

    def fits(name: str, person: Person) -> bool:
        return folded in {part.casefold() for part in (name, person.email, *person.aliases) if part}

    return next((name for name, person in settings.people.items() if fits(name, person)), "")


def is_by(settings: Settings, author: Author, word: str) -> bool:
    """Whether somebody is meant by a word: the same person of ledger.yaml, or a part of git's name or address."""
    person = named(settings, word)
    if person and person_of(settings, author) == person:
        return True
    folded = word.casefold()
    return not person and (folded in author.name.casefold() or folded in author.email.casefold())
