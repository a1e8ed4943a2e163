"""Names by their pinyin and by its initials, kept in the catalog once somebody asks."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from unicodedata import normalize

from ledger.index.catalog import Catalog
from ledger.query.fold import fold

# Characters of names that are read in two ways: as a surname or a place, and else; or in two traditional forms.
# fmt: off
_SEVERAL = {
    "重": "chong zhong", "长": "chang zhang", "行": "hang xing", "乐": "le yue", "单": "dan shan",
    "曾": "zeng ceng", "解": "jie xie", "仇": "chou qiu", "查": "cha zha", "朴": "pu piao", "盖": "gai ge",
    "区": "qu ou", "翟": "zhai di", "覃": "qin tan", "缪": "miao mou", "尉": "wei yu", "都": "du dou",
    "会": "hui kuai", "厦": "xia sha", "六": "liu lu", "朝": "chao zhao", "藏": "zang cang", "传": "chuan zhuan",
    "调": "tiao diao", "降": "jiang xiang", "角": "jiao jue", "觉": "jue jiao", "卡": "ka qia", "率": "lv shuai",
    "模": "mo mu", "省": "sheng xing", "盛": "sheng cheng", "宿": "su xiu", "校": "xiao jiao", "折": "zhe she",
    "车": "che ju", "沈": "shen chen", "弹": "dan tan", "贾": "jia gu", "柏": "bai bo", "薄": "bo bao",
    "员": "yuan yun", "秘": "mi bi", "种": "zhong chong", "召": "zhao shao", "洗": "xi xian", "俞": "yu shu",
    "万": "wan mo", "俟": "si qi", "大": "da dai", "参": "can shen", "系": "xi ji", "牟": "mou mu",
    "阿": "a e", "绿": "lv lu", "番": "fan pan", "蚌": "bang beng", "堡": "bao pu", "莞": "guan wan",
    "荥": "xing ying", "泊": "bo po", "隗": "kui wei", "什": "shi shen", "术": "shu zhu", "拓": "tuo ta",
    "仔": "zi zai", "蔚": "wei yu", "合": "he ge", "繁": "fan po", "吕": "lv lu", "旅": "lv lu",
    "律": "lv lu", "女": "nv nu", "铝": "lv lu", "着": "zhe zhuo zhu", "乘": "cheng sheng",
    "干": "gan qian",
}
# fmt: on
_MOST_READINGS = 16
_FEW_LETTERS = 3
_CHUNKS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]")
_TYPED = re.compile(r"[A-Za-z][A-Za-z '’\-]*[A-Za-z]")
_KEPT = "pinyin"
_OURS = ("name", "alias")
_PEOPLE = ("contact",)

Row = tuple[str, str, str]


def by_pinyin(catalog: Catalog, typed: str) -> tuple[int, ...]:
    """The customers with a name that is spelt so: whole, then from its beginning, then from some syllable on.

    Names and aliases come before contacts; initials count like the spelling. Empty for anything but Latin letters.
    """
    if not _TYPED.fullmatch(typed):
        return ()
    places = _places(catalog, re.sub("[^a-z]", "", typed.lower()))
    for kinds, least in ((_OURS, 0), (_PEOPLE, 0), (_OURS, 1), (_OURS, 2), (_PEOPLE, 1)):
        numbers = [number for name, at in places.items() if at <= least for number in _called(catalog, name, kinds)]
        if numbers:
            return tuple(dict.fromkeys(numbers))
    return ()


def spelled(catalog: Catalog, letters: str) -> tuple[int, ...]:
    """All customers with a name, an alias or a contact that is spelt so, or begins so at some syllable.

    Two letters have to begin a name, as they begin a syllable of many.
    """
    kinds = (*_OURS, *_PEOPLE)
    names = spelled_names(catalog, letters)
    return tuple(dict.fromkeys(number for name in names for number in _called(catalog, name, kinds)))


def spelled_names(catalog: Catalog, letters: str) -> list[str]:
    """The names that `spelled` means, as they are shown."""
    farthest = 1 if len(letters) < _FEW_LETTERS else 2
    return [name for name, place in _places(catalog, letters).items() if place <= farthest]


def spelled_part(name: str, letters: str) -> str:
    """The part of a name, folded, that is spelt so or has these initials; empty if there is none."""
    folded = fold(name)
    chunks = list(_CHUNKS.finditer(folded))
    for start in range(len(chunks)):
        for by_initials in (False, True):
            end = _spelled_end(chunks, start, letters, by_initials)
            if end is not None:
                return folded[chunks[start].start() : chunks[end - 1].end()]
    return ""


def _spelled_end(chunks: list[re.Match[str]], at: int, letters: str, by_initials: bool) -> int | None:
    """The chunk behind the last one that the letters take; the last one may be spelt in part."""
    if not letters:
        return at
    if at == len(chunks):
        return None
    for reading in spell(chunks[at][0]):
        wanted = _initial(chunks[at][0], reading) if by_initials else reading
        if wanted.startswith(letters):
            return at + 1
        if letters.startswith(wanted):
            end = _spelled_end(chunks, at + 1, letters[len(wanted) :], by_initials)
            if end is not None:
                return end
    return None


def _places(catalog: Catalog, letters: str) -> dict[str, int]:
    """The names that letters fit, with how well they do."""
    _complete(catalog)
    # Whatever is spelt so has the first letter among its initials, which is quickly seen.
    wanted = (
        "SELECT name, full, initials FROM pinyin WHERE instr(initials, ?2)"
        " AND (instr(initials, ?1) OR instr(replace(full, '''', ''), ?1))"
    )
    places: dict[str, int] = {}
    for name, full, initials in catalog.connection.execute(wanted, (letters, letters[0])):
        place = _place(letters, full, initials)
        if place is not None:
            places[name] = place
    return places


def _called(catalog: Catalog, name: str, kinds: tuple[str, ...]) -> Iterator[int]:
    wanted = "SELECT customer FROM names WHERE kind = ? AND key = ?"
    return (number for kind in kinds for (number,) in catalog.connection.execute(wanted, (kind, fold(name))))


def _place(letters: str, full: str, initials: str) -> int | None:
    """How well letters fit: 0 the whole name, 1 its beginning, 2 from a later syllable on; None not at all."""
    best: int | None = None
    for reading in full.split(" "):
        syllables = reading.split("'")
        for start in range(len(syllables)):
            rest = "".join(syllables[start:])
            if rest.startswith(letters):
                fits = 2 if start else 1 if rest != letters else 0
                best = fits if best is None else min(best, fits)
                break
    for short in initials.split(" "):
        at = short.find(letters)
        if at >= 0:
            fits = 2 if at else 1 if short != letters else 0
            best = fits if best is None else min(best, fits)
    return best


def _complete(catalog: Catalog) -> None:
    """Spell the names that have none yet: those of customers that are newer than the last one looked at."""
    last, newest = int(catalog.note(_KEPT) or 0), catalog.next_number() - 1
    if last == newest:
        return
    wanted = (
        "SELECT DISTINCT shown FROM names WHERE customer > ? AND kind IN ('name', 'alias', 'contact')"
        " AND NOT EXISTS (SELECT 1 FROM pinyin WHERE pinyin.name = names.shown)"
    )
    rows = [_row(name) for (name,) in catalog.connection.execute(wanted, (last,))]
    try:
        catalog.connection.execute("PRAGMA busy_timeout = 50")
        _keep(catalog, rows, newest)
    except sqlite3.OperationalError:
        # The catalog can't be written now: a table of this run takes the place of the one on disk.
        catalog.connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS pinyin AS SELECT name, full, initials FROM main.pinyin"
        )
        catalog.connection.executemany("INSERT INTO temp.pinyin VALUES (?, ?, ?)", rows)
    finally:
        catalog.connection.execute("PRAGMA busy_timeout = 5000")


def _keep(catalog: Catalog, rows: list[Row], newest: int) -> None:
    with catalog.writing():
        catalog.connection.executemany("INSERT OR IGNORE INTO pinyin VALUES (?, ?, ?)", rows)
        catalog.remember(_KEPT, str(newest))


def _row(name: str) -> Row:
    """A name with its spellings and its initials; names without Chinese characters have none."""
    folded = fold(name)
    if folded.isascii():
        return name, "", ""
    chunks = _CHUNKS.findall(folded)
    readings = tuple(islice(product(*map(spell, chunks)), _MOST_READINGS))
    initials = dict.fromkeys("".join(map(_initial, chunks, reading)) for reading in readings)
    return name, " ".join("'".join(reading) for reading in readings), " ".join(initials)


def _initial(chunk: str, reading: str) -> str:
    """The letter that stands for a character; Latin words stand for themselves."""
    return reading if chunk.isascii() else reading[:1]


@lru_cache(maxsize=20_000)
def spell(chunk: str) -> tuple[str, ...]:
    """How a Chinese character is read, without tones, the usual reading first; other text is its own spelling.

    ü is v, as people type it.
    """
    if chunk.isascii():
        return (chunk,)
    if chunk in _SEVERAL:
        return tuple(_SEVERAL[chunk].split())
    from pypinyin.pinyin_dict import pinyin_dict

    first = pinyin_dict.get(ord(chunk), chunk).split(",")[0]
    bare = re.sub("[\u0300-\u036f]", "", normalize("NFD", first).replace("u\u0308", "v"))
    return (bare,)
