"""Scans and photos of pages: one page an image, as many as a TIFF holds."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import FileContent, PageContent, ReportPages
from rag.ingestion.readers.recognition import find_doubts, recognise
from rag.ingestion.readers.tesseract import require_tesseract

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_MOST_PIXELS = 80_000_000
"""An A3 page at 600 dpi has 70 million; each takes some ten bytes while it is prepared."""
_MOST_PAGES = 500
_WITHOUT_COLOURS = frozenset({"1", "L", "LA"})
_WIDE_MODES = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N", "F"})


def read(path: Path, report: ReportPages) -> FileContent:
    """The recognised pages, `trang 1` and on; of an animation its first picture.

    Raises:
        UnreadableDocument: no image, damaged, too large, without any text, or tesseract is not installed.
        OSError: the file cannot be opened.
    """
    try:
        require_tesseract()
    except UnreadableDocument as error:
        raise UnreadableDocument(f"Tệp {path.name}: {error.message}", f"{path.name}: {error}") from error
    pages: list[PageContent] = []
    with path.open("rb") as file:
        for image, total in _plain_pages(file, path.name):
            pages.append(recognise(image, f"trang {len(pages) + 1}"))
            report(len(pages), total)
    if not any(page.blocks for page in pages):
        raise UnreadableDocument(
            f"Ảnh {path.name}: không nhận dạng được chữ nào. Hãy quét lại rõ hơn, ít nhất 200 dpi.",
            f"{path.name}: no text recognised on {len(pages)} pages",
        )
    return FileContent(tuple(pages), tuple(doubt for page in pages for doubt in find_doubts(page)))


def _plain_pages(file: BinaryIO, name: str) -> Iterator[tuple[Image.Image, int]]:
    """Each page, and how many there are.

    Raises:
        UnreadableDocument: as `read`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # sizes are checked below
            opened = Image.open(file, formats=_FORMATS)
        with opened as image:
            total = _count_pages(image, name)
            for frame, _ in zip(ImageSequence.Iterator(image), range(total), strict=False):
                yield _plain(_checked(frame)), total
    except UnreadableDocument:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableDocument(
            f"Ảnh {name} quá lớn. Hãy quét lại ở 300 dpi, mỗi ảnh một trang.", f"{name}: {error}"
        ) from error
    except UnidentifiedImageError as error:
        raise UnreadableDocument(
            f"Tệp {name} không phải ảnh PNG, JPEG, TIFF, BMP hay WebP, hoặc đã hỏng.", f"{name}: {error}"
        ) from error
    except Exception as error:  # Pillow's decoders raise nearly anything on damaged files
        raise UnreadableDocument(
            f"Ảnh {name} bị hỏng hoặc thiếu dữ liệu. Hãy quét hoặc chép lại tệp.", f"{name}: {error!r}"
        ) from error


def _count_pages(image: Image.Image, name: str) -> int:
    count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if count > _MOST_PAGES:
        raise UnreadableDocument(
            f"Ảnh {name} có {count} trang. Hãy tách thành các tệp không quá {_MOST_PAGES} trang.",
            f"{name}: {count} frames",
        )
    return count


def _checked(frame: Image.Image) -> Image.Image:
    if frame.width * frame.height > _MOST_PIXELS:
        raise Image.DecompressionBombError(f"{frame.width} x {frame.height} pixels")
    return frame


def _plain(frame: Image.Image) -> Image.Image:
    """The frame upright, in mode L or RGB, transparent parts white; its resolution kept."""
    upright = ImageOps.exif_transpose(frame)
    dpi = frame.info.get("dpi")
    if upright.mode in _WIDE_MODES:
        plain = _in_eight_bits(upright)
    elif upright.has_transparency_data:
        coloured = upright.convert("RGBA")
        plain = Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured).convert("RGB")
    else:
        plain = upright.convert("L" if upright.mode in _WITHOUT_COLOURS else "RGB")
    plain.info = {"dpi": dpi} if dpi else {}
    return plain


def _in_eight_bits(frame: Image.Image) -> Image.Image:
    """From the frame's own darkest to its own lightest: files do not agree on the range."""
    wide = np.asarray(frame, np.float32)
    low, high = float(wide.min()), float(wide.max())
    return Image.fromarray(((wide - low) * (255 / max(high - low, 1e-6))).astype(np.uint8))
