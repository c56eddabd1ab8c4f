"""A question → its frame: indicator words, periods, status, territory, unit, and what is to be done with them."""

import re
from collections.abc import Iterable, Sequence

from rag.answering.facts.fulfilment import without_verdicts
from rag.answering.question import cues
from rag.answering.question.periods import dates_document, read_periods
from rag.answering.question.places import homes_of, read_territories
from rag.answering.question.quantities import asked_quantities, converted_to
from rag.answering.question.terms import met_or_missed, read_terms
from rag.answering.quotes.document_mentions import KnownDocuments, without_mentions
from rag.datatypes import AskedQuantity, FigureKind, Operation, Period, QuestionFrame, Status
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions
from rag.figures.parts_of_year import part_of_year, with_plain_parts
from rag.figures.units import STREAK_UNITS
from rag.lexicon import load_lexicon
from rag.thesaurus import load_thesaurus
from rag.vietnamese import has_accents

_NO_DOCUMENTS = KnownDocuments()


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
    periods, baseline = read_periods(in_offices_words)
    statuses, leaning = _statuses(folded, compares=bool(baseline) or len(periods) > 1)
    quantities = asked_quantities(text, lambda piece: _named_statuses(piece, accent_free), accent_free=accent_free)
    if _asks_plan_and_rest(quantities, accent_free=accent_free):
        statuses = (Status.TARGET, Status.RESULT, Status.ESTIMATE)
    operation = _operation(folded, periods, statuses, baseline)
    # `tăng hai con số mấy năm liền` asks for the years, not for the change.
    asks_streak = bool(quantities) and all(STREAK_UNITS.issuperset(asked.units or ("",)) for asked in quantities)
    mentions = known.mentions(text)
    # Who asks for a document's number or date asks about the words that name it.
    asked_of = text if cues.ASKS_DOCUMENT.search(folded) else without_mentions(text, mentions)
    territories = read_territories(text, own, accent_free=accent_free)
    return QuestionFrame(
        text=text,
        terms=read_terms(
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
        part_of_year=(None if periods or dates_document(text) else part_of_year(in_offices_words)),
        asks_document=cues.ASKS_DOCUMENT.search(folded) is not None,
        compares=cues.COMPARE.search(folded) is not None,
        accent_free=accent_free,
        refers_back=cues.REFERS_BACK.search(folded.strip()) is not None,
        homes=homes_of(text, own),
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


def _statuses(folded: str, *, compares: bool) -> tuple[tuple[Status, ...], tuple[Status, ...]]:
    """Statuses that the question names, and those it leans to. `kết quả thực hiện chỉ tiêu` names a result only."""
    folded = cues.NUMBERED_PLAN.sub(" ", folded)
    counts_targets = cues.COUNTED_TARGETS.search(folded) is not None
    folded = cues.COUNTED_TARGETS.sub(" ", folded)
    if counts_targets or "vuot" not in folded:
        folded = cues.MET_OR_MISSED.sub(" dat ", folded)
    held_against_plan = cues.AGAINST_PLAN.search(folded) and len(cues.PLAN.findall(folded)) == 1
    is_held = held_against_plan or cues.ASKS_WHETHER_MET.search(folded)
    if is_held and not compares and not cues.SETS_TARGET.search(folded):
        return (Status.TARGET, Status.RESULT, Status.ESTIMATE), ()
    words = cues.without_plan_done(folded, cues.status_words(folded))
    result, target = cues.names_result(words), cues.names_target(words)
    if cues.NOT_ESTIMATED.search(folded):
        return ((Status.TARGET, Status.RESULT) if target else (Status.RESULT,)), ()
    statuses = ((Status.TARGET,) if target else ()) + ((Status.RESULT, Status.ESTIMATE) if result else ())
    if not statuses and any(word.status is Status.TARGET for word in words):
        return (), (Status.TARGET,)
    leaning = (Status.RESULT, Status.ESTIMATE) if not target and any(map(cues.leans_to_result, words)) else ()
    # `HĐND giao kế hoạch, làm xong mấy chỉ tiêu` counts what was met of what was planned.
    return ((), statuses) if counts_targets else (statuses, leaning)


def _asks_plan_and_rest(quantities: Sequence[AskedQuantity], *, accent_free: bool) -> bool:
    """`kế hoạch bao nhiêu, làm được bao nhiêu`: of what the first names the plan, the second can only ask what came
    about."""
    if len(quantities) != 2 or quantities[0].statuses != (Status.TARGET,) or quantities[1].statuses:
        return False
    rest = load_lexicon().content_terms(quantities[1].text, folded=accent_free)
    is_light = all(word.is_light for word in load_thesaurus(folded=accent_free).read(rest))
    return is_light and not (quantities[1].is_change or quantities[1].units)


def _named_statuses(piece: str, accent_free: bool) -> tuple[Status, ...]:
    return _statuses(cues.fold_cues(piece, accent_free=accent_free), compares=False)[0]


def _units(text: str, quantities: Iterable[AskedQuantity]) -> tuple[str, ...]:
    """Canonical units named with the asking words (`bao nhiêu tỷ đồng` → `đồng`) or elsewhere (`phần trăm`)."""
    units = [unit for quantity in quantities for unit in quantity.units] or list(converted_to(text))
    if re.search(r"diện tích|dien tich", text, re.IGNORECASE) and not units:
        units += ["ha", "km²", "m²"]
    if re.search(r"%|phần trăm|phan tram|pt\b", text, re.IGNORECASE):
        units.append("%")
    if re.search(r"(?<!mỗi )(?<!từng )\bthứ (?:mấy|bao nhiêu|hạng)\b|\bthu (?:may|hang)\b", text, re.IGNORECASE):
        units.append("thứ")
    return tuple(dict.fromkeys(units))


def _operation(
    folded: str, periods: Sequence[Period], statuses: Sequence[Status], baseline: Period | None
) -> Operation:
    both_statuses = Status.TARGET in statuses and Status.RESULT in statuses and not cues.ASKS_WHO.search(folded)
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


def asks_no_figure(frame: QuestionFrame) -> bool:
    """Whether a turn asks for something else than figures, whatever was asked before: `gồm những ai`."""
    folded = cues.fold_cues(frame.text, accent_free=frame.accent_free)
    asks_otherwise = cues.ASKS_NO_FIGURE.search(folded) or cues.WHY.search(folded) or frame.operation is Operation.LIST
    return bool(asks_otherwise) and not frame.wants_figure


def asks_why_of_before(frame: QuestionFrame) -> bool:
    """Whether a turn asks why and has no words of its own for what: `nhờ đâu mà được cao thế?`."""
    folded = cues.fold_cues(frame.text, accent_free=frame.accent_free)
    own = without_verdicts(frame.terms, folded=frame.accent_free)
    words = load_thesaurus(folded=frame.accent_free).read(own)
    asks_why = cues.WHY.search(folded) is not None and not frame.quantities
    return asks_why and all(word.is_light for word in words)


def asks_when(frame: QuestionFrame) -> bool:
    """Whether a time is asked for, and no figure: `bao giờ thì khánh thành`."""
    folded = cues.fold_cues(frame.text, accent_free=frame.accent_free)
    return cues.ASKS_WHEN.search(folded) is not None and not frame.quantities


def counts_again(frame: QuestionFrame, earlier: QuestionFrame) -> tuple[str, ...]:
    """What a turn names that counts targets as the one before did: `thế năm sau hoàn thành được mấy?`."""
    if frame.terms or "chỉ tiêu" not in earlier.units:
        return ()
    return met_or_missed(frame.text, accent_free=frame.accent_free)


def names_by_pronoun(frame: QuestionFrame) -> bool:
    """Whether a pronoun stands for what the turns before were about: `tổng mức đầu tư của nó`."""
    return cues.PRONOUN.search(cues.fold_cues(frame.text, accent_free=frame.accent_free)) is not None
