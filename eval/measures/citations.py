"""Citations: whether they are verbatim, and whether they show the evidence.

Precision and recall follow ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations"),
judged by overlap with the gold evidence instead of by an entailment model. The contract's citations belong to the whole
answer, so recall is over the evidence and not over the answer's sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.answer_lines import CitedQuote
from eval.questions_format import Evidence
from eval.syllables import content_spans

ENOUGH_OF_A_QUOTE = 0.5
"""Share of a quote's content syllables that a citation must hold to show it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands: the characters `start` to `end` of a document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitationScore:
    """What an answer's citations show of the evidence. `precision` is None for an answer that cites nothing."""

    hit: bool
    precision: float | None
    recall: float


def count_unverbatim(citations: Sequence[CitedQuote], texts: Mapping[str, str]) -> int:
    """How many citations differ from their document's text from `start` to `end`. Zero is the only good value."""
    return sum(not _is_verbatim(citation, texts) for citation in citations)


def score_citations(
    citations: Sequence[CitedQuote], evidence: Sequence[Evidence], figures: Sequence[str], texts: Mapping[str, str]
) -> CitationScore:
    """Measures one answer's citations. `texts` are the documents by name, `figures` the asked ones as written.

    Hit: every evidence quote is shown by some citation. Precision: the share of citations that show an evidence quote
    or lie for the greater part within one. Recall: the share of evidence quotes shown.
    """
    spans = [_located(citation, texts) for citation in citations]
    quotes = [(quote.quote, locate(quote, texts)) for quote in evidence]
    shown = [any(_shows(span, text, places, figures) for span in spans) for text, places in quotes]
    relevant = [
        any(_shows(span, text, places, figures) or _is_inside(span, places) for text, places in quotes)
        for span in spans
    ]
    return CitationScore(
        hit=all(shown),
        precision=sum(relevant) / len(relevant) if relevant else None,
        recall=sum(shown) / len(shown) if shown else 1.0,
    )


def locate(evidence: Evidence, texts: Mapping[str, str]) -> tuple[Span, ...]:
    """Every place of a quote in its document: a document may repeat a sentence, and either place is right."""
    return occurrences(evidence.document, evidence.quote, texts.get(evidence.document, ""))


def occurrences(document: str, quote: str, text: str) -> tuple[Span, ...]:
    """Every place of `quote` in `text`, overlapping ones included."""
    places = []
    start = text.find(quote) if quote else -1
    while start >= 0:
        places.append(Span(document, start, start + len(quote)))
        start = text.find(quote, start + 1)
    return tuple(places)


def overlap(one: Span, other: Span) -> Span | None:
    """The characters that two spans share; None when there are none."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(one.document, start, end) if one.document == other.document and start < end else None


def shows(span: Span, place: Span, quote: str, figures: Sequence[str] = ()) -> bool:
    """Whether `span` shows the quote that stands at `place`.

    It does when it holds half of the quote's content syllables, or one of the asked figures where the quote has it.
    """
    common = overlap(span, place)
    if common is None:
        return False
    start, end = common.start - place.start, common.end - place.start
    syllables = list(content_spans(quote))
    held = sum(start <= first and last <= end for first, last in syllables)
    if syllables and held / len(syllables) >= ENOUGH_OF_A_QUOTE:
        return True
    return any(
        start <= figure.start and figure.end <= end for text in figures for figure in occurrences("", text, quote)
    )


def _shows(span: Span | None, quote: str, places: Sequence[Span], figures: Sequence[str]) -> bool:
    return span is not None and any(shows(span, place, quote, figures) for place in places)


def _is_inside(span: Span | None, places: Sequence[Span]) -> bool:
    if span is None:
        return False
    shared = (overlap(span, place) for place in places)
    return any(common and 2 * (common.end - common.start) >= span.end - span.start for common in shared)


def _located(citation: CitedQuote, texts: Mapping[str, str]) -> Span | None:
    """The span of a citation: its own, or, if that is wrong, that of its quote's first occurrence."""
    if _is_verbatim(citation, texts):
        return Span(citation.document, citation.start, citation.end)
    return next(iter(occurrences(citation.document, citation.quote, texts.get(citation.document, ""))), None)


def _is_verbatim(citation: CitedQuote, texts: Mapping[str, str]) -> bool:
    text = texts.get(citation.document)
    return text is not None and citation.quote != "" and text[citation.start : citation.end] == citation.quote
