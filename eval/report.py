"""A run as one HTML page that needs nothing else: no network, no script; for officials, so in Vietnamese."""

from collections.abc import Sequence
from html import escape
from importlib import resources

from eval.judging import Outcome
from eval.measures.intervals import Estimate
from eval.plots import COLOURS, Bar, BarGroup, SecondsRow, bar_plot, percent, seconds_plot
from eval.questions_format import Category
from eval.results import QuestionResult, RunResult, SystemResult
from eval.scoring import MEASURES

_CATEGORY_LABELS = {
    Category.TARGET: "Chỉ tiêu, kế hoạch",
    Category.RESULT: "Kết quả đạt được",
    Category.FACT: "Thông tin không phải số liệu",
    Category.LIST: "Liệt kê",
    Category.COMPARE: "So sánh",
    Category.FOLLOW_UP: "Hỏi tiếp",
    Category.INFORMAL: "Gõ không dấu, viết tắt, sai chính tả",
    Category.UNANSWERABLE: "Tài liệu không có",
    Category.FALSE_PREMISE: "Câu hỏi có tiền đề sai",
    Category.CONFLICT: "Tài liệu mâu thuẫn hoặc hỏng",
    Category.CONVERSION: "Đổi đơn vị",
}
_SYSTEM_LABELS = {
    "ours": "Sản phẩm này, không mô hình ngôn ngữ",
    "ours+model": "Sản phẩm này, có mô hình ngôn ngữ",
    "llama-index": "LlamaIndex nguyên bản",
    "top-passage": "Luôn đưa đoạn đầu",
    "always-refuse": "Luôn từ chối",
    "newest-year": "Luôn lấy năm mới nhất",
}
_COMPARED = ("right", "figure accuracy", "keyword accuracy", "citation hit", "evidence recall@5")
_LONGEST_ANSWER_CHARS = 1500


def render_report(result: RunResult) -> str:
    """The whole page as HTML. Everything that documents, questions and systems say is escaped."""
    css = resources.files("eval").joinpath("report.css").read_text(encoding="utf-8")
    body = "".join((_head(result), _plots(result), _table(result), *(_faults(system) for system in result.systems)))
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Kết quả đánh giá</title><style>{css}</style></head><body>{body}</body></html>\n"
    )


def _head(result: RunResult) -> str:
    count = len(result.systems[0].questions) if result.systems else 0
    model = "không dùng mô hình ngôn ngữ" if result.language_model == "none" else result.language_model
    hashes = " · ".join(f"{name} {value}" for name, value in result.hashes.items())
    keys = "".join(
        f'<span class="key"><i style="background:{COLOURS[number % len(COLOURS)]}"></i>{_name(system)}</span>'
        for number, system in enumerate(result.systems)
    )
    return (
        f"<h1>Kết quả đánh giá trên {count} câu hỏi</h1>"
        f'<p class="muted">Chạy lúc {escape(result.made_at)} · phần {escape(result.split)} · {escape(model)}</p>'
        "<p>Mỗi câu trả lời được chấm bằng phép so chính xác với văn bản gốc, không dùng mô hình ngôn ngữ để chấm. "
        "Vạch đen trên mỗi thanh là khoảng tin cậy 95%.</p>"
        f'<p>{keys}</p><p class="muted">{escape(hashes)}</p>'
    )


def _plots(result: RunResult) -> str:
    labels = {measure.name: measure.label for measure in MEASURES}
    compared = [_group(labels[name], name, result.systems) for name in _COMPARED]
    kinds = [_kind_group(kind, result.systems) for kind in Category]
    truth = [
        BarGroup("Gán nhầm số liệu (càng thấp càng tốt)", _bars("binding errors", result.systems)),
        BarGroup("Từ chối oan (càng thấp càng tốt)", _bars("false refusals", result.systems)),
        BarGroup("Nhận ra điều tài liệu không có", _bars("abstention recall", result.systems)),
    ]
    trust = [_group("Đúng trừ sai; từ chối tính 0", "truthfulness", result.systems)]
    times = [
        SecondsRow(_SYSTEM_LABELS.get(s.name, s.name), number, s.score.seconds.median, s.score.seconds.p95)
        for number, s in enumerate(result.systems)
    ]
    figures = (
        ("So sánh các hệ thống", bar_plot("So sánh các hệ thống", compared)),
        ("Trả lời đúng theo loại câu hỏi", bar_plot("Đúng theo loại", [kind for kind in kinds if kind.bars])),
        ("Số liệu gán nhầm và từ chối", bar_plot("Gán nhầm và từ chối", truth)),
        ("Độ trung thực, từ −100% đến 100%", bar_plot("Độ trung thực", trust, low=-1.0)),
        ("Thời gian trả lời: trung vị và 95%", seconds_plot("Thời gian trả lời", times)),
    )
    drawn = "".join(f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>" for title, svg in figures)
    return f'<h2>Biểu đồ</h2><div class="plots">{drawn}</div>'


def _group(label: str, measure: str, systems: Sequence[SystemResult]) -> BarGroup:
    return BarGroup(label, _bars(measure, systems))


def _bars(measure: str, systems: Sequence[SystemResult]) -> list[Bar]:
    return [Bar(number, system.score.measures[measure]) for number, system in enumerate(systems)]


def _kind_group(kind: Category, systems: Sequence[SystemResult]) -> BarGroup:
    results = [(number, system.score.right_by_category.get(kind.value)) for number, system in enumerate(systems)]
    bars = [Bar(number, estimate) for number, estimate in results if estimate is not None]
    count = bars[0].estimate.count if bars else 0
    return BarGroup(f"{_CATEGORY_LABELS[kind]} ({count} câu)", bars)


def _table(result: RunResult) -> str:
    head = "".join(f"<th>{_name(system)}</th>" for system in result.systems)
    rows = "".join(
        f'<tr><td title="{escape(measure.definition)}">{escape(measure.label)}</td>'
        + "".join(_cell(system.score.measures[measure.name]) for system in result.systems)
        + "</tr>"
        for measure in MEASURES
    )
    return (
        '<h2>Mọi số đo</h2><div class="scroll"><table>'
        f"<thead><tr><th>Số đo</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(estimate: Estimate) -> str:
    if estimate.count == 0:
        return "<td>–</td>"
    interval = f"{percent(estimate.low)} – {percent(estimate.high)}; {estimate.count} câu"
    return f"<td>{percent(estimate.mean)}<small>{interval}</small></td>"


def _faults(system: SystemResult) -> str:
    faults = [result for result in system.questions if result.outcome != Outcome.RIGHT]
    by_kind = {kind: [result for result in faults if result.category == kind.value] for kind in Category}
    blocks = "".join(
        f"<details><summary>{escape(_CATEGORY_LABELS[kind])}: {len(results)}</summary>"
        + "".join(_fault(result) for result in results)
        + "</details>"
        for kind, results in by_kind.items()
        if results
    )
    return f"<h2>Câu chưa đúng, {_name(system)}: {len(faults)}/{len(system.questions)}</h2>{blocks}"


def _name(system: SystemResult) -> str:
    return escape(_SYSTEM_LABELS.get(system.name, system.name))


def _fault(result: QuestionResult) -> str:
    given = result.answer.answer[:_LONGEST_ANSWER_CHARS]
    cut = "…" if len(result.answer.answer) > _LONGEST_ANSWER_CHARS else ""
    evidence = "".join(
        f"<blockquote>{escape(quote.quote)}</blockquote><p class='muted'>{escape(quote.document)}</p>"
        for quote in result.evidence
    )
    history = "".join(f'<p class="muted">Hỏi trước: {escape(turn)}</p>' for turn in result.history)
    return (
        f'<details open><summary class="question">{escape(result.question)}</summary>{history}'
        f'<p class="why">{escape(_reason(result))}</p><div class="pair">'
        f'<div class="given"><h3>Hệ thống trả lời</h3><blockquote>{escape(given)}{cut}</blockquote></div>'
        f"<div><h3>Đáp án</h3><p>{escape(result.gold_answer)}</p>{evidence}</div></div>"
        f'<p class="muted">{escape(result.id)}</p></details>'
    )


def _reason(result: QuestionResult) -> str:
    if result.outcome == Outcome.REFUSED:
        return "Từ chối dù tài liệu có câu trả lời."
    if result.category == Category.UNANSWERABLE or not (
        result.missing_figures or result.distractors or result.missing_keywords
    ):
        return "Trả lời dù tài liệu không có câu trả lời."
    reasons = (
        ("Thiếu số liệu", result.missing_figures),
        ("Nêu nhầm số liệu", result.distractors),
        ("Thiếu nội dung", result.missing_keywords),
    )
    return "; ".join(f"{reason}: {', '.join(items)}" for reason, items in reasons if items) + "."
