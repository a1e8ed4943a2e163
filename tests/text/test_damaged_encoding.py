"""What is no GB18030 is not taken for it, though its bytes could be read so."""

from __future__ import annotations

import pytest

from ledger.text.source import Encoding, decode

NOTE = (
    "---\nname: 上海云启科技有限公司\nowner: 张三\n---\n\n## 2026-11-20 电话 谈报价\n\n客户要求两周内给出正式报价。\n"
)


@pytest.mark.parametrize("place", range(0, 140, 7))
def test_damaged_utf8_is_not_read_as_other_chinese(place: int) -> None:
    whole = NOTE.encode()
    for damage in (b"\xff", b"\xe4", b"\x80"):
        source = decode(whole[:place] + damage + whole[place:])
        assert source.encoding in (Encoding.OPAQUE, Encoding.UTF8), source.text
    assert decode(whole[: place + 1] + whole[place + 2 :]).encoding in (Encoding.OPAQUE, Encoding.UTF8)


@pytest.mark.parametrize("text", ["name: Mélanie Béart\n", "name: Müller Öl\n", "naïveté, façade, Ægir, Strauß\n"])
def test_western_files_of_one_byte_a_letter_are_not_read_as_chinese(text: str) -> None:
    assert decode(text.encode("cp1252")).encoding is Encoding.OPAQUE


@pytest.mark.parametrize(
    "text", [NOTE, "联通", "云启", "客户：陶喆、朱镕基\n", "价格 ￥1200（含税）\n", "　全角，标点。\n"]
)
def test_chinese_as_older_editors_save_it_is_read(text: str) -> None:
    assert decode(text.encode("gb18030")).text == text
