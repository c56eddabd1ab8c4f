"""A question → the content words that a fitting fact must cover."""

import re
from collections.abc import Sequence

from rag.answering.question import cues
from rag.answering.question.places import without_names
from rag.figures.parsing import MentionKind, parse_mentions
from rag.figures.parts_of_year import without_parts
from rag.figures.units import MEASURES, SCALES
from rag.language.questions.asides import without_asides
from rag.lexicon import load_lexicon
from rag.vietnamese import fold_accents, without_exclusions

# What is counted tells what is asked about (`bao nhiêu doanh nghiệp`), a measure does not.
_ASKED_MEASURE = re.compile(
    rf"((?:bao nhiêu|bao nhieu|mấy)\s+)(?:(?:{'|'.join(filter(None, SCALES))})\s+)?"
    rf"(?:{'|'.join(sorted(map(re.escape, MEASURES), key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_MONTH_LETTER = re.compile(r"(?<!\w)t(?=\d{1,2}\s?/\s?20\d\d(?!\d))", re.IGNORECASE)
_COUNTED_NAME = re.compile(r"\s?(?:sao|G)(?!\w)")


def read_terms(text: str, own: Sequence[str], *, accent_free: bool, of_change: bool) -> tuple[str, ...]:
    """Content terms without numbers and without the documents' own place, its name spelled out or by its initials.

    `kinh tế` that grows, or mere growth, is that of the gross product; what ranks is its size.
    """
    text = without_asides(without_exclusions(_MONTH_LETTER.sub(" ", text)))
    plain = text = without_parts(_ASKED_MEASURE.sub(r"\1 ", text))
    for mention in reversed(parse_mentions(text)):
        if mention.kind is MentionKind.DATE:
            plain = plain[: mention.start] + " " + plain[mention.end :]
        elif mention.kind is MentionKind.NAME and _COUNTED_NAME.match(plain[mention.end :]):
            continue  # `4 sao` names what is asked about
        elif mention.kind is not MentionKind.DOCUMENT_NUMBER:
            digits = re.match(r"[\d.,%\s–-]+", mention.text)
            cut = digits.end() if digits else 0
            plain = plain[: mention.start] + " " + plain[mention.start + cut :]
    plain = without_names(plain, own)
    terms = load_lexicon().content_terms(plain, folded=accent_free)
    economy = "kinh te" if accent_free else "kinh tế"
    meant = economy
    if of_change:
        meant = "grdp"
    elif cues.RANKS_SIZE.search(fold_accents(text)):
        meant = f"quy mo {economy}" if accent_free else f"quy mô {economy}"
    terms = [meant if term == economy else term for term in terms]
    if "grdp" not in terms and len(terms) <= 1 and re.search(r"tang truong", fold_accents(text)):
        terms.append("grdp")
    if not terms and cues.COUNTS_TARGETS.search(fold_accents(text)):
        terms = list(met_or_missed(text, accent_free=accent_free))
    return tuple(dict.fromkeys(terms))


def met_or_missed(text: str, *, accent_free: bool) -> tuple[str, ...]:
    """What a question names that only counts targets met or missed: `hoàn thành được mấy chỉ tiêu`."""
    met = cues.MET.search(fold_accents(text))
    if not met:
        return ()
    verdict = ("không hoàn thành",) if met["missed"] else ("hoàn thành", "hoàn thành kế hoạch")
    terms = ("chỉ tiêu", *verdict)
    return tuple(map(fold_accents, terms)) if accent_free else terms
