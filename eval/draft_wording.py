"""Facts → sentences as a language model would write them, and the questions that they would answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.wording import STATUS_WORDS, period_text
from rag.datatypes import Document, Fact, FigureKind, Period, Status
from rag.figures.parts_of_year import find_parts
from rag.lexicon import load_lexicon
from rag.vietnamese import syllables

_LONGEST_NAME_SYLLABLES = 18
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_DEED = re.compile(r"(?<!\w)(?:đã|sẽ)(?!\w)", re.IGNORECASE)
_READABLE_NAME = re.compile(r"[^\W\d][\w\s,()\-–“”]*[\w)”]")
_GROWTH_NAME = re.compile(r"^(?:tốc độ |mức |tỷ lệ )?(?:tăng|giảm)(?: trưởng)?(?!\w)", re.IGNORECASE)
_LOOSE_END = re.compile(
    r"(?<!\w)(?:và|của|cho|với|các|những|trong|tại|để|do|từ|ở|về|theo|gồm|như|thứ|chỉ|đã|được|phải|còn|không|đạt|"
    r"quy mô|trên|dưới|hơn|gần|khoảng)$",
    re.IGNORECASE,
)
_LOOSE_START = re.compile(
    r"^(?:do|trong khi|bởi|nhất là|đáng chú ý|cao|xem|nâng|cắt|lũy kế|đến hết|thành phố đã|chỉ thị|của|về|"
    r"chuẩn|ở)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The slots that a sentence states for a figure; a planted fault changes one of them."""

    indicator: str
    part: str
    period: Period | None
    status: Status
    verb: str
    comparator: str
    figure: str
    baseline: str = ""
    place: str = ""
    number: str = ""
    """Of the document that the sentence names as its source."""


def wording_of(fact: Fact, own_territories: Sequence[str]) -> Wording:
    """The fact's own wording; the place only where it is not the documents' own."""
    is_change = fact.figure.kind is FigureKind.CHANGE or fact.verb in {"tăng", "giảm"}
    verb = fact.verb if is_change else ""
    return Wording(
        indicator=_lower_first(fact.indicator.strip()),
        part=_lower_first(fact.part.strip()),
        period=fact.period,
        status=fact.status,
        verb=verb,
        comparator=fact.figure.comparator,
        figure=fact.figure.text,
        baseline=fact.baseline if verb else "",
        place="" if fact.territory in own_territories else fact.territory,
    )


def is_nameable(fact: Fact) -> bool:
    """Whether a template can name the fact: its indicator and part are noun phrases, its figure has a unit.

    Ranks, fractions and what the prose of a document says in passing need a sentence of their own.
    """
    names = [fact.indicator, fact.part] if fact.part else [fact.indicator]
    return (
        fact.period is not None
        and bool(fact.figure.unit)
        and fact.figure.kind not in {FigureKind.RANK, FigureKind.FRACTION}
        and fact.verb not in {"bằng", "gấp", "vượt", "hụt", "cao hơn", "thấp hơn", "nhanh hơn"}
        and sum(len(syllables(name)) for name in names) <= _LONGEST_NAME_SYLLABLES
        and all(_is_noun_phrase(name) for name in names)
    )


def sentences(wording: Wording) -> Iterator[str]:
    """The sentence with every slot stated: period, status, indicator and part, in three orders of words."""
    when, name = period_text(wording.period), _name(wording)
    figure = _figure(wording)
    source = f"Theo văn bản số {wording.number}, " if wording.number else ""
    match wording.status:
        case Status.TARGET:
            yield _sentence(f"{source}chỉ tiêu {when}, {name} {_verb(wording, 'là')} {figure}")
            yield _sentence(f"{source}{when}, địa phương phấn đấu {name} {_verb(wording, 'đạt')} {figure}")
            yield _sentence(f"{source}mục tiêu {name} {when} {_verb(wording, 'là')} {figure}")
        case Status.ESTIMATE:
            yield _sentence(f"{source}{when}, {name} {_verb(wording, 'ước đạt', 'ước')} {figure}")
            yield _sentence(f"{source}{name} {when} {_verb(wording, 'ước đạt', 'ước')} {figure}")
        case Status.RESULT:
            yield _sentence(f"{source}{when}, {name} {_verb(wording, 'đạt', 'đã')} {figure}")
            yield _sentence(f"{source}kết quả {name} {when} {_verb(wording, 'là')} {figure}")


def part_sentences(wording: Wording) -> Iterator[str]:
    """Sentences that name a part without its whole, where the part has a name of its own: `thu nội địa`."""
    if len(name_terms(wording.part, "")) > 1:
        yield from sentences(replace(wording, indicator=wording.part, part=""))


def bare_part_sentence(wording: Wording) -> str:
    """A sentence on a part of a year that leaves its year to the question: `9 tháng, …`."""
    opening = {
        Status.TARGET: "chỉ tiêu ", Status.ESTIMATE: "ước thực hiện ", Status.RESULT: ""
    }[wording.status]  # fmt: skip
    part = wording.period.part if wording.period else ""
    when = "6 tháng đầu năm" if part == "6 tháng" else part
    return _sentence(f"{opening}{when}, {_name(wording)} {_verb(wording, 'đạt')} {_figure(wording)}")


def short_sentences(wording: Wording) -> Iterator[str]:
    """Sentences that leave the period, or the period and the status, to the question."""
    name, figure = _name(wording), _figure(wording)
    yield _sentence(f"{STATUS_WORDS[wording.status]} {name} {_verb(wording, 'là')} {figure}")
    yield _sentence(f"{name} {_verb(wording, 'là')} {figure}")


def question(wording: Wording) -> str:
    """The question to which the wording is an answer."""
    name = f"{wording.indicator}, {wording.part}" if wording.part else wording.indicator
    place = f" của {wording.place}" if wording.place else ""
    asks = (
        "tăng bao nhiêu" if wording.verb == "tăng" else "giảm bao nhiêu" if wording.verb == "giảm" else "là bao nhiêu"
    )
    opening = {
        Status.TARGET: "Chỉ tiêu", Status.ESTIMATE: "Ước thực hiện", Status.RESULT: "Kết quả"
    }[wording.status]  # fmt: skip
    return f"{opening} {name}{place} {period_text(wording.period)} {asks}?"


def name_terms(indicator: str, part: str) -> frozenset[str]:
    """The content terms of a name: equal for two names of one thing."""
    return frozenset(load_lexicon().content_terms(f"{indicator} {part}"))


def dated_sentence(document: Document, number: str, day: str) -> str:
    """A sentence on a document's own number and date."""
    return f"{document.source.kind} số {number} ngày {day} của {document.source.issuer}."


def _name(wording: Wording) -> str:
    name = f"{wording.indicator}, trong đó {wording.part}" if wording.part else wording.indicator
    return f"{name} của {wording.place}" if wording.place else name


def _verb(wording: Wording, otherwise: str, before: str = "") -> str:
    """The verb of change, unless the name itself is a growth: `tốc độ tăng trưởng … là`."""
    if wording.verb and not _GROWTH_NAME.search(wording.part or wording.indicator):
        return f"{before} {wording.verb}".strip()
    return otherwise


def _figure(wording: Wording) -> str:
    return " ".join(word for word in (wording.comparator, wording.figure, wording.baseline) if word)


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return f"{words[:1].upper()}{words[1:]}."


def _is_noun_phrase(name: str) -> bool:
    return (
        _READABLE_NAME.fullmatch(name.strip()) is not None
        and name.count("(") == name.count(")")
        and not _LOOSE_END.search(name.strip())
        and not _LOOSE_START.search(name.strip())
        and not _YEAR.search(re.sub(r"\(.*?\)", "", name))
        and not find_parts(name)
        and not _DEED.search(name)
        and bool(name_terms(name, ""))
    )


def _lower_first(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
