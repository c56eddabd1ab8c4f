"""Facts of the register → correct drafts and drafts with exactly one planted fault.

For every fact that a template can name, with the question that a user would have asked and the passages that a model
would have been given: the one that states the fact, those with the figures that it may be mixed up with, and its
neighbours. Nothing is random, so that a result can be compared with the last.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from eval.draft_wording import (
    Wording,
    bare_part_sentence,
    dated_sentence,
    is_nameable,
    name_terms,
    part_sentences,
    question,
    sentences,
    short_sentences,
    wording_of,
)
from rag.datatypes import Document, Fact, Passage, Period, Status
from rag.figures.arithmetic import format_amount, format_number
from rag.figures.parsing import parse_figures, parse_number
from rag.lexicon import load_places
from rag.vietnamese import fold_accents


class Kind(StrEnum):
    """What is wrong with a draft."""

    WRONG_YEAR = "wrong year"
    OTHER_YEAR_ASKED = "figure of another year than asked"
    PART_LEFT_OUT = "part of a year told for the year"
    OTHER_PART = "another part of the year"
    PART_ADDED = "year told for a part of it"
    OTHER_PART_ASKED = "figure of another part of the year than asked"
    TARGET_AS_RESULT = "target told as result"
    RESULT_AS_TARGET = "result told as target"
    ESTIMATE_AS_FINAL = "estimate told as final"
    OTHER_STATUS_ASKED = "figure of another status than asked"
    PART_FOR_WHOLE = "part told for whole"
    WHOLE_FOR_PART = "whole told for part"
    WRONG_SCALE = "wrong scale"
    ROUNDED = "rounded"
    RANGE_CUT = "one end of a range"
    LOST_DECIMAL = "lost decimal mark"
    ENGLISH_FORMAT = "English number format"
    WRONG_UNIT = "wrong unit"
    NEIGHBOUR = "neighbouring line's figure"
    OTHER_DOCUMENT = "figure of another document"
    OTHER_PLACE = "another place"
    OTHER_PLACE_ASKED = "figure of another place than asked"
    REVERSED = "rise and fall exchanged"
    COMPARATOR = "comparator turned, lost or added"
    COMPUTED = "difference that the model computed"
    INVENTED_CITATION = "invented citation"
    DOCUMENT_NUMBER = "wrong document number"
    DATE = "wrong date"
    TAIL = "true sentence with an invented tail"
    DENIED = "denied"
    SWAPPED_NAMES = "figures of two names exchanged"
    SWAPPED_YEARS = "figures of two years exchanged"
    SWAPPED_PLACES = "figures of two places exchanged"


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the gate is fed from: no index is needed."""

    documents: Sequence[Document]
    passages: Sequence[Passage]
    facts: Sequence[Fact]
    own_territories: Sequence[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A draft, the question, the passages given, and the fault in it; None for a correct one."""

    kind: Kind | None
    text: str
    cited: tuple[int, ...]
    question: str
    passages: tuple[Passage, ...]


def make_cases(corpus: Corpus) -> Iterator[Case]:
    """Correct and faulty drafts for every nameable fact and every document, in the order of the documents."""
    desk = _Desk(corpus)
    for fact in corpus.facts:
        # A sentence that says what a figure is can only be right or wrong of one whose status is known.
        if is_nameable(fact) and fact.status is not Status.UNKNOWN:
            yield from desk.correct(fact)
            yield from desk.faulty(fact)
    for document in corpus.documents:
        yield from desk.of_document(document)


_SCALES = {"nghìn tỷ": "tỷ", "tỷ": "triệu", "triệu": "tỷ", "nghìn": "triệu"}
_UNITS = {
    "%": "điểm %",
    "điểm %": "%",
    "tấn": "tỷ đồng",
    "đồng": "USD",
    "USD": "đồng",
    "lượt": "tấn",
    "xã": "huyện",
    "người": "hộ",
}
_BOUNDS = {
    "tối thiểu": "không quá", "ít nhất": "tối đa", "trên": "dưới", "hơn": "dưới", "dưới": "trên",
    "không quá": "tối thiểu",
    "khoảng": "không quá", "": "hơn",
}  # fmt: skip
_OTHER_PARTS = {
    "quý I": ("quý II", "6 tháng"), "quý II": ("quý I", "6 tháng"), "quý III": ("quý II", "9 tháng"),
    "quý IV": ("quý III", "9 tháng"), "6 tháng": ("9 tháng", "6 tháng cuối"), "6 tháng cuối": ("6 tháng", "quý IV"),
    "9 tháng": ("6 tháng", "quý III"),
}  # fmt: skip
_PARTS = ("6 tháng", "9 tháng", "quý I", "quý III", "tháng 6", "6 tháng cuối")
_TAILS = ("cao nhất cả nước", "vượt xa mọi dự đoán", "do người dân đóng góp")
_APPROXIMATE = frozenset({"khoảng", "xấp xỉ"})
_NEIGHBOURS = 3
_INVENTED = 99
_LONG_NUMBER = 1000


_OF_PARTS = frozenset({Kind.PART_LEFT_OUT, Kind.OTHER_PART, Kind.PART_ADDED})
_Change = tuple[Kind, Wording, Sequence[Fact]]


class _Desk:
    """Where the cases of one corpus are made; holds what all of them look things up in."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._passages = {passage.id: passage for passage in corpus.passages}
        self._order = {passage.id: place for place, passage in enumerate(corpus.passages)}
        self._stated = {
            (fact.figure, fact.period, fact.status, name_terms(fact.indicator, fact.part)) for fact in corpus.facts
        }
        self._stated_how = {
            (fact.figure, fact.period, name_terms(fact.indicator, fact.part), fact.verb, fact.figure.comparator)
            for fact in corpus.facts
        }
        own = {fold_accents(name) for name in corpus.own_territories}
        text = fold_accents(" ".join(passage.indexed_text for passage in corpus.passages))
        self._foreign = [p for p in load_places() if fold_accents(p) not in own and fold_accents(p) not in text][:2]

    def correct(self, fact: Fact) -> Iterator[Case]:
        """The fact stated in full, and with its period or status left to the question."""
        wording = wording_of(fact, self._corpus.own_territories)
        for text in (*sentences(wording), *part_sentences(wording), *short_sentences(wording)):
            yield self._case(None, fact, text, wording)
        if fact.period and fact.period.part:
            yield self._case(None, fact, bare_part_sentence(wording), wording)
        if wording.comparator == "khoảng" and fact.figure.is_range:  # a range says of itself that it is no value
            yield self._case(None, fact, next(sentences(replace(wording, comparator=""))), wording)
        number = self._document(fact).source.number
        if number:
            yield self._case(None, fact, next(sentences(replace(wording, number=number))), wording)

    def faulty(self, fact: Fact) -> Iterator[Case]:
        """The fact stated with one fault, in every way that its kind of figure allows."""
        wording = wording_of(fact, self._corpus.own_territories)
        for turn, (kind, changed, others) in enumerate(
            self._changes(fact, wording), start=self._order[fact.passage_id]
        ):
            if self._is_stated_so(changed) if kind in {Kind.REVERSED, Kind.COMPARATOR} else self._is_true(changed):
                continue
            asked = changed if kind in {Kind.OTHER_PLACE, Kind.OTHER_YEAR_ASKED} else wording
            # The orders of words take turns.
            orders = list(sentences(changed))
            yield self._case(kind, fact, orders[turn % len(orders)], asked, others)
            if kind in _OF_PARTS:
                yield self._case(kind, fact, orders[(turn + 1) % len(orders)], changed, others)
        yield from self._by_question(fact, wording)
        yield from self._by_text(fact, wording)
        yield from self._exchanged(fact, wording)

    def of_document(self, document: Document) -> Iterator[Case]:
        """Number and date of a document, right and wrong."""
        source = document.source
        passages = tuple(passage for passage in self._corpus.passages if passage.file == document.file)[:1]
        if not passages or source.date is None or not re.match(r"\d+\W", source.number) or not source.issuer:
            return
        day, other_day = f"{source.date:%d/%m/%Y}", f"{(source.date.day % 28) + 1:02}/{source.date:%m/%Y}"
        asked = f"{source.kind} của {source.issuer} có số và ngày nào?"
        yield Case(None, dated_sentence(document, source.number, day), (1,), asked, passages)
        yield Case(Kind.DATE, dated_sentence(document, source.number, other_day), (1,), asked, passages)
        for number in self._other_numbers(document):
            yield Case(Kind.DOCUMENT_NUMBER, dated_sentence(document, number, day), (1,), asked, passages)

    def _changes(self, fact: Fact, wording: Wording) -> Iterator[_Change]:
        """One thing of the wording changed, and the other facts whose passages the draft cites as well."""
        yield from self._other_circumstances(fact, wording)
        yield from self._other_figures(fact, wording)
        yield from _other_words(wording)

    def _other_circumstances(self, fact: Fact, wording: Wording) -> Iterator[_Change]:
        for year in self._other_years(fact):
            yield Kind.WRONG_YEAR, replace(wording, period=year), ()
        for kind, period in self._other_parts(fact):
            yield kind, replace(wording, period=period), ()
        if fact.status is Status.TARGET:
            yield Kind.TARGET_AS_RESULT, replace(wording, status=Status.RESULT), ()
            yield Kind.TARGET_AS_RESULT, replace(wording, status=Status.ESTIMATE), ()
        else:
            yield Kind.RESULT_AS_TARGET, replace(wording, status=Status.TARGET), ()
        for place in self._foreign:
            yield Kind.OTHER_PLACE, replace(wording, place=place), ()
        for number in self._other_numbers(self._document(fact)):
            yield Kind.DOCUMENT_NUMBER, replace(wording, number=number), ()

    def _other_figures(self, fact: Fact, wording: Wording) -> Iterator[_Change]:
        if not wording.place and (whole := self._whole(fact)):
            yield Kind.PART_FOR_WHOLE, replace(wording, part=""), ()
            if whole.figure != fact.figure:
                yield Kind.WHOLE_FOR_PART, replace(wording, figure=whole.figure.text), ()
        for kind, figure in _changed_figures(fact):
            yield kind, replace(wording, figure=figure), ()
        for other in self._neighbours(fact):
            yield Kind.NEIGHBOUR, replace(wording, figure=other.figure.text), (other,)
        for other in self._in_other_documents(fact):
            yield Kind.OTHER_DOCUMENT, replace(wording, figure=other.figure.text), (other,)

    def _by_question(self, fact: Fact, wording: Wording) -> Iterator[Case]:
        """True words that answer another question: what the sentence leaves out is in the question."""
        with_status, bare = short_sentences(wording)
        for year in self._other_years(fact):
            if not self._is_true(replace(wording, period=year)):
                yield self._case(Kind.OTHER_YEAR_ASKED, fact, with_status, replace(wording, period=year))
        for kind, period in self._other_parts(fact):
            changed = replace(wording, period=period)
            if self._is_true(changed):
                continue
            yield self._case(Kind.OTHER_PART_ASKED, fact, with_status, changed)
            if period.part:  # its year left to the question
                yield self._case(kind, fact, bare_part_sentence(changed), wording)
        other = Status.RESULT if fact.status is Status.TARGET else Status.TARGET
        if not self._is_true(replace(wording, status=other)):
            yield self._case(Kind.OTHER_STATUS_ASKED, fact, bare, replace(wording, status=other))
        # A fact of a place that is not the documents' own cannot be told without naming it.
        for place in self._foreign[:1] if not wording.place else ():
            yield self._case(Kind.OTHER_PLACE_ASKED, fact, with_status, replace(wording, place=place))

    def _by_text(self, fact: Fact, wording: Wording) -> Iterator[Case]:
        text = next(sentences(wording))
        yield self._case(Kind.INVENTED_CITATION, fact, text, wording, cited=(_INVENTED,))
        for tail in _TAILS:
            yield self._case(Kind.TAIL, fact, f"{text[:-1]}, {tail}.", wording)
        yield self._case(Kind.DENIED, fact, f"{text[:-1]} là không đúng.", wording)
        if fact.status is Status.ESTIMATE:
            final = next(sentences(replace(wording, status=Status.RESULT))).replace(" đạt ", " thực tế đã đạt ")
            if "thực tế" in final:
                yield self._case(Kind.ESTIMATE_AS_FINAL, fact, final, wording)
        for other in self._neighbours(fact)[:1]:
            computed = abs(fact.figure.low - other.figure.low)
            if computed and not any(computed == known.figure.low for known in self._corpus.facts):
                amount = format_amount(computed, fact.figure.unit, fact.figure.scale)
                name = other.part or other.indicator
                yield self._case(
                    Kind.COMPUTED, fact, f"{text[:-1]}, chênh lệch {amount} so với {name}.", wording, (other,)
                )

    def _exchanged(self, fact: Fact, wording: Wording) -> Iterator[Case]:
        """Two facts stated in one sentence, each with the other's figure."""
        for kind, other in self._counterparts(fact):
            second = wording_of(other, self._corpus.own_territories)
            one = replace(wording, figure=second.figure, comparator=second.comparator)
            two = replace(second, figure=wording.figure, comparator=wording.comparator)
            if not (self._is_true(one) and self._is_true(two)):
                first, behind = next(sentences(one)), next(sentences(two))
                joined = f"{first[:-1]}; {behind[:1].lower()}{behind[1:]}"
                yield self._case(kind, fact, joined, wording, (other,))

    def _counterparts(self, fact: Fact) -> Iterator[tuple[Kind, Fact]]:
        """The next fact of each kind that shares all with a fact but its name, its years or its place."""
        terms = name_terms(fact.indicator, fact.part)
        alike = [
            other
            for other in self._corpus.facts
            if is_nameable(other)
            and (other.status, other.figure.unit, other.verb) == (fact.status, fact.figure.unit, fact.verb)
            and other.figure != fact.figure
            and (other.file, other.start) > (fact.file, fact.start)
        ]
        for kind, is_same in (
            (Kind.SWAPPED_NAMES, (False, True, True)),
            (Kind.SWAPPED_YEARS, (True, False, True)),
            (Kind.SWAPPED_PLACES, (True, True, False)),
        ):
            for other in alike:
                same_name = name_terms(other.indicator, other.part) == terms
                if (same_name, other.period == fact.period, other.territory == fact.territory) == is_same:
                    yield kind, other
                    break

    def _case(
        self,
        kind: Kind | None,
        fact: Fact,
        text: str,
        asked: Wording,
        others: Sequence[Fact] = (),
        cited: tuple[int, ...] | None = None,
    ) -> Case:
        """With the fact's passage first, then those of the other facts, then the passages around it."""
        place = self._order[fact.passage_id]
        around = self._corpus.passages[max(0, place - 2) : place + 3]
        first = [self._passages[one.passage_id] for one in (fact, *others)]
        passages = tuple(dict.fromkeys([*first, *around]))
        numbers = tuple(passages.index(passage) + 1 for passage in dict.fromkeys(first))
        return Case(kind, text, cited or numbers, question(asked), passages)

    def _is_true(self, wording: Wording) -> bool:
        """Whether a fact of the corpus states the wording, so that no fault was planted."""
        if wording.place or wording.number:
            return False
        terms = name_terms(wording.indicator, wording.part)
        reported = {Status.RESULT, Status.ESTIMATE}
        statuses = reported if wording.status in reported else {wording.status}
        return any(
            (span.figure, wording.period, status, terms) in self._stated
            for span in parse_figures(f"là {wording.figure}")
            for status in statuses
        )

    def _is_stated_so(self, wording: Wording) -> bool:
        """Whether some fact states it with the wording's own verb and comparator."""
        terms = name_terms(wording.indicator, wording.part)
        return any(
            (span.figure, wording.period, terms, wording.verb, wording.comparator) in self._stated_how
            for span in parse_figures(f"là {wording.figure}")
        )

    def _document(self, fact: Fact) -> Document:
        return next(document for document in self._corpus.documents if document.file == fact.file)

    def _other_years(self, fact: Fact) -> Iterator[Period]:
        if fact.period is not None:
            for step in (-1, 1):
                yield Period(fact.period.first + step, fact.period.last + step)

    def _other_parts(self, fact: Fact) -> Iterator[tuple[Kind, Period]]:
        """The periods of the same year that a figure may be mistaken for; for one of a whole year a part in turn."""
        if fact.period is None or fact.period.first != fact.period.last:
            return
        if not fact.period.part:
            part = _PARTS[self._order[fact.passage_id] % len(_PARTS)]
            yield Kind.PART_ADDED, fact.period.of_part(part)
            return
        yield Kind.PART_LEFT_OUT, fact.period.whole
        for part in _OTHER_PARTS.get(fact.period.part, ("6 tháng cuối", "quý I", "đến 20/5")):
            yield Kind.OTHER_PART, fact.period.of_part(part)

    def _whole(self, fact: Fact) -> Fact | None:
        """The fact of the whole that this one is a part of."""
        return next(
            (
                other
                for other in self._corpus.facts
                if fact.part
                and other.passage_id == fact.passage_id
                and not other.part
                and other.indicator == fact.indicator
                and other.figure.unit == fact.figure.unit
                and name_terms(other.indicator, "") != name_terms(fact.indicator, fact.part)
            ),
            None,
        )

    def _neighbours(self, fact: Fact) -> list[Fact]:
        """The next facts of the document with another name, another figure and the same unit."""
        terms = name_terms(fact.indicator, fact.part)
        later = (other for other in self._corpus.facts if other.file == fact.file and other.start > fact.start)
        fitting = [
            other
            for other in later
            if other.figure.unit == fact.figure.unit
            and other.figure != fact.figure
            and name_terms(other.indicator, other.part) != terms
        ]
        return fitting[:_NEIGHBOURS]

    def _in_other_documents(self, fact: Fact) -> list[Fact]:
        """The same indicator and part elsewhere, with another figure: another year's or another status's."""
        terms = name_terms(fact.indicator, fact.part)
        return [
            other
            for other in self._corpus.facts
            if other.file != fact.file
            and other.figure != fact.figure
            and other.figure.unit == fact.figure.unit
            and (other.period, other.status) != (fact.period, fact.status)
            and name_terms(other.indicator, other.part) == terms
        ][:_NEIGHBOURS]

    def _other_numbers(self, document: Document) -> list[str]:
        """The document's number with its first digits changed, and the number of another document of the corpus."""
        number = document.source.number
        digits = re.match(r"\d+", number)
        if digits is None:
            return []
        others = [other.source.number for other in self._corpus.documents if other.source.number not in {"", number}]
        return [f"{int(digits.group()) + 1}{number[digits.end() :]}", *others[:1]]


def _other_words(wording: Wording) -> Iterator[_Change]:
    """Verb and comparator changed."""
    if wording.verb in {"tăng", "giảm"}:
        reverse = replace(wording, verb="giảm" if wording.verb == "tăng" else "tăng")
        # Where the name is a growth itself, the sentence does not have the verb.
        if next(sentences(reverse)) != next(sentences(wording)):
            yield Kind.REVERSED, reverse, ()
    if re.search(r"trở (?:lên|xuống)$", wording.figure):
        yield Kind.COMPARATOR, replace(wording, figure=wording.figure.replace("trở lên", "trở xuống")), ()
        return
    if wording.comparator in _BOUNDS:
        yield Kind.COMPARATOR, replace(wording, comparator=_BOUNDS[wording.comparator]), ()
    is_range = re.search(r"\d\S*\s*(?:-|–|đến)\s*\d", wording.figure) is not None
    if wording.comparator and not (is_range and wording.comparator in _APPROXIMATE):
        yield Kind.COMPARATOR, replace(wording, comparator=""), ()


def _changed_figures(fact: Fact) -> Iterator[tuple[Kind, str]]:
    """The figure as written with its digits, scale, unit or format changed."""
    text, figure = fact.figure.text, fact.figure
    scale = next((word for word in _SCALES if re.search(rf"(?<!\w){word}(?!\w)", text)), "")
    if scale:
        yield Kind.WRONG_SCALE, re.sub(rf"(?<!\w){scale}(?!\w)", _SCALES[scale], text, count=1)
    elif "%" not in text and (digits := re.match(r"[\d.,]+", text)):
        yield Kind.WRONG_SCALE, f"{digits.group()} nghìn {text[digits.end() :].strip()}"
    unit = next((word for word in _UNITS if figure.unit == word and word in text), "")
    if unit:
        yield Kind.WRONG_UNIT, f"{text[: text.rindex(unit)].rstrip()} {_UNITS[unit]}"
    if figure.is_range:
        if low := re.match(r"[\d.,]+", text):
            ends = re.sub(r"^[\d.,]+\s*%?\s*(?:[-–]|đến)\s*[\d.,]+", "", text)
            yield Kind.RANGE_CUT, f"{low.group()}{ends}"
        return
    number = re.match(r"[\d.,]+", text)
    if number is None:
        return
    rest = text[number.end() :]
    for rounded in _rounded(number.group()):
        yield Kind.ROUNDED, f"{rounded}{rest}"
    if "," in number.group():
        whole, _, decimals = number.group().partition(",")
        shifted = format_number(Decimal(f"{whole.replace('.', '')}{decimals}"))
        yield Kind.LOST_DECIMAL, f"{shifted}{rest}"
    english = number.group().translate(str.maketrans(".,", ",."))
    if english != number.group():
        yield Kind.ENGLISH_FORMAT, f"{english}{rest}"


def _rounded(number: str) -> Iterator[str]:
    """One decimal fewer, or whole hundreds of a long number; only where that changes the value."""
    value = parse_number(number)
    decimals = len(number.partition(",")[2])
    if decimals:
        candidates = [round(value, decimals - 1), round(value, 0)]
    else:
        candidates = [round(value, -2)] if value >= _LONG_NUMBER else []
    for rounded in dict.fromkeys(candidates):
        if rounded != value:
            yield format_number(Decimal(rounded))
