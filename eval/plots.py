"""Plots as inline SVG, drawn by hand: no library, no script, sharp on paper and on a phone.

Colours are classes that `report.css` fills in, for light and dark and for paper.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from eval.measures.intervals import Estimate

_WIDTH = 420
_LEFT, _RIGHT = 4, 66
_TITLE_HEIGHT, _LABEL_HEIGHT, _BAR_HEIGHT, _BAR_GAP, _GROUP_GAP = 22, 17, 14, 6, 10
_SECONDS_ROW_HEIGHT = 58
_CURVE_LEFT, _CURVE_HEAD, _CURVE_FOOT = 62, 28, 190
_UP_TICKS = 4
_UP_STEPS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25)
"""Between two ticks; with the last, the axis ends at 1."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, the class of its colour, and its value with interval."""

    label: str
    colour: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under one title, which is left out where it is empty."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class SecondsRow:
    """A line of the time plot: two points on a logarithmic axis."""

    label: str
    colour: str
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Points from left to right, both shares; what they are called, and the class of their colour."""

    label: str
    colour: str
    points: Sequence[tuple[float, float]]


def bar_plot(title: str, groups: Sequence[BarGroup], low: float = 0.0, high: float = 1.0) -> str:
    """Horizontal bars from zero with 95% whiskers, on an axis from `low` to `high`; nothing to measure shows "–"."""
    parts: list[str] = []
    y = 0
    for group in groups:
        if group.title:
            y += _TITLE_HEIGHT
            parts.append(f'<text x="{_LEFT}" y="{y - 5}" class="title">{escape(group.title)}</text>')
        for bar in group.bars:
            y += _LABEL_HEIGHT
            parts.append(f'<text x="{_LEFT}" y="{y - 4}" class="label">{escape(bar.label)}</text>')
            parts.append(_bar(bar, y, low, high))
            y += _BAR_HEIGHT + _BAR_GAP
        y += _GROUP_GAP
    return _svg(title, "".join(parts), y)


def seconds_plot(title: str, rows: Sequence[SecondsRow]) -> str:
    """Median (dot) and 95th percentile (ring) of each row, seconds on a logarithmic axis of whole powers of ten."""
    times = [max(value, 0.001) for row in rows for value in (row.median, row.p95)]
    first = math.floor(math.log10(min(times, default=0.001)))
    last = max(math.ceil(math.log10(max(times, default=1))), first + 1)
    height = 6 + len(rows) * _SECONDS_ROW_HEIGHT
    parts = [_tick(power, first, last, height) for power in range(first, last + 1)]
    for number, row in enumerate(rows):
        y = 46 + number * _SECONDS_ROW_HEIGHT
        near, far = (_log_x(max(value, 0.001), first, last) for value in (row.median, row.p95))
        parts.append(
            f'<text x="{_LEFT}" y="{y - 29}" class="label">{escape(row.label)}</text>'
            f'<text x="{_LEFT}" y="{y - 12}" class="value">một nửa số câu dưới {seconds_text(row.median)}, '
            f"95% số câu dưới {seconds_text(row.p95)}</text>"
            f'<line x1="{near:.1f}" y1="{y}" x2="{far:.1f}" y2="{y}" class="stroke {row.colour}"/>'
            f'<circle cx="{near:.1f}" cy="{y}" r="5" class="fill {row.colour}"/>'
            f'<circle cx="{far:.1f}" cy="{y}" r="4" class="ring {row.colour}"/>'
        )
    return _svg(title, "".join(parts), height + 26)


def curve_plot(title: str, curves: Sequence[Curve], across: str, up: str) -> str:
    """Curves over shares from 0 to 1, on an axis upwards that ends at the next whole step above the highest point."""
    top = max((y for curve in curves for _, y in curve.points), default=0.0)
    step = next((step for step in _UP_STEPS if top <= _UP_TICKS * step), _UP_STEPS[-1])
    parts = [
        f'<text x="{_LEFT}" y="14" class="value">{escape(up)}</text>',
        *(_level(number * step, number / _UP_TICKS) for number in range(_UP_TICKS + 1)),
        *(_upright(share / 4) for share in range(5)),
        f'<text x="{_CURVE_LEFT}" y="{_CURVE_FOOT + 38}" class="value">{escape(across)}</text>',
    ]
    for number, curve in enumerate(curves):
        places = [(_curve_x(x), _curve_y(y / (_UP_TICKS * step))) for x, y in curve.points]
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="fill {curve.colour}"/>' for x, y in places)
        parts.append(f'<path d="M{line}" class="line {curve.colour}"/>{dots}' if places else "")
        y = _CURVE_FOOT + 58 + number * _LABEL_HEIGHT
        last = f": {percent(curve.points[-1][1])}" if curve.points else ": –"
        parts.append(
            f'<circle cx="{_LEFT + 5}" cy="{y - 5}" r="4" class="fill {curve.colour}"/>'
            f'<text x="{_LEFT + 16}" y="{y}" class="label">{escape(curve.label + last)}</text>'
        )
    return _svg(title, "".join(parts), _CURVE_FOOT + 58 + len(curves) * _LABEL_HEIGHT)


def percent(value: float) -> str:
    """`0.853` → `85,3%`, with a true minus sign."""
    return f"{100 * value:.1f}%".replace(".", ",").replace("-", "−")


def seconds_text(value: float) -> str:
    """`0.026` → `26 ms`; `1.5` → `1,5 giây`."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.3g} giây".replace(".", ",")


def _bar(bar: Bar, y: int, low: float, high: float) -> str:
    middle = y + _BAR_HEIGHT / 2
    if bar.estimate.count == 0:
        return f'<text x="{_WIDTH - 2}" y="{middle + 5}" class="value" text-anchor="end">–</text>'
    zero, end = _x(0.0, low, high), _x(bar.estimate.mean, low, high)
    left, right = _x(bar.estimate.low, low, high), _x(bar.estimate.high, low, high)
    return (
        f'<rect x="{_x(low, low, high)}" y="{y}" width="{_x(high, low, high) - _LEFT}" height="{_BAR_HEIGHT}" '
        f'class="track"/><rect x="{min(zero, end):.1f}" y="{y}" width="{abs(end - zero):.1f}" '
        f'height="{_BAR_HEIGHT}" class="fill {bar.colour}"/>'
        f'<path d="M{left:.1f} {middle}H{right:.1f}M{left:.1f} {middle - 4}v8M{right:.1f} {middle - 4}v8" '
        f'class="whisker"/>'
        f'<text x="{_WIDTH - 2}" y="{middle + 5}" class="value" text-anchor="end">{percent(bar.estimate.mean)}</text>'
    )


def _x(value: float, low: float, high: float) -> float:
    share = (min(max(value, low), high) - low) / (high - low)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _log_x(seconds: float, first: int, last: int) -> float:
    return _LEFT + 14 + (math.log10(seconds) - first) / (last - first) * (_WIDTH - _LEFT - 48)


def _tick(power: int, first: int, last: int, height: int) -> str:
    x = _log_x(10.0**power, first, last)
    return (
        f'<line x1="{x:.1f}" y1="8" x2="{x:.1f}" y2="{height}" class="grid"/>'
        f'<text x="{x:.1f}" y="{height + 16}" class="value" text-anchor="middle">{seconds_text(10.0**power)}</text>'
    )


def _level(value: float, height: float) -> str:
    y = _curve_y(height)
    return (
        f'<line x1="{_CURVE_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT / 2}" y2="{y:.1f}" class="grid"/>'
        f'<text x="{_CURVE_LEFT - 6}" y="{y + 5:.1f}" class="value" text-anchor="end">{percent(value)}</text>'
    )


def _upright(share: float) -> str:
    return (
        f'<text x="{_curve_x(share):.1f}" y="{_CURVE_FOOT + 18}" class="value" text-anchor="middle">'
        f"{100 * share:.0f}%</text>"
    )


def _curve_x(share: float) -> float:
    return _CURVE_LEFT + share * (_WIDTH - _RIGHT / 2 - _CURVE_LEFT)


def _curve_y(height: float) -> float:
    return _CURVE_FOOT - height * (_CURVE_FOOT - _CURVE_HEAD)


def _svg(title: str, content: str, height: int) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{content}</svg>'
    )
