"""Plots as inline SVG, drawn by hand: no library, no script, sharp on paper and on a phone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from eval.measures.intervals import Estimate

_WIDTH = 420
_LEFT, _RIGHT = 8, 62
_TITLE_HEIGHT, _BAR_HEIGHT, _BAR_GAP, _GROUP_GAP = 20, 16, 4, 12
COLOURS = ("#14532d", "#b45309", "#1d4ed8", "#9d174d", "#475569", "#0e7490", "#7c2d12", "#4d7c0f")
"""One for each system, in order; dark enough for white paper, and told apart by lightness too."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: which series it belongs to, by number, and its value with interval."""

    series: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under one label."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class SecondsRow:
    """A line of the time plot: two points on a logarithmic axis."""

    label: str
    series: int
    median: float
    p95: float


def bar_plot(title: str, groups: Sequence[BarGroup], low: float = 0.0, high: float = 1.0) -> str:
    """Horizontal bars from zero with 95% whiskers, on an axis from `low` to `high`; nothing to measure shows "–"."""
    parts: list[str] = []
    y = 6
    for group in groups:
        y += _TITLE_HEIGHT
        parts.append(f'<text x="{_LEFT}" y="{y - 6}" class="label">{escape(group.label)}</text>')
        for bar in group.bars:
            parts.append(_bar(bar, y, low, high))
            y += _BAR_HEIGHT + _BAR_GAP
        y += _GROUP_GAP
    return _svg(title, "".join(parts), y)


def seconds_plot(title: str, rows: Sequence[SecondsRow]) -> str:
    """Median (dot) and 95th percentile (ring) of each row, seconds on a logarithmic axis of whole powers of ten."""
    times = [max(value, 0.001) for row in rows for value in (row.median, row.p95)]
    first = math.floor(math.log10(min(times, default=0.001)))
    last = max(math.ceil(math.log10(max(times, default=1))), first + 1)
    height = 6 + len(rows) * 44
    parts = [_tick(power, first, last, height) for power in range(first, last + 1)]
    for number, row in enumerate(rows):
        y = 40 + number * 44
        near, far = (_log_x(max(value, 0.001), first, last) for value in (row.median, row.p95))
        colour = COLOURS[row.series % len(COLOURS)]
        parts.append(
            f'<text x="{_LEFT}" y="{y - 14}" class="label">{escape(row.label)}: {_seconds(row.median)} · '
            f"95%: {_seconds(row.p95)}</text>"
            f'<line x1="{near:.1f}" y1="{y}" x2="{far:.1f}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
            f'<circle cx="{near:.1f}" cy="{y}" r="5" fill="{colour}"/>'
            f'<circle cx="{far:.1f}" cy="{y}" r="4" fill="#fff" stroke="{colour}" stroke-width="2"/>'
        )
    return _svg(title, "".join(parts), height + 26)


def percent(value: float) -> str:
    """`0.853` → `85,3%`, with a true minus sign."""
    return f"{100 * value:.1f}%".replace(".", ",").replace("-", "−")


def _bar(bar: Bar, y: int, low: float, high: float) -> str:
    middle = y + _BAR_HEIGHT / 2
    if bar.estimate.count == 0:
        return f'<text x="{_LEFT}" y="{middle + 5}" class="value">–</text>'
    zero, end = _x(0.0, low, high), _x(bar.estimate.mean, low, high)
    left, right = _x(bar.estimate.low, low, high), _x(bar.estimate.high, low, high)
    colour = COLOURS[bar.series % len(COLOURS)]
    return (
        f'<rect x="{_x(low, low, high)}" y="{y}" width="{_x(high, low, high) - _LEFT}" height="{_BAR_HEIGHT}" '
        f'fill="#f1f5f9"/><rect x="{min(zero, end):.1f}" y="{y}" width="{abs(end - zero):.1f}" '
        f'height="{_BAR_HEIGHT}" fill="{colour}" fill-opacity=".75"/>'
        f'<path d="M{left:.1f} {middle}H{right:.1f}M{left:.1f} {middle - 4}v8M{right:.1f} {middle - 4}v8" '
        f'stroke="#0f172a" stroke-width="1.5"/>'
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
        f'<line x1="{x:.1f}" y1="8" x2="{x:.1f}" y2="{height}" stroke="#e2e8f0"/>'
        f'<text x="{x:.1f}" y="{height + 16}" class="value" text-anchor="middle">{_seconds(10.0**power)}</text>'
    )


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.3g} s".replace(".", ",")


def _svg(title: str, content: str, height: int) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{content}</svg>'
    )
