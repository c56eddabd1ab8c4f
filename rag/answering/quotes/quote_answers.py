"""Passages that fit a question → the sentences or list lines that answer, verbatim; never a whole page of text."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from rag.answering.facts.places import FactPlaces
from rag.answering.question.cues import BASELINE_BEFORE, NORM_BEFORE
from rag.answering.wording import row_line
from rag.datatypes import Citation, Document, Operation, Passage, QuestionFrame, RankedPassage, Statement
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions, parse_years
from rag.figures.parts_of_year import find_parts
from rag.lexicon import load_lexicon
from rag.retrieval.fact_search import unit_fits
from rag.retrieval.term_counts import TermCounts
from rag.thesaurus import AskedWord, load_thesaurus
from rag.vietnamese import UPPER, bigrams, fold_accents, split_sentences, syllables

_LEAST_COVERAGE = 0.3
_FIGURE_COVERAGE = 0.7
_CLOSE_TO_BEST = 0.88
_MOST_SENTENCES = 3
_MOST_LIST_LINES = 30
_LEAST_LIST_COVERAGE = 0.65
_LEAST_HEADING_COVERAGE = 0.85
_NAMED_IN_LIST = 0.5
_NUMBERING = re.compile(r"^(?:[IVXLC]+|\d+(?:\.\d+)*|[A-HĐa-zđ])[.)]\s*")
_ENDS = (".", "!", "?", ";", "…")
_IN_HEADINGS = 0.5
_IN_OWN_HEADING = 0.9
"""Share of a term that stands in the innermost heading, which tells of each sentence below it."""
_PASSAGE_SHARE = 0.3
_OTHER_PERIOD_SHARE = 0.7
_OTHER_DOCUMENT_SHARE = 0.7
_PHRASE_SHARE = 0.35
_NAMES_SHARE = 0.5
_FEWEST_TERMS = 2
"""A greeting or a single word is no question that a sentence can answer."""
_NONE_LEFT = re.compile(r"(?<!\w)(?:không còn|không có|chưa có)(?!\w)", re.IGNORECASE)
"""Tells that of something there is nothing, without a figure."""
_UNKNOWN_WORD_SHARE = 0.5
"""Weight of a word that no passage holds: more often a way of asking than a thing asked for."""


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """A sentence, or a table's row, and how much of the question it covers in [0, 1]; `score` adds how well its passage
    fits."""

    passage: Passage
    start: int
    end: int
    coverage: float
    score: float


class QuoteAnswers:
    """Chooses sentences by how much of the question they cover, rare words counting more; `terms` are counted in
    the passages. `places` tells which passages can be about the place asked for."""

    def __init__(
        self,
        documents: Iterable[Document],
        passages: Iterable[Passage],
        terms: Mapping[bool, TermCounts],
        places: FactPlaces,
    ) -> None:
        self._places = places
        self._documents: Mapping[str, Document] = {document.file: document for document in documents}
        self._under: dict[tuple[str, tuple[str, ...]], list[Passage]] = defaultdict(list)
        passages = list(passages)
        for passage in passages:
            if passage.header.heading_path:
                self._under[passage.file, passage.header.heading_path].append(passage)
        self._none_left = [RankedPassage(passage, 1.0) for passage in passages if _NONE_LEFT.search(passage.text)]
        self._sentence_terms: dict[tuple[str, bool], list[tuple[int, int, frozenset[str]]]] = {}
        self._counts = terms

    def answer(
        self, frame: QuestionFrame, ranking: Sequence[RankedPassage], *, asks_figure: bool
    ) -> tuple[Statement, ...]:
        """At most three sentences, or the lines of a list; none when nothing covers the question.

        For a question after a figure that no fact answered, only a sentence that is nearly sure will do.
        """
        if len(frame.terms) + len(frame.periods) < _FEWEST_TERMS:
            return ()
        if not asks_figure and (lines := self._under_heading(frame)):
            return lines
        found = (
            candidate
            for ranked in ranking
            for candidate in self._sentences(frame, ranked.passage, ranked.similarity / ranking[0].similarity)
            if self._may_answer(frame, candidate, asks_figure=asks_figure)
        )
        candidates = [longer for candidate in found if (longer := self._saying_more(frame, candidate)) is not None]
        if not candidates:
            return ()
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.passage.file, candidate.start))
        best = candidates[0]
        if best.coverage < (_FIGURE_COVERAGE if asks_figure else _LEAST_COVERAGE) or (
            asks_figure and frame.territories
        ):
            return ()
        kept = [candidate for candidate in candidates if candidate.score >= _CLOSE_TO_BEST * best.score]
        return tuple(self._statement(candidate) for candidate in kept[:_MOST_SENTENCES])

    def sentences(self, frame: QuestionFrame, passage: Passage) -> list[SentenceMatch]:
        """The sentences of a passage, each with how much of the question it covers."""
        return self._sentences(frame, passage, 0.0)

    def lines_beside(self, passage: Passage) -> list[Passage]:
        """The lines of the list, or the rows of the table, that the passage is one of, in order; none for prose."""
        if not passage.is_item:
            return []
        beside = self._under.get((passage.file, passage.header.heading_path), [])
        return [other for other in beside if other.is_item]

    def sentence_at(self, passage: Passage, position: int) -> tuple[int, int]:
        """The span, in the document, of the sentence or row of the passage that holds the position."""
        spans = [(passage.start + start, passage.start + end) for start, end in _sentence_spans(passage)]
        return next(((start, end) for start, end in spans if start <= position < end), (passage.start, passage.end))

    def coverage(self, frame: QuestionFrame, citation: Citation) -> float:
        """The share of the question, in [0, 1], that the cited words, their sentences and their headings bear."""
        sentences = self._sentences(frame, citation.passage, 0.0)
        cited = [item.coverage for item in sentences if item.start < citation.end and citation.start < item.end]
        return max(cited, default=0.0)

    def fits_period(self, frame: QuestionFrame, citation: Citation) -> bool:
        """Whether the cited words, or else their headings, speak of a year asked for or of none."""
        return fits_period(frame, citation.passage, citation.quote)

    def missing_words(self, frame: QuestionFrame, citations: Iterable[Citation]) -> list[AskedWord]:
        """The words of the question that no cited sentence and no heading above it bears; light words aside."""
        borne: set[str] = set()
        for citation in citations:
            passage = citation.passage
            borne.update(self._terms(passage.header.text, frame))
            for start, end, inside in self._read_sentences(passage, folded=frame.accent_free):
                if passage.start + start < citation.end and citation.start < passage.start + end:
                    borne |= inside
        return [
            word
            for word in load_thesaurus(folded=frame.accent_free).read(frame.terms)
            if not (word.is_light or set(word.terms) <= borne or any(set(other) <= borne for other in word.others))
        ]

    def bears_no_word(self, frame: QuestionFrame, citation: Citation) -> bool:
        """Whether neither the cited sentence nor its headings have a word of the question, light ones and years aside;
        of a question without words no sentence has none."""
        words = [word for word in load_thesaurus(folded=frame.accent_free).read(frame.terms) if not word.is_light]
        return bool(words) and len(self.missing_words(frame, [citation])) == len(words)

    def best_sentence(
        self, frame: QuestionFrame, ranking: Sequence[RankedPassage], *, holding: str, least_coverage: float
    ) -> Statement | None:
        """The sentence with those words that covers most of the question, if any covers that much in [0, 1]."""
        return self._best_of(frame, ranking, lambda _, sentence: holding in sentence, least_coverage)

    def none_left(self, frame: QuestionFrame) -> tuple[Statement, ...]:
        """The sentence of a year asked that tells an indicator in words: `không còn hộ nghèo`; nothing without one."""

        def tells(passage: Passage, sentence: str) -> bool:
            # The years of the sentence may be those of a norm: `theo chuẩn nghèo giai đoạn 2021 - 2025`.
            said = {years.period for years in parse_years(passage.header.period)}
            has_figure = any(isinstance(mention, FigureSpan) for mention in parse_mentions(sentence))
            return _NONE_LEFT.search(sentence) is not None and not has_figure and bool(said & set(frame.periods))

        of_place = [ranked for ranked in self._none_left if self._places.speaks_of(ranked.passage, frame)]
        best = self._best_of(frame, of_place, tells, _FIGURE_COVERAGE)
        return (best,) if best else ()

    def _best_of(
        self,
        frame: QuestionFrame,
        ranking: Sequence[RankedPassage],
        is_wanted: Callable[[Passage, str], bool],
        least_coverage: float,
    ) -> Statement | None:
        candidates = [
            candidate
            for ranked in ranking
            for candidate in self._sentences(frame, ranked.passage, ranked.similarity / ranking[0].similarity)
            if is_wanted(ranked.passage, self._text(candidate))
        ]
        best = max(candidates, key=lambda candidate: candidate.score, default=None)
        return self._statement(best) if best is not None and best.coverage >= least_coverage else None

    def _may_answer(self, frame: QuestionFrame, candidate: SentenceMatch, *, asks_figure: bool) -> bool:
        """A question after a figure, or after a document's number or date, needs a sentence that holds one."""
        sentence = self._text(candidate)
        if frame.asks_document:
            kinds = {mention.kind for mention in parse_mentions(sentence)}
            return bool(kinds & {MentionKind.DOCUMENT_NUMBER, MentionKind.DATE})
        if not self._names_kept(frame.text, sentence, candidate.passage):
            return False
        if not asks_figure:
            return True
        if _NONE_LEFT.search(sentence):
            return True
        figures = [mention.figure for mention in parse_mentions(sentence) if isinstance(mention, FigureSpan)]
        return any(not frame.units or unit_fits(figure.unit, frame.units) for figure in figures)

    def _saying_more(self, frame: QuestionFrame, found: SentenceMatch) -> SentenceMatch | None:
        """The sentence; one that only leads to another (`03 khâu đột phá:`, or `a) Chủ đề năm 2031`, which has no end
        and no word but the question's) with the next one, None where there is none."""
        lexicon, folded, text = load_lexicon(), frame.accent_free, self._text(found)
        words = lexicon.content_terms(_NUMBERING.sub("", text), folded=folded)
        asked = {*frame.terms, *lexicon.terms(frame.text, folded=folded)}
        is_heading = not text.endswith(_ENDS) and asked.issuperset(words)
        if found.passage.row or not (is_heading or text.endswith(":")):
            return found
        ends = [found.passage.start + end for _, end in _sentence_spans(found.passage)]
        end = next((end for end in ends if end > found.end), None)
        return None if end is None else replace(found, end=end)

    def _text(self, found: SentenceMatch) -> str:
        return self._documents[found.passage.file].text[found.start : found.end]

    def _names_kept(self, question: str, sentence: str, passage: Passage) -> bool:
        """Whether the names in the question stand in the sentence or its headings: else it is about somebody else."""
        names = re.findall(rf"(?<=\s)[{UPPER}][^\W\d_]+", question)
        source = self._documents[passage.file].source
        known = f"{sentence} {passage.header.text} {source.issuer} {source.kind} {source.territory}"
        kept = sum(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", known) is not None for name in names)
        return kept >= _NAMES_SHARE * len(names)

    def _sentences(self, frame: QuestionFrame, passage: Passage, fit: float) -> list[SentenceMatch]:
        header = dict.fromkeys(self._terms(passage.header.text, frame), _IN_HEADINGS)
        header |= dict.fromkeys(self._terms(" ".join(passage.header.heading_path[-1:]), frame), _IN_OWN_HEADING)
        found = []
        for start, end, inside in self._read_sentences(passage, folded=frame.accent_free):
            coverage = self._coverage(frame, inside, header) * (
                1 - _PHRASE_SHARE + _PHRASE_SHARE * _phrases_kept(frame, passage.text[start:end], passage.header.text)
            )
            if not fits_period(frame, passage, passage.text[start:end]):
                coverage *= _OTHER_PERIOD_SHARE
            if frame.files and passage.file not in frame.files:
                coverage *= _OTHER_DOCUMENT_SHARE
            found.append(
                SentenceMatch(
                    passage, passage.start + start, passage.start + end, coverage, coverage + _PASSAGE_SHARE * fit
                )
            )
        return found

    def _read_sentences(self, passage: Passage, *, folded: bool) -> list[tuple[int, int, frozenset[str]]]:
        """The sentences of a passage with their terms, read at the first question that finds the passage."""
        key = (passage.id, folded)
        if key not in self._sentence_terms:
            self._sentence_terms[key] = [
                (start, end, frozenset(load_lexicon().terms(passage.text[start:end], folded=folded)))
                for start, end in _sentence_spans(passage)
            ]
        return self._sentence_terms[key]

    def _coverage(self, frame: QuestionFrame, inside: AbstractSet[str], header: Mapping[str, float]) -> float:
        """Share of the question's terms that the words inside bear, or in part the headings; rare ones weigh more.

        Words of another name for the same count as borne; light words that are missing do not count.
        """
        total = got = 0.0
        for word in load_thesaurus(folded=frame.accent_free).read(frame.terms):
            has_other = any(set(other) <= inside for other in word.others)
            for term in word.terms:
                borne = 1.0 if has_other or term in inside else header.get(term, 0.0)
                if borne or not word.is_light:
                    total += self._rarity(term, frame)
                    got += self._rarity(term, frame) * borne
        for period in frame.periods:
            year = str(period.first)
            total += self._rarity(year, frame)
            got += self._rarity(year, frame) * (1.0 if year in inside else header.get(year, 0.0))
        return got / total if total else 0.0

    def _under_heading(self, frame: QuestionFrame) -> tuple[Statement, ...]:
        """What stands right under the heading that the question names, if it names one nearly whole: the lines of a
        list, else the first passage."""
        is_list = frame.operation is Operation.LIST
        best_coverage, best = 0.0, list[Passage]()
        for (_, path), passages in self._under.items():
            lines = [passage for passage in passages if passage.is_item]
            if not self._places.speaks_of(passages[0], frame):
                continue
            if (is_list and len(lines) < 2) or not self._names_heading(
                frame, path[-1], _NAMED_IN_LIST if is_list else 1
            ):
                continue
            heading = set(self._terms(path[-1], frame))
            header = dict.fromkeys(self._terms(passages[0].header.text, frame), _IN_HEADINGS)
            coverage = self._coverage(frame, heading, header)
            if not fits_period(frame, passages[0], path[-1]):
                coverage *= _OTHER_PERIOD_SHARE
            if coverage > best_coverage:
                best_coverage, best = coverage, lines if len(lines) > 1 else passages[:1]
        if best_coverage < (_LEAST_LIST_COVERAGE if is_list else _LEAST_HEADING_COVERAGE):
            return ()
        return tuple(
            self._statement(SentenceMatch(line, line.start, line.end, best_coverage, best_coverage))
            for line in best[:_MOST_LIST_LINES]
        )

    def _names_heading(self, frame: QuestionFrame, heading: str, share: float) -> bool:
        """Whether the question holds that share of the heading's own words; its years are compared elsewhere."""
        terms = load_lexicon().content_terms(_NUMBERING.sub("", heading), folded=frame.accent_free)
        words = [term for term in terms if not term.isdigit()]
        return bool(words) and sum(word in frame.terms for word in words) >= share * len(words)

    def _statement(self, candidate: SentenceMatch) -> Statement:
        document = self._documents[candidate.passage.file]
        citation = Citation.of(candidate.passage, document, candidate.start, candidate.end)
        return Statement(row_line(candidate.passage) or citation.quote, (citation,))

    def _terms(self, text: str, frame: QuestionFrame) -> list[str]:
        return load_lexicon().terms(text, folded=frame.accent_free)

    def _rarity(self, term: str, frame: QuestionFrame) -> float:
        counts = self._counts[frame.accent_free]
        return counts.rarity(term) * (1.0 if term in counts else _UNKNOWN_WORD_SHARE)


def _sentence_spans(passage: Passage) -> list[tuple[int, int]]:
    """The sentences of prose; a table's row is one."""
    return [(0, len(passage.text))] if passage.row else split_sentences(passage.text)


def _phrases_kept(frame: QuestionFrame, sentence: str, header: str) -> float:
    """The share, in [0, 1], of the question's neighbouring syllables that are neighbours in the sentence or its
    headings too: `chủ tịch nước Pháp` is not answered by a president, a country and a law (`pháp`)."""
    form = fold_accents if frame.accent_free else str
    asked = set(bigrams(syllables(form(" ".join(frame.terms)))))
    if not asked:
        return 1.0
    found = set(bigrams(syllables(form(sentence)))) | set(bigrams(syllables(form(header))))
    return len(asked & found) / len(asked)


def _is_stated_of(before: str) -> bool:
    """Whether the year behind these folded words can be that of the sentence."""
    return not NORM_BEFORE.search(before) and not BASELINE_BEFORE.search(before)


def fits_period(frame: QuestionFrame, passage: Passage, sentence: str) -> bool:
    """Whether the sentence, or else its headings, speak of a year asked for, if any is; a norm's do not count, nor do
    those that something is measured against."""
    if not frame.periods:
        return True
    named = [(years.start, years.period) for years in parse_years(sentence)]
    # The year of a day or a month that is counted up to (`đến 31/12/2031`) is no year alone.
    named += [(part.start, part.period) for part in find_parts(sentence) if part.period]
    own = [period for start, period in named if _is_stated_of(fold_accents(sentence[:start]))]
    said = own or [years.period for years in parse_years(passage.header.period)]
    return not said or any(
        asked.first <= period.last and period.first <= asked.last for asked in frame.periods for period in said
    )
