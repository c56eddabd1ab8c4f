"""An answer against its gold question: everything that is measured of it, in one place and without a language model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.answer_lines import AnswerLine
from eval.measures.citations import CitationScore, Span, count_unverbatim, score_citations
from eval.measures.figures import FigureScore, computed_figures, score_figures
from eval.measures.rankings import RankingScore, score_ranking
from eval.measures.statements import CitedStatement, StatementScore, score_statements, sentences_of
from eval.questions_format import GoldQuestion
from eval.syllables import normal_text


class Outcome(StrEnum):
    """REFUSED is an abstention on a question that has an answer, or an offer without it; where there is no answer, both
    are RIGHT, for none is given as the answer."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """What a system gave for a question.

    `ranking` is None for a system that does not show its ranking, `first_seconds` the time to its first statement.
    `statements` are empty for a system that does not say which sentence cites what: then each cites everything.
    """

    line: AnswerLine
    first_seconds: float
    ranking: tuple[Span, ...] | None
    statements: tuple[CitedStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is measured of one answer; None where a measure does not apply to the question or the answer."""

    question: GoldQuestion
    answer: SystemAnswer
    outcome: Outcome
    figures: FigureScore | None
    missing_keywords: tuple[str, ...]
    citations: CitationScore | None
    statements: StatementScore | None
    unverbatim_citations: int
    ranking: RankingScore | None

    @property
    def abstained(self) -> bool:
        """Whether the system gave no answer."""
        return self.answer.line.abstained

    @property
    def has_answer(self) -> bool:
        """Whether the system gave an answer: it neither abstained nor only offered candidates."""
        return self.answer.line.has_answer


def judge(question: GoldQuestion, answer: SystemAnswer, texts: Mapping[str, str]) -> Judgement:
    """Judges one answer. `texts` are the documents of the corpus by name.

    Right: nothing told when there is no answer; else every asked figure and no distractor, and every keyword. Among
    labelled candidates a distractor is no fault: it stands under its own name, and is not told as the answer.
    """
    line = answer.line
    distractors = () if line.is_offer else question.distractors
    asked_in = "\n".join((*question.asked.question.history, question.asked.question.text))
    figures = None if line.abstained else score_figures(line.answer, asked_in, question.figures, distractors)
    missing = () if line.abstained else missing_keywords(line.answer, question.keywords)
    has_evidence = question.answerable and bool(question.evidence)
    asked_figures = [figure.text for figure in question.figures]
    return Judgement(
        question=question,
        answer=answer,
        outcome=_outcome(question, figures, missing, is_offer=line.is_offer),
        figures=figures,
        missing_keywords=missing,
        citations=score_citations(line.citations, question.evidence, asked_figures, texts)
        if has_evidence and not line.abstained
        else None,
        statements=None
        if line.abstained
        else score_statements(answer.statements or sentences_of(line), computed_figures(question.figures)),
        unverbatim_citations=count_unverbatim(line.citations, texts),
        ranking=score_ranking(answer.ranking, question.evidence, texts)
        if has_evidence and answer.ranking is not None
        else None,
    )


def missing_keywords(answer: str, keywords: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The keyword entries of which no alternative is in the answer, upper and lower case and white space aside."""
    normalised = normal_text(answer)
    return tuple("|".join(entry) for entry in keywords if not any(normal_text(word) in normalised for word in entry))


def _outcome(question: GoldQuestion, figures: FigureScore | None, missing: Sequence[str], *, is_offer: bool) -> Outcome:
    if not question.answerable:
        return Outcome.RIGHT if figures is None or is_offer else Outcome.WRONG
    if figures is not None and (figures.accurate or not question.figures) and not missing:
        return Outcome.RIGHT
    return Outcome.REFUSED if figures is None or is_offer else Outcome.WRONG
