"""PDF files: the text layer, page by page; pages that are pictures go to the recognition of characters."""

import importlib
import logging
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from PIL import Image

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages
from rag.ingestion.readers.cut_rows import join_cut_rows
from rag.ingestion.readers.layout import Ruling, Word, read_blocks

_LOG = logging.getLogger(__name__)

_SPACE = 0.15
_THICKEST_RULING = 4.0
_POINTS_PER_INCH = 72
_RECOGNITION_DPI = 300
_MOST_PIXELS = 25_000_000
_FEWEST_CHARACTERS = 30
_MOST_UNMAPPED_SHARE = 0.1
_LEAST_IMAGE_SHARE = 0.4
_FEWEST_STROKES_OF_OUTLINED_TEXT = 200
_PRIVATE_USE = range(0xE000, 0xF900)
_BULLET = "•"
_UNMAPPED = re.compile("[(]cid:[0-9]+[)]|\N{REPLACEMENT CHARACTER}")

_SCAN = "là ảnh quét, không nhận dạng được chữ"
_NO_UNICODE = "có phông chữ không ghi mã chữ, chữ đọc được có thể sai hoặc thiếu"
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
    with _open(path) as file, _Renderer(path) as renderer:
        total = len(file.pages)
        for number, page in enumerate(file.pages, start=1):
            content, problem = _read_page(page, f"trang {number}", renderer.render)
            pages.append(content)
            if problem:
                problems.setdefault(problem, []).append(number)
            page.close()
            report(number, total)
    warnings = tuple(f"{path.name}: trang {_ranges(numbers)} {problem}." for problem, numbers in problems.items())
    if not any(page.blocks for page in pages):
        reason = " ".join(warnings) or f"Tệp {path.name} không có chữ nào."
        raise UnreadableDocument(reason, f"{path.name}: no text on {len(pages)} pages")
    return FileContent(join_cut_rows(pages), warnings)


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


def _read_page(page: Page, label: str, render: Callable[[int], Image.Image]) -> tuple[PageContent, str]:
    """The page's content, and in Vietnamese what went wrong with it, if anything did."""
    try:
        words, rulings = _words(page), list(_rulings(page))
        unmapped, is_picture = _unmapped_share(page), _is_picture(page)
        size = float(page.width), float(page.height)
    # A hostile page makes the parser fail in any way that there is; the others can be sound.
    except Exception:
        _LOG.debug("%s", label, exc_info=True)
        return PageContent((), label), _DAMAGED
    content = PageContent(read_blocks(words, rulings, *size), label)
    if unmapped <= _MOST_UNMAPPED_SHARE and not is_picture:
        return content, _NO_UNICODE if unmapped else ""
    try:
        return _recognise(render(page.page_number), label), ""
    except UnreadableDocument as error:
        return content, f"{_SCAN if is_picture else _NO_UNICODE} ({error.message.rstrip('.')})"


def _recognise(image: Image.Image, label: str) -> PageContent:
    """Loaded when the first page needs it: most files need no recognition of characters."""
    module = importlib.import_module("rag.ingestion.readers.recognition")
    return cast(PageContent, module.recognise(image, label))


def _words(page: Page) -> list[Word]:
    # In the file's own order, for pdfplumber takes lines of neighbouring cells that overlap for one, letter by letter.
    found = page.extract_words(x_tolerance_ratio=_SPACE, use_text_flow=True, return_chars=True)
    words = [
        Word(text, *_place(word), bold="bold" in str(word["chars"][0]["fontname"]).lower())
        for word in found
        if (text := _clean(word["text"])) and all(map(math.isfinite, _place(word)))
    ]
    # Weight or shadow is sometimes made by drawing a word twice.
    return list({(word.text, round(word.x0 / 2), round(word.top / 2)): word for word in words}.values())


def _place(item: Mapping[str, Any]) -> tuple[float, float, float, float]:
    return float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"])


def _clean(text: str) -> str:
    """The word without characters that mean nothing outside their font; alone, such a one is a list's bullet."""
    if len(text) == 1 and ord(text) in _PRIVATE_USE:
        return _BULLET
    known = "".join(character for character in text if ord(character) not in _PRIVATE_USE)
    return unicodedata.normalize("NFC", _UNMAPPED.sub("", known))


def _rulings(page: Page) -> Iterator[Ruling]:
    for shape in (*page.lines, *page.rects, *page.curves):
        x0, top, x1, bottom = _place(shape)
        if not all(map(math.isfinite, (x0, top, x1, bottom))):
            continue
        if min(x1 - x0, bottom - top) <= _THICKEST_RULING:
            yield Ruling(x0, top, x1, bottom)
        elif shape["object_type"] == "rect" and shape["stroke"]:
            yield from (Ruling(x0, top, x1, top), Ruling(x0, bottom, x1, bottom))
            yield from (Ruling(x0, top, x0, bottom), Ruling(x1, top, x1, bottom))


def _is_picture(page: Page) -> bool:
    """Whether the page shows what its text layer does not say: a scan, or letters drawn as outlines."""
    if sum(not char["text"].isspace() for char in page.chars) >= _FEWEST_CHARACTERS:
        return False
    area = float(page.width) * float(page.height)
    shown = sum((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in page.images)
    return shown >= _LEAST_IMAGE_SHARE * area or len(page.curves) >= _FEWEST_STROKES_OF_OUTLINED_TEXT


def _unmapped_share(page: Page) -> float:
    """The share of characters whose font does not say which they are."""
    texts = [char["text"] for char in page.chars]
    unmapped = sum(bool(_UNMAPPED.fullmatch(text)) for text in texts)
    return unmapped / len(texts) if texts else 0.0


class _Renderer:
    """Draws pages; opens the file when the first is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: pypdfium2.PdfDocument | None = None

    def __enter__(self) -> "_Renderer":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def render(self, number: int) -> Image.Image:
        """The page, counted from 1, in grey at 300 dpi, or at less where it is so large that memory would suffer.

        Raises:
            UnreadableDocument: it cannot be drawn.
        """
        try:
            self._file = self._file or pypdfium2.PdfDocument(self._path)
            page = self._file[number - 1]
            width, height = page.get_size()
            scale = min(_RECOGNITION_DPI / _POINTS_PER_INCH, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
            image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
            page.close()
        except Exception as error:
            raise UnreadableDocument("Không vẽ được trang.", f"page {number}: {error!r}") from error
        return image


def _ranges(numbers: list[int]) -> str:
    """`3, 5–8`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in parts)
