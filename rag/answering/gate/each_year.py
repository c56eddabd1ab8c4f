"""What a draft says of each of several years at once: `Cả hai năm đều …`."""

import re

from rag.answering.gate.counts_in_words import COUNTS
from rag.answering.gate.sources import SourceClause
from rag.datatypes import Period
from rag.figures.parsing import parse_years

_EACH = re.compile(rf"(?<!\w)(?:của )?cả (?P<count>{'|'.join(COUNTS)}|\d) năm(?: này)?(?!\w)(?: đều)?", re.IGNORECASE)
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


def years_told(sentence: SourceClause) -> set[Period]:
    """The years that a sentence names or, where it names none, those of the heading right over it."""
    told = {found.period.whole for found in parse_years(sentence.text)}
    return told or {found.period.whole for found in parse_years(sentence.passage.header.text.split("›")[-1])}
