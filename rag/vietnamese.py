"""What the product knows of written Vietnamese: accents, syllables, sentences."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

UPPER = "".join(character for character in map(chr, range(0x41, 0x1EFA)) if character.isupper())
"""Every capital of the Latin script, for character classes: Vietnamese capitals are not one range."""

PLACE_TYPES = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "phường", "xã", "đặc khu")
"""What stands before the name of a place and says of which kind it is."""

PLACE_TYPE = rf"(?:{'|'.join(PLACE_TYPES)}|TP\.?)"
"""Matches one of them, as text writes it: `TP. Cần Thơ` too."""

SIGNATURE_LABEL = "Người ký: "
"""Leads the heading path of a signature: the office under which a name stands."""

# The most frequent letters with marks, in either case: they decide most texts at once.
_MARKED = re.compile("[àáảãạăâđêôơưấầậếềệốồộớờợứừựịíìýủúụ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_TONED_SECOND = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_MISSING_H = re.compile(r"(?<!\w)(?:ng(?=[eèéẻẽẹêềếểễệiìíỉĩị])|g(?=[eèéẻẽẹêềếểễệ]))")
_TONES = str.maketrans("àáảãạèéẻẽẹỳýỷỹỵ", "\u0300\u0301\u0309\u0303\u0323" * 3)
_PLAIN = str.maketrans("àáảãạèéẻẽẹỳýỷỹỵ", "aaaaaeeeeeyyyyy")

_EXCLUSION = re.compile(
    r"\((?:không|chưa|trừ|khong|chua|tru)\b[^)]*\)|"
    r"\b(?:không (?:tính|kể|gồm|bao gồm|chỉ|phải)|chưa (?:tính|kể|gồm|xét)|khong (?:tinh|ke|gom)|"
    r"chua (?:tinh|ke))\b[^,;.?)]*",
    re.IGNORECASE,
)
_LEAVES_OUT = re.compile(
    r"^\(?(?:không|chưa|trừ|khong|chua|tru)(?: (?:tính|kể|bao gồm|gồm|chỉ|phải|xét|tinh|ke|gom|xet))?\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(
    rf"(?<=[.!?…])(?P<close>[”\"')\]]*)(?:\s+(?=[“\"'(\[*]*[{UPPER}0-9–-])|(?=[{UPPER}][^\W\d_{UPPER}]))|"
    # Begun where a word ends: from each of many empty lines, the rest of them would be searched again.
    r"(?<=\S)(?P<blank>[^\S\n]*)\n\s*\n(?=\S)"
)
# A dot that ends no sentence: `TP. Hải Phòng`, `TS. Nguyễn`, `1. Mục tiêu`, an initial.
_NO_SENTENCE_END = re.compile(
    r"(?:\b(?:TP|Tp|TT|TX|TS|ThS|PGS|GS|BS|Mr|Mrs|St|Q|P|H|tr|KCN|v\.v|[A-ZĐ])|(?:^|\n)\W*(?:\d{1,2}\.)*\d{1,2}|"
    r"(?:Phần|Chương|Điều|Mục|PHẦN|CHƯƠNG|ĐIỀU|MỤC)\s+\w+)\.$"
)


def fold_accents(text: str) -> str:
    """Lower case without tone and vowel marks: `Đồng Tháp` → `dong thap`; as long as its NFC input."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def without_exclusions(text: str) -> str:
    """The question without what it says not to ask for: `(không tính xây dựng)`, `không chỉ nhóm có chứng chỉ`."""
    return _EXCLUSION.sub(" ", text)


def exclusions(text: str) -> list[str]:
    """What `without_exclusions` leaves out, less the words that say so: `(không tính xây dựng)` → `xây dựng`."""
    return [_LEAVES_OUT.sub("", left_out).strip(" )") for left_out in _EXCLUSION.findall(text)]


def has_accents(text: str) -> bool:
    """Whether any letter of the text bears a Vietnamese mark."""
    if text.isascii():
        return False
    return _MARKED.search(text) is not None or fold_accents(text) != text.lower()


def syllables(text: str) -> list[str]:
    """The words between spaces and signs, lower case, NFC, with the tone where newer spelling puts it (`hoá` → `hóa`)
    and the `h` that `ng` and `g` need before e, ê and i (`ngèo` → `nghèo`).

    Vietnamese writes a space between syllables, not between words; figures count as one or more.
    """
    normal = unicodedata.normalize("NFC", text).lower()
    return _WORD.findall(_MISSING_H.sub(r"\g<0>h", _TONED_SECOND.sub(_move_tone, normal)))


def _move_tone(found: re.Match[str]) -> str:
    first, second = found.group()[0], found.group()[1]
    tone = second.translate(_TONES)
    return unicodedata.normalize("NFC", first + tone) + second.translate(_PLAIN)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences, in order, without the white space around them; together they hold all other text."""
    spans = []
    start = 0
    for boundary in _SENTENCE_END.finditer(text):
        end = boundary.end("blank" if boundary.group("close") is None else "close")
        if _NO_SENTENCE_END.search(text[max(0, end - 14) : end]):
            continue
        spans.append((start, end))
        start = boundary.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := trim(text, *span))[0] < trimmed[1]]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at both ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def bigrams(words: Iterable[str]) -> list[str]:
    """Neighbouring syllables joined: most Vietnamese words are two syllables, so pairs stand in for a segmenter."""
    return [f"{first}_{second}" for first, second in pairwise(words)]
