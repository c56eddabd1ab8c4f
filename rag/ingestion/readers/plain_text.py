"""Text files, as they are; those from before Unicode where their encoding is certain."""

import re
from itertools import pairwise
from pathlib import Path

from rag.errors import UnreadableDocument
from rag.ingestion.readers.content import Block, FileContent, PageContent, ReportPages
from rag.ingestion.readers.embedded_tables import part_tables
from rag.ingestion.repair.encodings import read_old_bytes

_PAGE_NUMBER = re.compile(r"\f?[ \t]{12,}(?:[-–][ ]?)?(\d{1,3})(?:[ ]?[-–])?\s*")
_FEWEST_LETTERS = 40
_BARS = str.maketrans(
    dict.fromkeys("│┃║┆┇┊┋╎╏¦", "|")
    | dict.fromkeys("─━═┄┅┈┉╌╍", "-")
    | dict.fromkeys("┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┠┣┤┥┨┫┬┯┰┳┴┷┸┻┼┿╂╋╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬╭╮╯╰", "+")
)
_DRAWN = re.compile("[\u2500-\u257f¦]")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path, report: ReportPages) -> FileContent:
    """The whole file as one page without a label, with the tables that stand in it otherwise than as rows of pipes.

    Raises:
        UnreadableDocument: no text, or neither in Unicode nor for certain in an old Vietnamese encoding.
        OSError: the file cannot be opened.
    """
    text, warnings = decode(path)
    report(1, 1)
    return FileContent((PageContent(tuple(with_tables(as_typed(text)))),), warnings)


def as_typed(text: str) -> str:
    """The text without the numbers of printed pages, and with plain bars for drawn ones."""
    return plain_bars(_without_page_numbers(text))


def with_tables(text: str) -> list[Block]:
    """The text and the tables in it; all as text where a parser fails."""
    try:
        return part_tables(text)
    except ValueError:
        return [text]


def plain_bars(text: str) -> str:
    """The characters for drawing boxes as those that everybody types: `│` is `|`, `─` is `-`, `┼` is `+`."""
    return text.translate(_BARS) if _DRAWN.search(text) else text


def _without_page_numbers(text: str) -> str:
    """Without the numbers of printed pages in the middle of otherwise empty lines, where they count on from the first
    or second page and prose stands on both sides; else as it is: a number in a column of figures looks the same."""
    lines = text.split("\n")
    found = [(at, int(number[1])) for at, line in enumerate(lines) if (number := _PAGE_NUMBER.fullmatch(line))]
    if not found or found[0][1] > 2 or any(after - before != 1 for (_, before), (_, after) in pairwise(found)):
        return text
    if not all(_is_prose(lines[:at][-3:]) and _is_prose(lines[at + 1 : at + 4]) for at, _ in found):
        return text
    places = {at for at, _ in found}
    return "\n".join(line for at, line in enumerate(lines) if at not in places)


def _is_prose(lines: list[str]) -> bool:
    return any(sum(map(str.isalpha, line)) >= _FEWEST_LETTERS for line in lines)


def decode(path: Path) -> tuple[str, tuple[str, ...]]:
    """The file's text, and what is not sure of it.

    Raises:
        UnreadableDocument: no text, or neither in Unicode nor for certain in an old Vietnamese encoding.
        OSError: the file cannot be opened.
    """
    data, name = path.read_bytes(), path.name
    marked = data.startswith(_UTF_16_MARKS)
    has_nul = b"\x00" in data and not marked
    try:
        if not has_nul:
            return data.decode("utf-16" if marked else "utf-8-sig"), ()
    except UnicodeDecodeError as error:
        problem: Exception = error
    else:
        problem = ValueError("NUL bytes")
    if not marked and (read := read_old_bytes(data)):
        return read
    raise UnreadableDocument(
        f"Tệp {name} không phải văn bản."
        if has_nul
        else f"Tệp {name} không phải văn bản Unicode (UTF-8). Hãy lưu lại bằng UTF-8.",
        f"{name}: {problem}",
    ) from problem
