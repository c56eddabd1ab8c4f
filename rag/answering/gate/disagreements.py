"""In what a draft and the fact with its figure differ: period, status, place, change, comparator, document.

What it is called is compared in `subject_gate`.
"""

import re
from collections.abc import Iterator, Sequence

from rag.answering.gate.claims import Bound, Claim, Direction, bound_of, direction_of, places_in
from rag.answering.gate.cues import Cue, StatusClaim, cues_in
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.mentions import document_codes
from rag.answering.gate.subjects import content_terms
from rag.answering.gate.writing import plain_text
from rag.answering.question import cues
from rag.answering.question.understanding import understand
from rag.datatypes import Fact, FigureKind, Period, QuestionFrame, Status
from rag.figures.parsing import parse_years
from rag.figures.phrases import PLAN_NOUNS, PLAN_WORDS
from rag.figures.places import bare_name
from rag.vietnamese import fold_accents

_SEVERAL = 2
_WHOLE = re.compile(r"\s+(?:trong|trên)\s+(?:tổng\s+)?(?P<whole>[^,;.()]+)")
_COUNTED_WHOLE = re.compile(r"(?<!\w)(?:trên|trong)\s+tổng\s+số\s*$", re.IGNORECASE)
_VERDICT = re.compile(r"(?<!\w)(?:hoàn thành|vượt|đạt)(?!\w)", re.IGNORECASE)
_PLAN_NOUN = re.compile(rf"(?<!\w)(?:{PLAN_NOUNS})(?!\w)", re.IGNORECASE)
_PLAN_BASE = re.compile(rf"(?<!\w){PLAN_WORDS}(?!\w)")
_EARLIER_BASE = re.compile(r"(?<!\w)(?:cùng kỳ|năm trước|năm \d{4}|thực hiện)(?!\w)")


def disagreement(claim: Claim, fact: Fact, text: str, frame: QuestionFrame, evidence: Evidence) -> str:
    """In what the claim and the fact differ; empty when the draft says of the figure what the fact says."""
    return (
        _period_disagreement(claim, fact, frame)
        or _status_disagreement(claim, fact, text, frame, evidence)
        or _place_disagreement(claim, fact, frame, evidence)
        or _change_disagreement(claim, fact, frame, evidence)
        or _bound_disagreement(claim, fact, evidence)
        or _document_disagreement(text, fact, evidence)
        or _verdict_disagreement(text, fact)
        or _whole_disagreement(claim, text, fact)
    )


def _verdict_disagreement(text: str, fact: Fact) -> str:
    """`HĐND giao 14/19 chỉ tiêu`, of which 14 were met: a count of what was met or missed must say so."""
    counts_met = fact.figure.kind is FigureKind.FRACTION and _VERDICT.search(f"{fact.indicator} {fact.part}")
    return "does not say whether they were met" if counts_met and not _VERDICT.search(text) else ""


def _whole_disagreement(claim: Claim, text: str, fact: Fact) -> str:
    """A share is of the whole that its name tells: `… công nghệ cao trong công nghiệp chế biến`."""
    of_name = _WHOLE.search(f"{fact.indicator} {fact.part}") if fact.figure.unit == "%" else None
    said = _WHOLE.match(text[claim.span.end :])
    if of_name is None or said is None:
        return ""
    own, others = content_terms(of_name["whole"]), content_terms(said["whole"])
    return "a share of another whole" if own and others and not own & others else ""


def _period_disagreement(claim: Claim, fact: Fact, frame: QuestionFrame) -> str:
    part = claim.part_of_year
    if claim.periods and not _is_baseline(claim, fact):
        return "" if (fact.period,) == claim.periods else f"of {fact.period}, not of {_listed(claim.periods)}"
    if len(frame.periods) > 1:
        return "does not say of which of the years asked"
    fact_part = fact.period.part if fact.period else ""
    if part is not None and part != fact_part:
        return f"of {fact.period}, not of {part or 'the whole year'}"
    if part and fact.period:
        asked_years = [years.whole for years in frame.periods]
        return "" if not asked_years or fact.period.whole in asked_years else f"of {fact.period}, not of the year asked"
    if part is None and not frame.periods and (frame.part_of_year or "") != fact_part:
        return "does not say of which part of the year"
    # A year that the frame leaves aside as part of a norm may still be meant.
    asked = frame.periods or tuple(years.period for years in parse_years(frame.text))
    return "" if not asked or fact.period in asked else f"of {fact.period}, asked for {asked[0]}"


def _is_baseline(claim: Claim, fact: Fact) -> bool:
    """Whether the years behind a figure are what its fact is compared with: `gấp 1,4 lần năm 2022`."""
    compared = {found.period for found in parse_years(fact.baseline)}
    before = {found.period for found in parse_years(claim.before)}
    return bool(compared) and compared.issuperset(claim.periods) and not compared & {fact.period, *before}


def _listed(periods: Sequence[Period]) -> str:
    return " and ".join(map(str, periods))


def _status_disagreement(claim: Claim, fact: Fact, text: str, frame: QuestionFrame, evidence: Evidence) -> str:
    if fact.status is Status.UNKNOWN and _COUNTED_WHOLE.search(claim.before):
        return ""  # of how many there are, nobody plans a part
    if cues := _cues_beside_name(claim.cues, f"{fact.indicator} {fact.part}"):
        return _claimed_status_disagreement(cues[-1].claim, fact, evidence)
    asked = _asked_statuses(fact, frame, evidence)
    # Of several years, the status asked of one is not asked of the others.
    is_other_period = bool(claim.periods and frame.periods) and not set(claim.periods) & set(frame.periods)
    asks_only_target = asked == (Status.TARGET,) and len(frame.periods) < _SEVERAL and not is_other_period
    counts_met = fact.figure.kind is FigureKind.FRACTION and _VERDICT.search(f"{fact.indicator} {fact.part}")
    repeats_plan = not is_other_period and not claim.is_compared and _repeats_plan(claim, text, frame)
    asks_only_target |= asked == (Status.TARGET,) and repeats_plan
    asks_only_target = asks_only_target and frame.baseline is None and not counts_met
    is_ambiguous = len(asked) > 1 and Status.TARGET in asked and not claim.reads_as_result
    if is_ambiguous and _has_counterpart(fact, evidence):
        return "does not say whether it is the target or the result asked"
    if fact.status is Status.UNKNOWN:
        return "a figure of unknown status told as one of a known one" if asked or claim.reads_as_result else ""
    if fact.status is not Status.TARGET:
        return "a result where a target was asked" if asks_only_target else ""
    return "" if asks_only_target and not claim.reads_as_result else "a target not told as one"


def _repeats_plan(claim: Claim, text: str, frame: QuestionFrame) -> bool:
    """Whether a draft that tells nothing otherwise has before its figure the word of plan that the question has: `chỉ
    tiêu … là 12%`, asked for the `chỉ tiêu` of two years."""
    asked = {found.lower() for found in _PLAN_NOUN.findall(frame.text)}
    said = {found.lower() for found in _PLAN_NOUN.findall(text[: claim.span.start])}
    return bool(asked & said) and all(cue.claim is StatusClaim.TARGET for cue in cues_in(text))


def _has_counterpart(fact: Fact, evidence: Evidence) -> bool:
    """Whether the evidence has a figure of the same thing and period and another status."""
    name = content_terms(f"{fact.indicator} {fact.part}")
    return any(
        other.period == fact.period and other.status != fact.status
        for facts in evidence.facts.values()
        for other in facts
        if content_terms(f"{other.indicator} {other.part}") == name
    )


def _asked_statuses(fact: Fact, frame: QuestionFrame, evidence: Evidence) -> tuple[Status, ...]:
    """The statuses that the question names beside the indicator's own words: `vốn thực hiện toàn xã hội` asks for
    no result."""
    text = frame.text
    for phrase in _status_phrases(f"{fact.indicator} {fact.part}"):
        text = re.sub(rf"(?<!\w){phrase}(?!\w)", " ", text, flags=re.IGNORECASE)
    if text == frame.text or understand(frame.text, evidence.own_territories).statuses != frame.statuses:
        return frame.statuses
    return understand(text, evidence.own_territories).statuses


def _status_phrases(name: str) -> Iterator[str]:
    """Patterns of the words of a name that a question asks a status by, each with its neighbours to tell it from the
    question's own."""
    words = name.split()
    folded = [fold_accents(word) for word in words]
    for first in range(len(words)):
        for last in range(first + 1, min(first + 3, len(words)) + 1):
            words_of_status = " ".join(folded[first:last])
            if cues.names_status(words_of_status):
                yield r"\s+".join(map(re.escape, words[max(0, first - 1) : last + 1]))


def _cues_beside_name(cues: Sequence[Cue], name: str) -> list[Cue]:
    """Without those that are part of the indicator's name: `kế hoạch` in `giải ngân kế hoạch vốn` tells nothing."""
    left = name.lower()
    kept: list[Cue] = []
    for cue in reversed(cues):
        left, count = re.subn(rf"(?<!\w){re.escape(cue.words.lower())}(?!\w)", " ", left, count=1)
        if not count:
            kept.insert(0, cue)
    return kept


def _claimed_status_disagreement(claimed: StatusClaim, fact: Fact, evidence: Evidence) -> str:
    """An estimate may be told as a result, as the documents do in their headings, but never as a final one."""
    allowed = {
        Status.TARGET: {StatusClaim.TARGET, StatusClaim.EXPECTED},
        Status.ESTIMATE: {StatusClaim.ESTIMATE, StatusClaim.EXPECTED, StatusClaim.RESULT},
        Status.RESULT: {StatusClaim.RESULT, StatusClaim.FINAL},
    }.get(fact.status, set[StatusClaim]())
    if claimed in allowed:
        return ""
    states_estimate = re.search(r"(?<!\w)ước(?!\w)", _clause(fact, evidence), re.IGNORECASE)
    if fact.status is Status.RESULT and claimed is StatusClaim.ESTIMATE and states_estimate:
        return ""
    article = "an" if fact.status is Status.ESTIMATE else "a"
    return f"{article} {fact.status.value} told as {claimed.value}"


def _place_disagreement(claim: Claim, fact: Fact, frame: QuestionFrame, evidence: Evidence) -> str:
    """A place that the draft gives the figure is the fact's own or part of its indicator's name; a draft without one
    speaks of the place asked about, or else of the documents' own."""
    own = {_folded_place(name) for name in evidence.own_territories}
    if (several := re.split(r" và |, ", fact.territory))[1:]:
        # Of several places together: all of them are said.
        words = fold_accents(claim.clause)
        return "" if all(_folded_place(name) in words for name in several) else f"of {fact.territory} together"
    places = {_folded_place(name) for name in re.split(r" và |, ", fact.territory) if name}
    named = {_folded_place(place) for place in places_in(f"{fact.indicator} {fact.part}")}
    said = ({_folded_place(claim.place)} - {""} or _territories_named(claim, fact, evidence)) - (named - places)
    if said:
        return "" if said <= places else f"of {fact.territory}, not of {claim.place or ', '.join(said)}"
    if frame.territories:
        asked = {_folded_place(name) for name in frame.territories}
        return "" if asked <= places | named else f"of {fact.territory}, asked for {', '.join(frame.territories)}"
    return "" if places <= own else f"of {fact.territory}, which the draft does not say"


def _territories_named(claim: Claim, fact: Fact, evidence: Evidence) -> set[str]:
    """Places of the register that the draft names without their kind: `của Thủy Nguyên`."""
    before = fold_accents(claim.before)
    name = fold_accents(f"{fact.indicator} {fact.part}")
    territories = {fact.territory} | {other.territory for facts in evidence.facts.values() for other in facts}
    folded = {_folded_place(name) for territory in territories for name in re.split(r" và |, ", territory)} - {""}
    return {p for p in folded if p not in name and re.search(rf"(?<!\w){re.escape(p)}(?!\w)", before)}


def _folded_place(name: str) -> str:
    folded = bare_name(fold_accents(name).strip())
    return "ca nuoc" if folded in {"toan quoc", "viet nam"} else folded


def _change_disagreement(claim: Claim, fact: Fact, frame: QuestionFrame, evidence: Evidence) -> str:
    own = direction_of(fact.verb, f"{fact.indicator} {fact.part}")
    is_change = fact.figure.kind is FigureKind.CHANGE or own in {Direction.UP, Direction.DOWN}
    in_name = re.search(r"(?<!\w)thiếu\W*$", f"{fact.indicator} {fact.part}", re.IGNORECASE)
    # `hoàn thành vượt mức 14/19 chỉ tiêu`: the verb is of the name; `cao hơn mức 142,8 triệu tấn`: of the other figure.
    if fact.figure.kind is FigureKind.FRACTION or (claim.is_compared and own is Direction.NONE and not is_change):
        return ""
    if claim.verb not in {Direction.NONE, Direction.EQUAL} and not (in_name and claim.verb is Direction.BELOW_PLAN):
        if own is Direction.NONE and not is_change:
            return f"a level told as {claim.verb.value}"
        if own not in {Direction.NONE, Direction.EQUAL, claim.verb} or (own is Direction.EQUAL and fact.verb):
            return f"says {claim.verb.value}, the passage says {own.value}"
    elif own not in {Direction.NONE, Direction.EQUAL}:
        # A draft that names nothing speaks of what was asked: the question says that it is a change.
        asks_change = FigureKind.CHANGE in frame.kinds and not content_terms(claim.subjects[0])
        if claim.direction is Direction.NONE and not asks_change:
            return f"{own.value} told as a level"
        if claim.direction not in {Direction.NONE, own}:
            return f"says {claim.direction.value}, the passage says {own.value}"
    return _baseline_disagreement(claim, fact, evidence)


def _baseline_disagreement(claim: Claim, fact: Fact, evidence: Evidence) -> str:
    if not claim.baseline:
        return ""
    if evidence.row_of(fact) and not fact.baseline:
        return f"measured against {claim.baseline.strip()!r}, which its column does not say"
    document = evidence.documents[fact.file].text
    own = fact.baseline or document[fact.end : min(fact.end + 80, max(fact.clause_end, fact.end))]
    years = {str(years.period) for years in parse_years(claim.baseline)}
    if years and not years <= {
        str(found.period) for found in parse_years(f"{_clause(fact, evidence)} {fact.baseline}")
    }:
        return f"measured against {claim.baseline.strip()!r}, which the passage does not say"
    for pattern, other in ((_PLAN_BASE, _EARLIER_BASE), (_EARLIER_BASE, _PLAN_BASE)):
        said, stated = pattern.search(claim.baseline), pattern.search(own)
        if said and not other.search(claim.baseline) and not stated and other.search(own):
            return f"measured against {own.strip()!r}, not against {claim.baseline.strip()!r}"
    return ""


def _bound_disagreement(claim: Claim, fact: Fact, evidence: Evidence) -> str:
    """A comparator is part of a figure: a floor told as a value turns a promise into a forecast, and an estimate of
    `khoảng 15%` is not 15%; one copied word would have kept it. A range says of itself that it is no value."""
    document = evidence.documents[fact.file].text
    before = plain_text(document[max(0, fact.start - 60) : fact.start]) + " "
    own = bound_of(before, fact.figure.text, document[fact.end : fact.end + 20])
    if evidence.row_of(fact):  # the cells beside it are other figures'
        own = bound_of(f"{fact.figure.comparator} ", fact.figure.text, "")
    if claim.bound is own or (claim.bound is Bound.EXACT and own is Bound.ABOUT and fact.figure.is_range):
        return ""
    return f"told as {claim.bound.value}, the passage says {own.value}"


def _document_disagreement(text: str, fact: Fact, evidence: Evidence) -> str:
    """A draft that names a document of the corpus as its source states that document's figures."""
    named = document_codes(plain_text(text))
    if not named:
        return ""
    numbers = {file: document_codes(plain_text(doc.source.number)) for file, doc in evidence.documents.items()}
    if not any(named & codes for codes in numbers.values()) or named & numbers[fact.file]:
        return ""
    return "" if named & document_codes(_clause(fact, evidence)) else "of another document than the one named"


def _clause(fact: Fact, evidence: Evidence) -> str:
    """The words that state the fact, with what it is called: a long clause is cut, its opening is not repeated."""
    document = evidence.documents[fact.file].text
    return plain_text(f"{fact.indicator} {fact.part} {document[fact.clause_start : fact.clause_end]}")
