"""A figure with the words around it: what of them still belongs to the figure."""

import re
from dataclasses import dataclass

from rag.figures.parsing import FigureSpan
from rag.figures.phrases import PLAN_NOUNS
from rag.figures.units import MEASURES, SCALES
from rag.vietnamese import syllables

_TAIL_END = re.compile(
    r"[,;:.()]|(?<!\w)(?:và|cho|(?:đối )?với|so với|trong đó|tăng|giảm|đạt|để|nhằm|gấp|vượt|là|trở lên|từ năm|vào năm|"
    r"đến năm|trong năm|do)(?!\w)",
    re.IGNORECASE,
)
# Behind the last figure "và" joins nouns, not the next figure's clause.
_LAST_TAIL_END = re.compile(_TAIL_END.pattern.replace("(?:và|", "(?:"), re.IGNORECASE)
# What a count counts may be a clause: `08 xã đạt chuẩn và vượt kế hoạch`.
_COUNTED_TAIL_END = re.compile(
    r"[;:.()]|(?<!\w)(?:cho|với|so với|trong đó|gồm|để|nhằm|là|nhưng|sẽ|trong năm|vào năm|đến năm|bởi|"
    r"(?:trước|từ|vào|đến) ngày|trước khi)(?!\w)",
    re.IGNORECASE,
)
# What a deed is done to, with what it is done for: `Bố trí 3% tổng chi cho khoa học, công nghệ`.
_OBJECT_END = re.compile(
    r"[;:.(]|(?<!\w)(?:so với|trong đó|tăng|giảm|gấp|vượt|nhằm|vào năm|đến năm|trong năm|từ năm|trước ngày)(?!\w)",
    re.IGNORECASE,
)
# What follows a figure that nothing precedes may hold commas: it is the indicator.
_LONG_TAIL_END = re.compile(
    r"[;:.()]|(?<!\w)(?:trong đó|so với (?:năm|cùng kỳ|kế hoạch)|đạt(?! chuẩn| tiêu chuẩn| tiêu chí| yêu cầu)|"
    r"(?:trước|từ|vào|đến) ngày|gấp|vượt|vào năm|đến năm|sẽ)(?!\w)",
    re.IGNORECASE,
)
_LINK_AT_END = re.compile(
    r"(?:[\s,–-]*(?<!\w)(?:và|hoặc|của|như|trong|thuộc|tại|ở|với|(?:có\s+)?từ|cho)?\s*)$", re.IGNORECASE
)
# `chủ yếu tại huyện A (3 người)`: what follows tells of a part, not of the whole.
_PART_BEHIND = re.compile(
    r"\s*(?:chủ yếu|nhất là|nhiều nhất|ít nhất|tập trung|trong đó|đặc biệt|nguyên nhân)(?!\w)", re.IGNORECASE
)
# `71 xã, phường, đặc khu`: kinds of places in a row are counted together.
_PLACES = r"(?:xã|phường|thị trấn|đặc khu|quận|huyện|thị xã|thành phố|thôn|khóm|ấp|bản|tổ dân phố)(?!\w)"
_MORE_PLACES = re.compile(rf"(?:\s*(?:,|và)\s*{_PLACES})+", re.IGNORECASE)
_NOUN = re.compile(rf"^\s*(?!(?:{PLAN_NOUNS}|nghị quyết|so với|trở lên|tổng)(?!\w))\w", re.IGNORECASE)
_UNITS = frozenset(MEASURES.values())


@dataclass(frozen=True, slots=True)
class Words:
    """A figure with the words before it (`lead`, since the figure before) and behind it (`after`, to the next one)."""

    figure: FigureSpan
    lead: str
    after: str
    opens_segment: bool
    is_last: bool
    """Whether no figure follows in its segment."""

    @property
    def unit(self) -> str:
        """The unit without what it is counted by: `%` of `%/năm`."""
        return self.figure.figure.unit.split("/")[0]

    @property
    def is_rank(self) -> bool:
        """Whether the figure is a place in an order."""
        return self.unit == "thứ"

    @property
    def counts(self) -> bool:
        """Whether the unit is a noun that is counted, not a measure."""
        return bool(self.unit) and self.unit not in _UNITS and not self.is_rank

    @property
    def counted_noun(self) -> str:
        """The unit as written, without number and scale; empty for a measure."""
        words = re.split(r"\d", self.figure.text)[-1].split() if self.counts else []
        return " ".join(word for word in words if word.lower() not in SCALES)

    def tail(self) -> str:
        """What stands behind the figure and still belongs to it."""
        if not self.counts:
            return _until(_LAST_TAIL_END if self.is_last else _TAIL_END, self.after)
        more = self._more_places()
        start = more.end() if more else 0
        tail = _until(_COUNTED_TAIL_END, self.after[start : max(start, self._counted_end(start))])
        return f"{more.group()} {tail}".strip() if more else tail

    def object_of_deed(self) -> str:
        """What stands behind a figure whose lead is only a verb: what the deed is done to and for."""
        end = len(self.after) if self.is_last else max(self.after.rfind(","), self.after.rfind(" và "))
        return _until(_OBJECT_END, self.after[: end if end >= 0 else None])

    def long_tail(self) -> str:
        """What stands behind a figure that nothing precedes, commas included: it is the indicator."""
        return _until(_LONG_TAIL_END, self.after)

    @property
    def noun_follows(self) -> bool:
        """Whether a noun stands right behind the figure, be it in a row: `71 xã, phường`."""
        return bool(self.tail()) and (_NOUN.match(self.after) is not None or self._more_places() is not None)

    def _more_places(self) -> re.Match[str] | None:
        return _MORE_PLACES.match(self.after) if re.match(_PLACES, self.unit) else None

    def _counted_end(self, start: int) -> int:
        """Where the nouns that a count counts end: they may stand in a row, but not reach into the next clause."""
        if not self.is_last:
            # `04 doanh nghiệp khảo sát, xin chủ trương đầu tư, quy mô 257 ha`: the last piece is the next figure's.
            last = max(self.after.rfind(","), self.after.rfind(" và "))
            return last if last >= 0 else len(self.after)
        first, *others = self.after[start:].split(",")
        end = start + len(first)
        for piece in others:
            # `11 nhiệm vụ, giải pháp chủ yếu`; `600 căn nhà tạm, nhà dột nát`.
            if _PART_BEHIND.match(piece) or (syllables(first) and syllables(first)[:1] != syllables(piece)[:1]):
                break
            first = first if syllables(first) else piece
            end += 1 + len(piece)
        return end


def _until(end: re.Pattern[str], text: str) -> str:
    found = end.search(text)
    return strip_and(text[: found.start()] if found else text)


def strip_and(text: str) -> str:
    """Without the conjunctions, links and commas at its end."""
    return _LINK_AT_END.sub("", text).strip(" *_\n\t\xa0,…")
