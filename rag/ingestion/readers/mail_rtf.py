"""The body that Outlook keeps as compressed rich text → the web page or the plain text that it was made of.

Door to compressed_rtf. MS-OXRTFEX says how the two are written into rich text; Outlook often keeps no other copy.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

import compressed_rtf

_TOKEN = re.compile(
    rb"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\(?P<sign>[^a-zA-Z])|"
    rb"(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)"
)
_FONT = re.compile(rb"\\f(\d{1,5})(?:\\[a-z]+-?\d*)*?\\fcharset(\d{1,3})")
_FONTS = re.compile(rb"\{\\fonttbl(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
_CODE_PAGES = {0: "cp1252", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255"} | {
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
"""By the character set of a font; in others that are found in letters, the letter's own code page holds."""

_SIGNS = {b"~": "\N{NO-BREAK SPACE}", b"_": "\N{NON-BREAKING HYPHEN}", b"-": "", b"{": "{", b"}": "}", b"\\": "\\"}
_WORDS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’"} | {
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
}
_NO_TEXT = frozenset({b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer"})


class Origin(Enum):
    """What rich text was made of."""

    HTML = "html"
    TEXT = "text"
    ITSELF = "rtf"


@dataclass(frozen=True, slots=True)
class RichText:
    """`text` is the page or text that it was made of, where it was; `data` the rich text itself."""

    origin: Origin
    text: str
    data: bytes


def read_rich_text(compressed: bytes) -> RichText:
    """The rich text of a letter's property `PidTagRtfCompressed`.

    Raises:
        Exception: of several kinds, for the library's are its own: damaged.
    """
    data = compressed_rtf.decompress(compressed)
    start = data[:300]
    if b"\\fromhtml1" in start:
        return RichText(Origin.HTML, _original(data), data)
    origin = Origin.TEXT if b"\\fromtext" in start else Origin.ITSELF
    return RichText(origin, _original(data) if origin is Origin.TEXT else "", data)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group: text is left out, was added for readers of rich text, and how it is written."""

    is_left_out: bool = False
    is_added: bool = False
    code_page: str = "cp1252"
    skips: int = 1


@dataclass(slots=True)
class _Reader:
    code_pages: dict[int, str]
    state: _State
    outer: list[_State] = field(default_factory=list)
    skipping: int = 0
    """How many characters are still to be left out: they stand for one of Unicode for readers that know none."""

    is_marked: bool = False
    """Whether `\\*` was just read: a group of an unknown name is then left out."""

    def texts(self, data: bytes) -> Iterator[str]:
        for found in _TOKEN.finditer(data):
            shown = self._read(found)
            if shown and not self.state.is_left_out and not self.state.is_added:
                yield shown

    def _read(self, found: re.Match[bytes]) -> str:
        if found["brace"]:
            self._turn(opens=found["brace"] == b"{")
        elif found["word"]:
            return self._word(found["word"], found["number"])
        elif found["sign"] == b"*":
            self.is_marked = True
        elif found["text"]:
            rest = found["text"][self.skipping :]
            self.skipping = max(0, self.skipping - len(found["text"]))
            return rest.decode(self.state.code_page, errors="replace")
        elif self.skipping:
            self.skipping -= 1
        elif found["sign"]:
            return _SIGNS.get(found["sign"], "")
        else:
            return bytes.fromhex(found["byte"].decode("ascii")).decode(self.state.code_page, errors="replace")
        return ""

    def _turn(self, *, opens: bool) -> None:
        self.skipping = 0
        if opens:
            self.outer.append(self.state)
        elif self.outer:
            self.state = self.outer.pop()

    def _word(self, word: bytes, written: bytes | None) -> str:
        marked, self.is_marked = self.is_marked, False
        number = int(written) if written else None
        if (marked and word != b"htmltag") or word in _NO_TEXT:
            self.state = replace(self.state, is_left_out=True)
        elif word == b"htmlrtf":
            self.state = replace(self.state, is_added=number != 0)
        elif word == b"f" and number is not None:
            self.state = replace(self.state, code_page=self.code_pages.get(number, self.state.code_page))
        elif word == b"uc" and number is not None:
            self.state = replace(self.state, skips=max(0, number))
        elif word == b"u" and number is not None:
            self.skipping = self.state.skips
            code = number % 0x10000
            # Halves of a character beyond the first plane are put together when all is read.
            return chr(code)
        return _WORDS.get(word, "")


def _original(data: bytes) -> str:
    own = re.search(rb"\\ansicpg(\d{3,5})", data[:300])
    page = f"cp{own[1].decode()}" if own and _is_known(f"cp{own[1].decode()}") else "cp1252"
    fonts = _FONTS.search(data)
    code_pages = {
        int(number): _CODE_PAGES.get(int(charset), page)
        for number, charset in _FONT.findall(fonts[0] if fonts else b"")
    }
    text = "".join(_Reader(code_pages, _State(code_page=page)).texts(data))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_known(code_page: str) -> bool:
    try:
        codecs.lookup(code_page)
    except LookupError:
        return False
    return True
