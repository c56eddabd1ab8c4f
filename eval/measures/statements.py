"""Citations sentence by sentence, as ALCE has them (Gao et al. 2023, "Enabling Large Language Models to Generate Text
with Citations", section 4), with overlap in the place of its entailment model.

Citation recall: the share of an answer's sentences that their citations bear out. Citation precision: the share of the
citations without which that would not be so, or which bear the sentence out alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.answer_lines import AnswerLine, CitedQuote
from eval.measures.figures import same_figure
from eval.syllables import content_syllables, share_within
from rag.datatypes import Figure
from rag.figures.parsing import parse_figures
from rag.vietnamese import split_sentences

ENOUGH_OF_A_SENTENCE = 0.5
"""Share of a sentence's content syllables that its citations must hold to bear it out."""


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """A sentence of an answer and what it cites."""

    text: str
    citations: tuple[CitedQuote, ...]


@dataclass(frozen=True, slots=True)
class StatementScore:
    """How an answer's sentences are cited. `recall` is None for no sentence, `precision` for no citation."""

    precision: float | None
    recall: float | None


def score_statements(statements: Sequence[CitedStatement], computed: Sequence[Figure]) -> StatementScore:
    """Measures one answer. `computed` are figures that stand in no document and had to be worked out."""
    recalled = [_supports(statement.text, statement.citations, computed) for statement in statements]
    needed = [
        is_borne and _is_needed(statement, number, computed)
        for statement, is_borne in zip(statements, recalled, strict=True)
        for number in range(len(statement.citations))
    ]
    return StatementScore(
        precision=sum(needed) / len(needed) if needed else None,
        recall=sum(recalled) / len(recalled) if recalled else None,
    )


def sentences_of(line: AnswerLine) -> tuple[CitedStatement, ...]:
    """An answer whose citations are given for the whole of it: each of its sentences cites them all."""
    return tuple(CitedStatement(text, line.citations) for text in _sentences(line.answer))


def _sentences(text: str) -> Iterator[str]:
    for line in filter(str.strip, text.split("\n")):
        for start, end in split_sentences(line):
            yield line[start:end]


def _supports(text: str, citations: Sequence[CitedQuote], computed: Sequence[Figure]) -> bool:
    """Whether the quotes together contain every figure of the text and half of its content syllables."""
    quoted = "\n".join(citation.quote for citation in citations)
    known = [*computed, *(span.figure for span in parse_figures(quoted))]
    held = share_within(content_syllables(text), content_syllables(quoted))
    figures = (span.figure for span in parse_figures(text))
    return held >= ENOUGH_OF_A_SENTENCE and all(any(same_figure(one, other) for other in known) for one in figures)


def _is_needed(statement: CitedStatement, number: int, computed: Sequence[Figure]) -> bool:
    alone = statement.citations[number : number + 1]
    others = (*statement.citations[:number], *statement.citations[number + 1 :])
    return _supports(statement.text, alone, computed) or not _supports(statement.text, others, computed)
