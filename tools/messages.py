"""Gather the sentences of the program into ledger.pot, bring the catalogues up to date with them, and compile these."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "ledger" / "locale"
TEMPLATE = FOLDER / "ledger.pot"
KEYWORDS = {"say": None, "say_many": (1, 2), "N_": None}
_LASTING = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
_CHANGING = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To): .*\n',
    re.M,
)


def gather() -> Catalog:
    """The sentences of the sources."""
    catalog = Catalog(project="customer-ledger", charset="utf-8", header_comment="# The sentences of Ledger.")
    found = extract_from_dir(
        str(ROOT), method_map=[("ledger/**.py", "python")], keywords=KEYWORDS, options_map={"**": {"encoding": "utf-8"}}
    )
    for path, line, sentence, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        catalog.add(sentence, None, [(path, line)], auto_comments=comments, context=context)
    return catalog


def catalogues() -> Iterator[Path]:
    """The catalogue of each language."""
    return iter(sorted(FOLDER.glob("*/LC_MESSAGES/ledger.po")))


def language(path: Path) -> str:
    """The language of a catalogue."""
    return path.parent.parent.name


def read(path: Path) -> Catalog:
    """A catalogue as it is on disk."""
    with path.open("rb") as stream:
        return read_po(stream, locale=language(path) if path.suffix == ".po" else None, domain="ledger")


def sentences(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def po_text(catalog: Catalog) -> str:
    """A catalogue as text, without dates, so that it changes only with its sentences."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=120, sort_by_file=True, include_lineno=False)
    return _CHANGING.sub("", stream.getvalue().decode())


class _Undated(Catalog):
    """The sentences of a catalogue under a header that changes only with them."""

    def __init__(self, other: Catalog) -> None:
        super().__init__(locale=other.locale, charset="utf-8")
        self.other = other

    def __iter__(self) -> Iterator[Message]:
        yield Message("", "".join(f"{name}: {value}\n" for name, value in self.other.mime_headers if name in _LASTING))
        yield from sentences(self.other)


def compiled(catalog: Catalog) -> bytes:
    """A catalogue as gettext reads it, without the dates and versions that Babel adds."""
    stream = io.BytesIO()
    write_mo(stream, _Undated(catalog))
    return stream.getvalue()


def main() -> None:
    """Write everything anew and say what is left to translate."""
    template = gather()
    TEMPLATE.write_text(po_text(template), "utf-8", newline="\n")
    for path in catalogues():
        catalog = read(path)
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
        path.write_text(po_text(catalog), "utf-8", newline="\n")
        path.with_suffix(".mo").write_bytes(compiled(read(path)))
        every = list(sentences(catalog))
        done = sum(bool(message.string) and all(_forms(message)) and not message.fuzzy for message in every)
        print(f"{language(path)}: {done} of {len(every)} sentences")


def _forms(message: Message) -> tuple[str, ...]:
    """The translation as the forms that it has."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


if __name__ == "__main__":
    main()
