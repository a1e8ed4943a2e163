"""The pictures of the documentation show what the program says now; `make docs` draws them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tools import pictures


def test_the_pictures_are_up_to_date() -> None:
    made = pictures.pictures()
    old = [path.name for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    assert old == [], "run `make docs`"


def test_drawing_them_twice_gives_the_same() -> None:
    assert pictures.pictures() == pictures.pictures()


def test_they_are_svg_with_much_in_it() -> None:
    for path, text in pictures.pictures().items():
        root = ET.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert len(list(root.iter())) > 40, path.name
