"""The report's list of what a system got wrong: each answer beside its evidence, with the difference marked."""

from collections.abc import Sequence
from html import escape

from eval.highlighting import figures_in, marked
from eval.judging import Outcome
from eval.questions_format import Category
from eval.report_wording import KINDS, system_label
from eval.results import QuestionResult, SystemResult

_LONGEST_ANSWER_CHARS = 1500


def wrong_answers(system: SystemResult, *, is_open: bool) -> str:
    """Every question that was not answered rightly, by kind; folded up unless `is_open`."""
    wrong = [result for result in system.questions if result.outcome != Outcome.RIGHT]
    by_kind = {kind: [result for result in wrong if result.category == kind.value] for kind in Category}
    kinds = "".join(_kind(kind, results) for kind, results in by_kind.items() if results)
    title = f"{escape(system_label(system.name))}: {len(wrong)} trên {len(system.questions)} câu chưa đúng"
    key = (
        '<p class="muted"><mark class="right">Nền xanh</mark>: số hoặc ý được hỏi. <mark class="wrong">Nền đỏ</mark>: '
        "số dễ nhầm, của năm khác, phần khác, hoặc lẫn chỉ tiêu với kết quả.</p>"
    )
    opened = " open" if is_open else ""
    return f'<details class="system"{opened}><summary><h2>{title}</h2></summary>{key if wrong else ""}{kinds}</details>'


def _kind(kind: Category, results: Sequence[QuestionResult]) -> str:
    answers = "".join(map(_wrong_answer, results))
    return f"<details><summary>{escape(KINDS[kind])}: {len(results)}</summary>{answers}</details>"


def _wrong_answer(result: QuestionResult) -> str:
    asked = figures_in((*result.history, result.question)) - figures_in(result.missing_figures)
    right = figures_in((result.gold_answer, *result.missing_figures)) - figures_in(result.distractors) - asked
    wrong = figures_in(result.distractors)
    words = [word for entry in result.missing_keywords for word in entry.split("|")]
    given = result.answer.answer[:_LONGEST_ANSWER_CHARS]
    cut = "…" if len(result.answer.answer) > _LONGEST_ANSWER_CHARS else ""
    evidence = "".join(
        f"<blockquote>{marked(quote.quote, right, wrong, words)}</blockquote>"
        f'<p class="muted">{escape(quote.document)}</p>'
        for quote in result.evidence
    )
    history = "".join(f'<p class="muted">Hỏi trước: {escape(turn)}</p>' for turn in result.history)
    return (
        f'<article><p class="question">{escape(result.question)}</p>{history}'
        f'<p class="why">{escape(reason(result))}</p><div class="pair">'
        f'<div class="given"><h3>Hệ thống trả lời</h3><blockquote>{marked(given, right, wrong)}{cut}</blockquote></div>'
        f"<div><h3>Đáp án</h3><p>{marked(result.gold_answer, right, wrong)}</p>"
        f"{'<h3>Bằng chứng trong tài liệu</h3>' if evidence else ''}{evidence}</div></div>"
        f'<p class="muted">{escape(result.id)}</p></article>'
    )


def reason(result: QuestionResult) -> str:
    """In Vietnamese, why an answer is not right."""
    if result.outcome == Outcome.REFUSED:
        return "Từ chối dù tài liệu có câu trả lời."
    if result.category == Category.UNANSWERABLE or not (
        result.missing_figures or result.distractors or result.missing_keywords
    ):
        return "Trả lời dù tài liệu không có câu trả lời."
    reasons = (
        ("Thiếu số liệu", result.missing_figures),
        ("Nêu nhầm số liệu", result.distractors),
        ("Thiếu nội dung", tuple(" hoặc ".join(entry.split("|")) for entry in result.missing_keywords)),
    )
    return "; ".join(f"{reason}: {', '.join(items)}" for reason, items in reasons if items) + "."
