"""A question that sets documents or years against each other → what each side says, in its own words.

`nghị quyết và bài báo diễn đạt khác nhau ra sao`, `lập đến năm 2035 hay 2040`: no figure of the register answers these,
and one sentence would answer half.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.quotes.document_mentions import DocumentMention
from rag.answering.quotes.quote_answers import QuoteAnswers
from rag.answering.wording import source_text
from rag.datatypes import Period, QuestionFrame, RankedPassage, Statement
from rag.vietnamese import fold_accents

_DIFFERS = re.compile(
    r"\b(?:khac nhau|khac biet|giong nhau|khong giong|(?:co|khong) khop|khop nhau|thong nhat|"
    r"mau thuan|lech nhau|doi chieu)\b"
)
_YEARS = re.compile(r"\b(?P<one>20\d\d) (?:hay|hoac) (?:(?:la|den|nam|vao) ){0,2}(?P<other>20\d\d)\b")
_LEAST_COVERAGE = 0.3


@dataclass(frozen=True, slots=True)
class Side:
    """A document or several, or a year that the sentence must hold; empty and None leave that open."""

    files: frozenset[str]
    year: int | None


def sides_of(text: str, mentions: Sequence[DocumentMention]) -> tuple[Side, ...]:
    """Two sides or more, or none: the years that the text joins by `hay`, else the documents that it holds against
    each other."""
    folded = fold_accents(text)
    if years := _YEARS.search(folded):
        named = frozenset().union(*(mention.files for mention in mentions))
        return tuple(Side(named, int(year)) for year in years.groups())
    if not _DIFFERS.search(folded):
        return ()
    files = list(dict.fromkeys(mention.files for mention in mentions))
    apart = all(not one & other for number, one in enumerate(files) for other in files[number + 1 :])
    return tuple(Side(one, None) for one in files) if apart and len(files) > 1 else ()


def each_side(
    frame: QuestionFrame, sides: Sequence[Side], ranking: Sequence[RankedPassage], quotes: QuoteAnswers
) -> tuple[Statement, ...]:
    """For each side the sentence that fits the frame best, with its document; nothing unless every side has one."""
    statements: list[Statement] = []
    for side in sides:
        periods = (Period(side.year, side.year),) if side.year else frame.periods
        found = quotes.best_sentence(
            replace(frame, periods=periods, files=frozenset()),
            [ranked for ranked in ranking if not side.files or ranked.passage.file in side.files],
            holding=str(side.year or ""),
            least_coverage=_LEAST_COVERAGE,
        )
        if found is None:
            return ()
        statements.append(replace(found, text=f"Theo {source_text(found.citations[0].source)}: “{found.text}”"))
    return tuple(statements) if len({item.citations[0].start for item in statements}) == len(statements) else ()
