"""Published runs as the page shows them: measures in Vietnamese, and every wrong answer with its evidence.

The page knows nothing of the benchmark: it reads this file.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.judging import Outcome
from eval.published_tables import PublishedRun
from eval.questions_format import Category
from eval.report_wording import KINDS, MEANINGS, RISK, RISK_MEANING, system_label
from eval.results import QuestionResult, RunResult
from eval.wrong_answers import reason
from rag.errors import InvalidInput

PAGE_RESULTS_FILE = "page_results.json"
_LABELS = {
    "right": "Trả lời đúng",
    "figure accuracy": "Số liệu đúng",
    "binding errors": "Gán nhầm số liệu",
    "sure precision": "Đúng khi nói chắc",
    "sure coverage": "Nói chắc được",
    "offered recall@3": "Đáp án có trong gợi ý",
    "abstention recall": "Biết nói không có",
    "false refusals": "Từ chối nhầm",
    "citation hit": "Trích dẫn đủ bằng chứng",
    "evidence recall@5": "Tìm ra bằng chứng (5 đoạn đầu)",
}
"""The measures that visitors are shown."""

_LOWER_IS_BETTER = frozenset({"binding errors", "false refusals"})
_LONGEST_ANSWER_CHARS = 1500


def page_results(runs: Sequence[PublishedRun], wrong: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """A run each, in the order given; `wrong` are the wrong answers by the run's corpus."""
    return [
        {
            "corpus": run.corpus,
            "made_at": run.made_at,
            "hashes": dict(run.hashes),
            "language_model": run.language_model,
            "questions": run.questions,
            "systems": [system_label(name) for name in run.systems],
            "measures": [
                {
                    "label": label,
                    "meaning": MEANINGS[name],
                    "lower_is_better": name in _LOWER_IS_BETTER,
                    "values": [
                        [score.measures[name].mean, score.measures[name].low, score.measures[name].high]
                        for score in run.systems.values()
                    ],
                }
                for name, label in _LABELS.items()
                if all(name in score.measures for score in run.systems.values())
            ],
            "risk": {
                "label": RISK,
                "meaning": RISK_MEANING,
                "points": [[[point.coverage, point.risk] for point in score.risk] for score in run.systems.values()],
            },
            "wrong": list(wrong.get(run.corpus, ())),
        }
        for run in runs
    ]


def wrong_answers_of(result: RunResult) -> list[dict[str, Any]]:
    """What the first system of a run did not answer rightly."""
    return [_wrong(question) for question in result.systems[0].questions if question.outcome != Outcome.RIGHT]


def write_page_results(runs: Sequence[PublishedRun], corpus: str, result: RunResult, path: Path) -> None:
    """Writes the file anew; the wrong answers of the other runs are taken over from it.

    Raises:
        InvalidInput: the file cannot be read or written.
    """
    try:
        before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        wrong = {run["corpus"]: run["wrong"] for run in before} | {corpus: wrong_answers_of(result)}
        path.write_text(json.dumps(page_results(runs, wrong), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"Không ghi được {path}.", f"cannot write {path}: {error}") from error


def _wrong(result: QuestionResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "kind": KINDS[Category(result.category)],
        "history": list(result.history),
        "question": result.question,
        "gold": result.gold_answer,
        "answer": result.answer.answer[:_LONGEST_ANSWER_CHARS],
        "reason": reason(result),
        "evidence": [{"document": one.document, "quote": one.quote} for one in result.evidence],
    }
