"""Presentations (.pptx): each slide's texts from the top down and its tables. Door to python-pptx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pptx
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

from rag.errors import UnreadableDocument
from rag.ingestion.readers.cells import Cell
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.grids import blocks_of, with_captions
from rag.ingestion.readers.packages import damaged, pack, read_parts
from rag.ingestion.readers.side_parts import warn_of_side_parts
from rag.ingestion.readers.signs import raised
from rag.ingestion.readers.unseen import figures_of, warn_of_unseen

Shape: TypeAlias = Any
"""python-pptx ships no types."""

_MARGINS = frozenset({PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER})
_TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE})
_MOST_LEVELS = 20


def read(path: Path, report: ReportPages) -> FileContent:
    """A page for each slide that is shown, labelled `trang chiếu N`; notes of the speaker are not shown.

    Raises:
        UnreadableDocument: damaged, no presentation, without text, or made to do harm.
        OSError: the file cannot be opened.
    """
    parts = read_parts(path)
    reader = _SlideReader()
    pages = []
    try:
        slides = list(pptx.Presentation(pack(parts)).slides)
        for number, slide in enumerate(slides, start=1):
            label = f"trang chiếu {number}"
            if slide._element.get("show") in {"0", "false"}:
                reader.warnings.append(f"{label}: bị ẩn nên không được đọc.")
            else:
                pages.append(PageContent(tuple(with_captions(reader.blocks(slide.shapes, label))), label))
            report(number, len(slides))
    # python-pptx lets through whatever its parsing meets.
    except Exception as error:
        raise damaged(path, error) from error
    if not any(page.blocks for page in pages):
        raise UnreadableDocument(f"Tệp {path.name} không có chữ nào đọc được.", f"{path.name}: no text")
    return FileContent(tuple(pages), (*reader.warnings, *warn_of_unseen(reader.unseen), *warn_of_side_parts(parts)))


class _SlideReader:
    """Reads slides, and remembers what it had to leave out."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.unseen: list[str] = []

    def blocks(self, shapes: Any, label: str, level: int = 0) -> list[Block]:
        """The shapes' texts and tables, from the top down and from left to right."""
        blocks: list[Block] = []
        for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
            kind = shape.placeholder_format.type if shape.is_placeholder else None
            if kind in _MARGINS or _is_hidden(shape):
                continue
            if shape.shape_type == MSO_SHAPE_TYPE.GROUP and level < _MOST_LEVELS:
                blocks += self.blocks(shape.shapes, label, level + 1)
            elif getattr(shape, "has_table", False) and shape.has_table:
                blocks += [block for _, block in blocks_of(self._grid(shape.table))]
            elif shape.has_text_frame:
                marker = "# " if kind in _TITLES else ""
                blocks += [marker + line for line in self._lines(shape.text_frame)]
            elif (getattr(shape, "has_chart", False) and shape.has_chart) or shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
                warning = f"{label}: có biểu đồ hoặc hình; chữ và số ở trong đó không được đọc."
                self.warnings += [warning] if warning not in self.warnings else []
        return blocks

    def _grid(self, table: Any) -> list[list[Cell]]:
        """The cells, merged ones in every place that they cover."""
        grid: list[list[Cell]] = []
        for row_index, row in enumerate(table.rows):
            line: list[Cell] = []
            for column, cell in enumerate(row.cells):
                if cell.is_spanned:
                    goes_across = bool(line) and cell._tc.hMerge
                    line.append(line[-1] if goes_across or not grid else grid[row_index - 1][column])
                else:
                    line.append(Cell("\n".join(self._lines(cell.text_frame))))
            grid.append(line)
        return grid

    def _lines(self, frame: Any) -> Iterator[str]:
        for paragraph in frame.paragraphs:
            text = "".join(self._run_text(run) for run in paragraph._p.iterchildren("{*}r", "{*}br", "{*}fld"))
            yield from (" ".join(line.split()) for line in text.split("\n") if line.strip())

    def _run_text(self, run: Any) -> str:
        if run.tag.endswith("}br"):
            return "\n"
        text = run.findtext("{*}t") or ""
        properties = run.find("{*}rPr")
        if properties is None:
            return text
        if properties.get("strike", "noStrike") != "noStrike":
            self.unseen += figures_of(text)
            return ""
        baseline = properties.get("baseline", "0").rstrip("%")
        return raised(text) if baseline.isdecimal() and int(baseline) > 0 else text


def _is_hidden(shape: Shape) -> bool:
    return any(element.get("hidden") in {"1", "true"} for element in shape._element.iter("{*}cNvPr"))
