"""A conversation as plain data for the visitor's own browser, and back: over a reload and a restart of the server.

What comes back is the browser's word: a turn is shown again only if every sentence that it cites still stands in the
documents; else its question is kept, to be asked again.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from page.turns import Turn
from rag import Citation, Document, Fact, Mode, NotInDocuments, Passage, Question, Statement, VerifiedAnswer

MOST_BYTES = 120_000
"""Of what is kept: it is sent with the next question after a restart, and requests are small."""
_MOST_TURNS = 60
_MOST_TEXT = 6000
STALE = "Tài liệu đã được cập nhật sau câu trả lời này. Hãy hỏi lại để có câu trả lời mới."
LOST = "Câu trả lời này không còn giữ được. Hãy hỏi lại."


class IndexContent(Protocol):
    """What of the current index a conversation is restored from."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents."""
        ...

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Their passages, in order within each document."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The register."""
        ...


@dataclass(frozen=True, slots=True)
class KeptCitation:
    """Where the quote stands; the quote itself is read from the document again."""

    file: str
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """A statement, its citations by number, and its facts by file and start."""

    text: str
    cites: tuple[int, ...] = ()
    facts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as the browser stores it; without `mode` it was not answered."""

    question: str
    mode: str = ""
    statements: tuple[KeptStatement, ...] = ()
    citations: tuple[KeptCitation, ...] = ()
    missing: str = ""
    nearby: tuple[str, ...] = ()
    near_facts: tuple[tuple[str, int], ...] = ()
    lead: str = ""
    note: str = ""
    model: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """The index by what a kept turn names."""

    documents: dict[str, Document] = field(default_factory=dict)
    passages: dict[str, list[Passage]] = field(default_factory=dict)
    facts: dict[tuple[str, int], Fact] = field(default_factory=dict)


_TURNS = TypeAdapter(tuple[KeptTurn, ...])


def keep(turns: Sequence[Turn]) -> list[dict[str, object]]:
    """The latest turns, as many as there is room for, as JSON has them."""
    kept: list[dict[str, object]] = []
    bytes_left = MOST_BYTES
    for turn in reversed(turns[-_MOST_TURNS:]):
        stored = _TURNS.dump_python((_kept(turn),), mode="json", exclude_defaults=True)[0]
        bytes_left -= len(_TURNS.dump_json((_kept(turn),), exclude_defaults=True))
        if bytes_left < 0:
            break
        kept.append(stored)
    return kept[::-1]


def restore(kept: object, index: IndexContent) -> tuple[Turn, ...]:
    """The turns, as far as the browser's word can be read."""
    if not kept:
        return ()
    try:
        turns = _TURNS.validate_python(kept)[-_MOST_TURNS:]
    except ValidationError:
        return ()
    found = _Found({document.file: document for document in index.documents}, {}, {})
    for passage in index.passages:
        found.passages.setdefault(passage.file, []).append(passage)
    found.facts.update({(fact.file, fact.start): fact for fact in index.facts})
    return tuple(_restored(turn, found) for turn in turns if turn.question.strip())


def _kept(turn: Turn) -> KeptTurn:
    answer = turn.answer
    if answer is None:
        return KeptTurn(turn.question, problem=turn.problem)
    citations = list(answer.citations)
    abstention = answer.abstention
    return KeptTurn(
        question=turn.question,
        mode=answer.mode.value,
        statements=tuple(
            KeptStatement(
                statement.text,
                tuple(citations.index(citation) for citation in statement.citations),
                tuple((fact.file, fact.start) for fact in statement.facts),
            )
            for statement in answer.statements
        ),
        citations=tuple(
            KeptCitation(citation.passage.file, citation.start, citation.end, digest_of(citation.quote))
            for citation in citations
        ),
        missing=abstention.missing if abstention else "",
        nearby=abstention.nearby if abstention else (),
        near_facts=tuple((fact.file, fact.start) for fact in abstention.facts) if abstention else (),
        lead=answer.lead,
        note=answer.note,
        model=turn.model,
        problem=turn.problem,
    )


def digest_of(quote: str) -> str:
    """A short digest that shows whether the same words are still there."""
    return hashlib.sha256(quote.encode()).hexdigest()[:16]


def _restored(turn: KeptTurn, found: _Found) -> Turn:
    question = turn.question[:_MOST_TEXT]
    if turn.mode not in set(Mode):
        return Turn(question, None, is_history=False, problem=turn.problem[:_MOST_TEXT] or LOST)
    citations = [_citation(kept, found) for kept in turn.citations]
    if any(citation is None for citation in citations) or not (turn.statements or turn.missing):
        return Turn(question, None, is_history=True, problem=STALE)
    whole = [citation for citation in citations if citation is not None]
    try:
        statements = tuple(
            Statement(
                kept.text[:_MOST_TEXT],
                tuple(whole[number] for number in kept.cites),
                tuple(found.facts[key] for key in kept.facts if key in found.facts),
            )
            for kept in turn.statements
        )
    except IndexError:
        return Turn(question, None, is_history=False, problem=LOST)
    if any(not statement.citations and turn.mode != Mode.MODEL for statement in statements):
        return Turn(question, None, is_history=False, problem=LOST)
    near = tuple(found.facts[key] for key in turn.near_facts if key in found.facts)
    are_all = len(near) == len(turn.near_facts)
    missing = NotInDocuments(turn.missing, turn.nearby, near if are_all else ()) if not statements else None
    answer = VerifiedAnswer(Question(question), statements, Mode(turn.mode), missing, turn.note, lead=turn.lead)
    return Turn(question, answer, is_history=True, model=turn.model[:200])


def _citation(kept: KeptCitation, found: _Found) -> Citation | None:
    """None where other words stand there now."""
    document = found.documents.get(kept.file)
    if document is None or not 0 <= kept.start < kept.end <= len(document.text):
        return None
    if digest_of(document.text[kept.start : kept.end]) != kept.digest:
        return None
    passages = found.passages.get(kept.file, [])
    at = bisect_right(passages, kept.start, key=lambda passage: passage.start)
    return Citation.of(passages[at - 1], document, kept.start, kept.end) if at else None
