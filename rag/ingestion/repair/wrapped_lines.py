"""Paragraphs and list items of a text file that were cut into lines at its right margin → one line each."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.ingestion.outline import ITEM_STYLES
from rag.ingestion.repair.right_margin import Line, Margin, begins_second, find_margin, read_line
from rag.ingestion.source_reading.head import HEAD_DATE

_NEEDS_MORE = frozenset(
    "của theo tại và với do cho về trên từ đến là các những trong ở bởi vì hoặc hay như cùng gồm qua giữa".split()  # noqa: SIM905 - legible only so
)
"""Words that end no heading."""
_OPENING = re.compile(r"\(.*\)$|(?:Căn cứ|Xét|Theo đề nghị|Thực hiện|Kính gửi|Nơi nhận|Số\s*:)(?!\w)")
"""A note of its own, or what opens a document's paragraphs and, in a capital, never stands within one."""
_INNER_END = re.compile(r"[:;]\s|[.]\s+[^\W\d]")
_LAST_WORD = re.compile(r"(?<![^\W_])([^\W_]{1,20})[”\"')\]]*$")
_DASHED = re.compile(r"(?<![^\W_])([^\W_]{1,20}) [-–—] (?=([^\W_]{1,20}))")
_FIRST_WORD = re.compile(r"[^\W_]{1,20}")
_COUNTED = re.compile(r"[(]?(\d{1,2})[.)]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HYPHENED = re.compile(r"[^\W_][-–]$")
_CENTRED_OFF_CHARS = 4
_SHORTEST_CAPITALS_CHARS = 40
_SHORTEST_CUT_SHARE = 0.25
_HEAD_LINE = re.compile(rf"\W*(?:S[ốỐ]\s*:|{HEAD_DATE})")
"""A document's number, or the place and day of its head: lines of their own whatever stands around them."""
_SIGNING = re.compile(r"\W*(?:T/?M|KT|TL|TUQ|Q)[. ]")
"""For whom is signed: the office stands in a line of its own."""
_FENCE = "```"
_FIGURE_OPENS = re.compile(r"\d[\d.,]*\d?%?\s+[^\W\d_]|\d[\d.,]*%")
_SHORTEST_FULL_CHARS, _LONGEST_CUT_CHARS = 50, 130
_MOST_UNMEASURED_CUTS = 5
"""More lines show a margin if there is one."""

_RAGGED_CHARS = 8
"""As much as the longest syllable: a line so much shorter than the longest may be full."""


def join_wrapped(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with such lines joined, and a Vietnamese warning of it; as it is where no margin is certain.

    Lines are joined across nothing but a line end: no empty line, number, dash, row, column or heading. Where a line
    reaches the margin and the next may yet be a paragraph of its own, they stay apart.
    """
    text = _with_whole_emphasis(text)
    lines = [read_line(raw) for raw in text.split("\n")]
    margin = find_margin(lines)
    if margin is None:
        return _join_few(text, lines)
    joiner = _Joiner(text, lines, margin)
    blocks = joiner.join()
    joined = len(lines) - len(blocks)
    warning = f"Đã nối {joined} dòng bị ngắt ở lề phải (khoảng {margin.chars} ký tự) vào đoạn văn của chúng."
    if joiner.doubtful:
        warning += f" {joiner.doubtful} chỗ ngắt chưa chắc nên giữ nguyên."
    return "\n".join(map(_in_one, blocks)), (warning,)


def _join_few(text: str, lines: Sequence[Line]) -> tuple[str, tuple[str, ...]]:
    """Where too few lines are cut to tell a margin: those joined that no reader takes for two.

    A long line without an end, about as long as the longest, goes on in one that begins with a small letter or figure.
    """
    longest = max((line.end for line in lines), default=0)
    cut = sum(line.end >= _SHORTEST_FULL_CHARS and not line.is_ended for line in lines)
    if not _SHORTEST_FULL_CHARS <= longest <= _LONGEST_CUT_CHARS or cut > _MOST_UNMEASURED_CUTS:
        return text, ()
    blocks: list[list[Line]] = []
    for line in lines:
        last = blocks[-1][-1] if blocks else None
        if last is not None and line.words and _surely_continues(last, line, longest):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    joined = len(lines) - len(blocks)
    if not joined:
        return text, ()
    return "\n".join(map(_in_one, blocks)), (f"Đã nối {joined} dòng bị ngắt giữa câu vào đoạn văn của chúng.",)


def _surely_continues(last: Line, line: Line, longest: int) -> bool:
    first = line.words.partition(" ")[0]
    is_full = last.end + 1 + len(first) > longest - _RAGGED_CHARS and last.end >= _SHORTEST_FULL_CHARS
    if not is_full or last.is_apart or line.is_apart or last.is_ended or last.is_capitals or line.numbering:
        return False
    return line.opens_small or (_FIGURE_OPENS.match(line.words) is not None and last.words[-1].isalpha())


def _with_whole_emphasis(text: str) -> str:
    """Bold words that go on in the next line (`**Mục tiêu,`, `giải pháp**`) in one."""
    lines: list[str] = []
    for line in text.split("\n"):
        is_open = bool(lines) and lines[-1].count("**") % 2 == 1 and not _SIGNING.match(lines[-1])
        if is_open and line.count("**") % 2:
            lines[-1] = f"{lines[-1].rstrip()} {line.lstrip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _in_one(block: Sequence[Line]) -> str:
    """The lines as one; nothing comes between the halves of `NQ-` and `HĐND`."""
    if len(block) == 1:
        return block[0].raw
    parts = [block[0].raw.rstrip()]
    for last, line in pairwise(block):
        is_hyphened = _HYPHENED.search(last.words[-2:]) and line.words[0].isalnum()
        parts.append(line.words if is_hyphened else f" {line.words}")
    return "".join(parts)


class _Joiner:
    """What is known of one text while its lines are gone through."""

    def __init__(self, text: str, lines: Sequence[Line], margin: Margin) -> None:
        self._lines = lines
        self._margin = margin
        self._dashed = {(found[1].lower(), found[2].lower()) for found in _DASHED.finditer(text)}
        self._has_small_items = any(_is_small_item(*pair, margin) for pair in pairwise(lines))
        self._numbers: set[tuple[str, int]] = set()
        self.doubtful = 0

    def join(self) -> list[list[Line]]:
        """The blocks in order, each of the lines that are one."""
        blocks: list[list[Line]] = []
        is_fenced = False
        for line in self._lines:
            is_fence = line.words.startswith(_FENCE)
            if blocks and not (is_fenced or is_fence) and self._continues(blocks[-1], line):
                blocks[-1].append(line)
            else:
                blocks.append([line])
                self._numbers.add((line.numbering, _counted(line)))
            is_fenced ^= is_fence
        return blocks

    def _continues(self, block: Sequence[Line], line: Line) -> bool:
        last = block[-1]
        if last.is_apart or line.is_apart or (self._margin.is_loose and self._stands_alone(last, line)):
            return False
        if _are_one_title(last, line):
            return len(block) == 1
        is_laid_out = _is_laid_out(block, line)
        if not self._margin.reached(last, line) or not (is_laid_out or line.indent == last.indent):
            return False
        # Capitals are a heading, but the last line of a paragraph may be `GRDP.`
        if last.body and last.is_capitals != line.is_capitals and (last.is_capitals or line.words[-1] not in ".;,"):
            return False
        if line.numbering:
            return not last.is_ended and self._only_looks_numbered(last, line)
        is_certain = self._is_certain(block, line, is_laid_out=is_laid_out)
        self.doubtful += not is_certain
        return is_certain

    def _stands_alone(self, last: Line, line: Line) -> bool:
        """Whether lines between which only an empty one would stand are apart all the same: those of heads, and what
        follows a line too short to have been cut."""
        if _HEAD_LINE.match(last.words) or _HEAD_LINE.match(line.words):
            return not line.opens_small
        if last.is_capitals or not last.body:
            return bool(last.body) and max(len(last.words), len(line.words)) < _SHORTEST_CAPITALS_CHARS
        may_open = not (line.opens_small or line.words[0].isdigit())
        return may_open and last.end < _SHORTEST_CUT_SHARE * self._margin.chars

    def _is_certain(self, block: Sequence[Line], line: Line, *, is_laid_out: bool) -> bool:
        """Whether a line that may open a paragraph, by where it stands and the last one ends, surely does not."""
        last = block[-1]
        if _OPENING.match(line.words):
            return False
        if is_laid_out or (line.opens_small and not (last.is_ended and self._margin.ragged_chars)):
            return True
        if self._margin.is_indented or (len(block) == 1 and not line.words[0].isdigit() and _may_be_heading(last)):
            return False
        return not last.is_ended or self._margin.is_spaced

    def _only_looks_numbered(self, last: Line, line: Line) -> bool:
        """Whether the line opens with the second half of `kinh tế - xã hội` or `2026 - 2030`, or with a number that
        follows none."""
        before, after = _LAST_WORD.search(last.words), _FIRST_WORD.match(line.body)
        if line.numbering == "dash" and before and after:
            if _YEAR.fullmatch(before[1]) and _YEAR.fullmatch(after[0]):
                return before[1] < after[0]
            is_small = line.opens_small and not self._has_small_items
            return is_small or (before[1].lower(), after[0].lower()) in self._dashed
        number = _counted(line)
        return number > 1 and (line.numbering, number - 1) not in self._numbers


def _is_small_item(before: Line, line: Line, margin: Margin) -> bool:
    """Whether an item that begins in small letters surely stands on its own."""
    is_alone = before.is_apart or before.is_ended or not margin.reached(before, line)
    return line.numbering == "dash" and line.opens_small and is_alone


def _counted(line: Line) -> int:
    """The number of `3.` or `(3)`; 0 for other lines."""
    found = _COUNTED.match(line.words) if line.numbering in {"decimal1", "parenthesis"} else None
    return int(found[1]) if found else 0


def _is_laid_out(block: Sequence[Line], line: Line) -> bool:
    """Whether the line begins where second lines do and first lines do not: left of the first, or below its words."""
    first = block[0]
    if len(block) > 1 and line.indent != block[1].indent:
        return False
    return begins_second(first, line)


def _are_one_title(line: Line, following: Line) -> bool:
    """Whether a centred line goes on in small letters in a line with the same middle."""
    return (
        line.is_centred
        and following.is_centred
        and following.opens_small
        and not (line.is_ended or line.is_capitals or following.numbering)
        and abs(line.indent + line.end - following.indent - following.end) <= 2 * _CENTRED_OFF_CHARS
    )


def _may_be_heading(line: Line) -> bool:
    """Whether the line may be a numbered heading, whole, that only happens to reach the margin."""
    if not line.numbering or line.numbering in ITEM_STYLES or line.words.endswith(","):
        return False
    last = _LAST_WORD.search(line.words)
    if not last or last[1].lower() in _NEEDS_MORE or last[1][0].isupper():
        return False
    return not _INNER_END.search(line.body)
