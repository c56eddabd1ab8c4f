"""The figure gate: a model's sentence becomes a statement only if every figure in it is a figure of a passage it cites,
bound there to what the sentence says of it; dates, years and document numbers likewise."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.datatypes import Citation, Document, Draft, Fact, Passage, Period, QuestionFrame, Rejection, Statement, Status
from rag.figures.clauses import BoundFigure, bind_figures
from rag.figures.parsing import FigureSpan, MentionKind, YearsSpan, parse_mentions, parse_years
from rag.lexicon import load_lexicon, load_places
from rag.vietnamese import fold_accents, split_sentences

_LEAST_SHARED = 0.5
"""Share of a fact's own words that a sentence must name to speak of that fact."""

_TARGET_WORDS = re.compile(
    r"(?<!\w)(?:chỉ tiêu|mục tiêu|kế hoạch|phấn đấu|dự kiến|đề ra|đặt ra|sẽ|được giao|giao|định hướng|hướng tới|yêu cầu|nhiệm vụ|dự toán)(?!\w)",
    re.IGNORECASE,
)
_RESULT_WORDS = re.compile(
    r"(?<!\w)(?:đã|kết quả|thực hiện được|thực tế|đạt được|thực đạt|ghi nhận|hoàn thành|ước|ước đạt|ước tính|ước thực hiện)(?!\w)",
    re.IGNORECASE,
)
_NOT_IN_PASSAGES = re.compile(r"không (?:nêu|có thông tin|đề cập|được nêu|tìm thấy)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a model was given: numbered passages, and the facts and documents behind them."""

    passages: Sequence[Passage]
    facts: Mapping[str, Sequence[Fact]]
    documents: Mapping[str, Document]
    own_territories: Sequence[str]


class _Refused(Exception):  # noqa: N818 - a signal inside this module, never an error that leaves it
    """Why a draft does not pass."""


def verify(draft: Draft, frame: QuestionFrame, evidence: Evidence) -> Statement | Rejection:
    """The draft as a statement with its citations, or why it must not be shown as one."""
    cited = [evidence.passages[number - 1] for number in draft.cited if 1 <= number <= len(evidence.passages)]
    try:
        if _NOT_IN_PASSAGES.search(draft.text):
            raise _Refused("says that the passages lack it")
        if not cited:
            raise _Refused("cites no passage that it was given")
        _check_places(draft.text, frame, cited, evidence)
        facts = _check_numbers(draft.text, frame, cited, evidence)
    except _Refused as refused:
        return Rejection(draft.text, str(refused))
    return Statement(draft.text, _citations(draft.text, cited, facts, evidence), tuple(facts))


def _check_numbers(text: str, frame: QuestionFrame, cited: Sequence[Passage], evidence: Evidence) -> list[Fact]:
    mentions = parse_mentions(text)
    figures = [mention for mention in mentions if isinstance(mention, FigureSpan)]
    bound = {
        id(item.span): item
        for item in bind_figures(text, [figure for figure in figures if figure.kind is MentionKind.FIGURE])
    }
    facts = []
    for mention in mentions:
        if mention.kind is MentionKind.DAMAGED:
            raise _Refused(f"holds a damaged figure: {mention.text}")
        if isinstance(mention, FigureSpan):
            binding = bound.get(id(mention))
            facts.extend(_check_figure(text, mention, binding, frame, cited, evidence))
        elif not _stands_in(mention.text, cited) and not _is_asked_year(mention, frame):
            raise _Refused(f"{mention.kind.value} {mention.text!r} stands in no cited passage")
    return facts


def _check_figure(
    text: str,
    span: FigureSpan,
    binding: BoundFigure | None,
    frame: QuestionFrame,
    cited: Sequence[Passage],
    evidence: Evidence,
) -> list[Fact]:
    equal = [fact for passage in cited for fact in evidence.facts.get(passage.id, ()) if fact.figure == span.figure]
    if not equal or binding is None:
        _check_unregistered(text, span, cited)
        return []
    reasons = []
    for fact in equal:
        reason = _disagreement(text, span, binding, fact, frame, evidence)
        if not reason:
            return [fact]
        reasons.append(reason)
    raise _Refused(f"{span.text}: {reasons[0]}")


def _check_unregistered(text: str, span: FigureSpan, cited: Sequence[Passage]) -> None:
    """A figure that the register lacks is bound by the sentence of the passage that states it."""
    words = set(load_lexicon().content_terms(text))
    for passage in cited:
        for start, end in split_sentences(passage.text):
            sentence = passage.text[start:end]
            same = any(
                isinstance(mention, FigureSpan) and mention.figure == span.figure
                for mention in parse_mentions(sentence)
            )
            known = set(load_lexicon().terms(f"{passage.header.text} {sentence}"))
            if same and words and len(words & known) >= 0.75 * len(words):
                return
    raise _Refused(f"{span.text} is no figure of a cited passage")


def _disagreement(
    text: str, span: FigureSpan, binding: BoundFigure, fact: Fact, frame: QuestionFrame, evidence: Evidence
) -> str:
    """In what the sentence and the fact differ; empty when the sentence says of the figure what the fact says."""
    if reason := _period_disagreement(text, span, fact, frame):
        return reason
    if reason := _status_disagreement(text, fact, frame):
        return reason
    if fact.verb in {"tăng", "giảm"} and binding.verb in {"tăng", "giảm"} and fact.verb != binding.verb:
        return f"says {binding.verb}, the passage says {fact.verb}"
    return _subject_disagreement(text, binding, fact, frame, evidence)


def _period_disagreement(text: str, span: FigureSpan, fact: Fact, frame: QuestionFrame) -> str:
    said = _periods_near(text, span) or list(frame.periods)
    if fact.period is not None and said and fact.period not in said:
        return f"of {fact.period}, not of {', '.join(map(str, said))}"
    return ""


def _periods_near(text: str, span: FigureSpan) -> list[Period]:
    """The years said of a figure: the nearest before it that is no base of comparison, else those after it."""
    years = [
        found
        for found in parse_years(text)
        if not re.search(r"so (?:với|sánh)(?:\s+\w+){0,4}\s+(?:năm\s+)?$", text[: found.start])
    ]
    before = [found for found in years if found.start < span.start]
    chosen = before[-1:] or [found for found in years if found.start >= span.end][:1]
    return [found.period for found in chosen]


def _status_disagreement(text: str, fact: Fact, frame: QuestionFrame) -> str:
    says_target = _TARGET_WORDS.search(text) is not None
    says_result = _RESULT_WORDS.search(text) is not None
    if fact.status is Status.TARGET:
        if says_result and not says_target:
            return "a target told as a result"
        if not says_target and Status.TARGET not in frame.statuses:
            return "a target not told as one"
    elif says_target and not says_result and not re.search(r"(?<!\w)đạt(?!\w)", text):
        return "a result told as a target"
    return ""


def _subject_disagreement(text: str, binding: BoundFigure, fact: Fact, frame: QuestionFrame, evidence: Evidence) -> str:
    said = set(load_lexicon().content_terms(f"{binding.indicator} {binding.part} {binding.span.figure.text}"))
    whole = said | set(load_lexicon().content_terms(text)) | set(frame.terms)
    own = _shared(fact, whole)
    if own < _LEAST_SHARED:
        return f"not said of “{fact.indicator} {fact.part}”".strip()
    for other in evidence.facts.get(fact.passage_id, ()):
        if other.figure != fact.figure and _shared(other, said) > max(_shared(fact, said), _LEAST_SHARED) + 0.2:
            return f"belongs to “{fact.indicator} {fact.part}”, not to “{other.indicator} {other.part}”"
    return ""


def _shared(fact: Fact, words: set[str]) -> float:
    """Share of the fact's own content words among the words; a part counts for itself and its head for half."""
    weights = dict.fromkeys(load_lexicon().content_terms(fact.indicator), 0.5 if fact.part else 1.0)
    weights |= dict.fromkeys(load_lexicon().content_terms(fact.part), 1.0)
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in words) / total if total else 1.0


def _check_places(text: str, frame: QuestionFrame, cited: Sequence[Passage], evidence: Evidence) -> None:
    """A place that neither the passages nor their documents speak of must not come in."""
    known = fold_accents(
        " ".join([frame.text, *evidence.own_territories, *(passage.indexed_text for passage in cited)])
    )
    for place in load_places():
        if re.search(rf"(?<!\w){re.escape(place)}(?!\w)", text) and fold_accents(place) not in known:
            raise _Refused(f"speaks of {place}, which no cited passage does")
    for place in frame.territories:
        if fold_accents(place) not in fold_accents(" ".join(passage.text for passage in cited)):
            raise _Refused(f"the question asks about {place}, of which no cited passage speaks")


def _stands_in(words: str, passages: Iterable[Passage]) -> bool:
    wanted = re.sub(r"\s+", "", words).lower().strip("().")
    return any(wanted in re.sub(r"\s+", "", passage.indexed_text).lower() for passage in passages)


def _is_asked_year(mention: object, frame: QuestionFrame) -> bool:
    return isinstance(mention, YearsSpan) and mention.period in frame.periods


def _citations(text: str, cited: Sequence[Passage], facts: Sequence[Fact], evidence: Evidence) -> tuple[Citation, ...]:
    """For each cited passage the words that bear the sentence: its facts' clauses, else its most similar sentence."""
    citations = []
    words = set(load_lexicon().content_terms(text))
    for passage in cited:
        document = evidence.documents[passage.file]
        spans = [(fact.clause_start, fact.clause_end) for fact in facts if fact.passage_id == passage.id]
        if not spans:
            sentences = [(passage.start + start, passage.start + end) for start, end in split_sentences(passage.text)]
            spans = [
                max(
                    sentences, key=lambda span: len(words & set(load_lexicon().terms(document.text[span[0] : span[1]])))
                )
            ]
        citations += [Citation(passage, document.source, document.text[a:b], a, b) for a, b in dict.fromkeys(spans)]
    return tuple(citations)
