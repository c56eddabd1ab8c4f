"""The gate on every sentence that a language model writes: it becomes a statement, or it is not shown as one.

Three parts look at it in turn: how it is written (`writing_gate`), what its figures are said to be (`figure_gate`), and
its years, dates, numbers of documents and names (`mention_gate`). All errors are on the side of refusing: behind a
refused sentence stands the answer that no model wrote.
"""

from collections.abc import Sequence, Set

from rag.answering.evidence import Evidence, Refused
from rag.answering.figure_gate import check_figures
from rag.answering.mention_gate import Cited, check_mentions, check_names, check_support, read_cited
from rag.answering.writing_gate import check_writing, plain_text
from rag.datatypes import Citation, Draft, Fact, QuestionFrame, Rejection, Statement
from rag.figures.parsing import FigureSpan, Mention, parse_mentions
from rag.lexicon import load_lexicon
from rag.vietnamese import split_sentences

__all__ = ["Evidence", "verify", "verify_or_attribute"]


def verify_or_attribute(draft: Draft, frame: QuestionFrame, evidence: Evidence) -> Statement | Rejection:
    """As `verify`; but a draft without any marker, as small models write them, is held against each passage in turn.

    The first passage that bears all of it becomes its citation: the source is then found by the gate, not claimed.
    """
    if draft.cited:
        return verify(draft, frame, evidence)
    verdict: Statement | Rejection = verify(draft, frame, evidence)
    for number in range(1, len(evidence.passages) + 1):
        verdict = verify(Draft(draft.text, (number,)), frame, evidence)
        if isinstance(verdict, Statement):
            return verdict
    return verdict


def verify(draft: Draft, frame: QuestionFrame, evidence: Evidence) -> Statement | Rejection:
    """The draft as a statement with its citations, or why it must not be shown as one.

    Numbers of passages that were not given are dropped; a draft left without any is refused.
    """
    text = plain_text(draft.text)
    passages = [evidence.passages[number - 1] for number in draft.cited if 1 <= number <= len(evidence.passages)]
    if not passages:
        return Rejection(draft.text, "cites no passage that it was given")
    cited = read_cited(passages, evidence)
    try:
        facts, unregistered = _check(text, frame, cited, evidence)
    except Refused as refused:
        return Rejection(draft.text, str(refused))
    bearing = unregistered | {fact.passage_id for fact in facts}
    return Statement(text, _citations(text, cited, facts, bearing, evidence), tuple(facts))


def _check(text: str, frame: QuestionFrame, cited: Cited, evidence: Evidence) -> tuple[list[Fact], set[str]]:
    check_writing(text, cited.with_sources)
    if text.rstrip().endswith("?"):
        raise Refused("asks instead of telling")
    mentions = parse_mentions(text)
    if not _has_words(text, mentions):
        raise Refused("is a figure without a word of what it is")
    facts, unregistered = check_figures(text, mentions, frame, cited, evidence)
    check_mentions(text, mentions, cited, facts)
    check_names(text, cited, evidence)
    if not any(isinstance(mention, FigureSpan) for mention in mentions):
        check_support(text, cited)
    return facts, unregistered


def _has_words(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether anything is left of the text without its numbers."""
    for mention in reversed(mentions):
        text = text[: mention.start] + text[mention.end :]
    return any(character.isalpha() for character in text)


def _citations(
    text: str, cited: Cited, facts: Sequence[Fact], bearing: Set[str], evidence: Evidence
) -> tuple[Citation, ...]:
    """For each cited passage the words that bear the draft: its facts' clauses, else its most similar sentence.

    Of a draft with figures only the passages that bear one (`bearing`, ids) are cited: other numbers were decoration.
    """
    words = set(load_lexicon().content_terms(text))
    citations = []
    for passage in cited.passages:
        if bearing and passage.id not in bearing:
            continue
        document = evidence.documents[passage.file]
        spans = [(fact.clause_start, fact.clause_end) for fact in facts if fact.passage_id == passage.id]
        if not spans:
            sentences = [(passage.start + start, passage.start + end) for start, end in split_sentences(passage.text)]
            shared = [len(words & set(load_lexicon().terms(document.text[start:end]))) for start, end in sentences]
            spans = [sentences[shared.index(max(shared))]]
        citations += [Citation.of(passage, document, start, end) for start, end in dict.fromkeys(spans)]
    return tuple(citations)
