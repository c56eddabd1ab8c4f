"""Answers, sources and states as HTML in which nothing of documents, questions or models is markup.

Every text passes `html.escape`; the only markup that is honoured is `**bold**` in statements.
"""

import base64
import re
import time
from collections.abc import Callable, Mapping, Sequence
from html import escape

from page.abbreviations import explained
from page.citing import cite_officially
from page.places import render_document_opener, render_opener
from page.records import record_line
from rag import (
    AnswerOutcome,
    Citation,
    Document,
    Fact,
    FileReceipt,
    LanguageModelStatus,
    Mode,
    ModelState,
    ModelUse,
    NotInDocuments,
    PullProgress,
    Rejection,
    Statement,
    TableCell,
    VerifiedAnswer,
    facts_of,
    question_for,
)

_MOST_PLAIN_SECONDS = 95
"""Longer waits are shown in minutes."""
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_MOST_STRIPS = 3
StripOf = Callable[[Fact, set[Fact]], str]
"""The years of a fact's indicator as HTML, given the facts of the strips that the answer has already."""
RATING_REASONS = ("sai số", "sai năm", "sai nguồn", "thiếu", "khó hiểu")


def no_strip(_fact: Fact, _drawn: set[Fact]) -> str:
    """For answers that are shown without the years of their indicators."""
    return ""


def render_turn(number: int, question: str, reply: str, is_busy: bool = False) -> str:
    """A question (plain text) and its reply (HTML from this module); `number` counts from 1 within the conversation."""
    edit = "" if is_busy else _turn_button("edit-turn", number, "Sửa câu hỏi", f"Sửa câu hỏi {number} rồi hỏi lại")
    asked = (
        f'<div class="asked"><h2 class="question" tabindex="-1"><span class="visually-hidden">Câu hỏi: </span>'
        f"{escape(question)}</h2>{edit}</div>"
    )
    busy = ' aria-busy="true"' if is_busy else ""
    return f'<article class="turn" id="turn-{number}"{busy}>{asked if question.strip() else ""}{reply}</article>'


def render_waiting() -> str:
    """The reply until the first answer comes."""
    return '<p class="writing" role="status">đang tìm trong tài liệu…</p>'


def render_error(message: str, heading: str = "Chưa trả lời được", again: int = 0) -> str:
    """A reply with the problem and what to do about it; with the number of its turn, a button that asks it again."""
    button = _turn_button("ask-again", again, "Hỏi lại", f"Hỏi lại câu {again}") if again else ""
    return f'<div class="problem" role="alert"><h3>{escape(heading)}</h3><p>{escape(message)}</p>{button}</div>'


def render_answer(answer: VerifiedAnswer, turn: int, model_name: str, strip_of: StripOf = no_strip) -> str:
    """The reply for an answer, finished or growing. `turn` makes the ids of its sources unique on the page."""
    if answer.abstention is not None and answer.mode is Mode.TALK:
        # Nothing was searched for, so nothing was missed.
        body = f'<p class="statement">{escape(answer.abstention.missing)}</p>'
    elif answer.abstention is not None:
        body = _abstention(answer.abstention)
    elif answer.outcome is AnswerOutcome.OFFERED:
        body = _offer(answer, turn)
    else:
        body = _statements(answer, turn, strip_of) + _mode(answer, model_name)
    writing = "" if answer.is_final else '<p class="writing" role="status">đang viết…</p>'
    note = f'<p class="note">{escape(answer.note)}</p>' if answer.note else ""
    rating = _rating(turn) if answer.is_final and answer.mode is not Mode.TALK else ""
    reply = f'<div class="said">{body}{writing}{note}{_rejections(answer.rejections)}{rating}</div>'
    return f'<div class="answer">{reply}{_sources(answer, turn)}</div>'


def render_nearby(questions: Sequence[str]) -> str:
    """What may be asked next, as buttons that ask; empty where there is nothing."""
    if not questions:
        return ""
    items = "".join(f"<li>{_asking_button(question, question)}</li>" for question in questions)
    title = '<h3 id="nearby-title">Hỏi tiếp</h3>'
    return f'<section class="nearby" aria-labelledby="nearby-title">{title}<ul>{items}</ul></section>'


def render_editing(number: int, turns: int) -> str:
    """The note at the question box while a question is being edited, with the button that stops it."""
    rest = " và các câu sau nó" if number < turns else ""
    return (
        f'<p class="editing" role="status">Đang sửa câu hỏi {number}: câu bạn gửi sẽ thay câu đó{rest}. '
        f'<button type="button" class="edit-turn" data-turn="0">Thôi, không sửa</button></p>'
    )


def render_rated(*, is_noted: bool) -> str:
    """Thanks, or that nothing was noted."""
    message = "Cảm ơn bạn. Ý kiến được ghi lại trên máy chủ này." if is_noted else "Chưa ghi được ý kiến này."
    # Told twice alike it is to be told twice, and Gradio redraws only what differs.
    return f'<p class="rated" data-of="{time.monotonic_ns()}">{message}</p>'


def render_download(name: str, kind: str, content: bytes) -> str:
    """A file that the browser saves as soon as it sees it; nothing of it is left on the server."""
    data = base64.b64encode(content).decode()
    # Twice the same file is to be saved twice, and Gradio redraws only what differs.
    return f'<span hidden data-name="{name}" data-kind="{kind}" data-of="{time.monotonic_ns()}">{data}</span>'


def wait_text(seconds: float) -> str:
    """How long something takes, in round words: `khoảng 40 giây trên máy này`."""
    if seconds < _MOST_PLAIN_SECONDS:
        return f"khoảng {max(10, round(seconds / 10) * 10)} giây trên máy này"
    return f"khoảng {round(seconds / 60)} phút trên máy này"


def plain_text(answer: VerifiedAnswer) -> str:
    """The answer without citations and markup, a statement a line, candidates below their lead; for an abstention, what
    is missing and nearby."""
    if answer.abstention is not None:
        return "\n".join((answer.abstention.missing, *(f"- {near}" for near in answer.abstention.nearby)))
    return "\n".join((*_lead(answer), *(_BOLD.sub(r"\1", statement.text) for statement in answer.statements)))


def text_with_sources(answer: VerifiedAnswer) -> str:
    """What the copy button copies: the statements with their numbers, then each source as an office cites it, with its
    verbatim quote."""
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    lines = _lead(answer)
    for statement in answer.statements:
        marks = "".join(f" [{numbers[citation]}]" for citation in dict.fromkeys(statement.citations))
        lines.append(_BOLD.sub(r"\1", statement.text) + marks)
    lines += ["", "Nguồn:"]
    for citation, number in numbers.items():
        columns = " | ".join(_headings(citation))
        lines.append(f"[{number}] {cite_officially(citation)}: {f'({columns}) ' if columns else ''}“{citation.quote}”")
    return "\n".join(lines)


def render_model_status(status: LanguageModelStatus, *, shows_setup: bool = True) -> str:
    """The line that names who answers; how to set up a model is shown only to the page's operator (`shows_setup`)."""
    is_ready = status.state is ModelState.READY
    calm = f"Mô hình {status.name} viết thêm khi cần." if is_ready else "Đang trả lời trực tiếp từ văn bản."
    how = (
        f'<details class="setup" id="setup"><summary>Dành cho người vận hành</summary><p>{escape(status.message)}</p>'
        "</details>"
        if shows_setup and not is_ready
        else ""
    )
    return f'<p class="model-status" data-state="{status.state.value}" role="status">{escape(calm)}</p>{how}'


def render_pull_progress(progress: PullProgress) -> str:
    """The same line while a model is being fetched."""
    done = f"{progress.fraction:.0%}"
    bar = f'<progress max="1" value="{progress.fraction:.3f}">{done}</progress>'
    return f'<p class="model-status" data-state="pulling" role="status">{escape(progress.step)} {bar} {done}</p>'


def render_documents(documents: Sequence[Document], receipts: Mapping[str, FileReceipt] | None = None) -> str:
    """The documents that answers come from, each with what is known of it; `receipts` are by file."""
    found = receipts or {}
    items = "".join(_document(document, found.get(document.file)) for document in documents)
    return (
        f'<section class="documents" aria-labelledby="documents-title"><h2 id="documents-title">Tài liệu được dùng '
        f'({len(documents)})</h2><ul class="plain-list">{items}</ul></section>'
    )


def _document(document: Document, receipt: FileReceipt | None) -> str:
    source = document.source
    counts = (
        f"{receipt.passages} đoạn văn, {receipt.facts} số liệu" if receipt else "",
        f"{receipt.tables} bảng" if receipt and receipt.tables else "",
    )
    unsure = len(receipt.warnings) + len(receipt.damaged_figures) if receipt else 0
    details = (
        ("Địa bàn", source.territory),
        ("Kỳ", source.period),
        ("Người ký", source.signer),
        ("Đăng tại", source.published_in),
        ("Đọc được", ", ".join(count for count in counts if count)),
        ("Cần xem lại", f"{unsure} chỗ (xem “Đã đọc được gì từ mỗi tệp” ở dưới)" if unsure else ""),
        ("Tệp", document.file),
    )
    listed = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in details if value)
    return (
        f'<li class="document"><h3><cite>{escape(source.title)}</cite></h3>{record_line(source)}<dl>{listed}</dl>'
        f"{render_document_opener(document)}</li>"
    )


def _lead(answer: VerifiedAnswer) -> list[str]:
    return [answer.lead] if answer.lead else []


def _statements(answer: VerifiedAnswer, turn: int, strip_of: StripOf) -> str:
    """Each statement with its official citation, and below a figure the years of its indicator."""
    drawn: set[Fact] = set()
    parts: list[str] = []
    strips = 0
    for statement, line in zip(answer.statements, _lines(answer, turn), strict=True):
        strip = strip_of(statement.facts[0], drawn) if _is_of_one_figure(statement) and strips < _MOST_STRIPS else ""
        strips += bool(strip)
        parts.append(f'<div class="stated"><p class="statement">{line}</p>{_cited(statement)}{strip}</div>')
    return "".join(parts)


def _is_of_one_figure(statement: Statement) -> bool:
    return len({fact.figure for fact in statement.facts}) == 1


def _cited(statement: Statement) -> str:
    """The official citations of a statement of the register, with a button that copies them."""
    if not statement.facts:
        return ""
    corrected = "; ".join(dict.fromkeys(fact.corrected_by for fact in statement.facts if fact.corrected_by))
    by = f'<p class="corrected">Cách đọc số liệu này đã được đính chính: {escape(corrected)}.</p>' if corrected else ""
    sources = "; ".join(dict.fromkeys(map(cite_officially, statement.citations)))
    plain = _BOLD.sub(r"\1", statement.text).removesuffix(".")
    copied = escape(f"{plain} ({sources}).")
    return (
        f'<p class="cited"><span>Căn cứ: {escape(sources)}.</span> '
        f'<button type="button" class="copy" data-copy="{copied}">Sao chép trích dẫn</button></p>{by}'
    )


def _offer(answer: VerifiedAnswer, turn: int) -> str:
    """Candidates as a numberless list in ordinary type below what they are: nobody may take one for the answer."""
    candidates = "".join(f"<li>{line}</li>" for line in _lines(answer, turn))
    return f'<section class="offer"><h3>{escape(answer.lead)}</h3><ul>{candidates}</ul></section>'


def _lines(answer: VerifiedAnswer, turn: int) -> list[str]:
    """Each statement as HTML, with the marks of its sources."""
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    rendered = []
    for statement in answer.statements:
        marks = "".join(_mark(numbers[citation], citation, turn) for citation in dict.fromkeys(statement.citations))
        # Escaping leaves asterisks as they are, so bold is found after it and cannot let markup through.
        text = _BOLD.sub(r"<strong>\1</strong>", explained(escape(statement.text)))
        rendered.append(f"{text}{marks}")
    return rendered


def _mark(number: int, citation: Citation, turn: int) -> str:
    label = escape(f"Mở nguồn {number}: {citation.source.title}")
    target = _source_id(turn, number)
    # The no-break space keeps the number on the line of the word that it belongs to.
    return f'&nbsp;<a class="mark" href="#{target}" data-source="{target}" aria-label="{label}">[{number}]</a>'


def _mode(answer: VerifiedAnswer, model_name: str) -> str:
    """Who wrote the answer and, where a model had nothing to add, that this is why none did."""
    labels = {
        Mode.FACTS: "Trích từ sổ số liệu của tài liệu",
        Mode.QUOTES: "Trích nguyên văn",
        Mode.MODEL: f"Mô hình {model_name} viết, từng câu đã đối chiếu",
    }
    whole = "; đã đủ ý nên không dùng mô hình ngôn ngữ" if answer.model_use is ModelUse.NOT_NEEDED else ""
    return f'<p class="mode">{escape(labels[answer.mode])}{whole}</p>'


def _abstention(abstention: NotInDocuments) -> str:
    """What is missing, and what there is: a button where it is known what would ask for it."""
    facts = dict(zip(abstention.nearby, abstention.facts, strict=False))
    nearby = "".join(
        f"<li>{_asking_button(near, question_for(facts[near])) if near in facts else escape(near)}</li>"
        for near in abstention.nearby
    )
    listed = f"<p>Gần với câu hỏi, tài liệu có:</p><ul>{nearby}</ul>" if nearby else ""
    return (
        '<section class="abstention"><h3>Tài liệu không có thông tin này</h3>'
        f"<p>{escape(abstention.missing)}</p>{listed}</section>"
    )


def _asking_button(label: str, question: str) -> str:
    return f'<button type="button" class="ask-this" data-question="{escape(question)}">{escape(label)}</button>'


def _turn_button(css: str, turn: int, label: str, name: str) -> str:
    return (
        f'<button type="button" class="{css}" data-turn="{turn}" aria-label="{escape(name)}">{escape(label)}</button>'
    )


def _rating(turn: int) -> str:
    """Whether the answer was of use and, if not, why: kept on this machine for those who mend the product."""
    reasons = "".join(
        f'<button type="button" class="rate" data-turn="{turn}" data-verdict="bad" data-reason="{escape(reason)}">'
        f"{escape(reason.capitalize())}</button>"
        for reason in RATING_REASONS
    )
    return (
        f'<div class="rating" role="group" aria-label="Đánh giá câu trả lời {turn}">'
        "<span>Câu trả lời này đúng ý bạn?</span>"
        f'<button type="button" class="rate" data-turn="{turn}" data-verdict="good">Đúng</button>'
        f'<details class="why" id="turn-{turn}-why"><summary>Chưa đúng</summary>'
        f'<div class="reasons"><span>Vì sao?</span>{reasons}</div></details></div>'
    )


def _sources(answer: VerifiedAnswer, turn: int) -> str:
    if not answer.citations:
        return ""
    facts = tuple(fact for statement in answer.statements for fact in statement.facts) or facts_of(answer)
    items = "".join(
        _source(citation, number, turn, [fact for fact in facts if _is_in(fact, citation)])
        for number, citation in enumerate(answer.citations, start=1)
    )
    copied = escape(text_with_sources(answer))
    copy = f'<button type="button" class="copy" data-copy="{copied}">Sao chép kèm nguồn</button>'
    return (
        f'<section class="sources" aria-label="Nguồn của câu trả lời {turn}"><div class="sources-head"><h3>Nguồn</h3>'
        f"{copy}</div>{items}</section>"
    )


def _source(citation: Citation, number: int, turn: int, facts: Sequence[Fact]) -> str:
    """The passage, the first one open; `facts` are those in it that the answer states."""
    source, header = citation.source, citation.passage.header
    path = " › ".join(header.heading_path)
    place = f'<p class="path">{escape(path)}</p>' if path else ""
    published = f"Đăng tại: {source.published_in} · " if source.published_in else ""
    return (
        f'<details class="source" id="{_source_id(turn, number)}"{" open data-first" if number == 1 else ""}>'
        f'<summary><span class="number">[{number}]</span> <cite>{escape(source.title)}</cite>'
        f"{record_line(source, *_places(citation))}</summary>"
        f'<div class="passage">{place}<blockquote>{_highlighted(citation, facts)}</blockquote>'
        f"{render_opener(citation)}"
        f'<p class="file">{escape(published)}Tệp: {escape(citation.passage.file)}</p></div></details>'
    )


def _is_in(fact: Fact, citation: Citation) -> bool:
    return fact.file == citation.passage.file and citation.start <= fact.start and fact.end <= citation.end


def _highlighted(citation: Citation, facts: Sequence[Fact]) -> str:
    """The passage with the quote marked, and in it the figures of `facts` by themselves: one sentence can hold nine. A
    quote that reaches beyond the passage stands marked above it."""
    passage = citation.passage
    start, end = citation.start - passage.start, citation.end - passage.start
    spans = sorted({(fact.start - citation.start, fact.end - citation.start) for fact in facts})
    if passage.row and passage.text[start:end] == citation.quote:
        return _row_table(citation, facts)
    quote = f"<mark>{_with_figures(citation.quote, spans)}</mark>"
    if start < 0 or passage.text[start:end] != citation.quote:
        return f"{quote}<br>{escape(passage.text)}"
    return f"{escape(passage.text[:start])}{quote}{escape(passage.text[end:])}"


def _with_figures(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the spans marked; spans that overlap an earlier one are left out."""
    rendered, at = "", 0
    for start, end in spans:
        if start < at:
            continue
        rendered += f'{escape(text[at:start])}<b class="figure">{escape(text[start:end])}</b>'
        at = end
    return rendered + escape(text[at:])


def _row_table(citation: Citation, facts: Sequence[Fact]) -> str:
    """A row of a table under the headings of its columns: its numbers alone would be unclear. The
    cells of `facts` are set apart."""
    passage = citation.passage
    cells = [cell for cell in _cells(citation) if cell.heading or cell.start < cell.end]
    headings = "".join(f"<th>{escape(cell.heading)}</th>" for cell in cells)
    values = "".join(
        f"<td>{_cell(passage.text[cell.start - passage.start : cell.end - passage.start], cell, facts)}</td>"
        for cell in cells
    )
    return f'<div class="row"><table><tr>{headings}</tr><tr>{values}</tr></table></div>'


def _cell(text: str, cell: TableCell, facts: Sequence[Fact]) -> str:
    is_asked = any(cell.start <= fact.start and fact.end <= cell.end for fact in facts)
    inner = f'<b class="figure">{escape(text)}</b>' if is_asked else escape(text)
    return f"<mark>{inner}</mark>"


def _headings(citation: Citation) -> list[str]:
    """The headings of the columns of a row that is cited; none for prose."""
    return [cell.heading for cell in _cells(citation) if cell.heading]


def _cells(citation: Citation) -> list[TableCell]:
    """The cells that the quote covers."""
    cells = citation.passage.row.cells if citation.passage.row else ()
    return [cell for cell in cells if citation.start <= cell.start <= cell.end <= citation.end]


def _places(citation: Citation) -> tuple[str, ...]:
    """Where the quote begins in the original file, where that has pages."""
    return (citation.place,) if citation.place else ()


def _rejections(rejections: Sequence[Rejection]) -> str:
    if not rejections:
        return ""
    items = "".join(
        f"<li><s>{escape(rejection.draft)}</s><span>{escape(rejection.reason)}</span></li>" for rejection in rejections
    )
    return f'<details class="rejections"><summary>Câu bị loại ({len(rejections)})</summary><ul>{items}</ul></details>'


def _source_id(turn: int, number: int) -> str:
    return f"turn-{turn}-source-{number}"
