"""A run as one HTML page that needs nothing else: no network, no script; for officials, so in Vietnamese."""

import datetime
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources

from eval.measures.intervals import Estimate
from eval.plots import Bar, BarGroup, Curve, SecondsRow, bar_plot, curve_plot, percent, seconds_plot, seconds_text
from eval.questions_format import Category
from eval.report_wording import KINDS, MEANINGS, RISK, RISK_MEANING, ROLES, Role, system_label, system_role
from eval.results import RunResult, SystemResult
from eval.scoring import MEASURES, Measure
from eval.wrong_answers import wrong_answers

_PLOTTED = (
    "right",
    "figure accuracy",
    "binding errors",
    "truthfulness",
    "abstention recall",
    "false refusals",
    "keyword accuracy",
    "sure precision",
    "sure coverage",
    "offered recall@3",
    "citation hit",
    "evidence recall@5",
)
_TILES = ("right", "figure accuracy", "binding errors", "false refusals")
_FITTING_SYSTEMS = 5
"""So many columns fit a wide screen; more must be scrolled there too."""
_BY_NAME = {measure.name: measure for measure in MEASURES}


def render_report(result: RunResult) -> str:
    """The whole page as HTML. Everything that documents, questions and systems say is escaped."""
    css = resources.files("eval").joinpath("report.css").read_text(encoding="utf-8")
    body = "".join(
        (
            _head(result),
            _plots(result),
            _measures_table(result),
            _kinds_table(result),
            _meanings(),
            *(wrong_answers(system, is_open=number == 0) for number, system in enumerate(result.systems)),
            _traces(result),
        )
    )
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Kết quả đánh giá</title><style>{css}</style></head><body>{body}</body></html>\n"
    )


def _head(result: RunResult) -> str:
    count = len(result.systems[0].questions) if result.systems else 0
    model = "không dùng mô hình ngôn ngữ" if result.language_model == "none" else f"mô hình {result.language_model}"
    part = "toàn bộ câu hỏi" if result.split == "all" else f"nửa “{result.split}” của bộ câu hỏi"
    return (
        f"<h1>Kết quả đánh giá trên {count} câu hỏi</h1>"
        f'<p class="muted">Chạy lúc {escape(_moment(result.made_at))}; {escape(part)}; {escape(model)}.</p>'
        "<p>Mỗi câu trả lời được máy so từng số, từng ý với văn bản gốc; không có mô hình ngôn ngữ nào chấm điểm. "
        "Hai lần chạy cùng một phiên bản cho cùng một điểm.</p>"
        + "".join(map(_tiles, result.systems[:1]))
        + _key(result)
    )


def _tiles(system: SystemResult) -> str:
    """The first system's main results, large."""
    tiles = "".join(
        f"<div><strong>{percent(found.mean)}</strong><span>{escape(_BY_NAME[name].label)}</span>"
        f"<small>{_direction(_BY_NAME[name])}; khoảng tin cậy từ {_interval(found)}</small></div>"
        for name in _TILES
        if (found := system.score.measures[name]).count
    )
    return f'<h2>{_name(system)}</h2><div class="tiles">{tiles}</div>'


def _key(result: RunResult) -> str:
    roles = dict.fromkeys(system_role(system.name) for system in result.systems)
    entries = "".join(f'<li><i class="fill {role}"></i>{escape(ROLES[role])}</li>' for role in roles)
    return (
        f'<ul class="key">{entries}</ul><p class="muted">Vạch ngang trên mỗi thanh là khoảng tin cậy 95%: hỏi những '
        "câu khác cùng loại thì kết quả có thể nằm đâu đó trong khoảng ấy. Hai thanh có khoảng chồng lên nhau nhiều "
        "thì chưa thể nói bên nào hơn.</p>"
    )


def _plots(result: RunResult) -> str:
    figures = [
        (f"{_BY_NAME[name].label} – {_direction(_BY_NAME[name])}", MEANINGS[name], _measure_plot(name, result.systems))
        for name in _PLOTTED
    ]
    compared = [system for system in result.systems if system_role(system.name) in (Role.PRODUCT, Role.OTHER)]
    kinds = (_kind_group(kind, compared or result.systems) for kind in Category)
    by_kind = bar_plot("Trả lời đúng theo loại câu hỏi", [group for group in kinds if group.bars])
    figures.append(("Trả lời đúng theo loại câu hỏi", "Mỗi loại hỏi một kiểu khó khác nhau.", by_kind))
    figures.append((RISK, RISK_MEANING, _risk_plot(result.systems)))
    times = [
        SecondsRow(system_label(s.name), system_role(s.name), s.score.seconds.median, s.score.seconds.p95)
        for s in result.systems
    ]
    figures.append(
        ("Thời gian trả lời", "Chấm đặc: một nửa số câu. Vòng tròn: 95% số câu.", seconds_plot("Thời gian", times))
    )
    drawn = "".join(
        f'<figure><figcaption>{escape(title)}<span class="muted">{escape(meaning)}</span></figcaption>{svg}</figure>'
        for title, meaning, svg in figures
    )
    return f'<h2>Biểu đồ</h2><div class="plots">{drawn}</div>'


def _risk_plot(systems: Sequence[SystemResult]) -> str:
    curves = [
        Curve(system_label(s.name), system_role(s.name), [(point.coverage, point.risk) for point in s.score.risk])
        for s in systems
    ]
    return curve_plot(RISK, curves, "tỷ lệ câu hỏi được trả lời chắc chắn", "tỷ lệ sai trong số đó")


def _measure_plot(name: str, systems: Sequence[SystemResult]) -> str:
    bars = [Bar(system_label(s.name), system_role(s.name), s.score.measures[name]) for s in systems]
    return bar_plot(_BY_NAME[name].label, [BarGroup("", bars)], low=-1.0 if name == "truthfulness" else 0.0)


def _kind_group(kind: Category, systems: Sequence[SystemResult]) -> BarGroup:
    found = [(system, system.score.right_by_category.get(kind.value)) for system in systems]
    bars = [Bar(system_label(s.name), system_role(s.name), estimate) for s, estimate in found if estimate is not None]
    count = bars[0].estimate.count if bars else 0
    return BarGroup(f"{KINDS[kind]} ({count} câu)", bars)


def _measures_table(result: RunResult) -> str:
    rows = [
        (
            f"{measure.label}<small>{_direction(measure)}</small>",
            [s.score.measures[measure.name] for s in result.systems],
        )
        for measure in MEASURES
    ]
    return f"<h2>Mọi số đo</h2>{_table('Số đo', result.systems, rows, _seconds_rows(result.systems))}"


def _kinds_table(result: RunResult) -> str:
    empty = Estimate(0, 0, 0, 0)
    found = {
        kind: [system.score.right_by_category.get(kind.value, empty) for system in result.systems] for kind in Category
    }
    rows = [(KINDS[kind], estimates) for kind, estimates in found.items() if any(e.count for e in estimates)]
    return f"<h2>Trả lời đúng theo loại câu hỏi</h2>{_table('Loại câu hỏi', result.systems, rows, '')}"


def _table(
    corner: str, systems: Sequence[SystemResult], rows: Sequence[tuple[str, Sequence[Estimate]]], more_rows: str
) -> str:
    head = "".join(f'<th scope="col">{_name(system)}</th>' for system in systems)
    hint = " swipe" if len(systems) <= _FITTING_SYSTEMS else ""
    body = "".join(f'<tr><th scope="row">{label}</th>{"".join(map(_cell, cells))}</tr>' for label, cells in rows)
    return (
        f'<p class="muted{hint}">Bảng rộng: vuốt ngang để xem hết.</p><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(corner)}"><table><thead><tr><th scope="col">{escape(corner)}</th>{head}</tr></thead>'
        f"<tbody>{body}{more_rows}</tbody></table></div>"
    )


def _seconds_rows(systems: Sequence[SystemResult]) -> str:
    times = [system.score.seconds for system in systems]
    rows = (
        ("Thời gian đến câu đầu tiên", [(t.median_to_first, t.p95_to_first) for t in times]),
        ("Thời gian đến hết câu trả lời", [(t.median, t.p95) for t in times]),
    )
    return "".join(
        f'<tr><th scope="row">{label}<small>càng thấp càng tốt</small></th>'
        + "".join(f"<td>{seconds_text(a)}<small>95%: {seconds_text(b)}</small></td>" for a, b in cells)
        + "</tr>"
        for label, cells in rows
    )


def _cell(estimate: Estimate) -> str:
    if estimate.count == 0:
        return "<td>–</td>"
    return f"<td>{percent(estimate.mean)}<small>{_interval(estimate)}</small><small>{estimate.count} câu</small></td>"


def _meanings() -> str:
    entries = "".join(
        f'<dt>{escape(measure.label)} <span class="muted">({_direction(measure)})</span></dt>'
        f"<dd>{escape(MEANINGS[measure.name])}</dd>"
        for measure in MEASURES
    )
    return f"<h2>Các số đo nghĩa là gì</h2><dl>{entries}</dl>"


def _traces(result: RunResult) -> str:
    hashes = "".join(f"<li>{escape(name)}: <code>{escape(value)}</code></li>" for name, value in _hashes(result))
    return (
        "<details><summary>Dấu vết để kiểm tra lại</summary><p>Cùng các mã dưới đây thì cùng điểm số. "
        f"Thời gian phụ thuộc máy.</p><ul>{hashes}</ul></details>"
    )


def _hashes(result: RunResult) -> Iterator[tuple[str, str]]:
    yield from result.hashes.items()
    yield "made at", result.made_at


def _direction(measure: Measure) -> str:
    return "càng cao càng tốt" if measure.higher_is_better else "càng thấp càng tốt"


def _interval(estimate: Estimate) -> str:
    return f"{percent(estimate.low)} đến {percent(estimate.high)}"


def _name(system: SystemResult) -> str:
    return escape(system_label(system.name))


def _moment(made_at: str) -> str:
    """`2026-11-22T03:10:14+00:00` → `03:10 ngày 22/11/2026 (UTC)`; what is no moment stays as it is."""
    try:
        moment = datetime.datetime.fromisoformat(made_at).astimezone(datetime.UTC)
    except ValueError:
        return made_at
    return f"{moment:%H:%M} ngày {moment.day}/{moment.month}/{moment.year} (UTC)"
