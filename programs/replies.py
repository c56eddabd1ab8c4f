"""What programs get, as JSON: each model is the schema of its reply, in OpenAPI, MCP and `--json` alike.

Offsets count characters of the document's text (Unicode NFC, line ends `\\n`): `text[start:end]` is what is meant.
"""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from page.rendering import plain_text
from rag import (
    AnswerOutcome,
    Certainty,
    Citation,
    Document,
    Fact,
    FigureKind,
    FileReceipt,
    Mode,
    ModelState,
    Period,
    RankedPassage,
    Status,
    VerifiedAnswer,
    Weight,
)


class Reply(BaseModel):
    """Frozen, and nothing but what is described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PeriodReply(Reply):
    """The years that something speaks of."""

    first: Annotated[int, Field(description="First year.")]
    last: Annotated[int, Field(description="Last year; the same as `first` for a single year.")]
    part: Annotated[str, Field(description="Part of the one year: `9 tháng`, `quý I`; empty for the whole.")]
    text: Annotated[str, Field(description="As the document names it.")]

    @classmethod
    def of(cls, period: Period) -> "PeriodReply":
        """The period as data."""
        return cls(first=period.first, last=period.last, part=period.part, text=str(period))


class FactReply(Reply):
    """A figure and what it measures, as one place of a document states it."""

    indicator: Annotated[str, Field(description="What is measured.")]
    part: Annotated[str, Field(description="The part of the indicator that it is of; empty for the whole.")]
    place: Annotated[str, Field(description="The place that it is of; empty where not known.")]
    period: Annotated[PeriodReply | None, Field(description="null: not known.")]
    status: Annotated[Status, Field(description="`unknown`: the document does not tell.")]
    certainty: Annotated[
        Certainty,
        Field(description="Of the least certain of indicator, period and status; `sure`: 98 of 100 are right."),
    ]
    value: Annotated[
        str | None,
        Field(description="The exact decimal number in base units (đồng, not tỷ đồng); null for ranges and fractions."),
    ]
    low: Annotated[str, Field(description="Lower end of a range, or numerator of a fraction; else as `value`.")]
    high: Annotated[str, Field(description="Upper end of a range, or denominator of a fraction; else as `value`.")]
    unit: Annotated[str, Field(description="Base unit: `đồng`, `%`, `người`; empty for a bare number.")]
    scale: Annotated[str, Field(description="The scale word as written: `nghìn tỷ`.")]
    comparator: Annotated[str, Field(description="As written: `trên`, `khoảng`; empty for a plain number.")]
    kind: Annotated[FigureKind, Field(description="`change` is how much more or less than `baseline`.")]
    verb: Annotated[str, Field(description="Direction of a change as written: `tăng`, `giảm`.")]
    baseline: Annotated[str, Field(description="What a change is measured against; empty when not said.")]
    text: Annotated[str, Field(description="The figure as written, with scale and unit.")]
    document: Annotated[str, Field(description="The file.")]
    page: Annotated[str, Field(description="`trang 3`; empty for formats without pages.")]
    start: Annotated[int, Field(description="Where the figure begins in the document's text.")]
    end: Annotated[int, Field(description="Where it ends.")]
    quote: Annotated[str, Field(description="The words that state it, verbatim.")]
    quote_start: Annotated[int, Field(description="Where they begin in the document's text.")]
    quote_end: Annotated[int, Field(description="Where they end.")]

    @classmethod
    def of(cls, fact: Fact, document: Document) -> "FactReply":
        """The fact as data; `document` is the one that states it."""
        figure = fact.figure
        is_one_number = not figure.is_range and figure.kind is not FigureKind.FRACTION
        return cls(
            indicator=fact.indicator,
            part=fact.part,
            place=fact.territory,
            period=PeriodReply.of(fact.period) if fact.period else None,
            status=fact.status,
            certainty=fact.certainty,
            value=_exact(figure.low) if is_one_number else None,
            low=_exact(figure.low),
            high=_exact(figure.high),
            unit=figure.unit,
            scale=figure.scale,
            comparator=figure.comparator,
            kind=figure.kind,
            verb=fact.verb,
            baseline=fact.baseline,
            text=figure.text,
            document=fact.file,
            page=document.place_of(fact.start),
            start=fact.start,
            end=fact.end,
            quote=document.text[fact.clause_start : fact.clause_end],
            quote_start=fact.clause_start,
            quote_end=fact.clause_end,
        )


class CitationReply(Reply):
    """Verbatim document text that bears a statement."""

    document: Annotated[str, Field(description="The file.")]
    title: Annotated[str, Field(description="Of the document.")]
    quote: Annotated[str, Field(description="The document's text from `start` to `end`.")]
    start: int
    end: int
    place: Annotated[str, Field(description="The page where it begins: `trang 3`; empty for formats without pages.")]

    @classmethod
    def of(cls, citation: Citation) -> "CitationReply":
        """The citation as data."""
        return cls(
            document=citation.passage.file,
            title=citation.source.title,
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
            place=citation.place,
        )


class StatementReply(Reply):
    """A sentence of the answer."""

    text: Annotated[str, Field(description="Bold parts stand between `**`.")]
    citations: Annotated[list[int], Field(description="Its sources: numbers from 1 in the reply's `citations`.")]


class AskReply(Reply):
    """The answer to a question."""

    question: str
    answer: Annotated[str, Field(description="As plain text, a statement a line.")]
    abstained: Annotated[bool, Field(description="Whether the documents do not have the answer.")]
    certainty: Annotated[
        AnswerOutcome,
        Field(description="`offered`: at most three labelled candidates near the question, none of them the answer."),
    ]
    mode: Annotated[Mode, Field(description="Who wrote it: register of facts, the documents' own sentences, a model.")]
    note: Annotated[str, Field(description="Circumstances, for the user: no model, model failed.")]
    statements: list[StatementReply]
    citations: list[CitationReply]
    facts: Annotated[list[FactReply], Field(description="The figures that the answer states; empty unless it is sure.")]
    offered: Annotated[list[FactReply], Field(description="Figures near the question, which do not answer it.")]

    @classmethod
    def of(cls, answer: VerifiedAnswer, documents: Mapping[str, Document]) -> "AskReply":
        """The answer as data; `documents` by file, of the index that it was made from."""
        numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
        stated = dict.fromkeys(fact for statement in answer.statements for fact in statement.facts)
        facts = [FactReply.of(fact, documents[fact.file]) for fact in stated if fact.file in documents]
        is_sure = answer.outcome is AnswerOutcome.SURE
        return cls(
            question=answer.question.text,
            answer=plain_text(answer),
            abstained=answer.abstention is not None,
            certainty=answer.outcome,
            mode=answer.mode,
            note=answer.note,
            statements=[
                StatementReply(text=statement.text, citations=sorted({numbers[one] for one in statement.citations}))
                for statement in answer.statements
            ],
            citations=[CitationReply.of(citation) for citation in answer.citations],
            facts=facts if is_sure else [],
            offered=[] if is_sure else facts,
        )


class FactsReply(Reply):
    """A page of the register."""

    total: Annotated[int, Field(description="How many facts fit, on all pages.")]
    facts: Annotated[list[FactReply], Field(description="In the order of the documents.")]


class PassageReply(Reply):
    """A passage of a document."""

    document: Annotated[str, Field(description="The file.")]
    title: Annotated[str, Field(description="Of the document.")]
    headings: Annotated[list[str], Field(description="Those above the passage, from the outermost in.")]
    text: Annotated[str, Field(description="The document's text from `start` to `end`.")]
    start: int
    end: int
    page: Annotated[str, Field(description="Where it begins: `trang 3`; empty for formats without pages.")]
    similarity: Annotated[float, Field(description="Higher fits better; comparable within one reply only.")]

    @classmethod
    def of(cls, ranked: RankedPassage, documents: Mapping[str, Document]) -> "PassageReply":
        """The passage as data; `documents` by file."""
        passage = ranked.passage
        document = documents.get(passage.file)
        return cls(
            document=passage.file,
            title=passage.header.title,
            headings=list(passage.header.heading_path),
            text=passage.text,
            start=passage.start,
            end=passage.end,
            page=document.place_of(passage.start) if document else "",
            similarity=float(ranked.similarity),
        )


class SearchReply(Reply):
    """What was found for words or a question."""

    query: str
    passages: Annotated[list[PassageReply], Field(description="Best first.")]


class DocumentReply(Reply):
    """A document and what was read of it. Empty text and null mean that it is not known."""

    document: Annotated[str, Field(description="The file.")]
    title: str
    kind: str
    number: str
    date: datetime.date | None
    issuer: str
    place: str
    period: str
    weight: Annotated[Weight, Field(description="As a person recorded it; `unknown` where nobody did.")]
    recorded: Annotated[bool, Field(description="False: all of this was read from its text and is its own claim.")]
    replaced_by: str
    amended_by: str
    pages: int
    passages: int
    facts: int
    warnings: Annotated[list[str], Field(description="What reading it could not make sure of, in Vietnamese.")]

    @classmethod
    def of(cls, document: Document, receipt: FileReceipt) -> "DocumentReply":
        """The document as data; `receipt` is of the ingest that read it."""
        source = document.source
        return cls(
            document=document.file,
            title=source.title,
            kind=source.kind,
            number=source.number,
            date=source.date,
            issuer=source.issuer,
            place=source.territory,
            period=source.period,
            weight=source.confirmed_weight,
            recorded=source.recorded,
            replaced_by=source.replaced_by,
            amended_by=source.amended_by,
            pages=len(document.pages),
            passages=receipt.passages,
            facts=receipt.facts,
            warnings=list(document.warnings),
        )


class DocumentsReply(Reply):
    """The documents that answers come from."""

    documents: list[DocumentReply]


class HealthReply(Reply):
    """That questions are answered, and from what."""

    documents: Annotated[int, Field(description="How many are indexed.")]
    facts: Annotated[int, Field(description="How many are in the register.")]
    indexed_at: Annotated[datetime.datetime | None, Field(description="When the index was made.")]
    language_model: Annotated[str, Field(description="Its name, as its server knows it.")]
    language_model_state: Annotated[ModelState, Field(description="Without a `ready` one, answers have no prose.")]


class ProblemReply(Reply):
    """Why a request was refused."""

    detail: Annotated[str, Field(description="What went wrong and what to do, in Vietnamese.")]


def by_file(documents: Iterable[Document]) -> dict[str, Document]:
    """The documents by their file."""
    return {document.file: document for document in documents}


def _exact(number: Decimal) -> str:
    """Without exponent, which not every program reads, and without zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
