"""A question → the content words that a fitting fact must cover."""

import re
from collections.abc import Sequence

from rag.answering import question_cues as cues
from rag.answering.question_places import without_names
from rag.figures.parsing import MentionKind, parse_mentions
from rag.figures.parts_of_year import without_parts
from rag.figures.units import MEASURES, SCALES
from rag.lexicon import load_lexicon
from rag.vietnamese import fold_accents, without_exclusions

# What is counted tells what is asked about (`bao nhiêu doanh nghiệp`), a measure does not.
_ASKED_MEASURE = re.compile(
    rf"((?:bao nhiêu|bao nhieu|mấy)\s+)(?:(?:{'|'.join(filter(None, SCALES))})\s+)?"
    rf"(?:{'|'.join(sorted(map(re.escape, MEASURES), key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
# The noun of a size tells only its unit: `quy mô đất đai rộng bao nhiêu`, `quy mô đất ra sao`.
_ASKED_SIZE = re.compile(
    r"(?<!\w)(?:(?:quy mô|quy mo)\s+(?:đất|dat)(?:\s+(?:đai|dai))?(?:\s+(?:rộng|rong))?|rộng|rong)"
    r"(?=\s+(?:là |la |tính ra |tinh ra )?(?:bao nhiêu|bao nhieu|mấy|may|ra sao|thế nào|the nao|như thế nào)(?!\w))",
    re.IGNORECASE,
)
_MONTH_LETTER = re.compile(r"(?<!\w)t(?=\d{1,2}\s?/\s?20\d\d(?!\d))", re.IGNORECASE)
# `dự án đó giải ngân được bao nhiêu`: what it stands for was named before.
_PRONOUN_PHRASE = re.compile(
    rf"(?<!\w)(?:{cues.NAMED_BEFORE})\s+(?:đó|này|ấy|nói trên|do|nay|ay|noi tren)(?!\w)", re.IGNORECASE
)
# `theo báo cáo 9 tháng`: where it is said is not what is asked about.
_ACCORDING = re.compile(
    r"(?<!\w)(?:theo|trong)\s+(?:báo cáo|thông báo|bao cao|thong bao)(?!\w)(?!\s+(?:số|so)\s)", re.IGNORECASE
)
# `cuối 2031`: when in the year, without the word `năm`.
_IN_YEAR = re.compile(r"(?<!\w)(?:đầu|giữa|cuối|hồi|dau|giua|cuoi|hoi)\s+(?=20\d\d)", re.IGNORECASE)
_COUNTED_NAME = re.compile(r"\s?(?:sao|G)(?!\w)")
# `Giám đốc Sở Tài chính cho biết`: who says something is not asked about.
_SAYS = re.compile(
    r"^[^,?]{0,80}?\b(?:giám đốc|chủ tịch|bí thư|đồng chí|ông|bà|lãnh đạo)\b[^,?]{0,60}?\b(?:cho biết|cho hay|"
    r"khẳng định|nói|thông tin)(?:\s+rằng)?\b",
    re.IGNORECASE,
)


def read_terms(text: str, own: Sequence[str], *, accent_free: bool, of_change: bool) -> tuple[str, ...]:
    """Content terms without numbers and without the documents' own place, its name spelled out or by its initials.

    `kinh tế` that grows, or mere growth, is that of the gross product; what ranks is its size.
    """
    text = _SAYS.sub(" ", without_exclusions(_PRONOUN_PHRASE.sub(" ", _MONTH_LETTER.sub(" ", text))))
    text = _ACCORDING.sub(" ", _IN_YEAR.sub("", text))
    plain = text = without_parts(_ASKED_MEASURE.sub(r"\1 ", _ASKED_SIZE.sub(" ", text)))
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
