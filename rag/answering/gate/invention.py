"""Whether a refused sentence shows that a model did not write from its sources, so that its whole reply falls."""

from rag.answering.gate.alignment import DIRECTIONS
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.sentence_tokens import sentence_tokens
from rag.answering.gate.writing import addresses_reader, plain_text
from rag.figures.parsing import YearsSpan, parse_mentions

_FEWEST_WORDS = 2
"""A sentence of fewer (`Không.`, `Đã ban hành.`) says nothing that its neighbours do not."""
_LEAST_BORNE = 0.75
"""Share of a sentence's words that one sentence of a source has: it retells that in an order that cannot be held
against it, and invents nothing."""


def discredits(refused: str, evidence: Evidence) -> bool:
    """Whether a refused sentence speaks to the reader, tells a number or which way one goes, turns what others say, or
    says anything else that no source bears.

    Who tells one thing wrongly, or invents it, is not to be trusted in the sentence before either: read together they
    say more than that one alone.
    """
    text = plain_text(refused)
    tokens = sentence_tokens(text)
    if addresses_reader(text) or any(token.is_number for token in tokens):
        return True
    if len(tokens) < _FEWEST_WORDS:
        return False
    if any(token.turns or token.term in DIRECTIONS for token in tokens):
        return True
    mentions = parse_mentions(text)
    years = {mention.period.whole for mention in mentions if isinstance(mention, YearsSpan)}
    terms = {token.term for token in tokens}
    return not any(
        len(terms & sentence.terms) >= _LEAST_BORNE * len(terms)
        and years <= {date.period.whole for date in sentence.dated_in(mentions) if isinstance(date, YearsSpan)}
        for source in evidence.sources
        for sentence in source.sentences
    )
