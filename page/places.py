"""A citation's place in its document as the index holds it: its page or section, the quote marked, and the next."""

import logging
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from page.records import record_line
from rag import Citation, Document, Fact, Leaf, Passage, fold_accents

_MOVED = "Tài liệu đã được cập nhật sau câu trả lời này; đoạn trích nay nằm ở chỗ dưới đây."
_LOST = "Tài liệu đã được cập nhật sau câu trả lời này và không còn đoạn trích đó. Hãy hỏi lại để có câu trả lời mới."
_GONE = "Tài liệu này không còn trong các tài liệu được dùng: tệp đã được gỡ, thay hoặc đổi tên."
_CELL = re.compile(r"(?<=\|)[^|]*(?=\|)")
_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+")
"""Below the headings of a table in Markdown."""
_HEADING = re.compile(r"\s*#{1,6}\s+(?=\S)")
_EMPHASIS = re.compile(r"(?<!\()(?:(?<=\S)\*{2,}|\*{2,}(?=\S))(?!\))")
"""Markdown's marks, which are no words of the document, are left out where it is read; `(**)` is a footnote's."""

_MOST_HITS = 50
_AROUND_CHARS = 50

_log = logging.getLogger(__name__)


class PlacesPipeline(Protocol):
    """What the part needs of the pipeline."""

    def leaves(self, file: str) -> tuple[Leaf, ...]:
        """The document's text as a reader turns it over; empty for a file that is not indexed."""
        ...

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages, with the headings that they stand under."""
        ...


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """What a browser asks to see: the leaf with the quote `text[start:end]`, or the one of that number, from 1; and
    where in the document the words of `search` stand."""

    file: str
    start: int = 0
    end: int = 0
    quote: str = ""
    number: int = 0
    search: str = ""


_ASKED = TypeAdapter(AskedPlace)


class Places:
    """Shows places of the current index, whichever index the citation was made from."""

    def __init__(self, pipeline: PlacesPipeline) -> None:
        self._pipeline = pipeline

    def show(self, asked: object) -> str:
        """The content of the reader, for an `AskedPlace` as a browser sends it."""
        try:
            place = _ASKED.validate_python(asked)
        except ValidationError as error:
            _log.info("no place: %s", error)
            return _problem("Hãy đóng cửa sổ này rồi bấm lại vào nguồn.")
        leaves = self._pipeline.leaves(place.file)
        if not leaves:
            return _problem(_GONE)
        start, end, note = _find_quote(leaves[0].document, place)
        number = place.number if 0 < place.number <= len(leaves) else _leaf_at(leaves, start)
        headings = _outline(passage for passage in self._pipeline.passages if passage.file == place.file)
        tools = _tools(leaves[0].document, headings, place.search)
        return _render(leaves, number, (start, end), note, tools)


def render_opener(citation: Citation) -> str:
    """The button in a source that opens the quote's place."""
    place = f" ({citation.place})" if citation.place else ""
    return _opener(citation.passage.file, f"Xem trong tài liệu{place}", citation.start, citation.end, citation.quote)


def render_document_opener(document: Document) -> str:
    """The button in the list of documents that opens one at its beginning."""
    return _opener(document.file, "Đọc tài liệu", 0, 0, "", f"Đọc tài liệu: {document.source.title}")


def render_fact_opener(fact: Fact, quote: str, inner: str, css: str, name: str, *, is_current: bool = False) -> str:
    """A button with `inner` (HTML) in it that opens the sentence of a fact; `name` is what a screen reader says."""
    current = ' aria-current="true"' if is_current else ""
    return (
        f'<button type="button" class="open-place {css}" aria-haspopup="dialog" aria-label="{escape(name)}"{current} '
        f'data-file="{escape(fact.file)}" data-start="{fact.clause_start}" data-end="{fact.clause_end}" '
        f'data-quote="{escape(quote)}">{inner}</button>'
    )


READER = (
    '<dialog id="reader" aria-labelledby="reader-title"><button type="button" class="close">Đóng</button>'
    '<div class="reader-content"></div></dialog>'
)
"""The window in which places are shown; it is filled when it is opened."""


def _opener(file: str, label: str, start: int, end: int, quote: str, name: str = "") -> str:
    """`name` is for those who do not see what stands above it."""
    return (
        f'<button type="button" class="open-place" aria-haspopup="dialog" aria-label="{escape(name or label)}" '
        f'data-file="{escape(file)}" data-start="{start}" data-end="{end}" data-quote="{escape(quote)}">'
        f"{escape(label)}</button>"
    )


def _find_quote(document: Document, place: AskedPlace) -> tuple[int, int, str]:
    """Where the quote stands now, and what the reader has to know about that."""
    text, quote = document.text, place.quote
    start = max(0, min(place.start, len(text)))
    if not quote or (place.start >= 0 and text[place.start : place.end] == quote):
        return start, max(start, place.end) if quote else start, ""
    found = [at for at in (text.rfind(quote, 0, start), text.find(quote, start)) if at >= 0]
    if not found:
        return start, start, _LOST
    nearest = min(found, key=lambda at: abs(at - start))
    return nearest, nearest + len(quote), _MOVED


def _leaf_at(leaves: tuple[Leaf, ...], offset: int) -> int:
    """The number of the leaf, from 1. Of empty pages before it none is taken, as in a citation's place."""
    return max(1, bisect_right(leaves, offset, key=lambda leaf: leaf.start))


def _outline(passages: Iterable[Passage]) -> list[tuple[str, int, int]]:
    """Each heading with its level, from 0, and where what stands under it begins."""
    found: list[tuple[str, int, int]] = []
    before: tuple[str, ...] = ()
    for passage in passages:
        path = passage.header.heading_path
        same = next((level for level, (one, other) in enumerate(zip(path, before, strict=False)) if one != other), None)
        first_new = min(len(path), len(before)) if same is None else same
        found += [(heading, level, passage.start) for level, heading in enumerate(path) if level >= first_new]
        before = path
    return found


def _tools(document: Document, headings: Sequence[tuple[str, int, int]], search: str) -> str:
    """The outline and the search of a document, folded up where nothing is searched for."""
    listed = "".join(
        f'<li style="padding-left: {min(level, 4)}rem">{_goer(document.file, start, start, "", heading)}</li>'
        for heading, level, start in headings
    )
    outline = f'<details class="outline"><summary>Mục lục ({len(headings)})</summary><ol>{listed}</ol></details>'
    hits = find_words(document.text, search)
    found = "".join(
        f"<li>{_goer(document.file, start, end, document.text[start:end], _around(document.text, start, end))}</li>"
        for start, end in hits[:_MOST_HITS]
    )
    more = f"; {_MOST_HITS} chỗ đầu" if len(hits) > _MOST_HITS else ""
    status = f'<p role="status">Có {len(hits)} chỗ{more}.</p>' if search.strip() else ""
    return (
        f'<div class="reading-tools">{outline if headings else ""}<form class="search-document" role="search">'
        f'<label>Tìm trong văn bản <input type="search" name="search" value="{escape(search)}" maxlength="200"></label>'
        f'<button type="submit">Tìm</button></form>{status}{f"<ol class=hits>{found}</ol>" if found else ""}</div>'
    )


def find_words(text: str, search: str) -> list[tuple[int, int]]:
    """Where the words stand, one after the other, whatever their accents, case and the white space between them."""
    words = fold_accents(search).lower().split()
    folded = fold_accents(text).lower()
    # Folding keeps the length of composed text; where it does not, no place could be shown.
    if not words or len(folded) != len(text):
        return []
    return [found.span() for found in re.finditer(r"\s+".join(map(re.escape, words)), folded)]


def _goer(file: str, start: int, end: int, quote: str, label: str) -> str:
    return (
        f'<button type="button" class="go-place" data-file="{escape(file)}" data-start="{start}" data-end="{end}" '
        f'data-quote="{escape(quote)}">{escape(label)}</button>'
    )


def _around(text: str, start: int, end: int) -> str:
    """The words found, with some of the line around them."""
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND_CHARS)
    line_end = text.find("\n", end)
    last = min(len(text) if line_end < 0 else line_end, end + _AROUND_CHARS)
    return f"…{' '.join(text[first:last].split())}…"


def _render(leaves: tuple[Leaf, ...], number: int, span: tuple[int, int], note: str, tools: str) -> str:
    leaf = leaves[number - 1]
    source = leaf.document.source
    headings = f'<p class="path">{escape(" › ".join(leaf.headings))}</p>' if leaf.headings else ""
    note_line = f'<p class="note" role="status">{escape(note)}</p>' if note else ""
    text = "".join(_blocks(leaf, span)) or '<p class="file">Trang này không có chữ.</p>'
    return (
        f'<h2 id="reader-title">{escape(source.title)}</h2>{record_line(source)}{note_line}{tools}'
        f"{_turning(leaves, number)}"
        f'<div class="leaf" tabindex="0" role="document" aria-label="{escape(_where(leaves, number))}">{headings}{text}'
        f'</div><p class="file">Tệp: {escape(leaf.document.file)}</p>'
    )


def _where(leaves: tuple[Leaf, ...], number: int) -> str:
    """`trang 3`, with the part of it where it is long; or `phần 2/9`."""
    place = leaves[number - 1].place
    if not place:
        return f"phần {number}/{len(leaves)}"
    of_page = [index for index, leaf in enumerate(leaves, start=1) if leaf.place == place]
    return f"{place} (phần {of_page.index(number) + 1}/{len(of_page)})" if len(of_page) > 1 else place


def _turning(leaves: tuple[Leaf, ...], number: int) -> str:
    def button(to: int, label: str) -> str:
        disabled = "" if 0 < to <= len(leaves) else " disabled"
        return f'<button type="button" class="turn-leaf" data-number="{to}"{disabled}>{label}</button>'

    return (
        f'<div class="turning">{button(number - 1, "‹ Trước")}<strong aria-live="polite">'
        f"{escape(_where(leaves, number).capitalize())}</strong>{button(number + 1, 'Sau ›')}</div>"
    )


def _blocks(leaf: Leaf, span: tuple[int, int]) -> Iterator[str]:
    """The lines as paragraphs, those of a table as its rows."""
    rows: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", leaf.text):
        start, end = leaf.start + line.start(), leaf.start + line.end()
        if line[0].startswith("|") and line[0].rstrip().endswith("|"):
            rows.append((start, end))
            continue
        yield from _table(leaf.document.text, rows, span)
        rows = []
        if line[0].strip():
            css = ' class="heading"' if _HEADING.match(line[0]) else ""
            yield f"<p{css}>{_marked(leaf.document.text, (start, end), span)}</p>"
    yield from _table(leaf.document.text, rows, span)


def _table(text: str, rows: list[tuple[int, int]], span: tuple[int, int]) -> Iterator[str]:
    if not rows:
        return
    rules = [_RULE.fullmatch(text[start:end].rstrip()) is not None for start, end in rows]
    rendered = []
    for (start, end), is_rule, is_heading in zip(rows, rules, [*rules[1:], False], strict=True):
        if is_rule:
            continue
        tag = "th" if is_heading else "td"
        cells = _CELL.finditer(text[start:end])
        inner = (f"<{tag}>{_marked(text, (start + cell.start(), start + cell.end()), span)}</{tag}>" for cell in cells)
        rendered.append(f"<tr>{''.join(inner)}</tr>")
    yield f'<div class="row"><table>{"".join(rendered)}</table></div>'


def _marked(text: str, piece: tuple[int, int], span: tuple[int, int]) -> str:
    """The piece without the white space around it and without Markdown's marks; what of it is quoted is marked."""
    rendered = ""
    for shown_start, shown_end in _shown(text[slice(*piece)]):
        start, end = piece[0] + shown_start, piece[0] + shown_end
        first = min(max(start, span[0]), end)
        last = max(min(end, span[1]), first)
        quoted = f"<mark>{escape(text[first:last])}</mark>" if first < last else ""
        rendered += f"{escape(text[start:first])}{quoted}{escape(text[last:end])}"
    # Where a mark of Markdown's stood within the quote, it is one quote all the same.
    return rendered.replace("</mark><mark>", "").strip()


def _shown(line: str) -> Iterator[tuple[int, int]]:
    """The spans of a line that are no marks of Markdown's."""
    start = 0
    for hidden in (_HEADING.match(line), *_EMPHASIS.finditer(line)):
        if hidden:
            yield start, hidden.start()
            start = hidden.end()
    yield start, len(line)


def _problem(message: str) -> str:
    return (
        '<h2 id="reader-title">Không mở được tài liệu</h2>'
        f'<div class="problem" role="alert"><p>{escape(message)}</p></div>'
    )
