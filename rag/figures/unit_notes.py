"""How tables tell units: in a column of their own, in parentheses behind a name, in a note above the table."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.figures.parsing import FigureSpan, parse_mentions
from rag.figures.units import CANONICAL_COUNTS, COUNTED, MEASURES

_NOTE = re.compile(r"(?<!\w)(?:đơn vị(?: tính)?|đvt|đ\.v\.t)\s*(?:là\s*)?:\s*(?P<unit>[^()\n›]{1,60})", re.IGNORECASE)
_SPELLED = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"^(?:tr\.?\s?đ\.?|tr\.?\s?đồng)(?!\w)", "triệu đồng"),
        (r"^(?:tỷ|tỉ)\s?đ(?!\w)", "tỷ đồng"),
        (r"^(?:ng\.?|nghìn|ngàn)\s?đ(?!\w)", "nghìn đồng"),
        (r"^tr\.?\s?(?=usd|tấn|lượt|người)", "triệu "),
        (r"^1\.?000\.000\s+", "triệu "),
        (r"^1\.?000\s+", "nghìn "),
        (r"^đ(?=$|/)", "đồng"),
        (r"^bs(?=$|/)", "bác sĩ"),
        (r"^dn(?=$|/)", "doanh nghiệp"),
        (r"^htx(?=$|/)", "hợp tác xã"),
        (r"^%o$|^0/00$|^‰$", "‰"),
        (r"^(?:xếp )?(?:thứ )?hạng$", "thứ"),
    )
)
_KNOWN = frozenset(MEASURES.values()) | frozenset(COUNTED) | frozenset(CANONICAL_COUNTS.values()) | {"", "thứ"}
_PARENTHESIS = re.compile(r"\(([^()]{1,40})\)")
_SAMPLE = Decimal("1.5")
RANK_UNIT = "thứ"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a table states it: one of it is `factor` of the base unit `name`; `text` is how it is written."""

    factor: Decimal
    name: str
    scale: str
    text: str

    @property
    def is_known(self) -> bool:
        """Whether it is a measure or a noun that administrative prose is known to count."""
        return self.name.split("/")[0] in _KNOWN and bool(self.name or self.scale)


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit | None:
    """`Triệu đồng`, `1000 người`, `Tạ/ha`, `hạng`: read as prose reads it behind a number; None for anything else."""
    words = re.sub(r"\s*/\s*", "/", " ".join(text.strip(" .:;*_").split()))
    for pattern, spelled in _SPELLED:
        words = pattern.sub(spelled, words)
    if not words or re.search(r"[\d,;|]", words.replace("m2", "").replace("m3", "").replace("km2", "")):
        return None
    if words == RANK_UNIT:
        return Unit(Decimal(1), RANK_UNIT, "", RANK_UNIT)
    if len(words) > 1 and words[1].islower():
        words = words[0].lower() + words[1:]
    mention = next(iter(parse_mentions(f"1,5 {words}")), None)
    if not isinstance(mention, FigureSpan) or mention.start != 0 or not (mention.figure.unit or mention.figure.scale):
        return None
    if "/" in words and mention.text != f"1,5 {words}":
        # `điểm/thứ bậc`: half a unit is another one; `đồng/học sinh/tháng` is money whatever it is reckoned on.
        each = words.partition("/")[2]
        if mention.figure.unit.split("/")[0] != "đồng" or not re.fullmatch(r"[^\W\d_]+(?:[ /][^\W\d_]+){0,4}", each):
            return None
        return Unit(mention.figure.low / _SAMPLE, f"đồng/{each.lower()}", mention.figure.scale, words)
    return Unit(mention.figure.low / _SAMPLE, mention.figure.unit, mention.figure.scale, words)


# `Tăng trưởng (%), trong đó:` opens the rows below.
_PARTS_BELOW = re.compile(r"[\s,;:(–-]+(?:trong đó|bao gồm|gồm|chia ra)\W*$", re.IGNORECASE)


def take_unit(text: str) -> tuple[str, Unit | None]:
    """A name or heading without the unit stated in its parentheses or note, and that unit."""
    text = _PARTS_BELOW.sub("", text)
    if note := _NOTE.search(text):
        return _without(text, note.span()), parse_unit(note["unit"])
    for found in reversed(list(_PARENTHESIS.finditer(text))):
        unit = parse_unit(re.sub(r"^(?:tính bằng|đơn vị|đvt)\s*:?\s*", "", found[1], flags=re.IGNORECASE))
        if unit and is_unit(unit.text):
            return _without(text, found.span()), unit
    if rate := re.search(r"(?:,|\s[-–]|(?<=\w)(?=\s))\s*(%|‰)$", text):
        return _without(text, rate.span()), parse_unit(rate[1])
    return text, None


def is_unit(text: str) -> bool:
    """Whether the text is a known unit and nothing else: `Huyện`, not `Huyện Nam Khê`."""
    unit = parse_unit(text)
    return unit is not None and unit.is_known and _is_whole(unit)


def _is_whole(unit: Unit) -> bool:
    """Whether nothing but the unit stands there: `(người)`, not `(người dân tộc thiểu số)`."""
    mention = next(iter(parse_mentions(f"1,5 {unit.text}")), None)
    return unit.name in {RANK_UNIT, "lượt"} or (mention is not None and mention.text == f"1,5 {unit.text}")


def _without(text: str, span: tuple[int, int]) -> str:
    rest = re.sub(r"\(\s*\)", " ", f"{text[: span[0]]} {text[span[1] :]}")
    return " ".join(rest.split()).strip(" ,;:–-")


def has_unreadable_unit(line: str) -> bool:
    """Whether a line states several units, or an unknown one, for the table below: `tỷ đồng; %`."""
    found = _NOTE.search(line)
    return found is not None and parse_unit(found["unit"]) is None


def opens_unit_note(line: str) -> bool:
    """Whether a line states only the unit of the table below it."""
    found = _NOTE.search(line)
    return found is not None and not re.search(r"\w", line[: found.start()])
