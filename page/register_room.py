"""The room of indicators: the table of the register, an indicator over the years, and the form that corrects a fact."""

import base64
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from page.chart import render_chart
from page.places import render_fact_opener
from page.register_files import EXCEL, to_csv, to_excel
from page.register_table import (
    Choices,
    PageOfRows,
    RegisterQuery,
    Row,
    choices_of,
    find_rows,
    page_of,
    period_label,
    rows_of,
)
from page.year_strip import STATUS_SHORT, SeriesPipeline
from rag import (
    Certainty,
    CorrectedSlots,
    Fact,
    HeldCorrection,
    IngestReport,
    Passage,
    Status,
    figure_text,
    period_text,
    question_for,
    subject_text,
)

_log = logging.getLogger(__name__)
_COLUMNS = (
    ("indicator", "Chỉ tiêu"),
    ("period", "Kỳ"),
    ("status", "Trạng thái"),
    ("figure", "Số liệu"),
    ("place", "Địa bàn"),
    ("file", "Văn bản"),
)
_DOUBTS = (("disputed", "văn bản ghi khác nhau"), ("unsure", "đọc chưa chắc"), ("corrected", "đã đính chính"))
_PROBLEM = '<p class="problem" role="alert">Yêu cầu không hợp lệ. Hãy tải lại trang.</p>'


class RegisterPipeline(SeriesPipeline, Protocol):
    """What the room needs of the pipeline."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that facts stand in."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The register, as corrected."""
        ...

    @property
    def corrections(self) -> tuple[HeldCorrection, ...]:
        """What officials have corrected of the register."""
        ...

    @property
    def report(self) -> IngestReport:
        """Of the ingest that made the index."""
        ...


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact as a browser names it."""

    file: str
    start: int


@dataclass(frozen=True, slots=True)
class AskedFile:
    """A download of the rows that a query finds: `csv` or `xlsx`."""

    query: RegisterQuery
    kind: str


_QUERY = TypeAdapter(RegisterQuery)
_FACT = TypeAdapter(AskedFact)
_FILE = TypeAdapter(AskedFile)


class RegisterRoom:
    """Answers what a browser asks of the room, with HTML; on any thread. `corrects`: whether facts may be corrected."""

    def __init__(self, pipeline: RegisterPipeline, *, corrects: bool) -> None:
        self._pipeline = pipeline
        self._corrects = corrects
        self._rows: tuple[tuple[Fact, ...], tuple[Row, ...]] = ((), ())

    def open(self) -> str:
        """The whole room: filters, table, and the figures that are damaged in their documents."""
        rows = self._current()
        corrections = _corrections(self._pipeline.corrections, takes_back=self._corrects)
        return (
            f"{_form(choices_of(rows))}"
            f'<div id="register-rows">{_table(page_of(rows, 1), RegisterQuery())}</div>'
            f'<div id="register-detail" tabindex="-1"></div>{corrections}{_damaged(self._pipeline.report)}'
        )

    def rows(self, asked: object) -> str:
        """The rows that a query finds."""
        try:
            query = _QUERY.validate_python(asked)
        except ValidationError as error:
            _log.info("no query: %s", error)
            return _PROBLEM
        found = find_rows(self._current(), query)
        shown = page_of(found, query.number)
        return _table(shown, replace(query, number=shown.number))

    def indicator(self, asked: object) -> str:
        """A fact's indicator over the years, and the form that corrects the fact."""
        try:
            named = _FACT.validate_python(asked)
        except ValidationError as error:
            _log.info("no fact: %s", error)
            return _PROBLEM
        found = (one for one in self._pipeline.facts if (one.file, one.start) == (named.file, named.start))
        fact = next(found, None)
        if fact is None:
            return '<p class="note" role="status">Số liệu này không còn trong sổ. Hãy tải lại bảng.</p>'
        texts = {document.file: document.text for document in self._pipeline.documents}
        fact = fact.without_guesses
        series = self._pipeline.series(fact)
        quotes = {other: texts.get(other.file, "")[other.clause_start : other.clause_end] for other in series}
        chart = render_chart(series, quotes, subject_text(fact))
        listed = "".join(f"<tr>{_cells_of_series(other, quotes[other])}</tr>" for other in series)
        ask = escape(question_for(fact))
        return (
            f'<section class="indicator"><h2>{escape(subject_text(fact) or "Chưa rõ chỉ tiêu")}</h2>'
            f'<button type="button" class="ask-this" data-question="{ask}">Hỏi về số liệu này</button>{chart}'
            '<div class="scrolled" tabindex="0" role="region" aria-label="Các số liệu của chỉ tiêu"><table><thead><tr>'
            "<th>Kỳ</th><th>Trạng thái</th><th>Số liệu</th><th>Tên trong văn bản</th></tr></thead>"
            f"<tbody>{listed}</tbody></table></div>"
            f"{_correcting(fact, self._pipeline.corrections) if self._corrects else ''}</section>"
        )

    def download(self, asked: object) -> dict[str, str]:
        """The rows that a query finds as a file: its name, kind and content in base64; empty for no such file."""
        try:
            wanted = _FILE.validate_python(asked)
        except ValidationError as error:
            _log.info("no file: %s", error)
            return {}
        facts = [row.fact for row in find_rows(self._current(), wanted.query)]
        documents = self._pipeline.documents
        if wanted.kind == "xlsx":
            name, kind, content = "chi-tieu.xlsx", EXCEL, to_excel(documents, facts)
        else:
            name, kind, content = "chi-tieu.csv", "text/csv;charset=utf-8", to_csv(documents, facts)
        return {"name": name, "kind": kind, "content": base64.b64encode(content).decode()}

    def _current(self) -> tuple[Row, ...]:
        facts = self._pipeline.facts
        if facts is not self._rows[0]:
            self._rows = facts, rows_of(facts, self._pipeline.documents, self._pipeline.passages)
        return self._rows[1]


def _form(choices: Choices) -> str:
    selects = (
        ("file", "Văn bản", choices.files),
        ("section", "Lĩnh vực (mục của văn bản)", tuple((name, name) for name in choices.sections)),
        ("place", "Địa bàn", tuple((name, name) for name in choices.places)),
        ("period", "Kỳ", tuple((name, name) for name in choices.periods)),
        ("status", "Trạng thái", tuple((status.value, STATUS_SHORT[status]) for status in Status)),
        ("doubt", "Cần xem lại", _DOUBTS),
    )
    filters = "".join(_select(name, label, options) for name, label, options in selects)
    return (
        '<form id="register-form" role="search" aria-label="Tìm trong sổ số liệu">'
        '<label class="wide">Tìm chỉ tiêu (không cần dấu)<input type="search" name="search" autocomplete="off" '
        f'maxlength="200"></label>{filters}'
        '<div class="buttons"><button type="button" class="clear-register">Bỏ lọc</button>'
        '<button type="button" class="save-register" data-kind="csv">Tải CSV</button>'
        '<button type="button" class="save-register" data-kind="xlsx">Tải Excel</button></div></form>'
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{escape(value)}">{escape(_short(text))}</option>' for value, text in options)
    return f'<label>{label}<select name="{name}"><option value="">Tất cả</option>{listed}</select></label>'


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89].rstrip()}…"


def _table(page: PageOfRows, query: RegisterQuery) -> str:
    if not page.total:
        return '<p class="note" role="status">Không có số liệu nào khớp. Hãy bỏ bớt bộ lọc hoặc đổi từ tìm.</p>'
    heads = "".join(_head(name, label, query) for name, label in _COLUMNS)
    rows = "".join(map(_row, page.rows))
    first = (page.number - 1) * 50 + 1
    summary = f"{first}–{first + len(page.rows) - 1} trong {page.total} số liệu"
    turning = (
        f'<div class="turning">{_turn(page.number - 1, "‹ Trước", page.pages)}<span>{summary}</span>'
        f"{_turn(page.number + 1, 'Sau ›', page.pages)}</div>"
    )
    return (
        f'<p class="visually-hidden" role="status">{summary}</p><table class="register"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{turning}"
    )


def _turn(number: int, label: str, pages: int) -> str:
    disabled = "" if 0 < number <= pages else " disabled"
    return f'<button type="button" class="turn-rows" data-number="{number}"{disabled}>{label}</button>'


def _head(name: str, label: str, query: RegisterQuery) -> str:
    is_sorted = query.sort == name
    order = ("descending" if query.descending else "ascending") if is_sorted else "none"
    arrow = ("▼" if query.descending else "▲") if is_sorted else ""
    return (
        f'<th scope="col" aria-sort="{order}"><button type="button" class="sort-rows" data-sort="{name}">{label} '
        f'<span aria-hidden="true">{arrow}</span></button></th>'
    )


def _row(row: Row) -> str:
    fact = row.fact
    opener = (
        f'<button type="button" class="open-indicator" data-file="{escape(fact.file)}" data-start="{fact.start}">'
        f"{escape(subject_text(fact) or 'chưa rõ chỉ tiêu')}</button>"
    )
    doubts = (
        ("văn bản ghi khác nhau", row.is_disputed),
        ("đọc chưa chắc", row.is_unsure),
        (f"đính chính: {fact.corrected_by}", bool(fact.corrected_by)),
    )
    marks = "".join(f'<span class="doubt">{escape(text)}</span>' for text, is_so in doubts if is_so)
    figure = render_fact_opener(
        fact,
        row.quote,
        escape(figure_text(fact)),
        "in-table",
        f"{figure_text(fact)}: xem câu trong tài liệu",
    )
    cells = (
        f"{opener}{marks}",
        escape(period_label(fact)),
        escape(STATUS_SHORT[fact.status]),
        figure,
        escape(fact.territory or "chưa rõ"),
        f'<span title="{escape(row.title)}">{escape(row.short_title)}</span>',
    )
    named = zip(_COLUMNS, cells, strict=True)
    listed = "".join(f'<td data-label="{label}">{cell}</td>' for (_, label), cell in named)
    return f"<tr>{listed}</tr>"


def _cells_of_series(fact: Fact, quote: str) -> str:
    unsure = " (chưa chắc)" if fact.certainty is Certainty.UNKNOWN else ""
    figure = render_fact_opener(
        fact, quote, escape(figure_text(fact)), "in-table", f"{figure_text(fact)}: xem câu trong tài liệu"
    )
    return (
        f"<td>{escape(period_label(fact))}</td><td>{escape(STATUS_SHORT[fact.status] + unsure)}</td><td>{figure}</td>"
        f"<td>{escape(subject_text(fact))}</td>"
    )


def _damaged(report: IngestReport) -> str:
    """Figures that are no longer whole in their documents: nobody is answered with them."""
    found = [(file.file, figure) for file in report.indexed for figure in file.damaged_figures]
    if not found:
        return ""
    items = "".join(f"<li>{escape(file)}, {escape(one.place)}: “…{escape(one.text)}”</li>" for file, one in found)
    return (
        f'<details class="damaged" id="damaged"><summary>Số liệu bị hỏng trong văn bản ({len(found)})</summary>'
        f"<ul>{items}</ul></details>"
    )


def _corrections(corrections: Sequence[HeldCorrection], *, takes_back: bool) -> str:
    """All that officials have corrected, first what does nothing any more; `takes_back`: with buttons to do that."""
    if not corrections:
        return ""
    lost = [held for held in corrections if held.figure_start is None]
    ordered = sorted(corrections, key=lambda held: held.figure_start is not None)
    items = "".join(_correction(held, takes_back=takes_back) for held in ordered)
    alarm = (
        f'<p class="problem" role="status">{len(lost)} đính chính không còn tác dụng: văn bản đã đổi, máy không còn '
        "tìm thấy số liệu đó. Hãy xem lại ở mục “Đã đính chính” bên dưới.</p>"
        if lost
        else ""
    )
    by = _field("by", "Người hủy (họ tên, đơn vị)", "") if takes_back else ""
    return (
        f'{alarm}<details class="corrections" id="corrections"{" open" if lost else ""}>'
        f"<summary>Đã đính chính ({len(corrections)})</summary>"
        f'<form class="correction-form revoking">{by}</form><ul>{items}</ul></details>'
    )


def _correction(held: HeldCorrection, *, takes_back: bool) -> str:
    one = held.correction
    quote = (
        f"{escape(one.quote[: one.figure_at])}<b>{escape(one.quote[one.figure_at : one.figure_end])}</b>"
        f"{escape(one.quote[one.figure_end :])}"
    )
    lost = '<p class="doubt">Không còn tác dụng: không tìm thấy số liệu này trong văn bản</p>'
    button = f'<button type="button" class="revoke-correction" data-id="{escape(one.id)}">Hủy đính chính</button>'
    return (
        f"<li>{'' if held.figure_start is not None else lost}<p>“{quote}” ({escape(one.file)})</p>"
        f"<p><b>{escape(_said_by(one.slots))}</b></p>"
        f'<p class="file">{escape(one.by)}, {one.at:%d/%m/%Y}</p>{button if takes_back else ""}</li>'
    )


def _said_by(slots: CorrectedSlots | None) -> str:
    """A correction's slots for its figure, in one line."""
    if slots is None:
        return "Không phải số liệu, đã bỏ khỏi sổ"
    subject = " – ".join(filter(None, (slots.indicator, slots.part)))
    period = period_text(slots.period) if slots.period else "chưa rõ kỳ"
    return ", ".join(filter(None, (subject, period, STATUS_SHORT[slots.status], slots.territory)))


def _correcting(fact: Fact, corrections: Sequence[HeldCorrection]) -> str:
    """The form, filled in with what the register has; and what was corrected of the fact, to be taken back."""
    here = (one.correction for one in corrections if one.figure_start == fact.start)
    held = next((one for one in here if one.file == fact.file), None)
    period = fact.period
    statuses = "".join(
        f'<option value="{status.value}"{" selected" if status is fact.status else ""}>{STATUS_SHORT[status]}</option>'
        for status in Status
    )
    taken_back = (
        f'<p class="note">Đã đính chính bởi {escape(fact.corrected_by)}. '
        f'<button type="button" class="revoke-correction" data-id="{escape(held.id)}">Hủy đính chính</button></p>'
        if held and fact.corrected_by
        else ""
    )
    first, last = (period.first, period.last) if period else ("", "")
    return (
        f'<details class="correcting" id="correcting"><summary>Đính chính số liệu này</summary>{taken_back}'
        f'<form class="correction-form" data-file="{escape(fact.file)}" data-start="{fact.start}">'
        "<p>Máy đọc sai câu này? Hãy ghi lại cho đúng với văn bản. Con số thì giữ nguyên như trong câu.</p>"
        f"{_field('indicator', 'Chỉ tiêu', fact.indicator)}{_field('part', 'Phần (nếu có)', fact.part)}"
        f"{_field('first', 'Năm đầu', str(first), 'number')}{_field('last', 'Năm cuối', str(last), 'number')}"
        f"{_field('period_part', 'Phần của năm (nếu có, ví dụ: 9 tháng)', period.part if period else '')}"
        f'<label>Trạng thái<select name="status">{statuses}</select></label>'
        f"{_field('territory', 'Địa bàn', fact.territory)}{_field('by', 'Người đính chính (họ tên, đơn vị)', '')}"
        '<label class="check"><input type="checkbox" name="no_fact"> Đây không phải là số liệu, bỏ khỏi sổ</label>'
        '<button type="submit" class="correct-fact">Lưu đính chính</button></form></details>'
    )


def _field(name: str, label: str, value: str, kind: str = "text") -> str:
    return f'<label>{label}<input type="{kind}" name="{name}" value="{escape(value)}" maxlength="400"></label>'
