"""Whether a refused sentence shows that a model did not write from its sources, so that its whole reply falls."""

from rag.answering.gate.sources import content_words
from rag.answering.gate.writing import addresses_reader, plain_text
from rag.figures.parsing import MentionKind, parse_mentions

_FEWEST_WORDS = 2
"""A sentence of fewer (`Không.`, `Có.`) says nothing that its neighbours do not."""


def discredits(refused: str) -> bool:
    """Whether a refused sentence speaks to the reader, tells a figure, or says anything else that no source bears.

    Who tells one thing wrongly, or invents it, is not to be trusted in the sentence before either: read together they
    say more than that one alone.
    """
    text = plain_text(refused)
    mentions = parse_mentions(text)
    if addresses_reader(text) or any(mention.kind is MentionKind.FIGURE for mention in mentions):
        return True
    return len(content_words(text, mentions)) >= _FEWEST_WORDS
