"""Answers, sources and states as HTML in which nothing of documents, questions or models is markup.

Every text passes `html.escape`; the only markup that is honoured is `**bold**` in statements.
"""

import re
from collections.abc import Sequence
from html import escape

from page.places import render_document_opener, render_opener
from page.records import record_line, record_parts
from rag import (
    Citation,
    Document,
    LanguageModelStatus,
    Mode,
    ModelUse,
    NotInDocuments,
    PullProgress,
    Rejection,
    TableCell,
    VerifiedAnswer,
)

_SECONDS_TOLD = 95
"""From here on, minutes are told."""
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def render_turn(number: int, question: str, reply: str, is_busy: bool = False) -> str:
    """A question (plain text) and its reply (HTML from this module); `number` counts from 1 within the conversation."""
    asked = f'<h2 class="question"><span class="visually-hidden">Câu hỏi: </span>{escape(question)}</h2>'
    busy = ' aria-busy="true"' if is_busy else ""
    return f'<article class="turn" id="turn-{number}"{busy}>{asked if question.strip() else ""}{reply}</article>'


def render_waiting() -> str:
    """The reply until the first answer comes."""
    return '<p class="writing" role="status">đang tìm trong tài liệu…</p>'


def render_error(message: str, heading: str = "Chưa trả lời được") -> str:
    """A reply that says what went wrong and what to do."""
    return f'<div class="problem" role="alert"><h3>{escape(heading)}</h3><p>{escape(message)}</p></div>'


def render_answer(answer: VerifiedAnswer, turn: int, model_name: str) -> str:
    """The reply for an answer, finished or growing. `turn` makes the ids of its sources unique on the page."""
    if answer.abstention is not None:
        body = _abstention(answer.abstention)
    else:
        body = _statements(answer, turn) + _mode(answer, model_name)
    writing = "" if answer.is_final else '<p class="writing" role="status">đang viết…</p>'
    note = f'<p class="note">{escape(answer.note)}</p>' if answer.note else ""
    return f'<div class="answer">{body}{writing}{note}{_sources(answer, turn)}{_rejections(answer.rejections)}</div>'


def wait_text(seconds: float) -> str:
    """How long something takes, in round words: `khoảng 40 giây trên máy này`."""
    if seconds < _SECONDS_TOLD:
        return f"khoảng {max(10, round(seconds / 10) * 10)} giây trên máy này"
    return f"khoảng {round(seconds / 60)} phút trên máy này"


def plain_text(answer: VerifiedAnswer) -> str:
    """The answer without citations and markup, a statement a line; for an abstention, what is missing and nearby."""
    if answer.abstention is not None:
        return "\n".join((answer.abstention.missing, *(f"- {near}" for near in answer.abstention.nearby)))
    return "\n".join(_BOLD.sub(r"\1", statement.text) for statement in answer.statements)


def text_with_sources(answer: VerifiedAnswer) -> str:
    """What the copy button copies: the statements with their numbers, then each source with its verbatim quote."""
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    lines = []
    for statement in answer.statements:
        marks = "".join(f" [{numbers[citation]}]" for citation in dict.fromkeys(statement.citations))
        lines.append(_BOLD.sub(r"\1", statement.text) + marks)
    lines += ["", "Nguồn:"]
    for citation, number in numbers.items():
        record = ", ".join((citation.source.title, *record_parts(citation.source), *_places(citation)))
        columns = " | ".join(_headings(citation))
        lines.append(f"[{number}] {record}: {f'({columns}) ' if columns else ''}“{citation.quote}”")
    return "\n".join(lines)


def render_model_status(status: LanguageModelStatus) -> str:
    """The line that says which model writes, or why none does."""
    return f'<p class="model-status" data-state="{status.state.value}" role="status">{escape(status.message)}</p>'


def render_pull_progress(progress: PullProgress) -> str:
    """The same line while a model is being fetched."""
    done = f"{progress.fraction:.0%}"
    bar = f'<progress max="1" value="{progress.fraction:.3f}">{done}</progress>'
    return f'<p class="model-status" data-state="pulling" role="status">{escape(progress.step)} {bar} {done}</p>'


def render_documents(documents: Sequence[Document]) -> str:
    """The folded list of the documents that answers come from."""
    items = "".join(
        f"<li><cite>{escape(document.source.title)}</cite>{record_line(document.source)}"
        f"{render_document_opener(document)}</li>"
        for document in documents
    )
    return (
        f'<details class="documents" id="documents"><summary>Tài liệu được dùng ({len(documents)})</summary>'
        f"<ul>{items}</ul></details>"
    )


def _statements(answer: VerifiedAnswer, turn: int) -> str:
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    rendered = []
    for statement in answer.statements:
        marks = "".join(_mark(numbers[citation], citation, turn) for citation in dict.fromkeys(statement.citations))
        # Escaping leaves asterisks as they are, so bold is found after it and cannot let markup through.
        text = _BOLD.sub(r"<strong>\1</strong>", escape(statement.text))
        rendered.append(f'<p class="statement">{text}{marks}</p>')
    return "".join(rendered)


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
    nearby = "".join(f"<li>{escape(near)}</li>" for near in abstention.nearby)
    listed = f"<p>Gần với câu hỏi, tài liệu có:</p><ul>{nearby}</ul>" if nearby else ""
    return (
        '<section class="abstention"><h3>Tài liệu không có thông tin này</h3>'
        f"<p>{escape(abstention.missing)}</p>{listed}</section>"
    )


def _sources(answer: VerifiedAnswer, turn: int) -> str:
    if not answer.citations:
        return ""
    items = "".join(_source(citation, number, turn) for number, citation in enumerate(answer.citations, start=1))
    copied = escape(text_with_sources(answer))
    copy = f'<button type="button" class="copy" data-copy="{copied}">Sao chép kèm nguồn</button>'
    return f'<section class="sources"><div class="sources-head"><h3>Nguồn</h3>{copy}</div>{items}</section>'


def _source(citation: Citation, number: int, turn: int) -> str:
    source, header = citation.source, citation.passage.header
    path = " › ".join(header.heading_path)
    place = f'<p class="path">{escape(path)}</p>' if path else ""
    published = f"Đăng tại: {source.published_in} · " if source.published_in else ""
    return (
        f'<details class="source" id="{_source_id(turn, number)}">'
        f'<summary><span class="number">[{number}]</span> <cite>{escape(source.title)}</cite>'
        f"{record_line(source, *_places(citation))}</summary>"
        f'<div class="passage">{place}<blockquote>{_highlighted(citation)}</blockquote>'
        f"{render_opener(citation)}"
        f'<p class="file">{escape(published)}Tệp: {escape(citation.passage.file)}</p></div></details>'
    )


def _highlighted(citation: Citation) -> str:
    """The passage with the quote marked; a quote that reaches beyond the passage stands marked above it."""
    passage = citation.passage
    start, end = citation.start - passage.start, citation.end - passage.start
    if passage.row and passage.text[start:end] == citation.quote:
        return _row_table(citation)
    if start < 0 or passage.text[start:end] != citation.quote:
        return f"<mark>{escape(citation.quote)}</mark><br>{escape(passage.text)}"
    before, after = passage.text[:start], passage.text[end:]
    return f"{escape(before)}<mark>{escape(citation.quote)}</mark>{escape(after)}"


def _row_table(citation: Citation) -> str:
    """A row of a table under the headings of its columns: its numbers alone would not say what they are."""
    passage = citation.passage
    cells = [cell for cell in _cells(citation) if cell.heading or cell.start < cell.end]
    headings = "".join(f"<th>{escape(cell.heading)}</th>" for cell in cells)
    values = "".join(
        f"<td><mark>{escape(passage.text[cell.start - passage.start : cell.end - passage.start])}</mark></td>"
        for cell in cells
    )
    return f'<div class="row"><table><tr>{headings}</tr><tr>{values}</tr></table></div>'


def _headings(citation: Citation) -> list[str]:
    """The headings of the columns of a row that is cited; none for prose."""
    return [cell.heading for cell in _cells(citation) if cell.heading]


def _cells(citation: Citation) -> list[TableCell]:
    """The cells that the quote holds."""
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
