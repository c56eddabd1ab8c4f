"""The facts that a question means, of all that its words match."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence

from rag.answering.facts.places import FactPlaces
from rag.answering.facts.relations import (
    DONE,
    are_twins,
    came_about_of,
    compares_as_asked,
    fits,
    fits_measure,
    fits_unit,
    is_excluded,
    is_near,
    may_fit,
    restates,
    rivals,
    same_subject,
)
from rag.datatypes import (
    Document,
    Fact,
    FactMatch,
    FigureKind,
    Operation,
    Passage,
    Period,
    QuestionFrame,
    Status,
    Weight,
)
from rag.lexicon import load_lexicon
from rag.retrieval.fact_matches import FactMatches
from rag.vietnamese import fold_accents, syllables

_LEAST_LIKELIHOOD = 0.3
"""Below it the documents are taken not to hold the indicator. Chosen where the questions with known answers lose as
many answers to it as those about something else gain."""

_FAINT_LIKELIHOOD = 0.05
"""Below it a fact says nothing of where the answer may stand."""

WHOLE_COVERAGE = 0.85
"""From here on one fact answers the whole question, and its parts are not asked one by one."""

_SAME_SCORE = 0.4
"""Facts this close to the best are equally meant."""

_RIVAL_SCORE = 2.5
"""What another document says of the same year this far below the best may be of something alike."""

_SIGN_OR_DIGIT = re.compile(r"[;,.()\d]")
_ASKS_WHOLE = re.compile(r"\b(?:toan|ca) (?:tinh|thanh pho|huyen|xa)\b")
_ASKS_DIRECTION = re.compile(r"\b(?:tang hay giam|giam hay tang|tang giam)\b")
_ACROSS_YEARS = re.compile(
    r"(?<!\w)(?:(?:qua|theo|trong) các năm|(?:từng|mỗi|hằng|hàng) năm|các năm)(?!\w)", re.IGNORECASE
)


class FactChoice:
    """Chooses among the facts of these documents. `own_territories` are those that the documents speak for."""

    def __init__(
        self, documents: Iterable[Document], passages: Iterable[Passage], own_territories: Iterable[str]
    ) -> None:
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._rows = frozenset(passage.id for passage in passages if passage.row is not None)
        self._places = FactPlaces(self._documents.values(), own_territories)

    def fits_place(self, fact: Fact, frame: QuestionFrame) -> bool:
        """Whether the fact is of the place that the question is about."""
        return self._places.fit(fact, frame)

    def is_exactly(self, fact: Fact, frame: QuestionFrame) -> bool:
        """Whether the fact is of no other places than the question names, if it names any."""
        return self._places.is_exactly(fact, frame)

    def is_at_home(self, file: str, frame: QuestionFrame) -> bool:
        """Whether the document speaks for the place that the question names, if it names any."""
        return self._places.is_at_home(file, frame)

    def speaks_of(self, passage: Passage, frame: QuestionFrame) -> bool:
        """Whether a passage can be about the place that the question is about."""
        return self._places.speaks_of(passage, frame)

    def twins_apart(self, frame: QuestionFrame, matches: FactMatches) -> FactMatches:
        """The matches with that one of several figures of just the same first whose clause goes on as the question
        does (`phần trăm dự toán tỉnh giao`)."""
        likely = list(itertools.takewhile(lambda match: match.likelihood >= _LEAST_LIKELIHOOD, matches))
        ordered = list(likely)
        for place, match in enumerate(likely):
            for later in range(place + 1, len(ordered)):
                other = ordered[later]
                if are_twins(match.fact, other.fact) and self.means_rather(other.fact, ordered[place].fact, frame):
                    ordered[place], ordered[later] = other, ordered[place]
        return matches if ordered == likely else matches.reordered(ordered)

    def means_rather(self, fact: Fact, other: Fact, frame: QuestionFrame) -> bool:
        """Whether the words behind the fact's figure have more of the question than those behind the other's."""
        asked = set(syllables(fold_accents(frame.text)))
        own, others = self._words_behind(fact), self._words_behind(other)
        return len(own & asked) > len(others & asked) and not (others - own) & asked

    def _words_behind(self, fact: Fact) -> set[str]:
        """The folded words between a figure and the next sign or figure of its clause."""
        behind = self._documents[fact.file].text[fact.end : fact.clause_end]
        return set(syllables(fold_accents(_SIGN_OR_DIGIT.split(behind, maxsplit=1)[0])))

    def fitting(self, frame: QuestionFrame, matches: FactMatches) -> list[FactMatch]:
        """The matches of the place, period and status asked, with enough of the question in their words."""
        found = matches.likely(
            _FAINT_LIKELIHOOD,
            by_time=lambda fact: may_fit(fact, frame),
            by_unit=lambda _: True,
            by_spot=lambda fact: self._places.may_fit(fact, frame),
        )
        return [match for match in found if fits(match.fact, frame) and self._places.is_said_of(match.fact, frame)]

    def leads(self, frame: QuestionFrame, matches: FactMatches) -> list[FactMatch]:
        """The fitting matches of an indicator that the documents hold."""
        return [match for match in self.fitting(frame, matches) if match.likelihood >= _LEAST_LIKELIHOOD]

    def of_subject(self, frame: QuestionFrame, matches: FactMatches) -> list[FactMatch]:
        """The matches of the indicator, place and unit asked, best first, of whatever period and status."""
        found = matches.likely(
            _LEAST_LIKELIHOOD,
            by_time=lambda _: True,
            by_unit=lambda fact: fits_unit(fact, frame),
            by_spot=lambda fact: self._places.may_fit(fact, frame),
        )
        fitting = [
            match for match in found if self._fits_measure(match, frame) and self._places.is_said_of(match.fact, frame)
        ]
        if frame.kinds and _ASKS_DIRECTION.search(fold_accents(frame.text)):
            # `tăng hay giảm bao nhiêu` is answered by the change, where the documents tell it.
            close = [match for match in fitting if is_near(match, fitting[0])]
            fitting = [match for match in close if match.fact.figure.kind is FigureKind.CHANGE] or fitting
        fitting = [match for match in fitting if compares_as_asked(match.fact, frame)] or fitting
        fitting = _whole_first(frame, fitting)
        fitting = [match for match in fitting if not is_excluded(match.fact, frame)] or fitting
        if frame.territories:
            # What is told of the place alone goes before what is told of it and others.
            fitting = [match for match in fitting if self._places.is_exactly(match.fact, frame)] or fitting
        # What the document that the question speaks of says, if it says it.
        if frame.operation is not Operation.COMPARE:
            inside = [match for match in fitting if match.fact.file in frame.files and fits(match.fact, frame)]
            fitting = inside or fitting
        return fitting

    def choose(self, frame: QuestionFrame, of_subject: Sequence[FactMatch]) -> list[list[Fact]]:
        """The facts that answer, those that state the same together; none where none is of the year and status asked.

        `of_subject` are the matches of that name here, at least one.
        """
        best = of_subject[0]
        exact = [
            match
            for match in of_subject
            if fits(match.fact, frame)
            and (
                match.score >= best.score - _SAME_SCORE
                or (is_near(match, best) and same_subject(match.fact, best.fact))
                or match.coverage >= WHOLE_COVERAGE
            )
        ]
        across = not exact or (not frame.periods and _ACROSS_YEARS.search(frame.text) is not None)
        over_years = self._over_years(frame, of_subject) if across else []
        return over_years or (self._equally_best(frame, exact) if exact else [])

    def _fits_measure(self, match: FactMatch, frame: QuestionFrame) -> bool:
        return not self._is_of_row(match.fact) or fits_measure(match.fact, frame)

    def _is_of_row(self, fact: Fact) -> bool:
        return fact.passage_id in self._rows

    def _over_years(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> list[list[Fact]]:
        """The figures of a table's row over the years asked (`giai đoạn 2021-2025`, `qua các năm`), in their order."""
        lead = matches[0].fact
        if not self._is_of_row(lead) or len(frame.periods) > 1:
            return []
        years = frame.periods[0] if frame.periods else Period(0, 9999)
        facts = [
            match.fact
            for match in matches
            if self._is_of_row(match.fact)
            and (match.fact.indicator, match.fact.part) == (lead.indicator, lead.part)
            and (match.fact.territory, match.fact.figure.unit) == (lead.territory, lead.figure.unit)
            and (match.fact.period and years.first <= match.fact.period.first and match.fact.period.last <= years.last)
            and (not frame.statuses or match.fact.status in frame.statuses)
        ]
        if len({fact.period for fact in facts}) < 2:
            return []
        return _grouped(sorted(facts, key=lambda fact: (str(fact.period), fact.start)))

    def _equally_best(self, frame: QuestionFrame, matches: Sequence[FactMatch]) -> list[list[Fact]]:
        """The facts equally best, those that restate one another together; of the latest year if none is asked."""
        lead = matches[0].fact
        # The latest figure may stand in a document that names the indicator less nearly.
        reach = _RIVAL_SCORE if frame.wants_latest else _SAME_SCORE
        asks_what_came_about = not frame.statuses and Status.TARGET not in frame.leaning
        same = [
            match.fact
            for match in matches
            if (
                match.score >= matches[0].score - reach
                or restates(match.fact, lead)
                or (match.score >= matches[0].score - _RIVAL_SCORE and rivals(match.fact, lead))
                or (asks_what_came_about and came_about_of(match.fact, lead))
            )
            and same_subject(match.fact, lead)
            and (bool(match.fact.part) is bool(lead.part) or restates(match.fact, lead))
            and match.fact.figure.kind is lead.figure.kind
            and match.fact.figure.unit.split("/")[0] == lead.figure.unit.split("/")[0]
        ]
        if not frame.periods:
            latest = max((fact.period.last for fact in same if fact.period), default=None)
            same = [fact for fact in same if fact.period and fact.period.last == latest] or same
            if frame.part_of_year is None:
                same = [fact for fact in same if fact.period and not fact.period.part] or same
        if not frame.statuses:
            # What came about answers a question that names no status; the plan only where nothing has come about.
            same = [fact for fact in same if fact.status in (frame.leaning or DONE)] or same
        # A final result takes the place of the estimate made before the year was over.
        results = [fact for fact in same if fact.status is Status.RESULT]
        same = [
            fact
            for fact in same
            if fact.status is not Status.ESTIMATE or not any(self._is_final_of(fact, result) for result in results)
        ]
        return _grouped(sorted(same, key=self._weight_order))

    def _is_final_of(self, estimate: Fact, result: Fact) -> bool:
        """Whether the result takes an estimate's place: one that nobody has confirmed takes none of a confirmed one."""
        is_confirmed = self._documents[result.file].source.recorded
        trusts = is_confirmed or not self._documents[estimate.file].source.recorded
        return trusts and (result.period, result.figure.unit) == (estimate.period, estimate.figure.unit)

    def _weight_order(self, fact: Fact) -> tuple[bool, int, bool, bool, int]:
        """Lowest for a fact of the weightiest kind of document; a document that was replaced stands behind all others,
        one that was amended behind those of its kind. What a text makes of itself counts only among the unrecorded."""
        source = self._documents[fact.file].source
        confirmed, claimed = list(Weight).index(source.confirmed_weight), list(Weight).index(source.weight)
        return bool(source.replaced_by), confirmed, not source.recorded, bool(source.amended_by), claimed


def _whole_first(frame: QuestionFrame, matches: list[FactMatch]) -> list[FactMatch]:
    """Before the part that fits best the whole, where the question asks for it (`toàn tỉnh`) and names no such part."""
    if not matches or not matches[0].fact.part or not _ASKS_WHOLE.search(fold_accents(frame.text)):
        return matches
    lead = matches[0].fact
    lexicon = load_lexicon()
    of_part = set(lexicon.content_terms(lead.part, folded=frame.accent_free))
    of_part -= set(lexicon.content_terms(lead.indicator, folded=frame.accent_free))
    if len(of_part & set(frame.terms)) * 2 >= len(of_part):
        return matches
    whole = [
        match
        for match in matches
        if (match.fact.indicator, match.fact.part) == (lead.indicator, "") and is_near(match, matches[0])
    ]
    return [*whole, *(match for match in matches if match not in whole)]


def _grouped(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Facts of equal figure, period and status together, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.figure, fact.period, fact.status), []).append(fact)
    return list(groups.values())
