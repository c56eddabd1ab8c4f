"""The lines above a document's number → who issued it and the place that it speaks for."""

import re
from dataclasses import dataclass, replace

from rag.ingestion.source_reading.casing import restore_case
from rag.ingestion.source_reading.found import NOTHING, Found
from rag.ingestion.source_reading.kinds import KIND_BY_SHORTHAND
from rag.vietnamese import PLACE_TYPES, fold_accents

_PARTY_COMMITTEES = {"Tỉnh ủy": "tỉnh", "Thành ủy": "thành phố", "Huyện ủy": "huyện", "Quận ủy": "quận"}
_ORGANS = (
    "Ủy ban Mặt trận Tổ quốc", "Ủy ban Thường vụ Quốc hội", "Ủy ban nhân dân", "Hội đồng nhân dân",
    "Thường trực Hội đồng nhân dân", "Đoàn đại biểu Quốc hội", *_PARTY_COMMITTEES, "Đảng ủy", "Đảng bộ",
    "Ban Chấp hành", "Ban Thường vụ", "Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư", "Thủ tướng Chính phủ",
    "Chính phủ", "Quốc hội", "Sở", "Bộ", "Cục", "Chi cục", "Tổng cục", "Ban", "Văn phòng", "Kho bạc", "Trung tâm",
    "Thanh tra", "Phòng", "Công an", "Ngân hàng", "Bảo hiểm xã hội",
)  # fmt: skip
_SHORT_NAMES = {"ubnd": "Ủy ban nhân dân", "hdnd": "Hội đồng nhân dân", "ubmttq": "Ủy ban Mặt trận Tổ quốc"}
_CANONICAL = {**{fold_accents(name): name for name in _ORGANS}, **_SHORT_NAMES}
_NAMES = "|".join(sorted((name.replace(" ", r"\s+") for name in _CANONICAL), key=len, reverse=True))
_ORGAN = re.compile(rf"(?!ban hanh)(?:{_NAMES})(?!\w)")
_LONG_NAMES = re.compile(
    "|".join(sorted((name.lower() for name in _ORGANS if " " in name), key=len, reverse=True)), re.IGNORECASE
)
_INNER_ORGAN = re.compile(r"(?<=\S)\s+(?=(?:SỞ|VĂN PHÒNG|CHI CỤC|UBND|HĐND)\s)")
_TYPES = {**{fold_accents(name): name for name in PLACE_TYPES}, "tp": "thành phố"}
_PLACE = re.compile(
    rf"(?<!\w)({'|'.join(_TYPES)})(?!\w)(?! hoi(?!\w))\.?\s*"
    r"((?:(?!khoa |nhiem ky|ky hop|lan thu)[^,;:()])*)"
)
_BEHIND = re.compile(r"\s*(?:,|\(|(?<!\w)(?:khóa|khoá|nhiệm kỳ|kỳ họp|lần thứ)(?!\w)).*$", re.IGNORECASE)
_SUFFIX_OF = {
    "Tỉnh ủy": "TU", "Thành ủy": "TU", "Huyện ủy": "HU", "Quận ủy": "QU", "Đảng ủy": "ĐU", "Chính phủ": "CP",
    "Thủ tướng Chính phủ": "TTg",
}  # fmt: skip
_OF_PARTY_COMMITTEE = ("Ban Chấp hành", "Ban Thường vụ")
_EDGES = re.compile(r"\s[-–—]\s.*$|^[\W_]+|[\W_]+$")
"""Of the words of a place, what a dash parts from them, and punctuation."""
_LONGEST_LINE_WORDS = 14
_WORDS = re.compile(r"[^\W\d_]+(?:[\s,-]+[^\W\d_]+)*")
_STAMPS = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|CHỦ NGHĨA VIỆT NAM|DỰ THẢO|HỎA TỐC|HOẢ TỐC|KHẨN|MẬT|TUYỆT MẬT")


@dataclass(frozen=True, slots=True)
class Issuer:
    """`territory` is the place with its kind: `tỉnh Sông Lam`; `agrees` whether the document's number confirms it."""

    name: Found = NOTHING
    territory: Found = NOTHING
    agrees: bool = False
    conflicts: bool = False


UNKNOWN_ISSUER = Issuer()


@dataclass(frozen=True, slots=True)
class _Organ:
    name: str
    place_type: str
    place: str
    place_confidence: float
    quote: str

    @property
    def territory(self) -> str:
        return f"{self.place_type} {self.place}" if self.place else ""


def read_issuer(lines: list[str], number: str, text: str, home_territory: str) -> Issuer:
    """The lowest organ that the lines name, with the place of the one above it where it names none.

    `home_territory` is the province or city that the text is surely about, without its kind; it completes `THÀNH PHỐ`.
    """
    organs = [_organ(line, text, home_territory) for line in _joined(lines)]
    if not organs or any(line.startswith("LIÊN ") for line in lines):
        return UNKNOWN_ISSUER
    last = organs[-1]
    named = next((organ for organ in reversed(organs) if organ.place), None)
    suffix = _suffix(number)
    agrees = bool(suffix) and _agrees(suffix, last.name)
    conflicts = bool(suffix) and not agrees and (suffix in {"UBND", "HĐND", "TU", "CP", "TTg"})
    confidence = 0.3 if conflicts else 0.95 if agrees else 0.75
    quote = " ".join(organ.quote for organ in organs)
    if last.name == "Văn phòng" and len(organs) > 1:
        last = replace(last, name=f"{last.name} {organs[-2].name}")
    if named is None:
        return Issuer(Found(last.name, quote, confidence), NOTHING, agrees, conflicts)
    confidence = min(confidence, named.place_confidence)
    name = f"{last.name} {named.territory}"
    if last.name in _PARTY_COMMITTEES and named is last:
        name = f"{last.name} {last.place}"
    return Issuer(Found(name, quote, confidence), Found(named.territory, quote, confidence), agrees, conflicts)


def is_organ_line(line: str) -> bool:
    """Whether a line of a head begins with the name of an organ."""
    found = _ORGAN.match(fold_accents(line))
    if not found or len(line.split()) > _LONGEST_LINE_WORDS:
        return False
    # Of one syllable, the accents must tell it from another word: `Sở` from `Số`.
    name = _CANONICAL[" ".join(found.group().split())]
    return " " in name or (line[: found.end()].lower() == name.lower() and " " in line.strip())


def with_capitals(text: str) -> str:
    """The names of organs in a text as they are written: `ban chấp hành` → `Ban Chấp hành`."""
    return _LONG_NAMES.sub(lambda found: _CANONICAL[fold_accents(found.group())], text)


def opens_with_organ(text: str) -> bool:
    """Whether a text begins with an organ's name as it is written."""
    found = _LONG_NAMES.match(text)
    return found is not None and with_capitals(found.group()) == found.group()


def _joined(lines: list[str]) -> list[str]:
    """One line for each organ: a name that continues in the next line is joined."""
    organs: list[str] = []
    continues = False
    for line in (part for whole in lines for part in _INNER_ORGAN.split(whole)):
        if is_organ_line(line) and not line.rstrip().endswith((".", ":", ";")):
            organs.append(line)
            continues = True
        elif continues and _continues(organs[-1], line):
            organs[-1] = f"{organs[-1]} {line}"
        else:
            continues = False
    return organs


def _continues(organ: str, line: str) -> bool:
    """Whether a line in capitals is still of the organ above it: a name that has its place has ended."""
    if not line.isupper() or not _WORDS.fullmatch(line.rstrip(" .,")) or _STAMPS.match(line):
        return False
    folded = fold_accents(line)
    opens = folded.startswith("va ") or _PLACE.match(folded) is not None
    return opens or not any(found[2].strip() for found in _PLACE.finditer(fold_accents(organ)))


def _organ(line: str, text: str, home_territory: str) -> _Organ:
    folded = fold_accents(line)
    found = _ORGAN.match(folded)
    assert found is not None  # _joined keeps no other
    name = _CANONICAL[" ".join(found.group().split())]
    rest_folded, rest = folded[found.end() :], line[found.end() :]
    place = None if name in _PARTY_COMMITTEES else _PLACE.search(rest_folded)
    if name in _PARTY_COMMITTEES:
        place_type, written, middle = _PARTY_COMMITTEES[name], _BEHIND.sub("", rest).strip(), ""
    elif place:
        place_type, middle = _TYPES[place[1]], rest[: place.start()]
        written = _EDGES.sub("", rest[place.start(2) : place.end(2)])
    else:
        place_type, written, middle = "", "", _BEHIND.sub("", rest)
    if middle.strip():
        small = restore_case(middle.strip(), text) if middle.isupper() else middle.strip()
        name = f"{name} {small[:1].upper()}{small[1:]}"
    resolved, confidence = _resolve(written, place_type, text, home_territory)
    return _Organ(name, place_type, resolved, confidence, line)


def _resolve(written: str, place_type: str, text: str, home_territory: str) -> tuple[str, float]:
    """The place's name in its letters, and how sure it is: sure where the text has it elsewhere too."""
    if not written:
        is_own = home_territory and place_type in {"tỉnh", "thành phố"}
        return (home_territory, 0.85) if is_own else ("", 0.0)
    name = " ".join(word.capitalize() for word in written.split()) if written.isupper() else written
    if name in text:
        return name, 0.95
    if home_territory and fold_accents(home_territory) == fold_accents(name):
        return home_territory, 0.9
    return name, 0.75 if fold_accents(name) != name.lower() else 0.5


def _suffix(number: str) -> str:
    """The issuer's shorthand in a document number: `402/BC-UBND` → `UBND`, `10-NQ/TU` → `TU`."""
    parts = [part for part in re.split(r"[/-]", number) if part and not part[0].isdigit()]
    return next((part for part in parts if part not in KIND_BY_SHORTHAND), "")


def _agrees(suffix: str, organ: str) -> bool:
    if organ.startswith(_OF_PARTY_COMMITTEE):
        return suffix in {"TU", "HU", "QU", "ĐU", "TW"}
    if organ in _SUFFIX_OF:
        return suffix == _SUFFIX_OF[organ]
    initials = iter(fold_accents("".join(word[0] for word in re.findall(r"[^\W\d_]+", organ))))
    letters = fold_accents(re.sub(r"\d", "", suffix))
    return len(letters) > 1 and all(letter in initials for letter in letters)
