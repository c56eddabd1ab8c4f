"""What a draft says a figure measures, against what the fact with that figure measures.

Names are compared as sets of content terms. The draft must name the fact, must not name much else, and must not name
another fact better or just as well: so a part is not told for its whole, nor a line's figure for its neighbour's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.gate.claims import Claim
from rag.answering.gate.evidence import Evidence
from rag.datatypes import Fact, QuestionFrame
from rag.figures.parts_of_year import without_parts
from rag.language.paraphrases import paraphrased
from rag.language.sentence_words import points_back
from rag.lexicon import load_lexicon
from rag.vietnamese import fold_accents, syllables

_LEAST_NAMED = 0.5
"""Share of a fact's own words that a draft must name to speak of that fact; of its part as well."""
_LEAST_OWN = 0.65
"""Share of a draft's words for the indicator that must be the fact's own: another indicator has others."""
_BETTER = 0.05
"""By how much another fact must fit the draft's words better to be the one that the draft speaks of."""
_ALSO_SAID = frozenset(
    [
        "nghị",
        "quyết",
        "báo",
        "cáo",
        "chỉ",
        "thị",
        "kế",
        "hoạch",
        "thông",
        "văn",
        "bản",
        "tài",
        "liệu",
        "hội",
        "thành",
        "tỉnh",
        "ủy",
    ]
)
"""Words that say where a figure was read, not what it measures."""


@dataclass(frozen=True, slots=True)
class _Name:
    """The content terms of what a fact measures: those that name it, with their weight, and those that may be said."""

    weights: dict[str, float]
    part: frozenset[str]
    known: frozenset[str]


def subject_disagreement(claim: Claim, fact: Fact, frame: QuestionFrame, evidence: Evidence) -> str:
    """In what the names differ; empty when the draft names what the fact measures in one of its readings."""
    reasons = [
        _difference_of_names(said, fact, evidence, of_frame=of_frame)
        for said, of_frame in _readings(claim, fact, frame, evidence)
    ]
    return "" if "" in reasons else reasons[0] if reasons else "does not say what it measures"


def _difference_of_names(said: frozenset[str], fact: Fact, evidence: Evidence, *, of_frame: bool) -> str:
    own = _name(fact)
    named = _named(own, said)
    part = len(own.part & said) / len(own.part) if own.part else 1.0
    if named < _LEAST_NAMED or part < _LEAST_NAMED:
        return f"not said of “{fact.indicator} {fact.part}”".replace(" ”", "”")
    share = _own_share(own, said)
    # What else the fact's own clause says of it, the word gate has held against it: it names no other indicator.
    clause = evidence.source_of(fact).clause_of(fact)
    strange_share = sum(not clause.says(term) for term in said - own.known) / max(1, len(said))
    if strange_share > 1 - _LEAST_OWN and not of_frame:
        strange = ", ".join(sorted(said - own.known))
        return f"belongs to “{fact.indicator} {fact.part}”, the draft speaks of {strange}"
    fit = _harmonic(named, share)
    for other in _rivals(fact, evidence):
        name = _name(other)
        other_fit = _fit(name, said)
        beside = (other.status, other.territory) == (fact.status, fact.territory)
        if other_fit >= fit and beside and name.weights != own.weights:
            return f"may also be said of “{other.indicator} {other.part}”"
        if other_fit > fit + _BETTER:
            return f"belongs to “{fact.indicator} {fact.part}”, not to “{other.indicator} {other.part}”"
    return ""


def better_named(claim: Claim, fact: Fact, evidence: Evidence) -> Fact | None:
    """A fact with another figure that the draft's words name better than the fact that has the figure: the nearest
    words do, and all that stand before it in its part of the sentence do."""
    rivals: list[Fact] = []
    for words in (claim.subjects[0], claim.before):
        said = content_terms(words)
        fit = _fit(_name(fact), said)
        better = next((other for other in _rivals(fact, evidence) if _fit(_name(other), said) > fit), None)
        if better is None:
            return None
        rivals.append(better)
    return rivals[0]


def _fit(name: _Name, said: frozenset[str]) -> float:
    return _harmonic(_named(name, said), _own_share(name, said))


def _readings(
    claim: Claim, fact: Fact, frame: QuestionFrame, evidence: Evidence
) -> Iterator[tuple[frozenset[str], bool]]:
    """The words for what the figure measures, and whether they are only the question's: a draft that names nothing
    speaks of what was asked.

    Words that name the source or the place are left out unless the fact itself is named with them.
    """
    source = evidence.documents[fact.file].source
    beside = content_terms(f"{source.title} {source.kind} {source.issuer} {source.territory} {source.number}")
    beside |= content_terms(f"{' '.join(evidence.own_territories)} {fact.territory} {claim.place}") | _ALSO_SAID
    known = _name(fact).known
    named = False
    for number, words in enumerate(claim.subjects):
        said = frozenset(term for term in content_terms(words) if term not in beside or term in known)
        is_last_resort = number == len(claim.subjects) - 1
        if said and not (named and is_last_resort):
            named = True
            yield said, False
            # A part that the draft names in full is the question's: `mầm non đạt 80%`. Never the other way round.
            if _name(fact).part and _name(fact).part <= said <= frozenset(frame.terms):
                yield said | frozenset(frame.terms), True
            # Of a long name it says a part, and the question another.
            if _name(fact).part <= said and said | set(frame.terms) <= known:
                yield said | frozenset(frame.terms), True
    # `…; ở đô thị là 100%` goes on with what was spoken of, as far as the fact is named so.
    own = content_terms(claim.subjects[0]) - beside
    # So does a plan or a result that is not said to be of anything: `Sang năm 2031, mục tiêu là …`.
    goes_on = bool(own) or points_back(claim.before) or bool(claim.cues and not claim.is_compared)
    if goes_on and own <= known and (carried := content_terms(claim.carried) & known) - own:
        yield own | carried, False
    # `tối thiểu 10% được cấp giấy …`: what stands behind tells what is done to what was spoken of.
    behind = content_terms(claim.subjects[-1]) - beside
    if not own and behind and behind <= known:
        yield behind | (content_terms(claim.carried) & known), False
    if not named and frame.terms:
        folded = {fold_accents(term): term for term in known}
        yield frozenset(folded.get(term, term) if frame.accent_free else term for term in frame.terms), True


def _rivals(fact: Fact, evidence: Evidence) -> Iterator[Fact]:
    """The facts that a draft may mean instead: another figure in the same unit, of the same period. The draft's own
    period has already been found to be the fact's."""
    for other in evidence.every_fact:
        same = other.period == fact.period and other.figure.unit == fact.figure.unit
        if same and other.figure != fact.figure:
            yield other


def _named(name: _Name, said: frozenset[str]) -> float:
    total = sum(name.weights.values())
    return sum(weight for term, weight in name.weights.items() if term in said) / total if total else 0.0


def _own_share(name: _Name, said: frozenset[str]) -> float:
    return len(said & name.known) / len(said) if said else 0.0


def _harmonic(first: float, second: float) -> float:
    return 2 * first * second / (first + second) if first + second else 0.0


def _name(fact: Fact) -> _Name:
    return _name_of(fact.indicator, fact.part, fact.figure.text)


@lru_cache(maxsize=4096)
def _name_of(indicator: str, part: str, figure_text: str) -> _Name:
    """What stands in parentheses (`giá so sánh 2010`) may be left out, but is the fact's own when said."""
    head, own_part = _needed(indicator), _needed(part)
    weights = dict.fromkeys(head, 0.5 if own_part else 1.0) | dict.fromkeys(own_part, 1.0)
    noun = re.sub(r"[\d.,%–-]+", " ", figure_text)
    return _Name(weights, own_part, frozenset(weights) | content_terms(f"{indicator} {part} {noun}"))


def _needed(words: str) -> frozenset[str]:
    return content_terms(re.sub(r"\([^)]*\)", " ", words)) or content_terms(words)


@lru_cache(maxsize=4096)
def content_terms(words: str) -> frozenset[str]:
    """The words that name something, canonical; years and parts of them say when, not what."""
    terms = load_lexicon().content_terms(" ".join(paraphrased(syllables(without_parts(words)))))
    return frozenset(term for term in terms if not re.fullmatch(r"(?:19|20)\d{2}", term))
