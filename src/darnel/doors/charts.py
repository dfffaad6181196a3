"""Charts as static SVG, drawn by Vega-Lite: colours are the page's own variables, text its font [report].

Each chart comes twice, wide and narrow, so that its letters are readable on a phone and in print.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

WIDE, NARROW = 680, 300
"""Pixels of a chart's plot, without its axes."""

BAND_COLOURS = {band: f"var(--{band})" for band in ("clear", "review", "block")}

QUALITIES = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
"""Ticks of an axis of quality in log-odds."""

_HEAD = re.compile(r'^<svg[^>]{0,2000}viewBox="(?P<box>[^"]{0,100})"[^>]{0,2000}>')

CONFIG: Spec = {
    "font": "inherit",
    "background": None,
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)", "titleColor": "var(--dim)", "domainColor": "var(--rule)",
        "tickColor": "var(--rule)", "gridColor": "var(--rule)", "labelFontSize": 12,
        "titleFontSize": 12, "titleFontWeight": 400, "labelFontWeight": 400, "gridOpacity": 0.7,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold a chart for wide and for narrow pages; both say `title` and `desc` to a screen reader."""

    title: str
    desc: str
    wide: str
    narrow: str


def drawn(key: str, title: str, desc: str, wide: Spec, narrow: Spec) -> Chart:
    """Draw a chart; `key` tells its ids from others'."""
    return Chart(
        title, desc, _svg(f"{key}-w", "wide", title, desc, wide),
        _svg(f"{key}-n", "narrow", title, desc, narrow),
    )  # fmt: skip


def _svg(key: str, kind: str, title: str, desc: str, spec: Spec) -> str:
    import vl_convert
    from markupsafe import escape

    said = vl_convert.vegalite_to_svg({"config": CONFIG} | spec)
    box = _HEAD.match(said)
    if box is None:
        raise RuntimeError("vl-convert gave no SVG")
    width = box["box"].split()[2]
    head = (
        f'<svg class="chart {kind}" viewBox="{box["box"]}" width="{width}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(desc)}</desc>'
    )
    return head + said[box.end() :]


def distribution(bins: Rows, thresholds: Rows, low: float, high: float) -> Chart:
    """Draw pages by quality in log-odds: `bins` have from, to, pages, band; thresholds at and name."""
    most = max((row["pages"] for row in bins), default=1)
    ticks = [
        v for v in (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000) if v <= most * 3
    ]
    desc = "Pages by quality on a scale of log-odds, coloured by band; both axes are not linear."
    return drawn(
        "distribution", "Distribution of quality", desc,
        _distribution(bins, thresholds, (low, high), ticks, WIDE),
        _distribution(bins, thresholds, (low, high), ticks, NARROW),
    )  # fmt: skip


def _distribution(
    bins: Rows, thresholds: Rows, domain: tuple[float, float], ticks: Sequence[int], width: int
) -> Spec:
    x = {
        "field": "from", "type": "quantitative", "title": "quality (1 is best)",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
        "axis": {
            "values": [_logit(q) for q in QUALITIES], "grid": False, "labelOverlap": True,
            "labelExpr": "format(1 / (1 + exp(-datum.value)), '.3~f')",
        },
    }  # fmt: skip
    y = {
        "field": "pages", "type": "quantitative", "title": "pages",
        "scale": {"type": "symlog", "constant": 1, "domainMin": 0},
        "axis": {"values": list(ticks), "format": "~s", "domain": False, "ticks": False},
    }  # fmt: skip
    bars = {
        "mark": {"type": "bar", "binSpacing": 0, "stroke": "var(--paper)", "strokeWidth": 1},
        "encoding": {
            "x": x, "x2": {"field": "to"}, "y": y, "y2": {"datum": 0},
            "color": {
                "field": "band", "type": "nominal", "legend": None,
                "scale": {"domain": list(BAND_COLOURS), "range": list(BAND_COLOURS.values())},
            },
        },
    }  # fmt: skip
    place = {"x": {"field": "at", "type": "quantitative"}}
    rules = {
        "data": {"values": [{**row, "height": 8 + 16 * n} for n, row in enumerate(thresholds)]},
        "encoding": place,
        "layer": [
            {"mark": {"type": "rule", "color": "var(--ink)", "strokeDash": [3, 3]}},
            _names({"color": "var(--paper)", "stroke": "var(--paper)", "strokeWidth": 4}),
            _names({"color": "var(--ink)"}),
        ],
    }  # fmt: skip
    return {
        "width": width, "height": 200, "data": {"values": list(bins)},
        "resolve": {"scale": {"y": "independent"}},
        "layer": [bars, *([rules] if thresholds else [])],
    }  # fmt: skip


def _names(colours: Spec) -> Spec:
    """Write the names of thresholds at their left; once in the paper's colour, to stand off lines."""
    return {
        "mark": {"type": "text", "align": "right", "dx": -5, "fontSize": 12, **colours},
        "encoding": {
            "text": {"field": "name"},
            "y": {"field": "height", "type": "quantitative", "scale": None},
        },
    }  # fmt: skip


def signals(rows: Rows, steps: Sequence[str]) -> Chart:
    """Draw how often signals weigh: rows have signal, step (0 to 2), pages."""
    order = list(dict.fromkeys(row["signal"] for row in rows))
    data = [{**row, "said": steps[row["step"]]} for row in rows]
    desc = (
        "For each signal the judged pages on which it weighs, by how strongly; the table has them."
    )
    return drawn(
        "signals", "How often each signal weighs", desc,
        _signals(data, order, steps, WIDE - 110), _signals(data, order, steps, NARROW - 80),
    )  # fmt: skip


def _signals(data: Rows, order: Sequence[str], steps: Sequence[str], width: int) -> Spec:
    tints = [f"var(--step{number})" for number in (1, 2, 3)]
    return {
        "width": width, "height": {"step": 24}, "data": {"values": list(data)},
        "mark": {"type": "bar", "height": 15},
        "encoding": {
            "y": {
                "field": "signal", "type": "nominal", "sort": list(order), "title": None,
                "axis": {"domain": False, "ticks": False, "labelPadding": 6, "labelLimit": 170},
            },
            "x": {
                "field": "pages", "type": "quantitative", "title": "pages",
                "axis": {"format": "~s", "tickCount": 5, "tickMinStep": 1},
            },
            "color": {
                "field": "said", "type": "nominal", "legend": None,
                "scale": {"domain": list(steps), "range": tints},
            },
            "order": {"field": "step", "type": "quantitative"},
        },
    }  # fmt: skip


def calibration(bins: Rows) -> Chart:
    """Draw a reliability diagram: bins have quality, honest, low, high, share."""
    desc = (
        "What share of test pages were honest, with its 90 % interval, by the quality that was said "
        "of them; on the diagonal both are equal. The table has the figures."
    )
    return drawn(
        "calibration", "Reliability of quality", desc, _calibration(bins, 320), _calibration(bins, 250)
    )  # fmt: skip


def _calibration(bins: Rows, width: int) -> Spec:
    axis = {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".2~f"}
    scale = {"domain": [0, 1]}
    ends = [{"quality": 0, "honest": 0}, {"quality": 1, "honest": 1}]
    x = {
        "field": "quality",
        "type": "quantitative",
        "scale": scale,
        "axis": axis,
        "title": "quality said",
    }
    y = {
        "field": "honest",
        "type": "quantitative",
        "scale": scale,
        "axis": axis,
        "title": "share that is honest",
    }
    return {
        "width": width, "height": width, "data": {"values": list(bins)},
        "layer": [
            {
                "data": {"values": ends}, "encoding": {"x": x, "y": y},
                "mark": {"type": "line", "color": "var(--dim)", "strokeDash": [4, 4], "strokeWidth": 1},
            },
            {
                "mark": {"type": "rule", "color": "var(--accent)", "strokeWidth": 2},
                "encoding": {"x": x, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "color": "var(--accent)", "opacity": 1, "size": 50},
                "encoding": {"x": x, "y": y},
            },
        ],
    }  # fmt: skip


def _logit(share: float) -> float:
    from math import log

    return log(share / (1 - share))
