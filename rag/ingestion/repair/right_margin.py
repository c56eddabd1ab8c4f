"""Whether the lines of a text are cut at one right margin, and how its paragraphs are told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.ingestion.outline import NUMBERINGS

_STYLES = (
    *((style, pattern.pattern) for style, pattern in NUMBERINGS),
    ("party", r"(?:\d{1,2}|[IVX]{1,5})[-–](?=\s)"),
    ("dash", r"[▪◦‣●○■□➢✓✔](?=\s)"),
)
"""With `1- ` and `II- `, as documents of the Party number, and the marks of word processors."""
_NUMBERING = re.compile("|".join(f"({pattern})" for _, pattern in _STYLES))
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|__(?=\S)")
_RULE = re.compile(r"[\W_]*$")
_COLUMN_GAP = " " * 3
_OPENS_SMALL = re.compile(r"[“\"'‘(\[]*([^\W\d_])|[%)&/]")
_ENDED = re.compile(r"[.:;!?…][”\"')\]*]*$")
_TAB_CHARS = 8
_CENTRED_CHARS = 8
_FEWEST_CUTS = 5
_FEWEST_WORDS = 5
_NARROWEST_CHARS, _WIDEST_CHARS = 50, 130
_CERTAIN_SHARE = 0.9
_OUTLIER_SHARE = 0.02
_LONGER_SHARE = 0.1
_LONGEST_SYLLABLE_CHARS = 8
_FEWEST_RAGGED_CUTS = 8
_RAGGED_SHARE = 0.15
_FEWEST_LAID_OUT = 3
_ENDED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Line:
    """A line as written, and its words without the white space around them.

    `indent` and `end` are columns: where the words begin and end; the first `opening_chars` of them are a numbering.
    `is_apart`: neither goes on with a line nor is gone on with.
    """

    raw: str
    words: str
    indent: int
    end: int
    numbering: str
    opening_chars: int
    is_apart: bool

    @property
    def body(self) -> str:
        """The words after the numbering."""
        return self.words[self.opening_chars :]

    @property
    def body_indent(self) -> int:
        """The column where they begin."""
        return self.indent + self.opening_chars

    @property
    def is_capitals(self) -> bool:
        """Whether it is a heading or title by its letters."""
        return self.body.isupper()

    @property
    def is_ended(self) -> bool:
        """Whether a sentence or part of a list may end with the line."""
        return bool(_ENDED.search(self.words))

    @property
    def opens_small(self) -> bool:
        """Whether it begins in small letters."""
        found = _OPENS_SMALL.match(self.body)
        return found is not None and (found[1] is None or found[1].islower())

    @property
    def is_centred(self) -> bool:
        """Whether it begins so far right that it may stand in the middle."""
        return self.indent >= _CENTRED_CHARS


@dataclass(frozen=True, slots=True)
class Margin:
    """Where lines are cut, `chars` from the left and up to `ragged_chars` before that; 0 where characters are counted.

    `is_indented`: a paragraph's first line begins elsewhere than its others. `is_spaced`: empty lines stand between
    paragraphs. `is_loose`: nothing but that parts them, as in Markdown; a first line may end before the margin.
    """

    chars: int
    ragged_chars: int
    is_indented: bool = False
    is_spaced: bool = False
    is_loose: bool = False

    def reached(self, line: Line, following: Line) -> bool:
        """Whether the next line's first word had no room in the line."""
        first = following.words.partition(" ")[0]
        chars_free = self.chars - line.end - 1 - len(first)
        longest = self.chars + max(self.ragged_chars, _LONGEST_SYLLABLE_CHARS)
        return chars_free < self.ragged_chars and line.end <= longest


def read_line(raw: str) -> Line:
    """The line's shape; `raw` has no line end."""
    words = raw.strip()
    flush = raw.rstrip().expandtabs(_TAB_CHARS)
    indent = len(flush) - len(flush.lstrip())
    numbering, opening_chars = _numbering(words)
    is_apart = _is_markup(words) or _COLUMN_GAP in words or "\t" in words or raw.endswith("  ")
    return Line(raw, words, indent, len(flush), numbering, opening_chars, is_apart)


def _is_markup(words: str) -> bool:
    """Whether nothing or a rule, or what Markdown sets: heading, quotation, code, row or a line in bold letters."""
    is_bold = words.startswith(("**", "__")) and words.endswith(("**", "__"))
    return bool(_RULE.match(words)) or is_bold or words.startswith(("#", ">", "|", "```")) or words.count("|") > 1


def _numbering(words: str) -> tuple[str, int]:
    """The style of the numbering with which the words open, and how long it is with the blank after it."""
    emphasis = _EMPHASIS.match(words)
    found = _NUMBERING.match(words, emphasis.end() if emphasis else 0)
    if not found or not found.lastindex:
        return "", 0
    return _STYLES[found.lastindex - 1][0], len(words) - len(words[found.end() :].lstrip())


def find_margin(lines: Sequence[Line]) -> Margin | None:
    """The margin at which the lines are cut; None unless that is certain.

    It shows in lines that break off amid a sentence, as the next one's small letter tells: nearly all end where that
    one's first word had no room.
    """
    cuts = [(line, following) for line, following in pairwise(lines) if _is_cut(line, following)]
    if len(cuts) < _FEWEST_CUTS:
        return None
    ends = sorted(line.end for line, _ in cuts)
    chars = ends[-1 - int(_OUTLIER_SHARE * len(ends))]
    whole = [line for line in lines if not line.is_apart]
    longer = sum(line.end > chars + _LONGEST_SYLLABLE_CHARS for line in whole)
    if not _NARROWEST_CHARS <= chars <= _WIDEST_CHARS or longer > _LONGER_SHARE * len(whole):
        return None
    margins = [Margin(chars, 0)]
    if len(cuts) >= _FEWEST_RAGGED_CUTS:
        margins.append(Margin(chars, int(_RAGGED_SHARE * chars)))
    for margin in margins:
        reaching = [cut for cut in cuts if margin.reached(*cut)]
        if len(reaching) >= _CERTAIN_SHARE * len(cuts):
            return Margin(chars, margin.ragged_chars, _are_indented(lines, margin), _are_spaced(lines, margin))
    later = _within_paragraphs(lines, cuts)
    reaching = [cut for cut in later if Margin(chars, int(_RAGGED_SHARE * chars)).reached(*cut)]
    is_loose = len(later) >= _FEWEST_CUTS and len(reaching) >= _CERTAIN_SHARE * len(later)
    return Margin(chars, chars, is_spaced=True, is_loose=True) if is_loose and _are_parted(lines) else None


def _within_paragraphs(lines: Sequence[Line], cuts: Sequence[tuple[Line, Line]]) -> list[tuple[Line, Line]]:
    """The cuts of all lines but a paragraph's first: in the source of a web page its tag makes that one shorter."""
    first = {id(line) for before, line in pairwise(lines) if before.is_apart or line.numbering} | {id(lines[0])}
    return [cut for cut in cuts if id(cut[0]) not in first]


def _are_parted(lines: Sequence[Line]) -> bool:
    """Whether empty lines part the paragraphs: few of the lines that another follows end where a sentence does."""
    pairs = [
        (line, following)
        for line, following in pairwise(lines)
        if not (line.is_apart or following.is_apart or following.numbering or line.is_capitals)
    ]
    return sum(line.is_ended for line, _ in pairs) <= _ENDED_SHARE * len(pairs)


def _is_cut(line: Line, following: Line) -> bool:
    return (
        not (line.is_apart or following.is_apart or following.numbering or line.is_ended or following.is_centred)
        and following.opens_small
        and not line.is_capitals
        and line.words.count(" ") >= _FEWEST_WORDS - 1
    )


def _are_indented(lines: Sequence[Line], margin: Margin) -> bool:
    """Whether second lines begin left of first ones, or below the words after a number."""
    apart = same = 0
    before: Line | None = None
    for line, following in pairwise(lines):
        is_first = line.numbering or before is None or before.is_apart or not margin.reached(before, line)
        if is_first and _is_cut(line, following) and margin.reached(line, following):
            apart += begins_second(line, following)
            same += following.indent == line.indent
        before = line
    return apart >= _FEWEST_LAID_OUT and apart >= _CERTAIN_SHARE * (apart + same)


def begins_second(first: Line, line: Line) -> bool:
    """Whether the line begins where only second lines do: left of the first, or below its words after the number."""
    return line.indent < first.indent or line.indent == first.body_indent > first.indent


def _are_spaced(lines: Sequence[Line], margin: Margin) -> bool:
    """Whether after a paragraph's last line, which is short, an empty line stands before the next paragraph."""
    apart = together = 0
    for line, following, third in zip(lines, lines[1:], lines[2:], strict=False):
        if line.is_apart or not line.words.endswith("."):
            continue
        if not following.words:
            apart += bool(third.words) and not third.numbering and not third.is_apart and not third.is_capitals
        elif not following.numbering and not following.is_apart:
            together += not margin.reached(line, following)
    return apart >= _FEWEST_LAID_OUT and not together
