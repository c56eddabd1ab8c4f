"""A pipeline without index or model for the page's tests: what it answers depends on words in the question.

Invented documents of an invented province. Questions with "chờ" wait for `go_on` between the answer without a model
and the model's, so that a test sees each state for as long as it wants; those with "mãi" are answered without end. For
those with "lâu" the model would take 41 seconds.
"""

import datetime
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rag.datatypes import (
    Citation,
    ContextHeader,
    DamagedFigure,
    Document,
    Fact,
    Figure,
    FileReceipt,
    HeldCorrection,
    IngestProgress,
    IngestReport,
    LanguageModelStatus,
    Leaf,
    Mode,
    ModelState,
    ModelUse,
    NotInDocuments,
    Page,
    Passage,
    Period,
    PullProgress,
    Question,
    RankedPassage,
    Rejection,
    SourceRecord,
    Statement,
    Status,
    VerifiedAnswer,
    Weight,
)
from rag.errors import InvalidInput, LanguageModelUnavailable, RagError
from rag.leafing import cut_leaves
from rag.progress import ReportProgress

PLAN = SourceRecord(
    title="Nghị quyết về nhiệm vụ phát triển kinh tế - xã hội tỉnh Sông Lam năm 2031",
    kind="Nghị quyết",
    number="25/NQ-HĐND",
    date=datetime.date(2030, 12, 9),
    issuer="Hội đồng nhân dân tỉnh Sông Lam",
    period="2031",
    published_in="Cổng thông tin điện tử tỉnh Sông Lam",
    weight=Weight.OFFICIAL,
    recorded=True,
)
NEWS = SourceRecord(
    title="Năm 2031: phấn đấu thu ngân sách vượt 40 nghìn tỷ đồng",
    date=datetime.date(2031, 1, 5),
    issuer="Báo Sông Lam",
    weight=Weight.PRESS,
    recorded=True,
)
PLAN_TEXT = (
    "2. Thu ngân sách nhà nước trên địa bàn đạt 41.250 tỷ đồng, trong đó thu nội địa đạt 23.800 tỷ đồng.\n"
    "3. Giải quyết việc làm mới cho 62.000 lượt lao động; tỷ lệ lao động qua đào tạo đạt 87%."
)
NEWS_TEXT = "Tỉnh phấn đấu năm 2031 tổng thu ngân sách nhà nước vượt 40 nghìn tỷ đồng, tăng khoảng 9% so với năm 2030."


PASSAGE_START = 1000
"""Of the passages that are cited."""
COVER = "HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM".ljust(PASSAGE_START - 1, ".") + "\n"
TABLE = "| Chỉ tiêu | Năm 2031 |\n| --- | --- |\n| Lúa | 5 |"
PLAN_DOCUMENT = Document(
    "nghi-quyet-25.txt",
    f"{COVER}{PLAN_TEXT}\n{TABLE}",
    PLAN,
    (
        Page("trang 1", 0, PASSAGE_START),
        Page("trang 2", PASSAGE_START, PASSAGE_START + len(PLAN_TEXT) + 1),
        Page("trang 3", PASSAGE_START + len(PLAN_TEXT) + 1, PASSAGE_START + len(PLAN_TEXT) + 1 + len(TABLE)),
    ),
)
NEWS_DOCUMENT = Document("bao-song-lam.txt", f"{COVER}{NEWS_TEXT}", NEWS)


HOSTILE = [
    "<script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 1">',
    '"><svg/onload=window.hacked=1>',
    "[bấm](javascript:window.hacked=1)",
    "<a href='javascript:window.hacked=1'>bấm</a>",
    "# Tiêu đề\n- mục `mã` ![ảnh](http://example.com/a.png)",
    r"$$\frac{1}{2}$$ \(x\) $x$",
    "{{value}} ${window.hacked=1} `${1}`",
    "</mark></blockquote></details><h1>ngoài</h1>",
    "&lt;b&gt; & &amp;",
]


def cite(text: str, quote: str, source: SourceRecord, file: str, path: tuple[str, ...] = ()) -> Citation:
    """A citation of `quote` in a passage that starts at `PASSAGE_START`."""
    start = PASSAGE_START
    header = ContextHeader(source.title, source.number, path, source.period)
    passage = Passage(f"{file}#{start}", file, start, start + len(text), text, header, is_item=True)
    at = start + text.index(quote)
    return Citation(passage, source, quote, at, at + len(quote))


BUDGET = cite(
    PLAN_TEXT,
    "Thu ngân sách nhà nước trên địa bàn đạt 41.250 tỷ đồng",
    PLAN,
    "nghi-quyet-25.txt",
    ("I. Mục tiêu và chỉ tiêu chủ yếu năm 2031", "2. Các chỉ tiêu về kinh tế"),
)
REPORT = IngestReport(
    files=(
        FileReceipt("nghi-quyet-25.txt", 40, 31, has_source_record=True, has_date=True, seconds=0.4),
        FileReceipt("bao-song-lam.txt", 12, 3, source_note="đọc từ văn bản: Bài báo; chưa rõ: kỳ của số liệu"),
        FileReceipt("anh.png", problem="Tệp anh.png: chưa đọc được loại tệp này."),
    ),
    changed=True,
    seconds=3.2,
    finished=datetime.datetime(2031, 1, 6, 3, 0, tzinfo=datetime.UTC),
)
ADDED = FileReceipt(
    "mia.txt", 5, 4, (DamagedFigure("Diện tích đạt 5, nghìn ha", "trang 2"),), True, True, 3, 1, 0.62, ("Trang 3 mờ.",)
)
BUDGET_NEWS = cite(NEWS_TEXT, "tổng thu ngân sách nhà nước vượt 40 nghìn tỷ đồng", NEWS, "bao-song-lam.txt")


BUDGET_FACT = Fact(
    passage_id=BUDGET.passage.id,
    file="nghi-quyet-25.txt",
    indicator="Thu ngân sách nhà nước trên địa bàn",
    part="",
    period=Period(2031, 2031),
    status=Status.TARGET,
    territory="tỉnh Sông Lam",
    figure=Figure(Decimal("4.125E+13"), Decimal("4.125E+13"), "đồng", text="41.250 tỷ đồng", scale="tỷ"),
    start=BUDGET.end - len("41.250 tỷ đồng"),
    end=BUDGET.end,
    clause_start=BUDGET.start,
    clause_end=BUDGET.end,
)


def _earlier(year: int, status: Status, amount: int) -> Fact:
    """The budget of another year, in the same sentence."""
    value = Decimal(amount) * 10**12
    figure = replace(BUDGET_FACT.figure, low=value, high=value, text=f"{amount}.000 tỷ đồng")
    start = PASSAGE_START + PLAN_TEXT.index("23.800")
    return replace(BUDGET_FACT, period=Period(year, year), status=status, figure=figure, start=start, end=start + 14)


EARLIER_FACTS = (_earlier(2028, Status.TARGET, 30), _earlier(2030, Status.ESTIMATE, 38))


def facts_answer(question: Question) -> VerifiedAnswer:
    text = "Thu ngân sách nhà nước trên địa bàn, chỉ tiêu năm 2031: **41.250 tỷ đồng**."
    return VerifiedAnswer(question, (Statement(text, (BUDGET,), (BUDGET_FACT,)),), Mode.FACTS)


def answer_made_of(text: str) -> VerifiedAnswer:
    """An answer in which every text that comes from outside is `text`."""
    source = SourceRecord(
        text, text, text, datetime.date(2031, 1, 2), text, text, text, text, Weight.OFFICIAL, recorded=True
    )
    passage = Passage("id", text, 5, 5 + 3 * len(text), text * 3, ContextHeader(text, text, (text,), text), False)
    citation = Citation(passage, source, text, 5 + len(text), 5 + 2 * len(text))
    statement = Statement(text, (citation,))
    return VerifiedAnswer(
        Question(text), (statement,), Mode.MODEL, note=text, rejections=(Rejection(text, text),), is_final=False
    )


def model_answers(question: Question) -> Iterator[VerifiedAnswer]:
    """A model's two sentences, one after the other, the second with a draft refused beside it."""
    first = Statement("Năm 2031, tỉnh đặt chỉ tiêu thu ngân sách trên địa bàn **41.250 tỷ đồng**.", (BUDGET,))
    second = Statement("Báo tỉnh viết con số này là vượt 40 nghìn tỷ đồng.", (BUDGET_NEWS,))
    yield VerifiedAnswer(question, (first,), Mode.MODEL, is_final=False)
    yield VerifiedAnswer(
        question,
        (first, second),
        Mode.MODEL,
        rejections=(Rejection("Thu nội địa đạt 41.250 tỷ đồng.", "41.250 tỷ đồng là của chỉ tiêu khác"),),
    )


@dataclass
class FakePipeline:
    """See the module. `asked` are the questions that came, `closed` those whose stream was closed before its end."""

    model_state: ModelState = ModelState.READY
    go_on: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    asked: list[Question] = field(default_factory=list)
    example_questions: tuple[str, ...] = (
        "Chỉ tiêu thu ngân sách năm 2031 là bao nhiêu?",
        "Giải quyết việc làm mới cho bao nhiêu lao động?",
        "Tỷ lệ lao động qua đào tạo năm 2031?",
        "So sánh thu ngân sách năm 2030 và 2031",
    )
    documents: tuple[Document, ...] = (PLAN_DOCUMENT, NEWS_DOCUMENT)
    passages: tuple[Passage, ...] = (BUDGET.passage, BUDGET_NEWS.passage)
    facts: tuple[Fact, ...] = (BUDGET_FACT,)
    """By default the one that `facts_answer` states."""
    corrections: tuple[HeldCorrection, ...] = ()
    report: IngestReport = REPORT
    ingest_error: RagError | None = None
    loads: int = 0
    stops: list[threading.Event] = field(default_factory=list)
    """By which who asked says that he has left, in the order of the questions."""

    def ingest(self, report: ReportProgress) -> IngestReport:
        """An ingest that takes what is added for a file with a damaged figure, once a test lets it go on."""
        report(IngestProgress("Đọc tài liệu", 3, 10, "mia.txt", rate=2.5, seconds_left=2.8))
        self.go_on.wait(10)
        if self.ingest_error is not None:
            raise self.ingest_error
        self.report = replace(REPORT, files=(*REPORT.files, ADDED), finished=datetime.datetime.now(datetime.UTC))
        self.documents = (*self.documents, Document("mia.txt", "Mía.", SourceRecord("Kế hoạch mía")))
        self.example_questions = ("Sản lượng mía năm 2031?",)
        return self.report

    def series(self, fact: Fact) -> tuple[Fact, ...]:
        return (*EARLIER_FACTS, BUDGET_FACT) if fact == BUDGET_FACT else (fact,)

    def nearby_questions(self, answer: VerifiedAnswer) -> tuple[str, ...]:
        return ("Chỉ tiêu thu ngân sách năm 2030 là bao nhiêu?",) if answer.statements else ()

    def leaves(self, file: str) -> tuple[Leaf, ...]:
        """Without passages: pages, or parts of what is long."""
        return next((cut_leaves(document, ()) for document in self.documents if document.file == file), ())

    def answer(self, question: Question) -> VerifiedAnswer:
        return next(replace(self, model_state=ModelState.OFF).stream(question))

    def search(self, question: Question, k: int) -> list[RankedPassage]:
        """Both passages that are cited."""
        if not question.text.strip():
            raise InvalidInput("Bạn chưa nhập câu hỏi.", "empty question")
        return [RankedPassage(BUDGET.passage, 0.9), RankedPassage(BUDGET_NEWS.passage, 0.4)][:k]

    def stream(
        self, question: Question, *, waits: bool = True, stopped: threading.Event | None = None
    ) -> Iterator[VerifiedAnswer]:
        self.asked.append(question)
        if stopped is not None:
            self.stops.append(stopped)
        if not question.text.strip():
            raise InvalidInput("Câu hỏi đang trống. Hãy gõ câu hỏi rồi bấm Gửi.", "empty question")
        if "quá dài" in question.text or len(question.text) > 10_000:
            raise InvalidInput("Câu hỏi dài quá 1.000 ký tự. Hãy hỏi ngắn hơn.", "question too long")
        if "hỏng" in question.text:
            raise RuntimeError("the fake broke as it was asked to")
        if "<script>" in question.text:
            yield replace(answer_made_of(question.text), is_final=True)
            return
        if "sân bay" in question.text:
            missing = "Không có chỉ tiêu nào về lượng khách qua sân bay trong các tài liệu."
            nearby = ("Sản lượng hàng qua cảng, chỉ tiêu năm 2031", "Lượng khách du lịch, ước thực hiện năm 2030")
            yield VerifiedAnswer(question, (), Mode.FACTS, NotInDocuments(missing, nearby))
            return
        if self.model_state is not ModelState.READY:
            yield replace(facts_answer(question), note="Trả lời không dùng mô hình ngôn ngữ.")
            return
        if "lâu" in question.text and not waits:
            yield replace(facts_answer(question), model_use=ModelUse.ON_REQUEST, model_seconds=41.0)
            return
        yield from self._answer_with_model(question)

    def _answer_with_model(self, question: Question) -> Iterator[VerifiedAnswer]:
        try:
            yield replace(facts_answer(question), is_final=False)
            if "đứt" in question.text:
                raise LanguageModelUnavailable("Mô hình ngôn ngữ không trả lời.", "the fake lost its model")
            while "mãi" in question.text:
                self.go_on.wait(0.05)
                yield next(model_answers(question))
            if "chờ" in question.text:
                self.go_on.wait()
            for answer in model_answers(question):
                yield answer
                if "chờ" in question.text and not answer.is_final:
                    self.go_on.clear()
                    self.go_on.wait()
        except GeneratorExit:
            self.closed.set()
            raise

    def language_model_status(self) -> LanguageModelStatus:
        messages = {
            ModelState.READY: "Mô hình qwen3:4b-instruct đang sẵn sàng viết câu trả lời.",
            ModelState.MISSING: "Ollama đang chạy nhưng chưa có mô hình qwen3:4b-instruct (khoảng 2,5 GB).",
            ModelState.UNAVAILABLE: "Chưa có mô hình ngôn ngữ: cài Ollama rồi chạy lại. Vẫn tra cứu được số liệu.",
            ModelState.OFF: "Không dùng mô hình ngôn ngữ.",
        }
        return LanguageModelStatus("qwen3:4b-instruct", self.model_state, messages[self.model_state])

    def load_language_model(self) -> None:
        self.loads += 1

    def pull_language_model(self) -> Iterator[PullProgress]:
        yield PullProgress("Đang tải qwen3:4b-instruct", 0.25)
        self.go_on.wait()
        self.model_state = ModelState.READY
