"""The words around a figure → what it measures, given what the figures before it measure.

`trong đó` and colons open the parts of a whole; a bare verb keeps the subject; a noun that is never an indicator alone
(`tổng vốn đăng ký`) is an aspect of the subject; a count that nothing precedes measures what follows it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.figures.phrases import (
    is_bare,
    is_complete,
    is_deed,
    last_match,
    strip_opening,
    strip_words,
    without_bounds,
)
from rag.figures.words import Words, strip_and
from rag.vietnamese import syllables

_PART_MARKER = re.compile(
    r"(?<!\w)(?:trong đó|riêng|bao gồm|gồm có|gồm|chia ra)(?!\w)\s*(?:có(?!\w))?\s*:?", re.IGNORECASE
)
# A plural head gathers indicators and is none itself: `Các chỉ tiêu chủ yếu tăng so với cùng kỳ: …`.
_PLURAL_HEAD = re.compile(r"(?:^|(?<!\w))(?:các|một số|những|nhiều|hàng loạt)(?!\w)", re.IGNORECASE)
_GENERIC_HEAD = re.compile(
    r"(?:như sau|chỉ tiêu|kết quả|cụ thể|gồm|sau đây|sau|chủ yếu|như|nhiệm vụ|giải pháp|trong đó|là|"
    r"mục tiêu|đề ra|dự án|"
    r"công trình|tiếp tục|nổi bật|lĩnh vực|xem thêm|đánh giá|cho biết|cho thấy|quyết nghị|thống nhất|"
    r"xác định|nêu rõ|nhấn mạnh|"
    r"yêu cầu|thông qua|khẳng định|đạt được|dưới đây)\s*$",
    re.IGNORECASE,
)
# A whole sentence before a colon is its reason or its comment, not the name of a whole.
_SENTENCE_HEAD = re.compile(r"(?<!\w)(?:chưa|không|đã|do|vì|cần|phải|sẽ)(?!\w)", re.IGNORECASE)
_CLAUSE_STARTS = re.compile(
    r"(?<!\w)(?:đặt mục tiêu|quyết tâm|phấn đấu|duy trì|nhưng|đồng thời|trong đó|như:|là:|bảo đảm|đảm bảo|nâng|"
    r"đưa(?! vào)|phát triển như|cho biết|cho rằng|đề nghị|đáng chú ý|bởi)(?!\w)|(?<!\w)với(?=\s+(?:tổng sản phẩm|"
    r"tỷ lệ|tốc độ)(?!\w))",
    re.IGNORECASE,
)
_SENTENCE_VERB = re.compile(r"(?<!\w)(?:tăng|giảm|đạt|được|đã|còn|là|có|tiếp tục)(?!\w)", re.IGNORECASE)
# `bồi thường để bảo đảm tiến độ dự án, thu hồi …`: what a deed is for is not what is measured after it.
_PURPOSE = re.compile(r"\s*(?<!\w)(?:để|nhằm)\s[^,]*,", re.IGNORECASE)
# `nông nghiệp, lâm nghiệp và thủy sản`: the last of several nouns, its first ones stand before the comma.
_ENUMERATION_END = re.compile(r"\s*\w+(?:\s+\w+){0,2}\s+và\s+\w+(?:\s+\w+){0,2}\W*$")
_MEASURE_NOUN = re.compile(
    r"(?:tổng|tỷ lệ|tỉ lệ|tỷ trọng|tốc độ|tăng trưởng|chỉ số|kim ngạch|sản lượng|quy mô|thu nhập|năng suất|mức|giá trị|"
    r"diện tích|thu hút|giải quyết|cơ cấu|số|GRDP|dân số|vốn|doanh thu)(?!\w)",
    re.IGNORECASE,
)
_RATE = re.compile(r"(?:tỷ lệ|tỉ lệ|tỷ trọng|tốc độ|tăng trưởng)(?!\w)", re.IGNORECASE)
# Nouns that measure something named before them, and are no indicator alone.
_ASPECT = re.compile(
    r"^(?:(?:đạt|chiếm)\s+)?(?:tổng\s+)?(?:số\s+)?(?:số tiền|tiền|kinh phí|số vốn|vốn(?: đăng ký| điều lệ|"
    r" đầu tư)?(?: mới)?|quy mô|diện tích|trị giá|sản lượng(?: thu hoạch)?|năng suất(?: bình quân)?|"
    r"giá trị|công suất|chiều dài|chiều rộng|độ dài|mức|mức đầu tư|chi phí|tỷ lệ|tỉ lệ|đóng góp|"
    r"đóng góp vào mức tăng chung)$",
    re.IGNORECASE,
)
# What an event did: `làm chết 78 người, bị thương 121 người`.
_CONSEQUENCE = re.compile(
    r"^(?:làm|khiến|gây)(?:\s+(?:chết|bị thương|mất tích|thiệt hại|hư hỏng|hư hại|ảnh hưởng))?$|^bị(?!\w)|"
    r"^(?:(?:phải|buộc)\s+)*tiêu (?:hủy|huỷ)$",
    re.IGNORECASE,
)
_CLASSIFIER = re.compile(r"con|cái|chiếc|vụ|ca|cuộc|đợt", re.IGNORECASE)
_LACKS_NOUN = re.compile(r"(?:được|bị)(?!\w)", re.IGNORECASE)
_DAMAGE = re.compile(r"^(?:diện tích\s+|giá trị\s+)?(?:bị\s+)?thiệt hại$", re.IGNORECASE)
_EVENTS = re.compile(r"(?:vụ|đợt|trận|cơn)(?!\w)", re.IGNORECASE)
# `142 vụ tai nạn …; số vụ giảm 11%`: what was counted before, without its name.
_COUNTED_AGAIN = re.compile(r"(?<!\w)số\s+(?P<noun>\w+(?:\s\w+)?)\s+(?:tăng|giảm|đạt|là)(?!\w)")
# `khởi công đường cao tốc …; đến nay đã bàn giao 92% mặt bằng`: a share of what the sentence speaks of.
_UNTIL_NOW = re.compile(r"^\W*(?:đến|tới) nay(?!\w)", re.IGNORECASE)
_ABOUT = re.compile(
    r"^\s*(?:(?:so với\s+)?(?:kế hoạch|dự toán|mục tiêu)\s+)?về\s+"
    r"(?P<aspect>[^,;:.()]+?)(?=\s+(?:và|so với)(?!\w)|[,;:.()]|$)",
    re.IGNORECASE,
)
# `bố trí 1.200 tỷ đồng cho các dự án giao thông`: a lone verb is completed by what it is done for.
_FOR = re.compile(r"^\s*(?:cho|để)\s+[^\d,;:.()]+(?=[,;:.()]|$)", re.IGNORECASE)
_HAVING = re.compile(r"^\W*(?:trong đó\s+)?có\s+\w", re.IGNORECASE)
_TAKES_OBJECT = re.compile(
    r"(?<!\w)(?:có|thêm|đón|hoàn thành|còn|nhất là|đặc biệt là|và|như|gồm|duy trì|giữ|"
    r"bảo đảm|đảm bảo)\W*$",
    re.IGNORECASE,
)
_HAS = re.compile(r"(?<!\w)(?:có|thêm)\W*$", re.IGNORECASE)
_EQUIVALENT = re.compile(r"(?<!\w)(?:tương đương|tức|khoảng)(?!\w)", re.IGNORECASE)
_FULFILMENT = re.compile(r"(?<!\w)(?:(?:cơ bản|không|chưa)\s+)?hoàn thành(?!\w).*", re.IGNORECASE)
_LONGEST_SUBJECT_SYLLABLES = 26
_ONLY_DATE = re.compile(r"^(?:(?:đến|tới|trước|từ|vào|sau|ngày)\s+)*\d[\d/.-]*$", re.IGNORECASE)
_RANKING = "xếp hạng"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure measures, and what the next one may lean on: the whole that parts belong to, and its unit."""

    indicator: str = ""
    part: str = ""
    aspect: str = ""
    head: str = ""
    prefix: str = ""
    in_parts: bool = False
    unit: str = ""
    """Of the last level told: a part's level has the unit of its whole."""
    grows: bool = False
    """Whether it was named with its growth (`GRDP tăng 8%`), which a rank told of it is of."""

    @property
    def whole_part(self) -> str:
        """The part with its aspect."""
        return ", ".join(words for words in (self.part, self.aspect) if words)


def next_subject(current: Subject, words: Words, own: str) -> tuple[Subject, bool]:
    """What the figure measures, and whether its words name it anew; `own` are the words that are the figure's."""
    opened, own = _open_parts(current, own, words)
    phrase = strip_words(own)
    if is_bare(phrase) or is_bare(own):
        return _without_name(opened, words, own)
    if current.in_parts and words.opens_segment and not _opens_parts(words) and _leaves(opened, phrase, words):
        opened = replace(opened, in_parts=False, head="", prefix="", part="", aspect="")
    if opened.indicator and (aspect := _aspect(opened, phrase, words)):
        return replace(opened, aspect=aspect), False
    base, aspect = _split_aspect(phrase)
    tail = "" if aspect else _complement(phrase, own, words)
    name = strip_opening(f"{_last_clause(base)} {tail}".strip())
    if not words.counts and is_bare(name):
        # `để đạt mức này, quý III phải tăng 12%`: behind its purpose a clause names nothing new.
        return _without_name(opened, words, own.rpartition(",")[2])
    name = strip_words(name) if words.counts and is_rate(name) else name
    if not opened.in_parts and _is_elliptic(opened, own, name, words):
        opened = replace(opened, head=opened.indicator)
        opened = replace(opened, in_parts=True)
    named = _named(opened, name, words)
    return replace(named, aspect=_RANKING if words.is_rank else aspect), True


def _opens_parts(words: Words) -> bool:
    return ":" in words.lead.rstrip(" :") or _PART_MARKER.search(words.lead) is not None


def _split_aspect(phrase: str) -> tuple[str, str]:
    """`hỗ trợ người dân với tổng kinh phí` → the deed, and the measured aspect of it."""
    base, link, last = phrase.rpartition(" với ")
    return (base, last) if link and _ASPECT.match(last) else (phrase, "")


def _complement(phrase: str, own: str, words: Words) -> str:
    """What stands behind the figure and completes the words before it: `thu hút 5 triệu lượt` + `khách du lịch`."""
    if is_deed(phrase) and not words.counts and not words.is_rank:
        return words.object_of_deed()
    if is_complete(own) or words.is_rank:
        return ""
    tail = words.tail() if words.counts or words.noun_follows else ""
    if re.search(r"(?<!\w)cho(?! biết| rằng| thấy)(?!\w)[^,]*$", own) and len(syllables(tail)) < 3:
        return ""  # `giải quyết việc làm cho 23.000 lượt lao động`: the deed is named before
    if not tail and len(syllables(phrase)) <= 3 and (purpose := _FOR.match(words.after)):
        return purpose.group().strip()
    noun = words.counted_noun if tail or len(syllables(phrase)) < 4 else ""
    if noun.split("/")[0].lower() in phrase.lower():
        noun = ""
    if not tail and _CLASSIFIER.fullmatch(noun):
        return ""  # `đàn trâu 40 nghìn con`
    return f"{noun} {tail}".strip()


def _named(current: Subject, name: str, words: Words) -> Subject:
    unit = words.unit or current.unit
    grows = is_change(words.lead)
    if current.in_parts:
        part = f"{current.prefix}{name}"
        return replace(current, indicator=current.head, part=part, aspect="", unit=unit, grows=grows)
    return Subject(indicator=name, unit=unit, grows=grows)


def _without_name(current: Subject, words: Words, own: str) -> tuple[Subject, bool]:
    """The subject of a figure whose own words are only verbs: what follows it, or the subject before."""
    if words.is_rank:
        return replace(current, aspect=f"{_RANKING} mức tăng" if current.grows else _RANKING), False
    if about := _ABOUT.match(words.after):
        return replace(current, aspect=about["aspect"]), False
    name = _name_after(current, words, own)
    if not name:
        return _same_subject(current, words, own), False
    if not words.counts and not current.in_parts and _LACKS_NOUN.match(name):
        return Subject(), True  # `6 ha được chứng nhận hữu cơ`: of what, only the reader knows
    if current.in_parts and words.opens_segment and _leaves(current, name, words):
        current = replace(current, in_parts=False, head="", prefix="")
    if current.in_parts and words.counts and words.tail():
        name = words.tail()
    return _named(current, strip_and(name), words), True


def _same_subject(current: Subject, words: Words, own: str) -> Subject:
    """The subject going on: with another unit it is another side of it."""
    has_beside = words.counts and re.search(r"(?<!\w)với\W*$", without_bounds(own)) is not None
    if has_beside and words.unit != current.unit:  # `226 doanh nghiệp với khoảng 5.600 lao động`
        return replace(current, aspect=f"{words.counted_noun} {words.tail()}".strip())
    if is_change(own) or words.unit == current.unit or _EQUIVALENT.search(own):
        return current
    if words.counts and not re.search(r"(?<!\w)(?:cho|đạt|ước|còn)(?!\w)", own):
        return replace(current, aspect=f"{words.counted_noun} {tail}" if (tail := words.tail()) else "")
    return replace(current, aspect="") if words.counts else current


def _name_after(current: Subject, words: Words, own: str) -> str:
    """The noun behind the figure where the figure has none before it; nothing where the subject stays the same."""
    noun_follows = words.noun_follows
    is_rate = words.counts and "/" in words.figure.figure.unit
    is_new = is_rate or not current.indicator or (words.opens_segment and _HAS.search(own) is not None)
    if words.counts and (noun_follows or is_new) and not is_change(own):
        deed = _FULFILMENT.search(own)
        return f"{deed.group().strip() if deed else ''} {words.counted_noun} {words.tail()}".strip()
    if not current.indicator:
        tail = words.long_tail()
        return "" if is_bare(tail) else tail
    own = without_bounds(own)
    alone = (words.opens_segment or current.in_parts) and not re.search(r"\w", own)
    takes_object = alone or _TAKES_OBJECT.search(own) is not None
    return (words.long_tail() if words.is_last else words.tail()) if noun_follows and takes_object else ""


def has_letters(name: str) -> bool:
    """Whether it can name anything: the rest of a numbering or a date (`đến 30/9/2027`) cannot."""
    return re.search(r"[^\W\d_]", _ONLY_DATE.sub("", name)) is not None


def is_rate(name: str) -> bool:
    """Whether the indicator itself is measured in percent."""
    return _RATE.match(name) is not None


def is_change(own: str) -> bool:
    """Whether a lead without a name states a change of the subject before: `tăng`, `vượt khoảng`; not `có thêm`."""
    return (
        is_complete(own)
        and re.search(r"(?<!\w)(?:tăng|giảm|gấp|vượt|hụt|cao hơn|thấp hơn|bằng)(?!\w)", own) is not None
    )


def _open_parts(current: Subject, lead: str, words: Words) -> tuple[Subject, str]:
    """The subject with the parts that `trong đó` or a colon opens, and the words that are left of the lead."""
    if marker := last_match(_PART_MARKER, lead):
        before = strip_words(lead[: marker.start()])
        whole = before if has_letters(before) and words.opens_segment and not is_bare(before) else current.indicator
        lead = lead[marker.end() :]
        if marker.group().strip().lower() == "riêng" and _is_beside(current, words):
            # `sản phẩm gỗ 3 nghìn m³, riêng giấy 4 nghìn tấn`: told beside the whole, not a part of it.
            return Subject(indicator=current.indicator, unit=current.unit), lead
        if has_letters(whole):
            head = current.head if current.in_parts else whole
            current = replace(current, indicator=whole, head=head, in_parts=True, prefix="", aspect="")
    # `Kim ngạch xuất khẩu: 2.300 triệu USD`: a colon right before the figure is only a verb.
    lead = lead.rstrip(" :\n\t")
    if ":" in lead:
        named, _, lead = lead.rpartition(":")
        current = under_head(current, strip_words(named))
    elif words.opens_segment:
        current = replace(current, prefix="")
    return current, lead


def _is_beside(current: Subject, words: Words) -> bool:
    return "%" not in f"{words.unit}{current.unit}" and words.unit != current.unit and not words.tail()


def named_under(whole: Subject, name: str, unit: str) -> Subject:
    """The subject of a name alone: a part of the whole, where its parts are listed."""
    if whole.in_parts:
        return replace(whole, part=name, aspect="", unit=unit)
    return Subject(indicator=name, unit=unit)


def under_head(current: Subject, head: str) -> Subject:
    """The subject whose parts are listed after a colon; the current one where the head names no whole."""
    if not has_letters(head) or _GENERIC_HEAD.search(head) or _PLURAL_HEAD.search(head) or _SENTENCE_HEAD.search(head):
        return current
    if current.in_parts:
        return replace(current, prefix=f"{head}: ")
    whole = _last_clause(head)
    return replace(current, indicator=whole, head=whole, in_parts=True, prefix="", aspect="")


def _leaves(current: Subject, phrase: str, words: Words) -> bool:
    """Whether a new segment is no part of the whole before it: of another unit, or an indicator by its first word."""
    if words.unit != current.unit and "%" not in words.unit:
        return True
    if _MEASURE_NOUN.match(phrase) is None:
        return False
    # `tỷ lệ hộ nghèo thành thị` goes on with `tỷ lệ hộ nghèo nông thôn`, not with `tỷ lệ thất nghiệp`.
    opening = syllables(phrase)[:3]
    return opening not in (syllables(current.head)[:3], syllables(current.part)[:3])


def _aspect(current: Subject, phrase: str, words: Words) -> str:
    """The words as an aspect of the subject before; nothing where they name a subject of their own."""
    near = phrase.rpartition(",")[2].strip()
    if words.opens_segment and _UNTIL_NOW.match(words.lead) and words.unit == "%":
        return f"{phrase} {words.tail()}".strip()
    if _CONSEQUENCE.match(phrase):
        return f"{phrase} {words.tail()}".strip()
    if (_ASPECT.match(near) and not _ASPECT.match(current.indicator)) or (
        _DAMAGE.match(near) and _EVENTS.match(current.indicator)
    ):
        return near
    again = _COUNTED_AGAIN.search(words.lead)
    is_known = again is not None and re.search(rf"(?<!\w){re.escape(again['noun'])}(?!\w)", current.indicator)
    return phrase if is_known and again is not None and phrase == f"số {again['noun']}" else ""


def _is_elliptic(current: Subject, own: str, name: str, words: Words) -> bool:
    """Whether the words leave out the rate they are of: `… qua đào tạo 67%, có bằng cấp 28%`; `…, hộ nông thôn 75%`."""
    if not current.indicator or words.opens_segment or words.unit != current.unit or _RATE.match(name):
        return False
    if words.unit == "%" and _RATE.match(current.indicator):
        return _HAVING.match(own) is not None or len(syllables(name)) <= 4
    shared = set(syllables(name)) & set(syllables(current.indicator))
    return current.indicator.lower().startswith("tổng ") and bool(shared) and _MEASURE_NOUN.match(name) is None


def _last_clause(subject: str) -> str:
    """The noun phrase at the end of a long lead: after the last opening verb, or its last comma pieces."""
    subject = _PURPOSE.sub(",", subject)
    if (opening := last_match(_CLAUSE_STARTS, subject)) and len(syllables(subject[opening.end() :])) >= 2:
        subject = subject[opening.end() :]
    pieces = subject.split(",")
    kept = pieces.pop()
    measured = _measured_piece(pieces, kept)
    if measured is not None:
        return strip_words(measured)
    # A lone verb (`…, hỗ trợ 6 địa phương`) leans on the deeds before it more than a noun does.
    least = 9 if len(syllables(kept)) <= 2 else 5
    while pieces and not _MEASURE_NOUN.match(kept.strip()) and _leans(kept, pieces[-1], least):
        kept = f"{pieces.pop()},{kept}"
    words = kept.split()
    return strip_words(" ".join(words[-_LONGEST_SUBJECT_SYLLABLES:]))


def _leans(kept: str, before: str, least: int) -> bool:
    """Whether the end of a lead is too little without the piece before it."""
    return len(syllables(kept)) < least or len(syllables(before)) <= 3 or _ENUMERATION_END.match(kept) is not None


def _measured_piece(pieces: Sequence[str], kept: str) -> str | None:
    """The pieces from one that opens with a measuring noun: `Tỷ lệ trường mầm non, phổ thông công lập đạt chuẩn`."""
    if _MEASURE_NOUN.match(kept.strip()) or not pieces or not _RATE.match(pieces[-1].strip()):
        return None
    return None if _SENTENCE_VERB.search(pieces[-1]) else f"{pieces[-1]},{kept}"
