"""Markdown as a reader sees it shown: no comments, no struck text, raised digits; and drawn bars as plain ones."""

import re

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
_BARS = str.maketrans(
    dict.fromkeys("│┃║┆┇┊┋╎╏¦", "|")
    | dict.fromkeys("─━═┄┅┈┉╌╍", "-")
    | dict.fromkeys("┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┠┣┤┥┨┫┬┯┰┳┴┷┸┻┼┿╂╋╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬╭╮╯╰", "+")
)
_DRAWN = re.compile("[\u2500-\u257f¦]")


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
    return _INLINE_TAG.sub("", _RAISED.sub(raise_digits, text))


def plain_bars(text: str) -> str:
    """The characters for drawing boxes as those that everybody types: `│` is `|`, `─` is `-`, `┼` is `+`."""
    return text.translate(_BARS) if _DRAWN.search(text) else text
