"""A Word paragraph's text as a reader sees it printed: insertions but no deletions, nothing hidden, fields' results."""

from dataclasses import dataclass, field

from docx.oxml.ns import qn

from rag.ingestion.readers.signs import raised
from rag.ingestion.readers.trees import Element
from rag.ingestion.readers.unseen import figures_of
from rag.ingestion.readers.word_equations import equation_text, is_equation
from rag.ingestion.readers.word_looks import is_raised, is_unseen
from rag.ingestion.readers.word_styles import Styles, toggle, value

_MARKUP_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset(
    {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "instrText", "delText")}
)
_PLAIN = {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOTES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_SYMBOL_FONTS = ("wingdings", "webdings", "symbol")
_SYMBOLS = dict(
    zip(
        b"\xa3\xb3\xb1\xb4\xb8\xb9\xbb\xb0\xa5\xae\xde\x2d\x3d\x2b\x25\x3c\x3e\x6d",
        "≤≥±×÷≠≈°∞→⇒-=+%<>µ",
        strict=True,
    )
)
"""Characters of the font Symbol that figures are written with."""
_BULLET = "\uf0b7"
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_PRIVATE = range(0xF000, 0xF100)


@dataclass(slots=True)
class ParagraphText:
    """What was met in a paragraph: its text with `\\n` for line breaks, and what hangs on it."""

    text: str = ""
    page_breaks_before: int = 0
    page_breaks: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    continues: bool = False
    """Whether its end is deleted or hidden: its text then opens the next paragraph's, and it has none itself."""


class TextReader:
    """Reads paragraphs, and remembers what it had to leave out."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []
        self._carried = ""
        self.has_struck_text = False
        """Whether text with a line through it was met, which is left out."""
        self.unseen: list[str] = []
        """What has digits of the text that is struck through, hidden, white on white or too small to be seen."""

    def read(self, paragraph: Element) -> ParagraphText:
        """The paragraph without its automatic number."""
        properties = paragraph.find(qn("w:pPr"))
        style = value(properties, "w:pStyle")
        mark = None if properties is None else properties.find(qn("w:rPr"))
        found, self._carried = ParagraphText(self._carried), ""
        if mark is not None:
            found.continues = mark.find(qn("w:del")) is not None or bool(toggle(mark, "w:specVanish"))
        # Per paragraph: a damaged field must not swallow the rest of the document.
        self._fields = []
        self._walk(paragraph, style, found)
        if found.continues:
            self._carried, found.text = found.text, ""
        lines = (" ".join(line.split()) for line in found.text.split("\n"))
        found.text = "\n".join(_with_dash(line) for line in lines if line)
        return found

    def _walk(self, element: Element, style: str, found: ParagraphText) -> None:
        for child in element.iterchildren("*"):
            if child.tag in _LEFT_OUT:
                continue
            if child.tag == qn("w:r"):
                self._read_run(child, style, found)
            elif child.tag == qn("w:txbxContent"):
                found.boxes.append(child)
            elif child.tag == f"{_MARKUP_COMPATIBILITY}AlternateContent":
                # The same thing twice: for today's Word first, then for old ones.
                for choice in child.iterchildren("*"):
                    self._walk(choice, style, found)
                    break
            elif is_equation(child):
                found.text += equation_text(child)
            else:
                self._walk(child, style, found)

    def _read_run(self, run: Element, style: str, found: ParagraphText) -> None:
        is_struck = self._styles.is_on("w:strike", run, style) or self._styles.is_on("w:dstrike", run, style)
        is_hidden = self._styles.is_on("w:vanish", run, style) or is_unseen(self._styles, run, style)
        is_shown = not is_struck and not is_hidden
        text = ""
        for child in run.iterchildren("*"):
            if child.tag == qn("w:lastRenderedPageBreak"):
                found.page_breaks += 1
                found.page_breaks_before += not (found.text + text).strip()
            elif child.tag == qn("w:fldChar"):
                self._follow_field(str(child.get(qn("w:fldCharType"))))
            elif child.tag in _NOTES and is_shown:
                found.notes.append((_NOTES[child.tag], str(child.get(qn("w:id")))))
            elif not any(self._fields):
                text += _text_of(child)
                self._walk(child, style, found)
        self.has_struck_text |= is_struck and bool(text.strip())
        if is_shown:
            found.text += self._styled(text, run, style)
        else:
            self.unseen += figures_of(text)

    def _follow_field(self, kind: str) -> None:
        """A field is its code, then its result, which alone is seen: True while in the code."""
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _styled(self, text: str, run: Element, style: str) -> str:
        properties = run.find(qn("w:rPr"))
        fonts = None if properties is None else properties.find(qn("w:rFonts"))
        font = "" if fonts is None else str(fonts.get(qn("w:ascii"), "")).lower()
        if font.startswith(_SYMBOL_FONTS):
            text = "".join(character if character.isspace() else _symbol(font, ord(character)) for character in text)
        text = "".join(_symbol(font, ord(character)) if ord(character) in _PRIVATE else character for character in text)
        if is_raised(self._styles, run, style):
            text = raised(text)
        return text.upper() if self._styles.is_on("w:caps", run, style) else text


def _text_of(element: Element) -> str:
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag == qn("w:br"):
        return "\n"
    if element.tag == qn("w:sym"):
        code = str(element.get(qn("w:char"), ""))
        return _symbol(str(element.get(qn("w:font"), "")).lower(), int(code, 16) if _is_hex(code) else 0)
    return _PLAIN.get(element.tag, "")


def _symbol(font: str, code: int) -> str:
    """The sign that a symbol font draws for a code; of pictures, only that there is one."""
    if code not in _PRIVATE and code > 0xFF:
        return chr(code)
    if not font.startswith("symbol") or code & 0xFF == 0xB7:
        return _BULLET
    sign = chr(code & 0xFF)
    return sign if sign.isdecimal() or sign in "()[],./:;%" else _SYMBOLS.get(code & 0xFF, _UNKNOWN)


def _with_dash(line: str) -> str:
    """A picture at the line's start is a list's bullet."""
    if line.startswith(_BULLET):
        return f"- {line.lstrip(_BULLET).lstrip()}".strip()
    return line.replace(_BULLET, "•")


def _is_hex(code: str) -> bool:
    return 0 < len(code) <= 4 and all(digit in "0123456789abcdefABCDEF" for digit in code)
