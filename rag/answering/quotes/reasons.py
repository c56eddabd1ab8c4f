"""What asks for a reason and names nothing else (`tại sao?`) → the sentences that give one, or that none is given.

A sentence gives a reason for what was asked before if it bears its words and a word that leads to a reason. Anything
less is only about the same thing, and no answer to why.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from rag.answering.facts.fulfilment import without_verdicts
from rag.answering.quotes.quote_answers import fits_period
from rag.datatypes import Citation, Document, NotInDocuments, QuestionFrame, RankedPassage, Statement
from rag.lexicon import load_lexicon
from rag.retrieval.term_counts import TermCounts
from rag.vietnamese import split_sentences

_LEAST_SHARE = 0.99
_MOST_SENTENCES = 2


class Reasons:
    """Finds reasons in these documents; `terms` are counted in their passages."""

    def __init__(self, documents: Iterable[Document], terms: Mapping[bool, TermCounts]) -> None:
        self._documents = {document.file: document for document in documents}
        self._counts = terms

    def answer(self, frame: QuestionFrame, ranking: Sequence[RankedPassage]) -> tuple[Statement, ...]:
        """At most two sentences of the first passages; none where none of them gives a reason for it."""
        frame = replace(frame, terms=without_verdicts(frame.terms, folded=frame.accent_free) or frame.terms)
        found = []
        for ranked in ranking:
            passage = ranked.passage
            document = self._documents[passage.file]
            for start, end in split_sentences(passage.text):
                sentence = passage.text[start:end]
                is_of_year = fits_period(frame, passage, sentence)
                if is_of_year and gives_reason(sentence) and self._bears(frame, sentence):
                    citation = Citation.of(passage, document, passage.start + start, passage.start + end)
                    found.append(Statement(citation.quote, (citation,)))
        return tuple(found[:_MOST_SENTENCES])

    def _bears(self, frame: QuestionFrame, sentence: str) -> bool:
        """Whether the sentence bears all words of what was asked, those that no passage has left out."""
        counts = self._counts[frame.accent_free]
        inside = set(load_lexicon().terms(sentence, folded=frame.accent_free))
        asked = [term for term in frame.terms if term in counts]
        rarity = sum(map(counts.rarity, asked))
        borne = sum(counts.rarity(term) for term in asked if term in inside)
        return rarity > 0 and borne >= _LEAST_SHARE * rarity


def gives_reason(sentence: str) -> bool:
    """Whether the sentence has a word that leads to a reason."""
    return _leads_to_reason().search(sentence) is not None


def no_reason(topic: str) -> NotInDocuments:
    """That the documents give none for what was asked before, the topic as the user wrote it."""
    return NotInDocuments(f"Các tài liệu không nêu lý do về: {topic}.")


@lru_cache(maxsize=1)
def _leads_to_reason() -> re.Pattern[str]:
    listed = files("rag.language.questions").joinpath("reasons.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(listed)
    before = "".join(rf"(?<!{re.escape(word)} )" for word in tables["not_after"])
    behind = "|".join(map(re.escape, tables["not_before"]))
    forms = "|".join(map(re.escape, tables["forms"]))
    return re.compile(rf"(?<!\w){before}(?:{forms})(?!\w)(?!\s+(?:{behind})(?!\w))", re.IGNORECASE)
