"""A drawing as an option of ECharts: values that JSON has, with every number's text beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from ledger.display.report_cells import percent_words
from ledger.display.report_palette import COLOURS, FONTS, INK, LINE, SHADES, ink_on
from ledger.display.report_series import Drawing, Series

Option = dict[str, object]

_SYMBOLS = ("circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond")
_DASHES = ("solid", "dashed", "dotted")
_LABELLED = 40
# Numbers may lie over the bar beside theirs.
_HALO = {"color": INK, "textBorderColor": "#fff", "textBorderWidth": 3}
_TEXT = {"color": INK, "fontFamily": FONTS}


def option(drawing: Drawing, language: str) -> tuple[Option, int]:
    """The option and the height in pixels that it needs; round numbers are said as the language does."""
    made, height = _KINDS.get(drawing.kind, _bars)(drawing, language)
    several = len(drawing.series) > 1 and drawing.kind not in ("heat", "funnel")
    return {
        "animation": False,
        "color": list(COLOURS),
        "textStyle": _TEXT,
        "aria": {"enabled": True, "decal": {"show": drawing.kind in ("bar", "stacked", "funnel")}},
        "legend": {"show": several, "top": 0, "left": 0, "textStyle": _TEXT},
        **made,
    }, height


def _point(drawing: Drawing, value: Decimal | None, *, label: bool = False, short: str = "") -> Option:
    """A number with its text, on its label in a `short` form of a language where room is narrow; none is a gap."""
    if value is None:
        return {"value": "-"}
    text = drawing.text(value)
    beside = drawing.short(value, short) if short else text
    # Braces would be a template.
    shown = {"label": {"formatter": beside.replace("{", "(").replace("}", ")")}} if label else {}
    return {"value": float(value), "text": text, **shown}


def _axes(drawing: Drawing, *, upright: bool) -> Option:
    """The axis of labels and that of numbers; upright bars stand on their labels."""
    names: Option = {
        "type": "category",
        "data": list(drawing.labels),
        "inverse": not upright,
        "axisTick": {"show": False},
        "axisLabel": {"color": INK, "hideOverlap": True}
        if upright
        else {"color": INK, "width": 190, "overflow": "truncate"},
    }
    numbers: Option = {"type": "value", "splitLine": {"lineStyle": {"color": LINE}}}
    return {"xAxis": names, "yAxis": numbers} if upright else {"xAxis": numbers, "yAxis": names}


def _grid(drawing: Drawing, right: int) -> Option:
    """Room at the top for the legend where there is one, at the right for numbers or names."""
    top = 34 if len(drawing.series) > 1 else 20
    return {"left": 8, "right": right, "top": top, "bottom": 8, "containLabel": True}


def _bars(drawing: Drawing, language: str) -> tuple[Option, int]:
    labelled = len(drawing.labels) * len(drawing.series) <= _LABELLED
    short = language if drawing.time else ""
    series = [
        {
            "type": "bar",
            "name": one.name,
            "data": [_point(drawing, value, label=labelled, short=short) for value in one.values],
            "labelLayout": {"hideOverlap": drawing.time},
            "label": {"show": labelled, "position": "top" if drawing.time else "right", **_HALO},
            "barMaxWidth": 34,
        }
        for one in drawing.series
    ]
    if drawing.time:
        return {"grid": _grid(drawing, right=20), **_axes(drawing, upright=True), "series": series}, 300
    height = 70 + len(drawing.labels) * max(26, 20 * len(drawing.series))
    return {"grid": _grid(drawing, right=100), **_axes(drawing, upright=False), "series": series}, height


def _stacked(drawing: Drawing, language: str) -> tuple[Option, int]:
    labelled = len(drawing.labels) * len(drawing.series) <= _LABELLED
    short = language if drawing.time else ""
    series = [
        {
            "type": "bar",
            "name": one.name,
            "stack": "all",
            "data": [_point(drawing, value, label=labelled and bool(value), short=short) for value in one.values],
            "label": {
                "show": labelled,
                "position": "inside",
                "color": INK,
                "backgroundColor": "#ffffffd0",
                "padding": [1, 3],
            },
            "labelLayout": {"hideOverlap": True},
            "barMaxWidth": 46,
        }
        for one in drawing.series
    ]
    if drawing.time:
        return {"grid": _grid(drawing, right=20), **_axes(drawing, upright=True), "series": series}, 330
    return {"grid": _grid(drawing, right=100), **_axes(drawing, upright=False), "series": series}, 70 + len(
        drawing.labels
    ) * 30


def _lines(drawing: Drawing, language: str) -> tuple[Option, int]:
    few = len(drawing.labels) <= _LABELLED
    series = [
        {
            "type": "line",
            "name": one.name,
            "data": [_point(drawing, value) for value in one.values],
            "symbol": _SYMBOLS[place % len(_SYMBOLS)],
            "symbolSize": 8,
            "showSymbol": few,
            "lineStyle": {"width": 2, "type": _DASHES[place % len(_DASHES)]},
            "endLabel": {
                "show": len(drawing.series) > 1,
                "formatter": "{a}",
                "color": INK,
                "width": 120,
                "overflow": "truncate",
            },
            "labelLayout": {"moveOverlap": "shiftY"},
        }
        for place, one in enumerate(drawing.series)
    ]
    grid = _grid(drawing, right=130 if len(drawing.series) > 1 else 20)
    return {"grid": grid, **_axes(drawing, upright=True), "series": series}, 330


def _funnel(drawing: Drawing, language: str) -> tuple[Option, int]:
    """Bars in the middle of the page, each with its share of the one above it."""
    values = [value or Decimal(0) for value in drawing.series[0].values]
    most = max(values)
    data: list[Option] = []
    for value, before in zip(values, [Decimal(0), *values], strict=False):
        share = f" ({percent_words(value * 100 / before)})" if before else ""
        text = f"{drawing.text(value)}{share}"
        data.append({"value": float(value), "text": text, "label": {"formatter": text}})
    blank = [float((most - value) / 2) for value in values]
    silent = {
        "type": "bar",
        "stack": "all",
        "silent": True,
        "data": blank,
        "itemStyle": {"opacity": 0},
        "barMaxWidth": 34,
    }
    shown = {
        "type": "bar",
        "stack": "all",
        "name": drawing.series[0].name,
        "data": data,
        "itemStyle": {"color": COLOURS[0]},
        "label": {"show": True, "position": "right", "color": INK},
        "barMaxWidth": 34,
    }
    axes = _axes(drawing, upright=False)
    axes["xAxis"] = {"type": "value", "show": False, "max": float(most)}
    return {"grid": _grid(drawing, right=110), **axes, "series": [silent, shown]}, 30 + len(values) * 40


def _heat(drawing: Drawing, language: str) -> tuple[Option, int]:
    low, high = min([Decimal(0), *drawing.values()]), max(drawing.values())
    span = float(high - low) or 1.0
    data: list[Option] = []
    for across, one in enumerate(drawing.series):
        for down, value in enumerate(one.values):
            if value is not None:
                text = drawing.text(value)
                shown = {"formatter": text, "color": ink_on(float(value - low) / span)}
                data.append(
                    {
                        "value": [across, down, float(value)],
                        "text": text,
                        "name": f"{drawing.labels[down]} · {one.name}",
                        "label": shown,
                    }
                )
    bands = {"show": True, "areaStyle": {"color": ["#fff"]}}
    return {
        "grid": {**_grid(drawing, right=20), "top": 8, "bottom": 44},
        "xAxis": {"type": "category", "data": _names(drawing.series), "position": "top", "splitArea": bands},
        "yAxis": {
            "type": "category",
            "data": list(drawing.labels),
            "inverse": True,
            "axisLabel": {"width": 190, "overflow": "truncate", "color": INK},
        },
        "visualMap": {
            "min": float(low),
            "max": float(high),
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemHeight": 160,
            "inRange": {"color": list(SHADES)},
        },
        "series": [
            {
                "type": "heatmap",
                "data": data,
                "label": {"show": len(data) <= 400},
                "itemStyle": {"borderColor": "#fff", "borderWidth": 2},
            }
        ],
    }, 100 + 32 * len(drawing.labels)


def _names(series: Sequence[Series]) -> list[str]:
    return [one.name for one in series]


_KINDS: Mapping[str, Callable[[Drawing, str], tuple[Option, int]]] = {
    "bar": _bars,
    "stacked": _stacked,
    "line": _lines,
    "funnel": _funnel,
    "heat": _heat,
}
