"""Text as it is found in customer files: bytes of all kinds, front matter, bodies, and what people type badly."""

from __future__ import annotations

from hypothesis import strategies as st

BREAKS = ("\n", "\r\n")
# Characters that other programs take for line ends, or that show nothing or another way round.
ODD = "\u2028\u2029\x85\x0b\x0c\r\x1c\ufeff\u200b\u200f\u202e\u3000\xa0"
SIGNS = " \t#-*+>`~[]()<>!|:：&%@\"'\\_=.,，。{}?0123456789"
WORDS = (
    "客户要求报价",
    "Acme Ltd",
    "שלום עולם",
    "👩‍👧 ok",
    "𠮷野家",
    "é e\u0301",
    "naïve",
    "2026-01-05",
    "12:30",
    "a@b.com",
)

# Lines that mean something in a body, or look as if they did.
BODY_LINES = (
    "# 上海云启", "## 2026-11-21 电话 谈报价 @张三 #报价", "### 2026-11-22 14:30 visit", "## 2026-11-23 商机 OPP-1 采购",
    "## 2026-02-30 call", "## Notes", "#### 2026-11-24", "##### 2026-11-24 call", "##2026-11-24 call",
    "- 结果: 有意向", "- **金额**：1.2万", "- [ ] 2026-11-28 发送报价单 @张三", "- [x] done ✅ 2026-11-20", "  - [ ] nested",
    "    - deep", "1. [ ] ordered", "* star", "+ plus", "- [] no blank", "- 14:30 开会", "- see: https://example.com/#x",
    "> ## 2026-11-21 quoted", "```", "~~~", "````", "<!--", "-->", "<pre>", "</pre>", "---", "===", "***",
    "<<<<<<< HEAD", "=======", ">>>>>>> theirs", "    ## 2026-11-21 indented", "\t- tab", "[[华信联创]] and [[C-2F9XQA|x]]",
    "- [ ] 2026-01-31 报表 every 1m", "  - [x] 2026-02-28 ✅ 2026-03-01", "  - 2026-03-31 → 2026-04-03", "", " ", "\t", "text",
)  # fmt: skip

FRONT_LINES = (
    "name: 上海云启", "name：云启", "level:A", "level: A  # grade", "tags: [a, b]", "tags:", "- x", "  - y", "phone: 013800138000",
    "contacts:", "  - name: 李雷", "    phone: '013'", "notes: |", "  line", "", "  more", "folded: >-", "# comment", "  # inner",
    'quoted: "a \\"b\\""', 'bad: "a', "open: [a,", "  b]", "]", "x: {a: 1, b: [c]}", "owner: @acme", "vip: *vip", "a: &b c",
    "t: !tag x", "re: Re: invoice", "p: %x", "name: again", "foo", "? k", "<<<<<<< HEAD", "=======", ">>>>>>> b", "\tname: tab",
    " one: 1", "birthday: 农历 1985-08-15", "next_follow_up: 2026-02-30", "id: 007", "%YAML 1.2", "k: ~", "url: http://x.y/#z",
)  # fmt: skip


def lines(choices: tuple[str, ...], most: int = 14) -> st.SearchStrategy[str]:
    """Some of these lines, each with a line break of its own, the last perhaps without."""
    one = st.tuples(st.sampled_from(choices) | words(), st.sampled_from(BREAKS)).map("".join)
    return st.tuples(st.lists(one, max_size=most).map("".join), st.sampled_from(choices) | st.just("")).map("".join)


def words() -> st.SearchStrategy[str]:
    """A line of anything: signs, letters of several scripts, odd characters."""
    parts = (
        st.sampled_from(WORDS)
        | st.sampled_from(SIGNS)
        | st.sampled_from(ODD)
        | st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    )
    return st.lists(parts, max_size=12).map("".join).map(lambda text: text.replace("\n", " "))


def bodies() -> st.SearchStrategy[str]:
    """What may stand below front matter."""
    return lines(BODY_LINES)


def files() -> st.SearchStrategy[str]:
    """A customer file, sound or not."""
    fence = st.sampled_from(("---\n", "---\r\n", "--- \n", "...\n", "----\n", "", "\n---\n"))
    return st.tuples(fence, lines(FRONT_LINES, 8), fence, bodies()).map("".join)


def contents() -> st.SearchStrategy[bytes]:
    """The bytes of a file: UTF-8 with and without BOM, GB18030, UTF-16, cut in the middle, or just bytes."""
    text = files()
    return st.one_of(
        text.map(str.encode),
        text.map(lambda typed: b"\xef\xbb\xbf" + typed.encode()),
        text.map(lambda typed: typed.encode("gb18030", "replace")),
        text.map(lambda typed: typed.encode("gbk", "replace")),
        text.map(lambda typed: typed.encode("utf-16")),
        st.tuples(text, st.integers(0, 40)).map(lambda cut: cut[0].encode()[: -cut[1] or None]),
        st.binary(max_size=200),
    )


# Front matter that PyYAML reads too: values, lists and maps in every way in which they can be written.

_LETTERS = st.text(st.sampled_from("abzAZ019 _.-/号名éü\U0001f600"), min_size=1, max_size=8)
keys = _LETTERS.map(str.strip).filter(lambda key: key != "" and key[0] not in "-.")
_PLAIN = st.sampled_from(
    ("a", "云启", "007", "no", "~", "12:30", "2026-02-30", "+86 138", "a b", "a#b", "http://x.y/#z", "-5", "a, b", "50%", "x:y",
     "1_000", ".5", "…", "a - b", "a]", "=", "…:x")
)  # fmt: skip
_SINGLE = st.sampled_from(("''", "'a b'", "'it''s'", "'# no'", "'a: b'", "'[x]'", "'\"'"))
_DOUBLE = st.sampled_from(('""', '"a b"', '"\\"q\\""', '"\\u4e91\\t\\x41"', '"# no"', '"a: b"', '"\\\\"'))
_NOTES = st.sampled_from(("", "", "", " # note", "  # 'it' [x", "\t# tab"))
scalars = st.tuples(_PLAIN | _SINGLE | _DOUBLE, _NOTES).map("".join)
_FLOW_WORDS = st.sampled_from(("a", "b c", "云", "'x, y'", '"q"', "007", "http:/x", "-1"))
flows = st.recursive(
    _FLOW_WORDS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda words: "[" + ", ".join(words) + "]")
        | st.lists(inner, max_size=3).map(lambda words: "[" + ",".join(f" {word} " for word in words) + "]")
        | st.dictionaries(st.sampled_from("xyz"), inner, max_size=2).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=5,
).filter(lambda text: text[0] in "[{")


@st.composite
def _nodes(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """A value as lines: the first stands behind its key, the rest is indented relative to it."""
    kind = draw(
        st.sampled_from(("scalar", "scalar", "flow", "list", "map", "block", "folded-plain")[: 7 if depth < 3 else 3])
    )
    if kind == "scalar":
        return [draw(scalars)]
    if kind == "flow":
        return [draw(flows)]
    if kind == "block":
        mark = draw(st.sampled_from(("|", ">", "|-", ">-", "|+", "| # note")))
        return [
            mark,
            *(
                "  " + text if text else ""
                for text in draw(st.lists(st.sampled_from(("one", "", "# no", "two: x", "- y"))))
            ),
            "  end",
        ]
    if kind == "folded-plain":
        return ["one", "  two"]
    return ["", *draw(_lists(depth) if kind == "list" else _maps(depth))]


@st.composite
def _lists(draw: st.DrawFn, depth: int) -> list[str]:
    pad = "  " if depth or draw(st.booleans()) else ""
    found = []
    for item in draw(st.lists(_nodes(depth + 1), min_size=1, max_size=3)):
        first, *rest = item
        if not first and rest and draw(st.booleans()) and all(line.startswith("  ") for line in rest):
            found += [pad + "- " + rest[0][2:], *(pad + line for line in rest[1:])]
        else:
            found += [(pad + "- " + first).rstrip(" "), *(pad + "  " + line for line in rest)]
        found += draw(st.sampled_from(((), (), ("# between",), ("",))))
    return found


@st.composite
def _maps(draw: st.DrawFn, depth: int) -> list[str]:
    found = []
    for key in draw(st.lists(keys, min_size=1, max_size=3, unique=True)):
        first, *rest = draw(_nodes(depth + 1))
        found += [("  " + key + ": " + first).rstrip(" "), *("  " + line for line in rest)]
    return found


@st.composite
def front_matter(draw: st.DrawFn) -> str:
    """The lines between the fences."""
    found = []
    for key in draw(st.lists(keys | st.sampled_from(("'a b'", '"q: k"')), min_size=1, max_size=4, unique=True)):
        first, *rest = draw(_nodes())
        gap = draw(st.sampled_from((": ", ":  ", " : ")))
        found += [(key + gap + first).rstrip(" "), *rest]
        found += draw(st.sampled_from(((), (), ("# between",), ("",))))
    newline = draw(st.sampled_from(BREAKS))
    return "".join(line + newline for line in found)


# As a salesperson types them: every one of these was seen in a real file.
BADLY_TYPED = {
    "chinese colons": "---\n名称：上海云启\n等级：A\n电话：013800138000\n---\n\n## 2026-11-21 电话：谈价格\n- 结果：好\n",
    "no blank": "---\nname:云启\nlevel:A\n---\n## 2026-11-21 电话\n",
    "never closed": "---\nname: 云启\nlevel: A\n\n# 云启\n\n## 2026-11-21 电话 谈\n- 结果: 好\n",
    "closed far below": "---\nname: 云启\n\n## 2026-11-21 电话 谈\n\n---\n\nmore\n",
    "never opened": "name: 云启\nlevel: A\n---\n\n## 2026-11-21 电话\n",
    "no front matter": "# 云启\n\n## 2026-11-21 电话 谈\n- [ ] 2026/11/28 报价\n",
    "indented": "---\n name: 云启\n level: A\n---\n## 2026-11-21 电话\n",
    "tab": "---\nname: 云启\ncontacts:\n\t- name: 李雷\n---\n## 2026-11-21 电话\n",
    "open quote": '---\nname: 云启\nnote: "他说\nlevel: A\n---\n## 2026-11-21 电话\n',
    "dates": "---\nname: 云启\n---\n## 2026/11/21 电话\n## 2026年11月22日 拜访\n## 2026-1-5 会议\n",
    "blank lines above": "\n\n---\nname: 云启\n---\n## 2026-11-21 电话\n",
    "dots": "---\nname: 云启\n...\n## 2026-11-21 电话\n",
    "bom": "\ufeff---\r\nname: 云启\r\n---\r\n## 2026-11-21 电话\r\n",
}
