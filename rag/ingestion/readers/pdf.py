"""Door to pdfplumber: PDF files by their text layer; pages that are pictures go to the recognition of characters."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from PIL import Image

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.cut_rows import join_cut_rows
from rag.ingestion.readers.layout import Word, read_blocks
from rag.ingestion.readers.page_drawing import PageDrawer
from rag.ingestion.readers.pdf_pages import ParsedPage, ParsedPart, parse_page

_LOG = logging.getLogger(__name__)

_MOST_UNMAPPED_SHARE = 0.1

_SCAN = "là ảnh quét, không nhận dạng được chữ"
_NO_UNICODE = "có phông chữ không ghi mã chữ, chữ đọc được có thể sai hoặc thiếu"
_UNSURE = "là ảnh quét khó đọc, chữ nhận dạng được có thể sai"
_DAMAGED = "bị hỏng, không đọc được"


def read(path: Path, report: ReportPages) -> FileContent:
    """Every page with its number as label; what a page could not give is a warning that names it.

    Raises:
        UnreadableDocument: no PDF, damaged, locked by a password, or no page gave text.
        OSError: the file cannot be opened.
    """
    _check_kind(path)
    pages: list[PageContent] = []
    problems: dict[str, list[int]] = {}
    doubts: list[str] = []
    with _open(path) as file, PageDrawer(path) as drawer:
        total = len(file.pages)
        for number, page in enumerate(file.pages, start=1):
            content, problem, doubtful = _read_page(page, f"trang {number}", drawer.draw)
            pages.append(content)
            doubts += doubtful
            if problem:
                problems.setdefault(problem, []).append(number)
            page.close()
            report(number, total)
    warnings = tuple(f"{path.name}: trang {_ranges(numbers)} {problem}." for problem, numbers in problems.items())
    if not any(page.blocks for page in pages):
        reason = " ".join(warnings) or f"Tệp {path.name} không có chữ nào."
        raise UnreadableDocument(reason, f"{path.name}: no text on {len(pages)} pages")
    return FileContent(join_cut_rows(pages), (*warnings, *doubts))


def _check_kind(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(1024)
    if not start:
        raise UnreadableDocument(f"Tệp {path.name} trống.", f"{path.name}: 0 bytes")
    if b"%PDF-" not in start:
        raise UnreadableDocument(
            f"Tệp {path.name} không phải tệp PDF dù có đuôi .pdf.", f"{path.name}: starts with {start[:8]!r}"
        )


@contextmanager
def _open(path: Path) -> Iterator[PDF]:
    """The file with its list of pages read; damage that shows only in a page is that page's."""
    # Its warnings on damaged files are for its programmers, thousands to a file.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        file = pdfplumber.open(path, unicode_norm="NFC", raise_unicode_errors=False)
    # A hostile file makes the parser fail in any way that there is.
    except Exception as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
            raise UnreadableDocument(
                f"Tệp {path.name} có mật khẩu. Hãy bỏ mật khẩu rồi thêm lại.", f"{path.name}: encrypted"
            ) from error
        raise _damaged(path, error) from error
    try:
        try:
            count = len(file.pages)
        except Exception as error:
            raise _damaged(path, error) from error
        if not count:
            raise UnreadableDocument(f"Tệp {path.name} bị hỏng: không có trang nào.", f"{path.name}: no pages")
        yield file
    finally:
        file.stream.close()


def _damaged(path: Path, error: Exception) -> UnreadableDocument:
    return UnreadableDocument(
        f"Tệp {path.name} bị hỏng hoặc tải về chưa đủ, không đọc được. Hãy lấy lại tệp.", f"{path.name}: {error!r}"
    )


def _read_page(page: Page, label: str, draw: Callable[[int], Image.Image]) -> tuple[PageContent, str, list[str]]:
    """The page's content, and in Vietnamese what went wrong with it, if anything did, and where it may be misread."""
    try:
        parsed = parse_page(page)
    # A hostile page makes the parser fail in any way that there is; the others can be sound.
    except Exception:
        _LOG.debug("%s", label, exc_info=True)
        return PageContent((), label), _DAMAGED, []
    content = _content(parsed, parsed.words, label)
    warnings = list(parsed.warnings)
    if parsed.unmapped_share <= _MOST_UNMAPPED_SHARE and not parsed.is_picture:
        return content, _NO_UNICODE if parsed.unmapped_share else "", warnings
    try:
        recognised, problem, doubts = _recognise(draw(page.page_number), label)
    except UnreadableDocument as error:
        # What stands behind a scan unseen is better than nothing where it cannot be recognised.
        content = _content(parsed, (*parsed.words, *parsed.unseen_words), label)
        return content, f"{_SCAN if parsed.is_picture else _NO_UNICODE} ({error.message.rstrip('.')})", warnings
    return recognised, problem, [*warnings, *doubts]


def _content(parsed: ParsedPage, words: Sequence[Word], label: str) -> PageContent:
    above, below = (
        [block for part in parsed.beside if part.is_first == first for block in _blocks(part, part.words)]
        for first in (True, False)
    )
    return PageContent((*above, *_blocks(parsed, words), *below), label)


def _blocks(parsed: ParsedPage | ParsedPart, words: Sequence[Word]) -> tuple[Block, ...]:
    return read_blocks(words, parsed.rulings, parsed.width, parsed.height)


def _recognise(picture: Image.Image, label: str) -> tuple[PageContent, str, list[str]]:
    """What the recognition of characters makes of the page, what went wrong, and which numbers may be misread."""
    # Loaded for the first page that needs it, for few do.
    from rag.ingestion.readers import recognition  # noqa: PLC0415

    content = recognition.recognise(picture, label)
    doubts = list(recognition.find_doubtful_figures(content))
    if content.confidence == 0:
        return content, _SCAN, doubts
    return content, _UNSURE if (content.confidence or 1) < recognition.UNSURE else "", doubts


def _ranges(numbers: list[int]) -> str:
    """`3, 5–8`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in parts)
