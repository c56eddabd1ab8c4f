"""The Vietnamese of answers that no model writes. Figures stand as the document has them."""

import re
import unicodedata
from collections.abc import Iterable

from rag.datatypes import ColumnRole, Fact, Figure, FigureKind, Passage, Period, SourceRecord, Status, Weight
from rag.figures.parsing import parse_figures
from rag.lexicon import load_lexicon

STATUS_WORDS = {
    Status.TARGET: "chỉ tiêu",
    Status.ESTIMATE: "ước thực hiện",
    Status.RESULT: "kết quả",
    Status.UNKNOWN: "số liệu (văn bản không nói rõ là chỉ tiêu hay kết quả)",
}
WEIGHT_WORDS = {
    Weight.OFFICIAL: "văn bản chính thức",
    Weight.OFFICIAL_NEWS: "tin của cơ quan",
    Weight.PRESS: "báo chí",
    Weight.UNKNOWN: "chưa rõ loại nguồn",
}

_UNCONFIRMED = "chưa xác nhận"
_LONGEST_NAME_WORDS = 6
_WORD = re.compile(r"[^\W_]+")
_UNGROUPED = re.compile(r"(?<![\d.,/])[1-9]\d{3,14}(?![\d/]|\.\d)")


def figure_text(fact: Fact) -> str:
    """`tăng khoảng 11,5% - 12,0%`: direction and comparator as the document has them; a rank is one (`đứng thứ 6`)."""
    if fact.figure.kind is FigureKind.RANK:
        return f"đứng {fact.figure.text}"
    verb = fact.verb if fact.figure.kind is FigureKind.CHANGE else ""
    return " ".join(word for word in (verb, fact.figure.comparator, official_text(fact.figure)) if word)


def official_text(figure: Figure) -> str:
    """The figure as written, its thousands in groups: a cell without a number format has `10350 tỷ đồng`."""
    return _UNGROUPED.sub(lambda digits: f"{int(digits.group()):,}".replace(",", "."), figure.text)


def period_text(period: Period | None) -> str:
    """`năm 2024`, `giai đoạn 2021-2025`, `6 tháng đầu năm 2026`, `đến tháng 9/2026`, `năm học 2025-2026` or nothing."""
    if period is None:
        return ""
    words = period.said or period.part
    if words.startswith("đến "):
        return f"{words}/{period.years}"
    if period.first < period.last or period.said:
        return f"{words or 'giai đoạn'} {'năm ' if words.endswith('tháng') else ''}{period.years}"
    ordinal = " đầu" if words == "6 tháng" else ""
    return f"{words}{ordinal} năm {period.years}".lstrip()


def subject_text(fact: Fact) -> str:
    """Indicator and part as written."""
    indicator = fact.indicator[:1].upper() + fact.indicator[1:]
    return f"{indicator} – {fact.part}" if fact.part else indicator


def fact_line(fact: Fact, place: str = "") -> str:
    """One line: the figure in bold, what it is and when, of what and, where it must be said, of which place."""
    label = f"{STATUS_WORDS[fact.status]} {period_text(fact.period)}".strip()
    baseline = f" ({fact.baseline})" if fact.baseline and fact.figure.kind is FigureKind.CHANGE else ""
    return f"**{figure_text(fact)}**{baseline} – {label}: {subject_text(fact)}{f' ({place})' if place else ''}."


def candidate_label(fact: Fact) -> str:
    """What a candidate's figure is of: indicator, place, period and status, each said to be unclear where it is."""
    status = "chưa rõ chỉ tiêu hay kết quả" if fact.status is Status.UNKNOWN else STATUS_WORDS[fact.status]
    slots = (fact.territory or "chưa rõ địa bàn", period_text(fact.period) or "chưa rõ thời gian", status)
    return f"{subject_text(fact)} ({'; '.join(slots)})"


def topic_text(terms: Iterable[str], turns: Iterable[str], *, accent_free: bool) -> str:
    """The terms of a question as the user wrote them, `GRDP` and not `grdp`; `turns` are those of the talk, latest
    first. A term that stands in none of them is given as it is."""
    written: dict[str, str] = {}
    for turn in turns:
        for term, words in _written_terms(unicodedata.normalize("NFC", turn), accent_free=accent_free).items():
            written.setdefault(term, words)
    return " ".join(dict.fromkeys(written.get(term, term) for term in terms))


def _written_terms(text: str, *, accent_free: bool) -> dict[str, str]:
    """Each term of the text with the most words that are read as it alone (`hộ cận nghèo`, not `cận nghèo`); one that
    is only read together with others, with the fewest words that tell it."""
    words = [found.span() for found in _WORD.finditer(text)]
    alone: dict[str, str] = {}
    among_others: dict[str, str] = {}
    for length in range(1, _LONGEST_NAME_WORDS + 1):
        for (start, _), (_, end) in zip(words, words[length - 1 :], strict=False):
            read = load_lexicon().terms(text[start:end], folded=accent_free)
            for term in read:
                if len(read) == 1:
                    alone[term] = text[start:end]
                else:
                    among_others.setdefault(term, text[start:end])
    return {**among_others, **alone}


def passage_label(passage: Passage) -> str:
    """Where a candidate without a figure of the register stands: its document and the heading right above it.

    A title or heading that states a figure is left out: before a passage it would read as what the passage states.
    """
    header = passage.header
    parts = (header.title, *header.heading_path[-1:])
    names = [part.rstrip(" :") for part in parts if part and not parse_figures(part)]
    return " › ".join(names) or "Một đoạn trong tài liệu"


def row_line(passage: Passage) -> str:
    """A table's row without its bars: whose it is, then each cell behind its column's heading; empty for prose."""
    if passage.row is None:
        return ""
    cells = []
    for cell in passage.row.cells:
        inside = passage.start <= cell.start < cell.end <= passage.end
        if inside and cell.role not in (ColumnRole.NUMBERING, ColumnRole.NAME):
            words = passage.text[cell.start - passage.start : cell.end - passage.start]
            cells.append(f"{cell.heading}: {words}" if cell.heading else words)
    name = " – ".join((*passage.row.parents, passage.row.name))
    return f"{name} – {'; '.join(cells)}." if cells else passage.row.name


def source_text(source: SourceRecord) -> str:
    """How a source is named in an answer: number or title, date, weight, and what replaced it."""
    date = f", ngày {source.date:%d/%m/%Y}" if source.date else ""
    replaced = f", đã được thay thế bởi {source.replaced_by}" if source.replaced_by else ""
    return f"{source.number or source.title}{date} ({weight_text(source)}{replaced})"


def weight_text(source: SourceRecord) -> str:
    """How much a document weighs; of an unrecorded one, that first, then what its text makes it look like."""
    words = WEIGHT_WORDS[source.weight]
    if source.recorded:
        return words
    return f"{_UNCONFIRMED}; {words if source.weight is Weight.UNKNOWN else f'theo lời văn là {words}'}"
