"""The benchmark's measures, each a number per question, and their means with intervals: what tables and plots show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.judging import Judgement, Outcome
from eval.measures.intervals import Estimate, estimate, quantile
from eval.measures.selective import RiskPoint, risk_by_coverage
from eval.questions_format import Category

PerQuestion = Callable[[Judgement], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by name. `of` gives a question's value, None where the measure does not apply to it."""

    name: str
    label: str
    """What the report calls it, in Vietnamese."""
    of: PerQuestion
    higher_is_better: bool = True

    @property
    def definition(self) -> str:
        """What is measured, and after whom: the docstring of the function."""
        return (self.of.__doc__ or "").strip()


def right(judgement: Judgement) -> float:
    """Share of questions answered rightly: as the answer, or among the candidates offered. Where the documents have no
    answer, an abstention or an offer is right."""
    return float(judgement.outcome is Outcome.RIGHT)


def figure_accuracy(judgement: Judgement) -> float | None:
    """Share of answerable figure questions with every asked figure stated, exact in value and unit, and no distractor.

    An abstention states none. After SQuAD's exact match (Rajpurkar et al. 2016), on figures instead of words.
    """
    if not (judgement.question.answerable and judgement.question.figures):
        return None
    return float(judgement.figures is not None and judgement.figures.accurate)


def figure_precision(judgement: Judgement) -> float | None:
    """Share of the figures stated in an answer that were asked ("only asked"), over answers that state one."""
    applies = (
        judgement.has_answer and judgement.question.answerable and judgement.question.figures and judgement.figures
    )
    return judgement.figures.precision if applies and judgement.figures else None


def binding_errors(judgement: Judgement) -> float | None:
    """Share of questions with named distractors whose answer states one: the figure of another year, status or part.

    Candidates that are offered are labelled, and none is told as the answer: they bind nothing.
    """
    if not judgement.question.distractors:
        return None
    return float(judgement.figures is not None and bool(judgement.figures.distractors))


def keyword_accuracy(judgement: Judgement) -> float | None:
    """Share of answerable keyword questions whose answer contains every keyword; an abstention contains none."""
    if not (judgement.question.answerable and judgement.question.keywords):
        return None
    return float(not judgement.abstained and not judgement.missing_keywords)


def citation_hit(judgement: Judgement) -> float | None:
    """Share of answers, to questions with evidence, whose citations together show every evidence quote."""
    return float(judgement.citations.hit) if judgement.citations else None


def citation_precision(judgement: Judgement) -> float | None:
    """Share of an answer's citations that show evidence or lie in it. After ALCE (Gao et al. 2023), by overlap."""
    return judgement.citations.precision if judgement.citations else None


def citation_recall(judgement: Judgement) -> float | None:
    """Share of the evidence quotes that an answer's citations show. After ALCE (Gao et al. 2023), by overlap."""
    return judgement.citations.recall if judgement.citations else None


def sentence_citation_precision(judgement: Judgement) -> float | None:
    """Share of the citations that their sentence needs, or that bear it out alone. ALCE's citation precision (Gao et
    al. 2023), by overlap; of a sentence that is not borne out, no citation counts."""
    return judgement.statements.precision if judgement.statements else None


def sentence_citation_recall(judgement: Judgement) -> float | None:
    """Share of an answer's sentences whose citations contain their every figure and half of their content syllables.
    ALCE's citation recall (Gao et al. 2023), by overlap."""
    return judgement.statements.recall if judgement.statements else None


def truthfulness(judgement: Judgement) -> float:
    """Right counts 1, wrong −1, a refusal 0; in [−1, 1]. After CRAG (Yang et al. 2024), without its half points."""
    return {Outcome.RIGHT: 1.0, Outcome.REFUSED: 0.0, Outcome.WRONG: -1.0}[judgement.outcome]


def abstention_precision(judgement: Judgement) -> float | None:
    """Of the abstentions, the share on questions that the documents do not answer."""
    return float(not judgement.question.answerable) if judgement.abstained else None


def abstention_recall(judgement: Judgement) -> float | None:
    """Of the questions that the documents do not answer, the share without an answer."""
    return None if judgement.question.answerable else float(not judgement.has_answer)


def false_refusals(judgement: Judgement) -> float | None:
    """Of the questions that the documents answer, the share abstained on."""
    return float(judgement.abstained) if judgement.question.answerable else None


def sure_precision(judgement: Judgement) -> float | None:
    """Share of the answers that are right. After selective prediction (Geifman and El-Yaniv 2017):
    1 less the risk."""
    return float(judgement.outcome is Outcome.RIGHT) if judgement.has_answer else None


def sure_coverage(judgement: Judgement) -> float | None:
    """Of the questions that the documents answer, the share with an answer, right or not."""
    return float(judgement.has_answer) if judgement.question.answerable else None


def offered_recall_at_3(judgement: Judgement) -> float | None:
    """Of the offers to questions that the documents answer, the share that contain the whole answer."""
    if not (judgement.answer.line.is_offer and judgement.question.answerable):
        return None
    return float(judgement.outcome is Outcome.RIGHT)


def unverbatim_citations(judgement: Judgement) -> float | None:
    """Citations per answer whose quote is not their document's text from start to end. Anything above 0 is a fault."""
    return None if judgement.abstained else float(judgement.unverbatim_citations)


def evidence_recall_at_1(judgement: Judgement) -> float | None:
    """Share of questions whose whole evidence, every quote, lies in the first passage of the ranking."""
    return judgement.ranking.recall_at(1) if judgement.ranking else None


def evidence_recall_at_5(judgement: Judgement) -> float | None:
    """Share of questions whose whole evidence, every quote, lies in the first 5 passages of the ranking."""
    return judgement.ranking.recall_at(5) if judgement.ranking else None


def evidence_recall_at_10(judgement: Judgement) -> float | None:
    """Share of questions whose whole evidence, every quote, lies in the first 10 passages of the ranking."""
    return judgement.ranking.recall_at(10) if judgement.ranking else None


def ndcg_at_10(judgement: Judgement) -> float | None:
    """nDCG@10 over the evidence quotes, each with the first passage that shows it (Järvelin and Kekäläinen 2002)."""
    return judgement.ranking.ndcg if judgement.ranking else None


def mean_reciprocal_rank(judgement: Judgement) -> float | None:
    """1 over the rank of the first passage that shows an evidence quote, 0 beyond rank 10 (Voorhees 1999)."""
    return judgement.ranking.reciprocal_rank if judgement.ranking else None


MEASURES: tuple[Measure, ...] = (
    Measure("right", "Trả lời đúng", right),
    Measure("figure accuracy", "Đúng số liệu", figure_accuracy),
    Measure("figure precision", "Chỉ nêu số được hỏi", figure_precision),
    Measure("binding errors", "Gán nhầm số liệu", binding_errors, higher_is_better=False),
    Measure("keyword accuracy", "Đúng nội dung", keyword_accuracy),
    Measure("sure precision", "Đúng khi nói chắc", sure_precision),
    Measure("sure coverage", "Nói chắc được", sure_coverage),
    Measure("offered recall@3", "Đáp án có trong gợi ý", offered_recall_at_3),
    Measure("truthfulness", "Độ trung thực", truthfulness),
    Measure("citation hit", "Trích đủ bằng chứng", citation_hit),
    Measure("citation precision", "Trích dẫn đúng chỗ", citation_precision),
    Measure("citation recall", "Bằng chứng được trích", citation_recall),
    Measure("sentence citation precision", "Trích dẫn có ích cho câu", sentence_citation_precision),
    Measure("sentence citation recall", "Câu có trích dẫn chứng minh", sentence_citation_recall),
    Measure("unverbatim citations", "Trích dẫn sai nguyên văn", unverbatim_citations, higher_is_better=False),
    Measure("abstention precision", "Từ chối đúng lúc", abstention_precision),
    Measure("abstention recall", "Nhận ra điều không có", abstention_recall),
    Measure("false refusals", "Từ chối oan", false_refusals, higher_is_better=False),
    Measure("evidence recall@1", "Bằng chứng ở đoạn 1", evidence_recall_at_1),
    Measure("evidence recall@5", "Bằng chứng trong 5 đoạn", evidence_recall_at_5),
    Measure("evidence recall@10", "Bằng chứng trong 10 đoạn", evidence_recall_at_10),
    Measure("nDCG@10", "nDCG@10", ndcg_at_10),
    Measure("MRR", "MRR", mean_reciprocal_rank),
)
"""Every measure, in the order of the report. A new one needs only a line here."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long answers took: median and 95th percentile to the end, and both to the first verified statement."""

    median: float
    p95: float
    median_to_first: float
    p95_to_first: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """A system's results: every measure with its interval, the share right by kind of question, the times, and how
    wrong it would be if it answered less."""

    measures: Mapping[str, Estimate]
    right_by_category: Mapping[str, Estimate]
    seconds: Seconds
    risk: tuple[RiskPoint, ...] = ()


def score(judgements: Sequence[Judgement]) -> Score:
    """The means over the judgements; the categories are those that occur, in the order of `Category`."""
    by_category: dict[str, list[float]] = {}
    for judgement in judgements:
        by_category.setdefault(judgement.question.category.value, []).append(right(judgement))
    ends = [judgement.answer.line.seconds for judgement in judgements]
    firsts = [judgement.answer.first_seconds for judgement in judgements]
    return Score(
        measures={measure.name: estimate(_applicable(measure, judgements)) for measure in MEASURES},
        right_by_category={c.value: estimate(by_category[c.value]) for c in Category if c.value in by_category},
        seconds=Seconds(quantile(ends, 0.5), quantile(ends, 0.95), quantile(firsts, 0.5), quantile(firsts, 0.95)),
        risk=_risk(judgements),
    )


def _risk(judgements: Sequence[Judgement]) -> tuple[RiskPoint, ...]:
    """The share of wrong answers by coverage, ordered by the answers' probabilities."""
    answered = [(j.answer.line.probability, j.outcome is Outcome.WRONG) for j in judgements if j.has_answer]
    return risk_by_coverage(sorted(answered, key=lambda one: -(one[0] or 0.0)), len(judgements))


def _applicable(measure: Measure, judgements: Sequence[Judgement]) -> list[float]:
    values = (measure.of(judgement) for judgement in judgements)
    return [value for value in values if value is not None]
