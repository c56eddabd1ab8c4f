"""The characters of a page of a PDF file → those that a reader sees and reads, and those set apart from them.

Door to what pdfplumber parses with: it passes on the place and colour of each character, but not how it is drawn.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pdfminer.layout import LTChar, LTContainer, LTFigure
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

Character: TypeAlias = dict[str, Any]

_UNSEEN_MODES = frozenset({3, 7})
"""Neither filled nor stroked; the second only clips (ISO 32000-1, table 106)."""

_UNSEEN_TAG = "\0unseen"
_SLANT = 0.1
"""About 6 degrees: a scan that lies askew is turned by less."""

_SMALLEST_SEEN_POINTS = 1.5
_OVERPRINT_SHARE = 0.12
"""Of the font's size: so far apart at most stand the two prints of which bold is made."""

_WHITENESS = 0.97
_UNUSED = ("ncs", "adv", "mcid", "width", "height")


@dataclass(frozen=True, slots=True)
class SortedCharacters:
    """`unseen` are invisible, white on white, tiny or off the page; `slanted` run across it as watermarks do."""

    read: list[Character]
    unseen: list[Character]
    slanted: list[Character]


class _Aggregator(PDFPageAggregatorWithMarkedContent):
    """Marks the characters that are drawn invisibly, in the only field that pdfplumber passes on unread."""

    _is_unseen = False

    def render_string(self, textstate: Any, *args: Any) -> None:
        self._is_unseen = textstate.render in _UNSEEN_MODES
        super().render_string(textstate, *args)

    def tag_cur_item(self) -> None:
        super().tag_cur_item()
        if self._is_unseen and self.cur_item._objs:
            drawn: Any = self.cur_item._objs[-1]
            drawn.tag = _UNSEEN_TAG

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self._is_unseen = False
        super().paint_path(*args, **kwargs)


def parse(page: Page) -> None:
    """Parse the page, which is changed: its characters are then marked where they are invisible.

    Raises:
        Exception: of any kind, for a hostile page makes the parser fail in any way that there is.
    """
    device = _Aggregator(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
    _drop_unused(page._layout)


def _drop_unused(layout: LTContainer[Any]) -> None:
    """pdfplumber copies and decodes every field of every character, a third of the time that a page takes."""
    for item in layout:
        if isinstance(item, LTChar):
            for name in _UNUSED:
                item.__dict__.pop(name, None)
        elif isinstance(item, LTFigure):
            _drop_unused(item)


def sort_characters(page: Page) -> SortedCharacters:
    """The page's characters, of one that is drawn twice in a row at a place only the first."""
    found = SortedCharacters([], [], [])
    left, top, right, bottom = _visible_box(page)
    colour, is_white = None, False
    before: Character = {"text": ""}
    for char in page.chars:
        if char["text"] == before["text"] and _is_overprint(before, char):
            continue
        before = char
        if char["non_stroking_color"] != colour:
            colour = char["non_stroking_color"]
            is_white = _is_white(colour)
        x, y, (a, b, *_) = char["x1"], char["bottom"], char["matrix"]
        is_off = not (left < x and char["x0"] < right and top < y and char["top"] < bottom)
        is_unseen = is_off or char["tag"] == _UNSEEN_TAG or char["size"] < _SMALLEST_SEEN_POINTS
        if is_unseen or (is_white and not _has_ground(page, (char["x0"] + x) / 2, (char["top"] + y) / 2)):
            found.unseen.append(char)
        elif a and b and min(abs(a), abs(b)) > _SLANT * max(abs(a), abs(b)):
            found.slanted.append(char)
        else:
            found.read.append(char)
    return found


def _visible_box(page: Page) -> tuple[float, float, float, float]:
    """What of the page a viewer shows: the crop box within the sheet."""
    whole, crop = page.mediabox, page.cropbox or page.mediabox
    box = max(whole[0], crop[0]), max(whole[1], crop[1]), min(whole[2], crop[2]), min(whole[3], crop[3])
    is_sound = all(map(math.isfinite, box)) and box[0] < box[2] and box[1] < box[3]
    return box if is_sound else (-math.inf, -math.inf, math.inf, math.inf)


def _is_overprint(before: Character, char: Character) -> bool:
    """Whether a character repeats the one before at its place, as bold is made by drawing each twice."""
    most = _OVERPRINT_SHARE * char["size"]
    return not char["text"].isspace() and all(abs(char[side] - before[side]) < most for side in ("x0", "top"))


def _is_white(colour: Any) -> bool:
    if not isinstance(colour, tuple | list) or not all(isinstance(part, int | float) for part in colour):
        return False
    if len(colour) == 4:
        return bool(max(colour) <= 1 - _WHITENESS)
    return len(colour) in {1, 3} and bool(min(colour) >= _WHITENESS)


def _has_ground(page: Page, x: float, y: float) -> bool:
    """Whether something that is not white, or a picture, lies at the place."""
    filled = (shape for shape in (*page.rects, *page.curves) if shape["fill"])
    grounds = (*page.images, *(shape for shape in filled if not _is_white(shape["non_stroking_color"])))
    return any(ground["x0"] <= x <= ground["x1"] and ground["top"] <= y <= ground["bottom"] for ground in grounds)


def texts_of(chars: Sequence[Character]) -> Iterator[str]:
    """The characters in the file's order, parted where they leave a line or leap."""
    text = ""
    for index, char in enumerate(chars):
        before = chars[index - 1] if index else char
        if abs(char["top"] - before["top"]) > char["size"] or abs(char["x0"] - before["x1"]) > 3 * char["size"]:
            yield text
            text = ""
        text += char["text"]
    yield text
