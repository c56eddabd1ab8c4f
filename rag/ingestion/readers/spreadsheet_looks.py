"""How a spreadsheet's cell is drawn: what of its text is raised, and what nobody sees. Door to openpyxl's rich text."""

from typing import Any, TypeAlias

from openpyxl.cell.rich_text import CellRichText, TextBlock

from rag.ingestion.readers.signs import raised

Style: TypeAlias = Any
"""A font, fill or colour of openpyxl, which ships no types."""

_LARGEST_UNSEEN_POINTS = 2
_WHITE = ("rgb", "FFFFFF")
_BLACK = ("rgb", "000000")
_THEMES = {0: _WHITE, 1: _BLACK}
_INDEXED = {0: _BLACK, 8: _BLACK, 1: _WHITE, 9: _WHITE, 64: _BLACK}


def drawn_text(value: CellRichText, font: Style, fill: Style, *, knows_ground: bool) -> tuple[str, str]:
    """What is seen of a cell's text in several fonts, raised digits as such, and what is not."""
    seen = unseen = ""
    for piece in value:
        own = piece.font if isinstance(piece, TextBlock) else font
        text = str(piece.text if isinstance(piece, TextBlock) else piece)
        if is_unseen(own, fill, knows_ground=knows_ground):
            unseen += text
        else:
            seen += raised(text) if own is not None and own.vertAlign == "superscript" else text
    return seen.strip(), unseen.strip()


def is_unseen(font: Style, fill: Style, *, knows_ground: bool) -> bool:
    """Whether text is struck through, too small, or of its ground's colour where that is known."""
    if font is None:
        return False
    size = getattr(font, "sz", None)
    if font.strike or (size is not None and size <= _LARGEST_UNSEEN_POINTS):
        return True
    return knows_ground and font.color is not None and _colour(font.color) == _ground(fill)


def _ground(fill: Style) -> tuple[str, object] | None:
    """The fill's colour; none for a pattern or a gradient."""
    pattern = getattr(fill, "patternType", "gradient")
    if pattern is None or pattern == "none":
        return _WHITE
    return _colour(fill.fgColor) if pattern == "solid" else None


def _colour(colour: Style) -> tuple[str, object]:
    if colour.tint:
        return colour.type, (colour.value, colour.tint)
    if colour.type == "rgb":
        return "rgb", str(colour.rgb)[-6:].upper()
    known = _THEMES if colour.type == "theme" else _INDEXED if colour.type == "indexed" else {}
    return known.get(colour.value, (colour.type, colour.value))
