"""The templates that come with the program, and those of a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ledger.errors import NotFound
from ledger.messages import say
from ledger.session import Session
from ledger.store.files import Reader
from ledger.text.source import decode

BUSINESSES = ("b2b", "retail", "service", "personal")
LANGUAGES = ("zh", "en")
FOLDER = "templates"


def starting_files(business: str, language: str) -> Iterator[tuple[str, bytes]]:
    """What a new ledger for a kind of business begins with: `ledger.yaml` and `templates/*.md`, by path from its root."""
    folder = packaged() / business / language
    yield "ledger.yaml", (folder / "ledger.yaml").read_bytes()
    found = {entry.name: entry for entry in (folder / FOLDER).iterdir() if entry.name.endswith(".md")}
    for name in sorted(found):
        yield f"{FOLDER}/{name}", found[name].read_bytes()


def customer_template(session: Session, name: str = "", kind: str = "") -> str:
    """The text that a new customer's file starts from: the ledger's template of that name, or raises NotFound.

    Without a name it is the one for the `kind` of customer (`company`, `person`) if there is one, else `customer`,
    else the packaged one.
    """
    known = templates(session)
    if name:
        wanted = name.removesuffix(".md")
        if wanted not in known:
            raise NotFound(
                say("There is no template “{name}” in templates/. Nothing was written.", name=name),
                candidates=known,
            )
        return _text(session, wanted)
    chosen = next((word for word in (kind, "customer") if word in known), None)
    if chosen is not None:
        return _text(session, chosen)
    language = session.settings.language if session.settings.language in LANGUAGES else "en"
    return (packaged() / "b2b" / language / FOLDER / "customer.md").read_text(encoding="utf-8")


def templates(session: Session) -> tuple[str, ...]:
    """The names of the ledger's own templates, sorted; empty where it has none."""
    folder = session.root / FOLDER
    try:
        return tuple(sorted(one.stem for one in folder.iterdir() if one.suffix == ".md" and one.name[0] != "."))
    except OSError:
        return ()


def _text(session: Session, name: str) -> str:
    path = f"{FOLDER}/{name}.md"
    return decode(Reader(session.root).read(path)).text


def packaged() -> Traversable:
    """The templates beside the package's modules, or in a checkout those of the repository."""
    beside = files("ledger") / FOLDER
    return beside if beside.is_dir() else Path(__file__).parents[2] / FOLDER
