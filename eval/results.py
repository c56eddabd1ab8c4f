"""A run's results as they are kept: everything that the table, the report and a comparison show, in one JSON file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from eval.answer_lines import AnswerLine
from eval.judging import Judgement
from eval.questions_format import Evidence
from eval.scoring import MEASURES, Score, score
from rag.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of one system, with its gold. `values` has the measures that apply to it, by name."""

    id: str
    category: str
    question: str
    history: tuple[str, ...]
    gold_answer: str
    evidence: tuple[Evidence, ...]
    answer: AnswerLine
    first_seconds: float
    outcome: str
    missing_figures: tuple[str, ...]
    distractors: tuple[str, ...]
    missing_keywords: tuple[str, ...]
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system's score and its questions, in the order asked."""

    name: str
    score: Score
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run. `hashes` identify what was measured: equal hashes, equal scores (times aside)."""

    made_at: str
    hashes: Mapping[str, str]
    language_model: str
    split: str
    systems: tuple[SystemResult, ...]


_RUN_RESULT = TypeAdapter(RunResult)


def system_result(name: str, judgements: Sequence[Judgement]) -> SystemResult:
    """A system's judgements with their means."""
    return SystemResult(name, score(judgements), tuple(_question_result(judgement) for judgement in judgements))


def save_result(result: RunResult, path: Path) -> None:
    """Writes the JSON file, indented, so that two of them can be compared line by line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_RUN_RESULT.dump_json(result, indent=1) + b"\n")


def load_result(path: Path) -> RunResult:
    """Reads it back.

    Raises:
        InvalidInput: the file cannot be read or is no run's result.
    """
    try:
        return _RUN_RESULT.validate_json(path.read_bytes())
    except OSError as error:
        raise InvalidInput(f"Không đọc được {path}.", f"cannot read {path}: {error}") from error
    except ValidationError as error:
        raise InvalidInput(f"{path} không phải kết quả của `eval run`.", f"no run result: {path}: {error}") from error


def _question_result(judgement: Judgement) -> QuestionResult:
    question = judgement.question
    values = {measure.name: measure.of(judgement) for measure in MEASURES}
    return QuestionResult(
        id=question.id,
        category=question.category.value,
        question=question.asked.question.text,
        history=question.asked.question.history,
        gold_answer=question.answer,
        evidence=question.evidence,
        answer=judgement.answer.line,
        first_seconds=judgement.answer.first_seconds,
        outcome=judgement.outcome.value,
        missing_figures=judgement.figures.missing if judgement.figures else (),
        distractors=judgement.figures.distractors if judgement.figures else (),
        missing_keywords=judgement.missing_keywords,
        values={name: value for name, value in values.items() if value is not None},
    )
