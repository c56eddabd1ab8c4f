"""The figures of an indicator over the years, as inline SVG whose every point opens its sentence.

Drawn here and not by a plotting library: theirs draw points that neither a keyboard nor a screen reader can reach, and
colours that neither the dark page nor a visitor's forced colours change. Colours are classes that `style.css` fills in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise

from page.year_strip import STATUS_SHORT
from rag import STATUS_WORDS, Fact, Status, figure_text, period_text

_WIDTH, _HEIGHT = 720, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 60, 46, 44
_ZERO_BELOW = Decimal("0.5")
"""The axis starts at zero where the least is under this share of the most; else the figures would lie on one line."""
_POINT = 7


@dataclass(frozen=True, slots=True)
class Point:
    """A fact of a whole year and where it is drawn, in the units of the picture."""

    fact: Fact
    year: int
    x: float
    low: float
    high: float

    @property
    def y(self) -> float:
        """The middle of a range."""
        return (self.low + self.high) / 2


def points_of(facts: Sequence[Fact]) -> tuple[tuple[Point, ...], bool]:
    """The facts of whole years as points, the earliest first, and whether the axis starts at zero."""
    yearly = [fact for fact in facts if fact.period and fact.period.first == fact.period.last]
    whole_years = [fact for fact in yearly if fact.period and not (fact.period.part or fact.period.said)]
    # What two documents state alike is one point.
    yearly = list({(fact.period, fact.status, fact.figure): fact for fact in reversed(whole_years)}.values())
    if not yearly:
        return (), True
    years = sorted({fact.period.first for fact in yearly if fact.period})
    least, most = min(fact.figure.low for fact in yearly), max(fact.figure.high for fact in yearly)
    starts_at_zero = least >= 0 and (most == 0 or least <= _ZERO_BELOW * most)
    bottom = Decimal(0) if starts_at_zero else least - (most - least) / 5
    span = (most - bottom) or Decimal(1)
    across = (_WIDTH - _LEFT - _RIGHT) / max(1, years[-1] - years[0])

    def height(value: Decimal) -> float:
        return _HEIGHT - _BOTTOM - float((value - bottom) / span) * (_HEIGHT - _TOP - _BOTTOM)

    points = [
        Point(
            fact,
            fact.period.first,
            _LEFT + (fact.period.first - years[0]) * across if len(years) > 1 else _WIDTH / 2,
            height(fact.figure.low),
            height(fact.figure.high),
        )
        for fact in yearly
        if fact.period
    ]
    return tuple(sorted(points, key=lambda point: (point.year, list(Status).index(point.fact.status)))), starts_at_zero


def render_chart(facts: Sequence[Fact], quotes: Mapping[Fact, str], title: str) -> str:
    """The picture; empty where there are not two years to be drawn."""
    points, starts_at_zero = points_of(facts)
    if len({point.year for point in points}) < 2:
        return ""
    axis = f'<line class="axis" x1="30" x2="{_WIDTH - 30}" y1="{_HEIGHT - _BOTTOM}" y2="{_HEIGHT - _BOTTOM}"/>'
    years = "".join(
        f'<text class="tick" x="{_x_of(points, year):.0f}" y="{_HEIGHT - 18}" text-anchor="middle">{year}</text>'
        for year in range(points[0].year, points[-1].year + 1)
        if _is_labelled(year, points)
    )
    lines = "".join(_line(points, status) for status in Status)
    marks = "".join(_mark(point, quotes.get(point.fact, "")) for point in points)
    legend = "".join(
        f'<li class="status-{status.value}">{_SIGNS[status]} {escape(STATUS_SHORT[status])}</li>'
        for status in Status
        if any(point.fact.status is status for point in points)
    )
    note = "" if starts_at_zero else '<p class="file">Trục đứng không bắt đầu từ 0.</p>'
    return (
        f'<figure class="chart" aria-label="{escape(title)} qua các năm"><ul class="legend">{legend}</ul>'
        '<div class="scrolled">'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="group" aria-label="Biểu đồ: {escape(title)}">'
        f"{axis}{years}{lines}{marks}</svg></div>{note}</figure>"
    )


_SIGNS = {Status.TARGET: "○", Status.ESTIMATE: "◆", Status.RESULT: "■", Status.UNKNOWN: "△"}
"""Besides its colour, so that who does not see colours tells them apart."""


def _x_of(points: Sequence[Point], year: int) -> float:
    first, last = points[0], points[-1]
    return first.x + (last.x - first.x) * (year - first.year) / max(1, last.year - first.year)


def _is_labelled(year: int, points: Sequence[Point]) -> bool:
    """Of many years, only those with a figure have room."""
    return points[-1].year - points[0].year <= 12 or any(point.year == year for point in points)


def _line(points: Sequence[Point], status: Status) -> str:
    """Joins the years that follow each other; a gap stays a gap."""
    of_status = [point for point in points if point.fact.status is status]
    return "".join(
        f'<line class="joined status-{status.value}" x1="{one.x:.1f}" y1="{one.y:.1f}" x2="{other.x:.1f}" '
        f'y2="{other.y:.1f}"/>'
        for one, other in pairwise(of_status)
        if other.year - one.year == 1
    )


def _mark(point: Point, quote: str) -> str:
    fact = point.fact
    label = f"{STATUS_WORDS[fact.status]} {period_text(fact.period)}: {figure_text(fact)}. Xem câu trong tài liệu"
    span = (
        f'<line class="span" x1="{point.x:.1f}" x2="{point.x:.1f}" y1="{point.low:.1f}" y2="{point.high:.1f}"/>'
        if fact.figure.is_range
        else ""
    )
    # Targets are told above their points and what came about below, so that two of one year stay legible.
    above = fact.status is Status.TARGET
    y = point.high - 14 if above else point.low + 24
    return (
        f'<a href="#" role="button" class="open-place point status-{fact.status.value}" aria-haspopup="dialog" '
        f'aria-label="{escape(label)}" data-file="{escape(fact.file)}" data-start="{fact.clause_start}" '
        f'data-end="{fact.clause_end}" data-quote="{escape(quote)}">'
        f'<circle class="reach" cx="{point.x:.1f}" cy="{point.y:.1f}" r="16"/>{span}{_shape(point)}'
        f'<text x="{point.x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(fact.figure.text)}</text></a>'
    )


def _shape(point: Point) -> str:
    x, y, r = point.x, point.y, _POINT
    if point.fact.status is Status.TARGET:
        return f'<circle class="shape" cx="{x:.1f}" cy="{y:.1f}" r="{r}"/>'
    if point.fact.status is Status.RESULT:
        return f'<rect class="shape" x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}"/>'
    corners = [(x, y - r - 1), (x + r + 1, y + (0 if point.fact.status is Status.ESTIMATE else r)), (x, y + r + 1)]
    corners.append((x - r - 1, y + (0 if point.fact.status is Status.ESTIMATE else r)))
    return f'<polygon class="shape" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in corners)}"/>'
