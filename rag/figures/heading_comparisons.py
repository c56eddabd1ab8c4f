"""The heading of a table's column → what its figures compare with what: `TH 2023/KH 2023 (%)`, `So với cùng kỳ`."""

import re
from dataclasses import dataclass

from rag.figures.heading_times import PART_WORDS, YEAR
from rag.figures.phrases import PLAN_NOUNS

_SIDE = (
    rf"(?:(?:kh|th|uth|ưth|dt|qt|ước|thực hiện|quyết toán|{PLAN_NOUNS}|nghị quyết|năm|"
    r"\d{1,2} tháng|cùng kỳ)(?!\w)\s*){0,6}"
    rf"(?:{YEAR})?"
)
_QUOTIENT = re.compile(rf"(?P<left>(?<!\w){_SIDE})\s?/\s?(?P<right>{_SIDE})", re.IGNORECASE)
_AGAINST = re.compile(
    rf"(?<!\w)(?<!giá )(?:so sánh với|so sánh|so với|"
    rf"so(?=\s+(?:cùng kỳ|năm|tháng|(?:ước )?thực hiện|{PLAN_NOUNS}|nghị quyết|kh|th|uth|ưth)(?!\w)))(?!\w)\s*"
    r"(?P<rest>[^()]*)",
    re.IGNORECASE,
)
_FULFILLED = re.compile(
    r"(?<!\w)(?:tỷ lệ|mức độ|%|đạt|hoàn thành|thực hiện)[\s%]*(?:tỷ lệ|đạt|hoàn thành|thực hiện|th|ht)?[\s%]*"
    rf"(?:so với\s*)?(?P<base>{PLAN_NOUNS}|kh|dt)(?!\w)",
    re.IGNORECASE,
)
# With a unit of rates: `Đạt (%)`, `% thực hiện`.
_BARE = re.compile(
    r"\W*(?:(?:tỷ lệ|mức)\s+)?(?:so sánh|đạt|hoàn thành|thực hiện|th)(?:\s+(?:được|đạt))?\W*|\W*%\W*", re.IGNORECASE
)
_SHARE_OF_PLAN = re.compile(
    r"(?:(?:tỷ|tỉ) lệ|mức(?: độ)?)\s+(?:hoàn thành|đạt|thực hiện)(?:\s+(?:được|đạt))?", re.IGNORECASE
)
_CHANGE = re.compile(
    r"(?<!\w)(?:tăng|giảm|tốc độ|tđtt|chênh lệch|vượt\s*/\s*hụt|hụt\s*/\s*vượt)(?!\w)|\+/-|±", re.IGNORECASE
)
_MEAN = re.compile(r"(?<!\w)(?:bq|bình quân)(?!\w)", re.IGNORECASE)
_PAIR = re.compile(r"(?P<left>.*?\S)\s+(?:so\s+)?với\s+(?P<right>.*)")
_SHORTHAND = {
    "kh": "kế hoạch",
    "th": "thực hiện",
    "uth": "ước thực hiện",
    "ưth": "ước thực hiện",
    "dt": "dự toán",
    "qt": "quyết toán",
    "ck": "cùng kỳ",
    "c.kỳ": "cùng kỳ",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison in a heading: the words compared and the `base`, spelled out; either may be empty.

    `changes`: how much more or less it is. `of_plan`: how much of its plan was carried out. `is_quotient`: without a
    unit it may as well head two figures.
    """

    compared: str
    base: str
    changes: bool
    of_plan: bool
    is_quotient: bool

    @property
    def is_mean(self) -> bool:
        """Whether the heading states a yearly average, which is of none of the years beside it."""
        return self.changes and _MEAN.search(self.compared) is not None


def read_comparison(words: str, *, in_rates: bool) -> Comparison | None:
    """What a heading compares, or nothing; `in_rates`: its unit is one of rates."""
    quotient, against, fulfilled = _quotient(words, in_rates=in_rates), _AGAINST.search(words), _FULFILLED.search(words)
    if fulfilled and not in_rates and not re.match(r"tỷ lệ|mức độ", fulfilled.group(), re.IGNORECASE):
        fulfilled = None  # `Thực hiện kế hoạch 2023` heads a result or a plan.
    changes = _CHANGE.search(words) is not None
    pair = _PAIR.match(against["rest"]) if against and not quotient else None
    if quotient:
        left, right = f"{words[: quotient.start()]} {quotient['left']}", quotient["right"]
    elif against and pair:
        left, right = f"{words[: against.start()]} {pair['left']}", pair["right"]
    elif against:
        left, right = words[: against.start()], against["rest"]
    elif fulfilled:
        left, right = f"{words[: fulfilled.start()]} {words[fulfilled.end() :]}", fulfilled["base"]
    elif changes:
        left, right = words, ""
    elif (in_rates and _BARE.fullmatch(words)) or _SHARE_OF_PLAN.fullmatch(words.strip()):
        return Comparison("", "", changes=False, of_plan=True, is_quotient=False)
    else:
        return None
    left, base = re.sub(r"(?<!\w)so sánh(?!\w)", " ", left), _spelled(right)
    of_plan = not changes and re.match(rf"(?:{PLAN_NOUNS})(?!\w)", base) is not None
    return Comparison(left.strip(), base, changes, of_plan, is_quotient=quotient is not None)


def _quotient(words: str, *, in_rates: bool) -> re.Match[str] | None:
    """`TH 2023/KH 2023`; not `Quý I/2024`, `kg/người`, `2023/2024`."""
    for found in _QUOTIENT.finditer(words):
        named = f"{found['left']} {found['right']}"
        is_part_of_year = PART_WORDS.search(words[: found.end()]) is not None and _is_year(found["right"])
        if found["right"].strip() and re.search(r"[^\W\d]", named) and not is_part_of_year:
            return found
        if found["left"].strip() and found["right"].strip() and in_rates:
            return found
    return None


def _is_year(words: str) -> bool:
    return re.fullmatch(rf"\s*(?:năm\s+)?{YEAR}\s*", words, re.IGNORECASE) is not None


def _spelled(base: str) -> str:
    """`KH 2023` → `kế hoạch năm 2023`."""
    words = re.sub(r"[%()]", " ", base)
    words = re.sub(
        r"(?<!\w)(kh|th|uth|ưth|dt|qt|ck|c\.kỳ)(?!\w)", lambda found: _SHORTHAND[found[1].lower()], words, flags=re.I
    )
    words = re.sub(rf"(?<!năm )(?<![\d/-])({YEAR})(?!\s*-)", r"năm \1", " ".join(words.split()))
    return words[:1].lower() + words[1:]
