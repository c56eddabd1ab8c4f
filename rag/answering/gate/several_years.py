"""What a draft says of several years at once: `Cả hai năm đều …`, `Chủ đề năm 2033 có thêm nội dung …`."""

import re

from rag.answering.gate.counts_in_words import COUNTS
from rag.answering.gate.joined_statements import split_items
from rag.answering.gate.sentence_tokens import sentence_tokens, term_set
from rag.answering.gate.sources import SourceClause
from rag.datatypes import Period
from rag.figures.parsing import parse_years

_EACH = re.compile(rf"(?<!\w)(?:của )?cả (?P<count>{'|'.join(COUNTS)}|\d) năm(?: này)?(?!\w)(?: đều)?", re.IGNORECASE)
_MORE = re.compile(r"(?<!\w)(?:còn\s+)?(?:có\s+)?thêm(?!\w)", re.IGNORECASE)
_FEWEST = 2


def without_each_year(text: str, years: int) -> str:
    """The statement without the words for all of so many years; empty where it says no such thing, or of another
    number of them."""
    found = _EACH.search(text)
    if found is None or years < _FEWEST or list(parse_years(text)):
        return ""
    count = found["count"].lower()
    number = int(count) if count.isdigit() else COUNTS[count]
    return f"{text[: found.start()]}{text[found.end() :]}".strip() if number == years else ""


def split_added(text: str) -> tuple[str, str] | None:
    """What is told to have more, and the more that it has; None where a draft tells of no such thing."""
    pieces = _MORE.split(text.strip(" ."))
    return (pieces[0], pieces[1]) if len(pieces) == _FEWEST and all(map(sentence_tokens, pieces)) else None


def lacks(sentence: SourceClause, added: str) -> bool:
    """Whether a sentence has of nothing that is told to be added all the words."""
    return not any(term_set(sentence_tokens(item)) <= sentence.terms for item in split_items(added))


def is_of(sentence: SourceClause, subject: str) -> bool:
    """Whether a sentence, or what stands over it, names a thing."""
    return term_set(sentence_tokens(subject)) <= sentence.terms | sentence.source.terms_over


def years_of_sentence(sentence: SourceClause) -> set[Period]:
    """The years that a sentence names or, where it names none, those of the heading right over it."""
    told = {found.period.whole for found in parse_years(sentence.text)}
    return told or {found.period.whole for found in parse_years(sentence.passage.header.text.split("›")[-1])}
