"""A question → its frame: indicator words, periods, status, territory, unit, and what is to be done with them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answering import question_cues as cues
from rag.answering.asked_quantities import asked_quantities
from rag.answering.document_mentions import KnownDocuments, without_mentions
from rag.datatypes import AskedQuantity, FigureKind, Operation, Period, QuestionFrame, Status
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions, parse_years
from rag.figures.parts_of_year import (
    counted_up_to,
    months_with_year,
    part_of_year,
    with_plain_parts,
    without_parts,
)
from rag.figures.places import several_places
from rag.figures.units import MEASURES, SCALES, STREAK_UNITS
from rag.lexicon import load_lexicon, load_places
from rag.vietnamese import PLACE_TYPE, UPPER, fold_accents, has_accents, without_exclusions

_PLACE_NAME = re.compile(
    # `các xã thuộc huyện Rạng`: a kind of place before a small letter names none.
    rf"\b{PLACE_TYPE}\s+(?P<name>(?-i:[{UPPER}])[^\W\d_]*(?:\s+[^\W\d_]+)*)",
    re.IGNORECASE,
)

_NO_DOCUMENTS = KnownDocuments()
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
# `Theo kết luận giao ban tháng 10/2026, …`: when a document came about.
_MONTH_OF_DOCUMENT = re.compile(
    r"\b(?:theo|tai|trong) (?:\w+ ){0,4}(?:giao ban|hop|hoi nghi|thong bao|ket luan|cong van)\b[^,?]*?"
    r"\b(?:thang |t)(?P<month>\d{1,2})\s?(?:/|nam)\s?(?P<year>20\d\d)\b"
)
# `theo báo cáo 9 tháng`: where it is said is not what is asked about.
_ACCORDING = re.compile(
    r"(?<!\w)(?:theo|trong)\s+(?:báo cáo|thông báo|bao cao|thong bao)(?!\w)(?!\s+(?:số|so)\s)", re.IGNORECASE
)
_SAME_SPAN = re.compile(r"\bcung ky\W*(?:cua\s+)?(?:nam\s+)?$")
_THAN_SAME_SPAN = re.compile(r"\bhon (?:so voi )?cung ky(?: nam (?:truoc|ngoai))?\b(?! nam)")
# `cuối 2031`: when in the year, without the word `năm`.
_IN_YEAR = re.compile(r"(?<!\w)(?:đầu|giữa|cuối|hồi|dau|giua|cuoi|hoi)\s+(?=20\d\d)", re.IGNORECASE)
_COUNTED_NAME = re.compile(r"\s?(?:sao|G)(?!\w)")
# `Giám đốc Sở Tài chính cho biết`: who says something is not asked about.
_SAYS = re.compile(
    r"^[^,?]{0,80}?\b(?:giám đốc|chủ tịch|bí thư|đồng chí|ông|bà|lãnh đạo)\b[^,?]{0,60}?\b(?:cho biết|cho hay|"
    r"khẳng định|nói|thông tin)(?:\s+rằng)?\b",
    re.IGNORECASE,
)


def understand(
    text: str, own_territories: Iterable[str], known: KnownDocuments = _NO_DOCUMENTS, *, fold: bool = False
) -> QuestionFrame:
    """The frame of one question on its own words; `own_territories` are the documents' (`Hải Phòng`).

    The names of `known` documents are not among its terms. `fold` reads it as typed without accents even where a few
    words have them.
    """
    accent_free = fold or not has_accents(text)
    folded = cues.fold_cues(text, accent_free=accent_free)
    own = tuple(own_territories)
    in_offices_words = with_plain_parts(text)
    periods, baseline = _periods(in_offices_words)
    statuses, leaning = _statuses(folded, compares=bool(baseline) or len(periods) > 1)
    operation = _operation(folded, periods, statuses, baseline)
    quantities = asked_quantities(text, lambda piece: _named_statuses(piece, accent_free), accent_free=accent_free)
    # `tăng hai con số mấy năm liền` asks for the years, not for the change.
    asks_streak = bool(quantities) and all(STREAK_UNITS.issuperset(asked.units or ("",)) for asked in quantities)
    mentions = known.mentions(text)
    # Who asks for a document's number or date asks about the words that name it.
    asked_of = text if cues.ASKS_DOCUMENT.search(folded) else without_mentions(text, mentions)
    territories = _territories(text, own, accent_free=accent_free)
    return QuestionFrame(
        text=text,
        terms=_terms(
            with_plain_parts(asked_of),
            (*own, *territories),
            accent_free=accent_free,
            of_change=cues.CHANGE.search(folded) is not None,
        ),
        files=frozenset(file for mention in mentions for file in mention.files),
        periods=periods,
        baseline=baseline,
        statuses=statuses,
        leaning=leaning,
        territories=territories,
        units=_units(text, quantities),
        kinds=(FigureKind.CHANGE,) if cues.CHANGE.search(folded) and not asks_streak else (),
        operation=operation,
        wants_figure=_wants_figure(folded, without_mentions(text, mentions)),
        names_only=_names_only(folded, operation),
        asks_what=re.search(r"\b(?:la gi|ra sao|the nao)\s*\??\s*$", folded) is not None,
        quantities=quantities,
        part_of_year=(
            None if periods or _MONTH_OF_DOCUMENT.search(fold_accents(text)) else part_of_year(in_offices_words)
        ),
        asks_document=cues.ASKS_DOCUMENT.search(folded) is not None,
        compares=cues.COMPARE.search(folded) is not None,
        accent_free=accent_free,
        refers_back=cues.REFERS_BACK.search(folded.strip()) is not None,
    )


def _wants_figure(folded: str, text: str) -> bool:
    """Whether a figure is asked for in so many words, or stated to be checked."""
    if cues.ASKS_DOCUMENT.search(folded) or cues.ASKS_NAME.search(folded):
        return False
    if _states_figure(text):
        return True
    if cues.ASKS_WHEN.search(folded) and not re.search(rf"\b(?:{cues.ASKS_COUNT})\b", cues.ASKS_WHEN.sub(" ", folded)):
        return False
    return cues.WANTS_FIGURE.search(folded) is not None and not _asks_why(folded)


def _asks_why(folded: str) -> bool:
    """Whether a reason is asked for, and no quantity with it."""
    return cues.WHY.search(folded) is not None and not re.search(rf"\b(?:{cues.ASKS_COUNT})\b", folded)


def _names_only(folded: str, operation: Operation) -> bool:
    """Whether the question asks nothing in words, but names something: an indicator, or whatever was asked before."""
    return (
        operation is Operation.LOOK_UP and not cues.ASKS_OTHER.search(folded) and not cues.ASKS_DOCUMENT.search(folded)
    )


def _states_figure(text: str) -> bool:
    """A figure in the question is a premise to be checked against the register."""
    return any(
        mention.kind is MentionKind.FIGURE and bool(mention.figure.unit)
        for mention in parse_mentions(text)
        if isinstance(mention, FigureSpan)
    )


def _periods(text: str) -> tuple[tuple[Period, ...], Period | None]:
    """The periods asked about, and the one that a change is measured against (`so với năm 2022`).

    Years that belong to a norm or a price base (`chuẩn nghèo 2022 - 2025`, `giá so sánh 2010`) are neither.
    """
    asked = [month for month in months_with_year(text) if not _dates_document(text, month)]
    baseline: Period | None = None
    if (day := counted_up_to(text)) and day not in asked:
        asked.append(day)
    for years in parse_years(text):
        before = fold_accents(text[: years.start])
        if cues.NORM_BEFORE.search(before):
            continue
        if cues.BASELINE_BEFORE.search(before) or (asked and cues.TIMES_BEFORE.search(before)):
            is_same_span = len(asked) == 1 and _SAME_SPAN.search(before) is not None
            baseline = replace(years.period, part=asked[0].part, said=asked[0].said) if is_same_span else years.period
        else:
            asked.append(years.period)
    if baseline and not asked:
        return (baseline,), None
    named_part = part_of_year(text)
    if named_part and len(asked) == 1 and not asked[0].part and asked[0].first == asked[0].last:
        # `nửa đầu năm nay (2031)`: the part stands apart from its year.
        asked = [replace(asked[0], part=named_part, said="")]
    folded = fold_accents(text)
    than_same_span = _THAN_SAME_SPAN.search(folded) and not cues.MOVES.search(folded)
    if than_same_span and baseline is None and len(asked) == 1 and asked[0].first == asked[0].last:
        # `nhiều hơn hay ít hơn cùng kỳ`: two levels; `tăng bao nhiêu so với cùng kỳ` is told as a change.
        baseline = replace(asked[0], first=asked[0].first - 1, last=asked[0].last - 1)
    return tuple(dict.fromkeys(asked)), baseline


def _dates_document(text: str, month: Period) -> bool:
    """Whether the month of a year only says when a document or a meeting was."""
    found = _MONTH_OF_DOCUMENT.search(fold_accents(text))
    return found is not None and (month.part, month.last) == (f"tháng {int(found['month'])}", int(found["year"]))


def _terms(text: str, own: Sequence[str], *, accent_free: bool, of_change: bool) -> tuple[str, ...]:
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
    plain = _without_names(plain, own)
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
        terms = list(_met_or_missed(text, accent_free=accent_free))
    return tuple(dict.fromkeys(terms))


def _met_or_missed(text: str, *, accent_free: bool) -> tuple[str, ...]:
    """What a question names that only counts targets met or missed: `hoàn thành được mấy chỉ tiêu`."""
    met = cues.MET.search(fold_accents(text))
    if not met:
        return ()
    verdict = ("không hoàn thành",) if met["missed"] else ("hoàn thành", "hoàn thành kế hoạch")
    terms = ("chỉ tiêu", *verdict)
    return tuple(map(fold_accents, terms)) if accent_free else terms


def _without_names(text: str, names: Iterable[str]) -> str:
    """The text without places, spelled with or without accents or by their initials (`hp`)."""
    for name in names:
        initials = "".join(word[0] for word in name.split())
        forms = [re.escape(form) for form in (name, fold_accents(name), initials) if len(form) > 1]
        text = re.sub(rf"(?<!\w)(?:{PLACE_TYPE}\s+)?(?:{'|'.join(forms)})(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


def _statuses(folded: str, *, compares: bool) -> tuple[tuple[Status, ...], tuple[Status, ...]]:
    """Statuses that the question names, and those it leans to. `kết quả thực hiện chỉ tiêu` names a result only."""
    folded = cues.NUMBERED_PLAN.sub(" ", folded)
    counts_targets = cues.COUNTED_TARGETS.search(folded) is not None
    folded = cues.COUNTED_TARGETS.sub(" ", folded)
    if counts_targets or "vuot" not in folded:
        folded = cues.MET_OR_MISSED.sub(" dat ", folded)
    held_against_plan = cues.AGAINST_PLAN.search(folded) and len(cues.PLAN.findall(folded)) == 1
    if held_against_plan and not compares and not cues.SETS_TARGET.search(folded):
        return (Status.TARGET, Status.RESULT, Status.ESTIMATE), ()
    if cues.NOT_ESTIMATED.search(folded):
        return (Status.RESULT,), ()
    words = cues.status_words(folded)
    result, target = cues.names_result(words), cues.names_target(words)
    statuses = ((Status.TARGET,) if target else ()) + ((Status.RESULT, Status.ESTIMATE) if result else ())
    if not statuses and any(word.status is Status.TARGET for word in words):
        return (), (Status.TARGET,)
    leaning = (Status.RESULT, Status.ESTIMATE) if not target and any(map(cues.leans_to_result, words)) else ()
    # `HĐND giao kế hoạch, làm xong mấy chỉ tiêu` counts what was met of what was planned.
    return ((), statuses) if counts_targets else (statuses, leaning)


def _territories(text: str, own: Sequence[str], *, accent_free: bool) -> tuple[str, ...]:
    """Places named in the question that are not the documents' own."""
    text = _without_names(text, own)
    form = fold_accents(text) if accent_free else text.lower()
    owned = {fold_accents(name) for name in own}
    found = []
    for place in load_places():
        name = fold_accents(place) if accent_free else place.lower()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", form):
            form = form.replace(name, " ")
            if fold_accents(place) not in owned:
                found.append(place)
    named = [_capitalised_start(mention["name"]) for mention in _PLACE_NAME.finditer(text)]
    for name in (*several_places(text), *named):
        if (
            name
            and fold_accents(name) not in owned
            and not any(fold_accents(name) == fold_accents(place) for place in found)
        ):
            found.append(name)
    return tuple(found)


def _capitalised_start(words: str) -> str:
    name = []
    for word in words.split():
        if not word[0].isupper():
            break
        name.append(word)
    return " ".join(name)


def _named_statuses(piece: str, accent_free: bool) -> tuple[Status, ...]:
    return _statuses(cues.fold_cues(piece, accent_free=accent_free), compares=False)[0]


def _units(text: str, quantities: Iterable[AskedQuantity]) -> tuple[str, ...]:
    """Canonical units named with the asking words (`bao nhiêu tỷ đồng` → `đồng`) or elsewhere (`phần trăm`)."""
    units = [unit for quantity in quantities for unit in quantity.units]
    if re.search(r"diện tích|dien tich", text, re.IGNORECASE) and not units:
        units += ["ha", "km²", "m²"]
    if re.search(r"%|phần trăm|phan tram|pt\b", text, re.IGNORECASE):
        units.append("%")
    if re.search(r"\bthứ (?:mấy|bao nhiêu|hạng)\b|\bthu (?:may|hang)\b", text, re.IGNORECASE):
        units.append("thứ")
    return tuple(dict.fromkeys(units))


def _operation(
    folded: str, periods: Sequence[Period], statuses: Sequence[Status], baseline: Period | None
) -> Operation:
    both_statuses = Status.TARGET in statuses and Status.RESULT in statuses
    if _asks_why(folded):
        return Operation.EXPLAIN
    if len(periods) > 1 or both_statuses or (baseline and cues.COMPARE.search(folded)):
        return Operation.COMPARE
    if cues.LIST.search(folded):
        return Operation.LIST
    if cues.EXPLAIN.search(folded) and not re.search(rf"\b(?:{cues.ASKS_COUNT})\b", folded):
        return Operation.EXPLAIN
    return Operation.LOOK_UP


def is_follow_up(frame: QuestionFrame) -> bool:
    """Whether the frame may lean on the turns before it: it points back, or names no period or no content."""
    return frame.refers_back or not frame.terms or not frame.periods or names_by_pronoun(frame)


def asks_when(frame: QuestionFrame) -> bool:
    """Whether a time is asked for, and no figure: `bao giờ thì khánh thành`."""
    folded = cues.fold_cues(frame.text, accent_free=frame.accent_free)
    return cues.ASKS_WHEN.search(folded) is not None and not frame.quantities


def counts_again(frame: QuestionFrame, earlier: QuestionFrame) -> tuple[str, ...]:
    """What a turn names that counts targets as the one before did: `thế năm sau hoàn thành được mấy?`."""
    if frame.terms or "chỉ tiêu" not in earlier.units:
        return ()
    return _met_or_missed(frame.text, accent_free=frame.accent_free)


def names_by_pronoun(frame: QuestionFrame) -> bool:
    """Whether a pronoun stands for what the turns before were about: `tổng mức đầu tư của nó`."""
    return cues.PRONOUN.search(cues.fold_cues(frame.text, accent_free=frame.accent_free)) is not None
