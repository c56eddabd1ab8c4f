"""Which targets a report lists as met and which as missed: `03 chỉ tiêu không đạt gồm: …; …`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answering.facts.places import FactPlaces
from rag.answering.facts.premises import asserts_plan_met, takes_for_granted
from rag.answering.facts.statements import FactStatements
from rag.answering.question.cues import PLAN_NOUN, fold_cues
from rag.datatypes import Citation, Document, Fact, Period, QuestionFrame, Statement
from rag.lexicon import load_lexicon
from rag.thesaurus import load_thesaurus
from rag.vietnamese import has_accents

_COUNTED = "chỉ tiêu"
# Up to the verdict of this count: not into the next one's (`33 chỉ tiêu đạt, 07 chỉ tiêu không đạt`).
_WORDS = rf"(?:(?!\d\s+{_COUNTED})[^;:(.\n])"
_LISTS = re.compile(
    rf"(?P<verdict>{_WORDS}{{0,120}}?(?P<missed>(?:không|chưa)\s+)?(?:hoàn thành|đạt)(?!\w){_WORDS}{{0,60}}?)\s*"
    r"(?:,?\s*(?:bao )?gồm(?: có)?\s*:?|\s+là\s*:?|:|\()\s*(?P<items>(?:\(\d+\)|[^.\n)(]|\([^()\n]*\))+)",
)
_VERDICTS = "hoàn thành kế hoạch; không hoàn thành kế hoạch; vượt kế hoạch; không đạt kế hoạch; nguyên nhân; khiến"
_ASKS_WHETHER = re.compile(
    rf"\b(?:hoan thanh|dat|vuot)(?: duoc| muc)* {PLAN_NOUN}(?: (?:de ra|duoc giao|nam))?"
    r"(?: hay)? (?:khong|chua)\b"
)
_ITEM_ENDS = (re.compile(r"\(\d+\)|;"), re.compile(r";|(?<!\w)và(?!\w)"))


@dataclass(frozen=True, slots=True)
class ListedTarget:
    """A target that a list of met or missed ones names, as it names it."""

    name: str
    is_met: bool
    period: Period | None
    count: Fact
    """How many targets the list holds; its clause tells whether they were met."""
    verdict: str
    citation: Citation


class FulfilmentLists:
    """The listed targets of documents, found by the facts that count them; `places` tells of which place they are."""

    def __init__(
        self, documents: Iterable[Document], facts: Sequence[Fact], fact_statements: FactStatements, places: FactPlaces
    ) -> None:
        self._places = places
        texts = {document.file: document.text for document in documents}
        self._listed = [
            target
            for fact in facts
            if fact.figure.unit == _COUNTED
            for target in _targets(fact, texts[fact.file], fact_statements)
        ]

    def denied(self, frame: QuestionFrame) -> tuple[Statement, ...]:
        """What the list says of a target that the frame takes for met and that was missed, or the other way round."""
        said = asserts_plan_met(frame.text) if takes_for_granted(frame.text) else None
        target = self.find(frame) if said is not None else None
        if target is None or target.is_met is said:
            return ()
        statement = fulfilment_statement(target)
        return (
            replace(
                statement, text=f"{'Có đạt kế hoạch' if target.is_met else 'Không đạt kế hoạch'}: {statement.text}"
            ),
        )

    def find(self, frame: QuestionFrame) -> ListedTarget | None:
        """The one listed target that the frame is about: of its year, named by all of its words; else None."""
        words = load_thesaurus(folded=frame.accent_free).read(frame.terms)
        verdicts = _verdicts(folded=frame.accent_free)
        asked = [word for word in words if not (word.is_light or verdicts.issuperset(word.terms))]
        if not asked or len(frame.periods) != 1:
            return None
        found: list[tuple[int, ListedTarget]] = []
        for target in self._listed:
            own = set(load_lexicon().content_terms(target.name, folded=frame.accent_free))
            bears = all(own.issuperset(word.terms) or any(own.issuperset(o) for o in word.others) for word in asked)
            if bears and target.period == frame.periods[0] and self._places.fit(target.count, frame):
                found.append((len(own), target))
        # `GRDP` is meant rather than `GRDP bình quân đầu người` by who says no more.
        closest = [target for size, target in found if size == min(size for size, _ in found)]
        return closest[0] if len({target.is_met for target in closest}) == 1 else None


def fulfilment_statement(target: ListedTarget) -> Statement:
    """What the list says of the target, the count and the verdict in the document's words."""
    text = f"**{target.name}** nằm trong {target.count.figure.text} {target.verdict}."
    return Statement(text, (target.citation,), (target.count,))


def _targets(fact: Fact, text: str, fact_statements: FactStatements) -> Iterable[ListedTarget]:
    found = _LISTS.match(text, fact.end)
    passage = fact_statements.passage(fact)
    if found is None or found.end() > passage.end:
        return
    # Read rightly, a list has as many names as its count says.
    names = next((names for ends in _ITEM_ENDS if len(names := _names(found["items"], ends)) == fact.figure.low), [])
    cited = fact_statements.cite(fact)
    citation = Citation(
        passage, cited.source, text[fact.clause_start : found.end()], fact.clause_start, found.end(), cited.place
    )
    verdict = " ".join(found["verdict"].split())
    for name in names:
        yield ListedTarget(name, found["missed"] is None, fact.period, fact, verdict, citation)


def asks_whether_met(text: str) -> bool:
    """Whether the text asks if a plan was met: `có hoàn thành kế hoạch không`, `đạt kế hoạch chưa`."""
    return _ASKS_WHETHER.search(fold_cues(text, accent_free=not has_accents(text))) is not None


def without_verdicts(terms: Sequence[str], *, folded: bool) -> tuple[str, ...]:
    """The terms without those that say whether a target was met, or ask why."""
    return tuple(term for term in terms if term not in _verdicts(folded=folded))


@lru_cache(maxsize=2)
def _verdicts(*, folded: bool) -> frozenset[str]:
    """The terms that say whether a target was met, or ask why."""
    return frozenset(load_lexicon().content_terms(_VERDICTS, folded=folded))


def _names(items: str, ends: re.Pattern[str]) -> list[str]:
    parts = (" ".join(item.split()).strip(" ,.;:") for item in ends.split(items))
    return [part for part in parts if part]
