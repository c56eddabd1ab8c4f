"""Whether a refused sentence shows that a model did not write from its sources, so that its whole reply falls."""

from collections.abc import Sequence

from rag.answering.source_clauses import content_words, has_term
from rag.answering.writing_gate import addresses_reader, plain_text
from rag.datatypes import Passage
from rag.figures.parsing import MentionKind, parse_mentions

_MOST_UNKNOWN = 1 / 3
"""Share of a sentence's words that no passage may have: a paraphrase has a few, an invention many."""
_FEWEST_WORDS = 3


def is_invented(refused: str, passages: Sequence[Passage]) -> bool:
    """Whether a refused sentence speaks to the reader, tells a figure, or is in good part of words that no passage has.

    Who tells a figure wrongly, or invents, is not to be trusted in the sentence before either.
    """
    text = plain_text(refused)
    mentions = parse_mentions(text)
    if addresses_reader(text) or any(mention.kind is MentionKind.FIGURE for mention in mentions):
        return True
    given = plain_text("\n".join(passage.indexed_text for passage in passages))
    words = content_words(text, mentions)
    unknown = sum(not has_term(given, word) for word in words)
    return len(words) >= _FEWEST_WORDS and unknown > _MOST_UNKNOWN * len(words)
