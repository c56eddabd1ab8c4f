"""The concepts of the product, one frozen dataclass each, in the order in which they come into being."""

import datetime
import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Self


class Weight(StrEnum):
    """How much a document weighs where two disagree, strongest first."""

    OFFICIAL = "official"
    OFFICIAL_NEWS = "official news"
    PRESS = "press"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What a figure is to its indicator. An estimate is a result that was not final when it was written.

    UNKNOWN: the text does not tell, or cannot be read for certain; it agrees with nothing that is said of a figure.
    """

    TARGET = "target"
    ESTIMATE = "estimate"
    RESULT = "result"
    UNKNOWN = "unknown"


class FigureKind(StrEnum):
    """LEVEL: how much there is. CHANGE: how much more or less than something. SHARE: a part of a whole.

    FRACTION: so many of so many (`11/18 chỉ tiêu`); `low` is the numerator, `high` the denominator. RANK: a place in
    an order (`đứng thứ 6`).
    """

    LEVEL = "level"
    CHANGE = "change"
    SHARE = "share"
    FRACTION = "fraction"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Period:
    """The years that something speaks of, both ends included; `first == last` for a single year.

    `part` is the part of the one year (`9 tháng`, `6 tháng cuối`, `quý I`), empty for the whole: what came about in
    nine months is not what came about in the year. `said` is how the text names the same span where that tells more:
    `đến tháng 9` for nine months, `năm học`, `vụ đông xuân` for a span of years; it does not take part in equality.
    """

    first: int
    last: int
    part: str = ""
    said: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.said or self.part} {self.years}".lstrip()

    @property
    def by_month(self) -> str:
        """As text, up to a day told by its month: `đến tháng 10 2031` for `đến 22/10 2031`."""
        day = re.fullmatch(r"đến \d{1,2}/(\d{1,2})", self.part)
        return f"đến tháng {int(day[1])} {self.years}" if day else str(self)

    @property
    def years(self) -> str:
        """`2031` or `2031-2035`."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def cycle(self) -> str:
        """What the years are called where they are not the calendar's: `năm học`; empty for these and their parts."""
        is_span = self.said.startswith("đến ") or any(map(str.isdigit, self.said))
        return "" if self.part or is_span else self.said

    def of_part(self, part: str) -> "Period":
        """That part of the year, however it is named."""
        return self if part == self.part else Period(self.first, self.last, part)

    @property
    def whole(self) -> "Period":
        """The years themselves, whichever part of them is meant."""
        return Period(self.first, self.last, said="" if self.part else self.said)


@dataclass(frozen=True, slots=True)
class FieldReading:
    """A field of a source record that was read from the document: from which words, and how sure, in [0, 1]."""

    field: str
    quote: str
    confidence: float


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where a document comes from. Empty text and None mean "not known", never "none"."""

    title: str
    kind: str = ""
    number: str = ""
    date: datetime.date | None = None
    issuer: str = ""
    territory: str = ""
    period: str = ""
    published_in: str = ""
    weight: Weight = Weight.UNKNOWN
    signer: str = ""
    amends: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    reports_on: tuple[str, ...] = ()
    replaced_by: str = ""
    amended_by: str = ""
    territory_changed_on: datetime.date | None = None
    recorded: bool = False
    """False when no record was written for the file and all that is known was read from its text: its weight, and what
    it says that it does to others, are then a claim that anybody can write."""
    unconfirmed_successor: str = ""
    """The documents without a record of their own that claim to replace, repeal or amend this one."""
    readings: tuple[FieldReading, ...] = ()
    """What was read from the text and no record overrides, also what was not sure enough to fill its field."""

    @property
    def confirmed_weight(self) -> Weight:
        """The weight, where a person has recorded the document."""
        return self.weight if self.recorded else Weight.UNKNOWN


@dataclass(frozen=True, slots=True)
class Page:
    """A page or sheet of the original file: `document.text[start:end]` is what stands on it.

    `label` names it as a citation does: `trang 3`. `confidence` in [0, 1] is that of the recognition of a scanned
    page's characters; None where the text is the file's own.
    """

    label: str
    start: int
    end: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text (Unicode NFC) and its source; `file` is its path below the corpus folder, with `/`.

    `pages` are in order and empty for formats without pages; `warnings`, in Vietnamese, say what reading the file
    could not make sure of.
    """

    file: str
    text: str
    source: SourceRecord
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()

    def place_of(self, offset: int) -> str:
        """The label of the page on which the character at `offset` stands; empty where there are no pages."""
        following = bisect_right(self.pages, offset, key=lambda page: page.start)
        return self.pages[following - 1].label if following else ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What of a document is read in one go, `document.text[start:end]`: a page, a part of a long one, or a section.

    The leaves of a document follow each other without gaps. `place` names the page as citations do and is empty for
    formats without pages; `headings`, from the outermost in, are those above its beginning that it does not hold.
    """

    document: Document
    start: int
    end: int
    place: str
    headings: tuple[str, ...]

    @property
    def text(self) -> str:
        """Empty for an empty page."""
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class ContextHeader:
    """What a passage means in its place: indexed with its text and shown apart from it."""

    title: str
    number: str
    heading_path: tuple[str, ...]
    period: str

    @property
    def text(self) -> str:
        """One line: title, number, headings from the outermost in, period."""
        parts = (
            self.title,
            self.number,
            *self.heading_path,
            f"Năm {self.period}" if self.period[:4].isdecimal() else self.period,
        )
        return " › ".join(part for part in parts if part)


class ColumnRole(StrEnum):
    """What the cells of a table's column are to their row."""

    NUMBERING = "numbering"
    NAME = "name"
    PART = "part"
    """What of the name a row is of, in a column of its own: `Dân số | Thành thị`."""
    UNIT = "unit"
    VALUE = "value"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell without the white space around it: `document.text[start:end]`.

    `heading` is its column's, the levels joined by ` › ` from the top down; empty where the table has none.
    """

    heading: str
    role: ColumnRole
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A data row of a table in its place; `cells` in order.

    `table` is where the table begins: rows with the same one share columns. `name` is what the row is of, `sections`
    the rows that only gather others (`I. KINH TẾ`) and `parents` those that it is a part of, both from the outermost
    in. `of_places`: the heading of the names says that they are places. `notes` are those below the table to which a
    mark behind the name points: `(1) Theo giá so sánh 2010.`
    """

    table: int
    caption: tuple[str, ...]
    sections: tuple[str, ...]
    parents: tuple[str, ...]
    name: str
    of_places: bool
    cells: tuple[TableCell, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of its document: `text == document.text[start:end]`."""

    id: str
    file: str
    start: int
    end: int
    text: str
    header: ContextHeader
    is_item: bool
    """True for a numbered or dashed line of a list or a row of a table, which is a passage of its own."""
    row: TableRow | None = None
    """The table's row that it is, or is a piece of; None for prose."""

    @property
    def indexed_text(self) -> str:
        """The header and the text: what both indexes see."""
        return f"{self.header.text}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value or a range in base units: `204 nghìn tỷ đồng` has low = high = 204·10¹² and unit `đồng`.

    Two figures are the same figure when low, high and unit are equal: exactly, in Decimal. Comparator, kind and text
    describe how a document says it and do not take part in equality.
    """

    low: Decimal
    high: Decimal
    unit: str
    comparator: str = field(default="", compare=False)
    kind: FigureKind = field(default=FigureKind.LEVEL, compare=False)
    text: str = field(default="", compare=False)
    """As written, with scale and unit, without the comparator: `106.761,592 tỷ đồng`."""
    scale: str = field(default="", compare=False)
    """The scale word as written (`nghìn tỷ`), in which arithmetic on this figure is printed."""

    @property
    def is_range(self) -> bool:
        """Whether it spans from `low` to a higher `high`."""
        return self.kind is not FigureKind.FRACTION and self.low != self.high


class Certainty(StrEnum):
    """How a slot of a fact is known, best first.

    SURE: at least 97 of 100 such readings are right. LIKELY: the best reading there is. UNKNOWN: no more than a guess,
    which the register leaves empty.
    """

    SURE = "sure"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SlotReading:
    """How a slot of a fact (`indicator`, `period`, `status`) is known.

    `probability` in [0, 1] is that of its value being right. `origin` says where the words stand that tell it: the
    figure's `passage`, the passage `before`, the `header` (title, headings, period) or nowhere (empty); `quote` are
    those words.
    """

    slot: str
    certainty: Certainty
    probability: float
    origin: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure bound to what it measures, as one passage states it.

    `start` and `end` span the figure in the document; `clause_start` and `clause_end` the words that state it, which
    are what a citation quotes.
    """

    passage_id: str
    file: str
    indicator: str
    part: str
    period: Period | None
    status: Status
    territory: str
    figure: Figure
    start: int
    end: int
    clause_start: int
    clause_end: int
    verb: str = ""
    """For a change, its direction as written: `tăng`, `giảm`, `gấp`, `vượt`; empty for a level."""
    baseline: str = ""
    """For a change, what it is measured against, as written: `so với năm 2022`; empty when not said."""
    slots: tuple[SlotReading, ...] = field(default=(), compare=False)
    """How each slot is known; empty where nobody judged it."""
    corrected_by: str = field(default="", compare=False)
    """Who has corrected what the figure is of, and when; empty where it is as it was read."""

    @property
    def certainty(self) -> Certainty:
        """That of the least certain slot; LIKELY where nobody judged them."""
        found = [slot.certainty for slot in self.slots]
        return max(found, key=list(Certainty).index, default=Certainty.LIKELY)

    @property
    def without_guesses(self) -> "Fact":
        """The fact as the register tells it: what is not known is empty, and no best guess."""
        unknown = {slot.slot for slot in self.slots if slot.certainty is Certainty.UNKNOWN}
        if not unknown:
            return self
        return replace(
            self,
            indicator="" if "indicator" in unknown else self.indicator,
            part="" if "indicator" in unknown else self.part,
            period=None if "period" in unknown else self.period,
            status=Status.UNKNOWN if "status" in unknown else self.status,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What the user typed last, and the user's earlier turns, oldest first.

    `today` is the day from which `năm nay` is reckoned; None where no clock was handed in: then such words name no
    time.
    """

    text: str
    history: tuple[str, ...] = ()
    today: datetime.date | None = None


class Operation(StrEnum):
    """What a question wants done."""

    LOOK_UP = "look up"
    LIST = "list"
    COMPARE = "compare"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class AskedQuantity:
    """One of the quantities that a question asks for: the units that would answer it (none where it does not say),
    whether it is how much something changed, the statuses named with it, and the words that ask for it."""

    units: tuple[str, ...]
    is_change: bool
    statuses: tuple[Status, ...]
    text: str


@dataclass(frozen=True, slots=True)
class RelativeTime:
    """Words that name a time by its distance from today (`năm ngoái`), and the period that they mean."""

    words: str
    period: Period


@dataclass(frozen=True, slots=True)
class QuestionFrame:
    """A question understood: what it asks about, on its own words alone.

    `terms` are the content words that a fitting fact must cover, canonical and in order. Empty `periods`, `statuses`,
    `territories`, `units` or `kinds` mean that the question does not say; `leaning` is the status that a mere "đạt"
    makes likelier. `part_of_year` is one named without its year (`9 tháng`; empty for `cả năm`). `baseline` is the
    period that a change is asked against (`so với năm 2022`). `territories` leaves out the documents' own, which are
    `homes`. `quantities` are what words like `bao nhiêu`, `mấy` ask for; `asks_document` means that a document's number
    or date is asked for, `compares` that a difference is; `names_only` that the question only names something, which
    may be an indicator, `asks_what` that it ends in `là gì` or the like. `files` are the documents that it speaks of
    (`nghị quyết 27`).
    """

    text: str
    terms: tuple[str, ...]
    files: frozenset[str]
    periods: tuple[Period, ...]
    baseline: Period | None
    statuses: tuple[Status, ...]
    leaning: tuple[Status, ...]
    territories: tuple[str, ...]
    units: tuple[str, ...]
    kinds: tuple[FigureKind, ...]
    operation: Operation
    wants_figure: bool
    names_only: bool
    asks_what: bool
    quantities: tuple[AskedQuantity, ...]
    part_of_year: str | None
    asks_document: bool
    compares: bool
    accent_free: bool
    refers_back: bool
    """Whether the question leans on the turns before it: `còn năm 2024?`, `chỉ tiêu đó`."""
    relative_times: tuple[RelativeTime, ...] = ()
    """The times that it names by their distance from today; their periods are among `periods`."""
    wants_latest: bool = False
    """Whether it asks for the latest figure there is: then the years of the turns before hold no more."""
    homes: tuple[str, ...] = ()
    """The places that it names of those that the documents speak for; empty where they all speak for one place."""
    wants_reason: bool = False
    """Whether it asks why, and names nothing but what the turns before named: `tại sao?`."""


@dataclass(frozen=True, slots=True)
class FactMatch:
    """A fact and how well it fits a frame: a higher `score` (log-odds) fits better.

    `likelihood` in [0, 1] is that of its subject being the one asked for; `coverage` in [0, 1] the share of the
    question's content that the fact's own name bears, weighted by rarity.
    """

    fact: Fact
    score: float
    likelihood: float
    coverage: float


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage and its similarity to the question: higher fits better, comparable within one ranking only."""

    passage: Passage
    similarity: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Verbatim document text that bears a statement: `quote == document.text[start:end]`.

    `place` is where it begins in the original file (`trang 3`); empty for formats without pages.
    """

    passage: Passage
    source: SourceRecord
    quote: str
    start: int
    end: int
    place: str = ""

    @classmethod
    def of(cls, passage: Passage, document: Document, start: int, end: int) -> Self:
        """The words `document.text[start:end]`, found in the passage."""
        return cls(passage, document.source, document.text[start:end], start, end, document.place_of(start))


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a language model wrote it, with the numbers of the passages it cites. Not yet to be shown."""

    text: str
    cited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that may be shown: verbatim text, a fact read from the register, or a draft that passed the gate."""

    text: str
    citations: tuple[Citation, ...]
    facts: tuple[Fact, ...] = ()


class Mode(StrEnum):
    """Who wrote the answer: the register, the documents' own sentences, or a language model behind the gate.

    TALK: nobody had to; the turn asks nothing of the documents (`cảm ơn`). Its reply is an abstention without figure.
    """

    FACTS = "facts"
    QUOTES = "quotes"
    MODEL = "model"
    TALK = "talk"


class AnswerOutcome(StrEnum):
    """How an answer stands to its question.

    SURE: its statements are told as the answer. OFFERED: they are near the question, each with what it is of, and none
    is told as the answer. NONE: the documents do not have it.
    """

    SURE = "sure"
    OFFERED = "offered"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NotInDocuments:
    """Why there is no answer, for the user: what is missing, and what nearby the documents do have.

    `facts` are those that `nearby` speaks of, in the same order, where it speaks of facts.
    """

    missing: str
    nearby: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A draft that the gate refused, and why: shown to evaluators, never as a statement."""

    draft: str
    reason: str


class ModelUse(StrEnum):
    """What a language model has to do with an answer: OPEN where nobody has decided; NOT_NEEDED where the documents'
    own figures or lines answer whole; ON_REQUEST where it would take longer than it should begin by itself; ASKED."""

    OPEN = "open"
    NOT_NEEDED = "not needed"
    ON_REQUEST = "on request"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """The only thing that the page, the API and the benchmark accept as an answer.

    Exactly one of `statements` and `abstention` is given. `note` tells the user of circumstances (no model, model
    failed); `rejections` are for evaluators. `lead` is what is said above statements that are only offered; it is empty
    for those that are told as the answer.
    """

    question: Question
    statements: tuple[Statement, ...]
    mode: Mode
    abstention: NotInDocuments | None = None
    note: str = ""
    rejections: tuple[Rejection, ...] = ()
    is_final: bool = True
    """False while a language model is still writing."""
    lead: str = ""
    model_use: ModelUse = ModelUse.OPEN
    model_seconds: float | None = None
    """How long a model's writing would take, or takes, on its machine; None where that is not known."""
    probability: float | None = None
    """By fitted odds, that what the documents seemed to answer is right, told or not; None where they seemed to answer
    nothing."""

    @property
    def outcome(self) -> AnswerOutcome:
        """Sure, offered or none."""
        if self.abstention is not None:
            return AnswerOutcome.NONE
        return AnswerOutcome.OFFERED if self.lead else AnswerOutcome.SURE

    @property
    def citations(self) -> Sequence[Citation]:
        """Every citation once, in the order of first use; its index + 1 is the number shown."""
        return tuple(dict.fromkeys(citation for statement in self.statements for citation in statement.citations))


class ModelState(StrEnum):
    """Whether a language model can write: READY; MISSING (the server can pull it); UNAVAILABLE; OFF (not wanted)."""

    READY = "ready"
    MISSING = "missing"
    UNAVAILABLE = "unavailable"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class LanguageModelStatus:
    """Which model writes, or why none does; `message` is Vietnamese and says how to get one.

    `digest` names the very weights, as the server does; empty where there are none or the server does not say.
    """

    name: str
    state: ModelState
    message: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class PullProgress:
    """A step of fetching a language model; `fraction` in [0, 1] is of the part under way, 0 where not known."""

    step: str
    fraction: float


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far an ingest is: `done` of `total` steps of the stage named (Vietnamese).

    `rate` is in steps a second, 0 until one is done; `seconds_left` is None until it can be told; `detail` names what
    is being worked on, with the place in it.
    """

    stage: str
    done: int
    total: int
    detail: str = ""
    rate: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class DamagedFigure:
    """A figure that is no longer whole, with the words before it; `place` is its page's label or its line."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """What became of one file. `problem` is empty for an indexed file, else the Vietnamese reason it was set aside.

    `confidence` is that of the worst recognised page; None where no page was recognised. `warnings`, in Vietnamese, say
    what reading could not make sure of. `seconds` is what reading it took, when it was read, and `is_reused` whether
    the ingest took it over as it was: neither says anything of the file, and receipts are compared without them.
    """

    file: str
    passages: int = 0
    facts: int = 0
    damaged_figures: tuple[DamagedFigure, ...] = ()
    has_source_record: bool = False
    has_date: bool = False
    """False when its source record names no date: results and plans are then harder to tell apart."""
    pages: int = 0
    tables: int = 0
    confidence: float | None = None
    warnings: tuple[str, ...] = ()
    problem: str = ""
    source_note: str = ""
    """What was read of the source of a file without a record and what is still missing, in Vietnamese."""
    seconds: float = field(default=0.0, compare=False)
    is_reused: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did; `changed` is False when the index was already up to date.

    `note` tells the user why an index was made anew though no document changed; empty otherwise. `removed` are the
    files of the index before that are in this one no more; `embedded` counts the texts whose vectors were computed, the
    others being taken over. `finished` is when the index was made, in UTC.
    """

    files: tuple[FileReceipt, ...]
    changed: bool
    seconds: float
    note: str = ""
    removed: tuple[str, ...] = ()
    embedded: int = 0
    finished: datetime.datetime | None = None

    @property
    def indexed(self) -> tuple[FileReceipt, ...]:
        """The receipts of the files that are in the index."""
        return tuple(receipt for receipt in self.files if not receipt.problem)

    @property
    def set_aside(self) -> tuple[FileReceipt, ...]:
        """The receipts of the files that could not be read, or that another file has the content of."""
        return tuple(receipt for receipt in self.files if receipt.problem)


@dataclass(frozen=True, slots=True)
class CorrectedSlots:
    """What the figure is of, as the official says; a period of None is unknown."""

    indicator: str
    part: str
    period: Period | None
    status: Status
    territory: str


@dataclass(frozen=True, slots=True)
class FactCorrection:
    """What a figure is, or with `slots` None that it is no fact at all.

    `quote` is the sentence, `figure_at` and `figure_end` where the figure stands in it, `start` where the sentence
    stood in the document. `by` is who says so, and `at` when, in UTC.
    """

    file: str
    quote: str
    start: int
    figure_at: int
    figure_end: int
    slots: CorrectedSlots | None
    by: str
    at: datetime.datetime

    @property
    def id(self) -> str:
        """Names the correction, to take it back."""
        digest_input = f"{self.file}\n{self.quote}\n{self.figure_at}\n{self.at.isoformat()}\n{self.by}\n{self.slots!r}"
        return hashlib.sha256(digest_input.encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class HeldCorrection:
    """A correction and where its figure stands in the document now; None where the reader finds that figure no more, so
    that the correction does nothing."""

    correction: FactCorrection
    figure_start: int | None
