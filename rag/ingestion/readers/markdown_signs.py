"""Markdown as a reader sees it shown: no signs, comments or struck text, raised digits.

Door to markdown-it, which knows what of a line is a sign and what is text.
"""

import re
from functools import cache

from markdown_it import MarkdownIt

from rag.ingestion.readers.signs import raised
from rag.ingestion.readers.unseen import figures_of

_COMMENT = re.compile(r"<!--(?P<comment>.*?)-->", re.DOTALL)
_STRUCK = re.compile(
    r"(?<![~\\])~~(?=\S)(?P<tildes>[^\n]{1,2000}?)(?<=\S)~~(?!~)|"
    r"<(?P<tag>del|s|strike)>(?P<inside>[^<]{0,2000})</(?P=tag)>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"<sup>(?P<html>[^<\n]{1,20})</sup>|(?<=[\w)%])\^(?P<caret>\d{1,2})\^", re.IGNORECASE)
_INLINE_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|ins|mark|small|big|span|font|sub)(?:\s[^<>\n]{0,300})?>", re.IGNORECASE
)
_FENCE = re.compile(r"^```.*?^```[^\n]*$", re.MULTILINE | re.DOTALL)
_FOOTNOTE = re.compile(r"(?P<opens>^[ ]{0,3})?\[\^(?P<label>\w{1,20})\](?P<colon>:[ \t]*)?", re.MULTILINE)
_SIGNS = re.compile(r"[\\`*_\[<&]")
_ALL_BOLD = re.compile(r"\s*\*\*(?:(?!\*\*).)+\*\*\s*")
_BAR_OF_TEXT = re.compile(r"\\\||(?<=\]\()[^()\s|]{0,500}\|[^()\s]{0,500}(?=\))")
_BAR = re.compile(r"(?<!\\)\|")
_RULER = re.compile(r"[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*")
_HIDDEN_BAR = "\ue000"
"""Stands for a bar that parts no cells: written `\\|`, or of a link's address."""


def as_shown(text: str) -> tuple[str, list[str]]:
    """The text, and what of it is not shown and has digits; what stands between fences is shown as it is."""
    unseen: list[str] = []
    parts: list[str] = []
    position = 0
    for fence in _FENCE.finditer(text):
        parts += [_shown(text[position : fence.start()], unseen), fence[0]]
        position = fence.end()
    return "".join([*parts, _shown(text[position:], unseen)]), unseen


def _shown(text: str, unseen: list[str]) -> str:
    def leave_out(found: re.Match[str]) -> str:
        held = found.groupdict()
        unseen.extend(figures_of(held.get("comment") or held.get("tildes") or held.get("inside") or ""))
        return ""

    def raise_digits(found: re.Match[str]) -> str:
        return raised(found["html"] or found["caret"])

    text = _STRUCK.sub(leave_out, _COMMENT.sub(leave_out, text))
    text = _FOOTNOTE.sub(_note_mark, _INLINE_TAG.sub("", _RAISED.sub(raise_digits, text)))
    return "\n".join(_without_signs(line) if _SIGNS.search(line) else line for line in _with_bars(text.split("\n")))


def _with_bars(lines: list[str]) -> list[str]:
    """The lines with a bar before each row of tables that are written without (`Cây | Tấn`)."""
    for at in range(1, len(lines)):
        if _RULER.fullmatch(lines[at]) and _count_cells(lines[at - 1]) == _count_cells(lines[at]):
            end = next((below for below in range(at, len(lines)) if "|" not in lines[below]), len(lines))
            lines[at - 1 : end] = [
                line if line.lstrip().startswith("|") else f"| {line.strip()}" for line in lines[at - 1 : end]
            ]
    return lines


def _count_cells(line: str) -> int:
    return len(_BAR.findall(line.strip().strip("|"))) + 1


def _note_mark(found: re.Match[str]) -> str:
    """The mark as it is shown: raised in brackets, so that it is no digit of a figure; before its note on the line."""
    mark = f"({found['label']})"
    if found["opens"] is not None and found["colon"]:
        return f"{found['opens']}{mark} "
    return f"{raised(mark)}{found['colon'] or ''}"


def _without_signs(line: str) -> str:
    """The line's text, each of its cells for itself; a line that is bold from end to end stays marked as a heading."""
    if _ALL_BOLD.fullmatch(line):
        return line
    pieces = _BAR_OF_TEXT.sub(lambda found: found[0].replace("\\|", "|").replace("|", _HIDDEN_BAR), line).split("|")
    return "|".join(map(_text_of, pieces)).replace(_HIDDEN_BAR, "\\|" if len(pieces) > 1 else "|")


def _text_of(piece: str) -> str:
    inner = piece.strip()
    if not _SIGNS.search(inner):
        return piece
    start = len(piece) - len(piece.lstrip())
    tokens = _parser().parseInline(inner)[0].children or ()
    # A picture's other text is not shown beside it.
    shown = "".join(token.content for token in tokens if token.type != "image")
    return f"{piece[:start]}{shown}{piece[start + len(inner) :]}"


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
