"""Colours and fonts of drawn charts: told apart by everybody, with a glyph for every character."""

from __future__ import annotations

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#666666", "#f0e442")
"""Okabe and Ito, Color Universal Design (2008); the yellow last, as it is pale on paper."""
SHADES = ("#eef4fa", "#9ecae1", "#4292c6", "#08519c")
"""From little to much: one colour, darker by steps, which stays so in grey."""
INK, SOFT, LINE, RED, STAR, GOOD = "#1b1f24", "#57606a", "#d0d7de", "#b3261e", "#8a5a00", "#00664a"
FONTS = (
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', "
    "'Source Han Sans SC', 'WenQuanYi Zen Hei', 'DejaVu Sans', 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', "
    "'Segoe UI Symbol', 'Noto Sans Symbols2', sans-serif"
)
"""Chinese fonts of every system, so that no character is missing."""


def shade(share: float) -> str:
    """The colour of a share from 0 to 1."""
    steps = len(SHADES) - 1
    place = min(int(share * steps), steps - 1)
    within = share * steps - place
    one, other = _rgb(SHADES[place]), _rgb(SHADES[place + 1])
    return "#" + "".join(f"{round(a + (b - a) * within):02x}" for a, b in zip(one, other, strict=True))


def ink_on(share: float) -> str:
    """The colour of text on a shade that contrasts more."""
    red, green, blue = _rgb(shade(share))
    # Relative luminance (WCAG 2.2) with the exponent alone; dark text wins from about a sixth on.
    light = sum(
        part * (one / 255) ** 2.2 for part, one in zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True)
    )
    return INK if light > 0.18 else "#ffffff"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
