"""Small gold questions, answers and a pipeline whose results can be computed by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from eval.answer_lines import AnswerLine, CitedQuote
from eval.judging import SystemAnswer
from eval.measures.citations import Span
from eval.questions_format import Asked, Category, Distractor, Evidence, GoldFigure, GoldQuestion
from rag.datatypes import (
    Citation,
    ContextHeader,
    Document,
    Fact,
    Figure,
    LanguageModelStatus,
    Mode,
    ModelState,
    NotInDocuments,
    Passage,
    Period,
    Question,
    RankedPassage,
    SourceRecord,
    Statement,
    Status,
    VerifiedAnswer,
)
from rag.errors import InvalidInput
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages

FILE = "ke-hoach.txt"
LINES = (
    "Năm 2023 sản lượng lúa đạt 40 nghìn tấn.",
    "Chỉ tiêu năm 2024: sản lượng lúa đạt 45 nghìn tấn.",
    "Chủ tịch tỉnh giao Sở Nông nghiệp chủ trì thực hiện.",
)
TEXT = "\n".join(LINES)
TEXTS = {FILE: TEXT}
DOCUMENT = Document(FILE, TEXT, SourceRecord("Kế hoạch"))


def span(line: int) -> Span:
    start = TEXT.index(LINES[line])
    return Span(FILE, start, start + len(LINES[line]))


def cited(line: int) -> CitedQuote:
    place = span(line)
    return CitedQuote(FILE, LINES[line], place.start, place.end)


def gold_question(identity: str = "q1", **changes: object) -> GoldQuestion:
    question = GoldQuestion(
        asked=Asked(identity, Question("Chỉ tiêu sản lượng lúa năm 2024?")),
        category=Category.TARGET,
        answerable=True,
        answer="45 nghìn tấn.",
        figures=(GoldFigure("45 nghìn tấn", (Decimal(45),), "nghìn tấn"),),
        keywords=(),
        evidence=(Evidence(FILE, LINES[1]),),
        distractors=(Distractor("40 nghìn tấn", (Decimal(40),), "nghìn tấn", "wrong-year"),),
    )
    return replace(question, **changes)  # type: ignore[arg-type]


def unanswerable_question(identity: str = "q2") -> GoldQuestion:
    asked = Asked(identity, Question("Sản lượng lúa năm 2030?"))
    return gold_question(
        identity, asked=asked, category=Category.UNANSWERABLE, answerable=False, figures=(), evidence=()
    )


def system_answer(
    text: str,
    abstained: bool = False,
    citations: Sequence[CitedQuote] = (),
    ranking: Sequence[Span] | None = None,
    seconds: float = 0.0,
    identity: str = "q1",
    certainty: str = "",
) -> SystemAnswer:
    line = AnswerLine(identity, "?", text, abstained, tuple(citations), "facts", seconds, certainty=certainty)
    return SystemAnswer(line, seconds, None if ranking is None else tuple(ranking))


def _passage(line: int) -> Passage:
    place = span(line)
    return Passage(str(line), FILE, place.start, place.end, LINES[line], ContextHeader("", "", (), ""), False)


PASSAGES = tuple(_passage(line) for line in range(len(LINES)))


def fact(line: int, figure: str, year: int, status: Status, indicator: str = "sản lượng lúa", part: str = "") -> Fact:
    place = span(line)
    start = TEXT.index(figure, place.start)
    value = Decimal(figure.split(maxsplit=1)[0]) * 1000
    return Fact(
        passage_id=str(line),
        file=FILE,
        indicator=indicator,
        part=part,
        period=Period(year, year),
        status=status,
        territory="",
        figure=Figure(value, value, "tấn", text=figure),
        start=start,
        end=start + len(figure),
        clause_start=place.start,
        clause_end=place.end,
    )


FACTS = (fact(0, "40 nghìn tấn", 2023, Status.RESULT), fact(1, "45 nghìn tấn", 2024, Status.TARGET))


@dataclass
class FakePipeline:
    """Answers "2024" with the second line, "2023" with the first, refuses others; an empty question is an error."""

    documents: tuple[Document, ...] = (DOCUMENT,)
    facts: tuple[Fact, ...] = tuple(read_facts(DOCUMENT, split_passages(DOCUMENT, 700)))
    asked: list[str] = field(default_factory=list)
    model_state: ModelState = ModelState.READY

    def answer(self, question: Question) -> VerifiedAnswer:
        self.asked.append(question.text)
        if not question.text:
            raise InvalidInput("Câu hỏi trống.", "empty question")
        for line, year in ((1, "2024"), (0, "2023")):
            if year in question.text:
                place = span(line)
                citation = Citation(PASSAGES[line], DOCUMENT.source, LINES[line], place.start, place.end)
                return VerifiedAnswer(question, (Statement(f"**{LINES[line]}**", (citation,)),), Mode.FACTS)
        missing = NotInDocuments("Không có số liệu năm đó.", ("Có số liệu năm 2024.",))
        return VerifiedAnswer(question, (), Mode.FACTS, abstention=missing)

    def stream(self, question: Question) -> Iterator[VerifiedAnswer]:
        answer = self.answer(question)
        yield replace(answer, is_final=False)
        yield replace(answer, mode=Mode.MODEL)

    def language_model_status(self) -> LanguageModelStatus:
        return LanguageModelStatus("m:1b", self.model_state, f"Mô hình: {self.model_state}.", "0123456789abcdef")

    def search(self, question: Question, k: int) -> Sequence[RankedPassage]:
        order = (1, 0, 2) if "2024" in question.text else (0, 2, 1)
        return [RankedPassage(PASSAGES[line], 1 / rank) for rank, line in enumerate(order[:k], start=1)]
