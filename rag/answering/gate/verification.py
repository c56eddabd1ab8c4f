"""The gate on every sentence that a language model writes: it becomes a statement, or it is not shown as one.

Four parts look at it in turn: how it is written (`writing_gate`), what its figures are said to be (`figure_gate`), its
years, dates and numbers of documents (`mention_gate`), and every other word (`word_gate`, or `support_gate` where it
has no figure). All errors are on the side of refusing: behind a refused sentence stands the answer that no model wrote.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from rag.answering.gate.counts_in_words import with_fractions, without_counted_lists
from rag.answering.gate.cues import cues_in
from rag.answering.gate.evidence import Evidence
from rag.answering.gate.figures import check_figures
from rag.answering.gate.joined_statements import names_subject, split_items, split_statements
from rag.answering.gate.mentions import check_mentions
from rag.answering.gate.order import check_order
from rag.answering.gate.refused import Refused
from rag.answering.gate.several_years import is_of, lacks, split_added, without_each_year, years_of_sentence
from rag.answering.gate.sources import Source, SourceClause
from rag.answering.gate.subjects import content_terms
from rag.answering.gate.support import supporting
from rag.answering.gate.words import check_stray_signs, check_words
from rag.answering.gate.writing import check_writing, plain_text
from rag.datatypes import Citation, Draft, Fact, Period, QuestionFrame, Rejection, Statement, Status
from rag.figures.parsing import FigureSpan, Mention, parse_mentions, parse_years
from rag.language.sentence_words import points_back
from rag.vietnamese import syllables

_FEWEST_ITEMS, _FEWEST_FIGURES, _FEWEST_YEARS = 3, 2, 2
_MOST_JOINED = 8
"""So many pieces between commas may be one statement of a list."""
_MOST_REPEATED = 10
"""How often a sentence may have one syllable: the work of following a source grows with that by its square."""
_FRACTION = re.compile(r"(?<![\d.,/])(\d{1,3}) (?:trong|trên)(?: tổng số| số)? (\d{1,3})(?![\d.,/%])")
"""`7 trong 18 chỉ tiêu`, which documents write as `07/18 chỉ tiêu`."""
_LONGEST_DRAFT_CHARS = 1_200
"""Each figure of a sentence is held against all that stands before it: the work ends only where the sentence does."""

__all__ = ["Evidence", "verify", "verify_or_attribute"]


def verify_or_attribute(
    draft: Draft, frame: QuestionFrame, evidence: Evidence, before: Statement | None = None
) -> Statement | Rejection:
    """As `verify`; but the sources of a draft without markers, or with wrong ones, are found by the gate: figure by
    figure over all passages, or the sentence that bears it. What goes on with the statement `before` it (`con số này`)
    is held against the sources together with that."""
    points = points_back(draft.text)
    verdict: Statement | Rejection = Rejection(draft.text, "points back at nothing that is shown")
    everywhere = replace(draft, cited=tuple(range(1, len(evidence.passages) + 1)))
    if not points:
        verdict = verify(draft, frame, evidence)
        if isinstance(verdict, Rejection):
            found = verify(everywhere, frame, evidence)
            verdict = found if isinstance(found, Statement) or not draft.cited else verdict
    if isinstance(verdict, Statement) or before is None:
        return verdict
    together = Draft(f"{before.text.rstrip(' .')}; {draft.text}", tuple(range(1, len(evidence.passages) + 1)))
    found = verify(together, frame, evidence, joins=False)
    if isinstance(found, Rejection):
        alone = verify(everywhere, frame, evidence) if points else verdict
        if isinstance(alone, Statement) and _is_about(alone, before):
            return alone
        return Rejection(draft.text, found.reason if points else verdict.reason)
    return replace(found, text=plain_text(draft.text), facts=found.facts[len(before.facts) :])


def _is_about(written: Statement, before: Statement) -> bool:
    """Whether the words that bear a statement name, in the same document, all that the one before told figures of."""
    files = {citation.passage.file for citation in (*written.citations, *before.citations)}
    borne = content_terms(" ".join(citation.quote for citation in written.citations))
    names = [content_terms(f"{fact.indicator} {fact.part}") for fact in before.facts]
    return len(files) == 1 and bool(names) and all(name <= borne for name in names)


def verify(draft: Draft, frame: QuestionFrame, evidence: Evidence, *, joins: bool = True) -> Statement | Rejection:
    """The draft as a statement with its citations, or why it must not be shown as one. With `joins`, it may join
    statements of several sources.

    Numbers of passages that were not given are dropped; a draft left without any is refused. Of the cited passages only
    those that bear something of it become citations: other numbers were decoration.
    """
    if len(draft.text) > _LONGEST_DRAFT_CHARS:
        return Rejection(draft.text, "is longer than a sentence")
    text = plain_text(draft.text)
    sources = [evidence.sources[number - 1] for number in draft.cited if 1 <= number <= len(evidence.passages)]
    if not sources:
        return Rejection(draft.text, "cites no passage that it was given")
    try:
        clauses, facts = _check(text, frame, sources, evidence, joins=joins)
    except Refused as refused:
        return Rejection(draft.text, str(refused))
    return Statement(text, tuple(dict.fromkeys(map(_citation, clauses))), facts)


def _check(
    text: str, frame: QuestionFrame, sources: Sequence[Source], evidence: Evidence, *, joins: bool
) -> tuple[list[SourceClause], tuple[Fact, ...]]:
    """The clauses of its sources that the draft tells, and the facts that its figures state."""
    if any(count > _MOST_REPEATED for count in Counter(syllables(text)).values()):
        raise Refused("repeats itself")
    text = with_fractions(_FRACTION.sub(r"\1/\2", text))
    check_writing(text, [source.text for source in sources])
    check_stray_signs(text, parse_mentions(text))
    if text.rstrip().endswith("?"):
        raise Refused("asks instead of telling")
    try:
        return _check_counted(text, frame, sources, evidence)
    except Refused as refused:
        if told := _check_years(text, frame, sources):
            return told, ()
        if not joins:
            raise
        try:
            return _check_joined(text, frame, sources, evidence)
        except Refused:
            raise refused from None


def _check_years(text: str, frame: QuestionFrame, sources: Sequence[Source]) -> list[SourceClause]:
    """Of a draft without figures that says a thing of each of the years asked, or of one what the others lack, a
    sentence for each year; empty where a year has none that bears it out."""
    years = list(dict.fromkeys(period.whole for period in frame.periods))
    if _has_figures(text):
        return []
    of_year: dict[Period, list[SourceClause]] = {year: [] for year in years}
    for sentence in (sentence for source in sources for sentence in source.sentences):
        told = years_of_sentence(sentence) & set(years)
        if len(told) == 1:
            of_year[told.pop()].append(sentence)
    try:
        if statement := without_each_year(text, len(years)):
            return [
                _check_figureless(statement, parse_mentions(statement), of_year[year], is_start=False) for year in years
            ]
    except Refused:
        return []
    return _check_added(text, of_year)


def _check_added(text: str, of_year: Mapping[Period, Sequence[SourceClause]]) -> list[SourceClause]:
    """The sentence that says what one year has more than the others, and one of each other year, which tells of the
    same thing and lacks it."""
    named = [found.period.whole for found in parse_years(text)]
    if (
        len(of_year) < _FEWEST_YEARS
        or len(named) != 1
        or named[0] not in of_year
        or (told := split_added(text)) is None
    ):
        return []
    subject, added = told
    others = [[other for other in of_year[year] if is_of(other, subject)] for year in of_year if year != named[0]]
    if not all(others) or not all(lacks(other, added) for same in others for other in same):
        return []
    statement = f"{subject.strip()} có {added.strip()}"
    try:
        found = _check_figureless(statement, parse_mentions(statement), of_year[named[0]], is_start=False)
    except Refused:
        return []
    return [found, *(same[0] for same in others)]


def _check_joined(
    text: str, frame: QuestionFrame, sources: Sequence[Source], evidence: Evidence
) -> tuple[list[SourceClause], tuple[Fact, ...]]:
    """A draft that joins statements of several sources, each held against its own."""
    if (parts := split_statements(text)) is None:
        return _check_list(text, frame, sources, evidence)
    try:
        checked = [
            _check_counted(part, frame, sources, evidence, is_start=number > 0) for number, part in enumerate(parts)
        ]
    except Refused:
        return _check_list(text, frame, sources, evidence)
    clauses, facts = zip(*checked, strict=True)
    return list(chain.from_iterable(clauses)), tuple(chain.from_iterable(facts))


def _check_list(
    text: str, frame: QuestionFrame, sources: Sequence[Source], evidence: Evidence
) -> tuple[list[SourceClause], tuple[Fact, ...]]:
    """A draft that lists tasks, or figures: each is a whole statement, all of one document."""
    items = split_items(text)
    has_figures = _has_figures(text)
    if len(items) < (_FEWEST_FIGURES if has_figures else _FEWEST_ITEMS):
        raise Refused("joins no statements")
    clauses: list[SourceClause] = []
    facts: list[Fact] = []
    statuses: set[Status] = set()
    start = 0
    while start < len(items):
        for end in range(min(len(items), start + _MOST_JOINED), start, -1):
            part = ", ".join(items[start:end])
            if end - start == len(items) or (has_figures and not (_has_figures(part) and names_subject(part))):
                continue
            try:
                told = f"{_years_before(items[:start], part)}{part}" if has_figures else part
                found, stated = _check_counted(told, frame, sources, evidence, is_start=True)
            except Refused:
                continue
            of_part = {fact.status for fact in stated} or {Status.UNKNOWN}
            if cues_in(part):
                statuses = of_part
            elif statuses and not of_part <= statuses:
                continue  # what said how the figures before are told says it of this one, too
            clauses += found
            facts += stated
            start = end
            break
        else:
            raise Refused(f"says {items[start]!r} of no source")
    if len({clause.passage.file for clause in clauses}) > 1:
        raise Refused("joins statements of several documents")
    return clauses, tuple(facts)


def _has_figures(text: str) -> bool:
    return any(isinstance(mention, FigureSpan) for mention in parse_mentions(text))


def _years_before(items: Sequence[str], part: str) -> str:
    """The last years that stand before a part which names none: it goes on with them."""
    before = [] if list(parse_years(part)) else list(parse_years(", ".join(items)))
    return f"Năm {before[-1].period}, " if before else ""


def _check_counted(
    text: str, frame: QuestionFrame, sources: Sequence[Source], evidence: Evidence, *, is_start: bool = False
) -> tuple[list[SourceClause], tuple[Fact, ...]]:
    """The draft with its counts or, where no source has them, without those that its own lists bear out."""
    try:
        return _check_part(text, frame, sources, evidence, is_start=is_start)
    except Refused:
        if (counted := without_counted_lists(text)) == text:
            raise
        return _check_part(counted, frame, sources, evidence, is_start=is_start)


def _check_part(
    text: str, frame: QuestionFrame, sources: Sequence[Source], evidence: Evidence, *, is_start: bool = False
) -> tuple[list[SourceClause], tuple[Fact, ...]]:
    mentions = parse_mentions(text)
    if not _has_words(text, mentions):
        raise Refused("is a figure without a word of what it is")
    sentences = [sentence for source in sources for sentence in source.sentences]
    facts: tuple[Fact, ...] = ()
    if any(isinstance(mention, FigureSpan) for mention in mentions):
        try:
            stated = check_figures(text, mentions, frame, sources, evidence)
            check_words(text, mentions, stated, frame)
            clauses, facts = [item.clause for item in stated], tuple(item.fact for item in stated if item.fact)
        except Refused as refused:
            try:
                # A row's cells are no sentence: they have no order that says what is of what.
                prose = [sentence for sentence in sentences if not sentence.passage.row]
                clause, facts = check_order(text, mentions, frame, prose, evidence)
            except Refused:
                raise refused from None
            clauses = [clause]
    else:
        return [_check_figureless(text, mentions, sentences, is_start=is_start)], ()
    cited = list(dict.fromkeys(clause.source for clause in clauses))
    check_mentions(text, mentions, cited, [date for source in cited for date in source.dated], facts)
    return clauses, facts


def _check_figureless(
    text: str, mentions: Sequence[Mention], sentences: Sequence[SourceClause], *, is_start: bool
) -> SourceClause:
    """Of the sentences that say what a draft without figures says, the first that is of its years, too."""
    reasons = []
    for sentence in supporting(text, sentences, is_start=is_start):
        try:
            check_mentions(text, mentions, [sentence.source], sentence.dated_in(mentions), ())
        except Refused as refused:
            reasons.append(refused)
        else:
            return sentence
    raise reasons[0]


def _has_words(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether anything is left of the text without its numbers."""
    for mention in reversed(mentions):
        text = text[: mention.start] + text[mention.end :]
    return any(character.isalpha() for character in text)


def _citation(clause: SourceClause) -> Citation:
    return Citation.of(clause.passage, clause.source.document, clause.start, clause.end)
