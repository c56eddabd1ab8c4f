"""Door to pypdfium2: pages of PDF files as pictures, for the recognition of characters."""

import math
from pathlib import Path

import pypdfium2
from PIL import Image

from rag.errors import UnreadableDocument

_POINTS_PER_INCH = 72
_DPI = 300
_MOST_PIXELS = 25_000_000


class PageDrawer:
    """Draws pages; opens the file when the first is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: pypdfium2.PdfDocument | None = None

    def __enter__(self) -> "PageDrawer":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def draw(self, number: int) -> Image.Image:
        """The page, counted from 1, in colours at 300 dpi, or at less where it is so large that memory would suffer.

        Raises:
            UnreadableDocument: it cannot be drawn.
        """
        try:
            self._file = self._file or pypdfium2.PdfDocument(self._path)
            page = self._file[number - 1]
            width, height = page.get_size()
            scale = min(_DPI / _POINTS_PER_INCH, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
            image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
            page.close()
        except Exception as error:
            raise UnreadableDocument("Không vẽ được trang.", f"page {number}: {error!r}") from error
        return image
