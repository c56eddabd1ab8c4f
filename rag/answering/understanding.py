"""A question → its frame: indicator words, periods, status, territory, unit, and what is to be done with them."""

import re
from collections.abc import Iterable, Sequence

from rag.datatypes import FigureKind, Operation, Period, QuestionFrame, Status
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions, parse_years
from rag.figures.units import COUNTED, MEASURES, SCALES
from rag.lexicon import load_lexicon, load_places
from rag.vietnamese import fold_accents, has_accents

# All patterns are matched against the folded question, so that they hold for every way of typing.
_ASKS_COUNT = r"bao nhieu|bnhieu|bnhiu|bn|may|nhieu"
# "bao nhiêu chỉ tiêu hoàn thành" counts targets; it names no status.
_COUNTED_TARGETS = re.compile(rf"\b(?:{_ASKS_COUNT}|\d+|so|cac|nhung)\s+chi tieu\b")
_TARGET = re.compile(
    r"\b(?:chi tieu|muc tieu|ke hoach|phan dau|dat ra|de ra|duoc giao|giao|se|yeu cau|can dat|dinh huong|"
    r"du toan|dat muc|nham|du dinh|ky vong|phai|can|muon|mong muon|huong toi|yeu cau|nham toi)\b"
)
_FIRM_TARGET = re.compile(r"\b(?:muc tieu|ke hoach|phan dau|du dinh|se|du toan)\b")
_FIRM_RESULT = re.compile(
    r"\b(?:ket qua|thuc hien|thuc te|thuc dat|uoc|uoc dat|uoc tinh|ghi nhan|thu duoc|roi|"
    r"da (?:co |duoc )?(?:dat|thuc hien|hoan thanh|thu|tang|giam|giai quyet|don|xuat|huy dong|giai ngan|xay|lam|"
    r"chi|giu|ho tro|cap|to chuc))\b"
    r"(?! (?:dat )?(?:ra|duoc giao))"
)
_WEAK_RESULT = re.compile(r"\b(?:dat|dat duoc|hoan thanh)\b(?! (?:muc tieu|ra|ke hoach))")
_CHANGE = re.compile(
    rf"\b(?:tang|giam|tang truong|tang them|bot|vuot|gap|nhanh|cham)\b(?!\s+(?:len|xuong|con)\s+(?:{_ASKS_COUNT}))"
)
_COMPARE = re.compile(
    r"\b(?:lech|lech nhau|ben nao|so sanh|so voi|chenh|chenh lech|cao hon|thap hon|hon kem|khac nhau|nhieu hon|"
    r"it hon|tang them|vuot|hut|thieu|gap may|gap bao nhieu|"
    r"nhinh|troi|lui|doi chieu|dat canh|thay doi|tang hay giam|cao hay thap|dat hay khong|co dat|bang may)\b"
)
# A result held against its own plan.
_AGAINST_PLAN = re.compile(
    r"\bdat (?:duoc )?(?:ke hoach|muc tieu|chi tieu)\b.{0,25}\bkhong\b|"
    r"\b(?:vuot|hut|thap hon|cao hon|hon|kem|nhinh hon|so voi|thua|thieu|doi chieu)\b.{0,30}\b(?:ke hoach|"
    r"muc tieu|chi tieu)\b.{0,20}"
    r"(?:\bgiao\b|\bde ra\b|\bdau nam\b|\bbao nhieu\b|\bmay\b|\bkhong\b|\?|$)|\bke hoach va (?:thuc hien|"
    r"thuc te|ket qua|uoc)\b"
)
_NORM_BEFORE = re.compile(
    r"(?:chuan ngheo|\(\s*chuan|gia so sanh|gia co dinh)(?:\s+\w+){0,4}\s*\(?\s*$|"
    r"\b(?:bao cao|nghi quyet|chi thi|van ban|hoi nghi)(?:\s+cuoi)?\s+nam\s*$"
)
_TIMES_BEFORE = re.compile(r"\b(?:may lan|bao nhieu lan|gap)(?:\s+\w+){0,5}\s*$")
_BASELINE_BEFORE = re.compile(
    r"(?:so voi|so sanh voi|hon|so|tu|chuyen tiep tu|chuyen tu)(?:\s+(?:muc|so|ket qua|thuc hien|uoc|nam|"
    r"chi tieu|ke hoach|cua|cung ky)){0,4}\s*$"
)
_LIST = re.compile(
    r"\b(?:nhung|cac|liet ke|ke ten|ke ra|gom|bao gom)\b.*\b(?:nao|gi|nhung gi|cac)\b|\b(?:liet ke|ke ten|ke ra|"
    r"gom nhung|bao gom nhung|neu cac|neu nhung)\b"
)
_EXPLAIN = re.compile(
    r"\b(?:vi sao|tai sao|nguyen nhan|ly do|nhu the nao|the nao|ra sao|lam gi|nham muc dich|la gi|y nghia|"
    r"giai phap)\b"
)
_WANTS_FIGURE = re.compile(
    rf"\b(?:{_ASKS_COUNT}|phan tram|con so|so lieu|muc nao|ty le|ti le|ty trong|ti trong|toc do|tang truong|"
    rf"quy mo|chenh lech|gap may|"
    r"cao hon|thap hon|kim ngach|san luong|may)\b|%"
)
_ASKS_OTHER = re.compile(r"\b(?:gi|nao|ai|dau|sao|vi sao|tai sao|the nao|khi nao|hom nao|viec gi|co phai)\b")
_ASKS_CHANGE_TOO = re.compile(r"\bva (?:muc |ty le |toc do |no )?(?:tang|giam)\b")
# The number or the date of a document is no figure of the register.
_DOCUMENT_NOUN = (
    r"(?:nghi quyet|bao cao|chi thi|ket luan|thong bao|chuong trinh(?: hanh dong)?|quyet dinh|ke hoach|cong van|"
    r"de an|van ban)"
)
_ASKS_DOCUMENT = re.compile(
    rf"\b{_DOCUMENT_NOUN}(?:\s+\w+){{0,2}}\s+so (?:may|bao nhieu|nao)\b|\bmang so\b|\bso (?:hieu|ky hieu)\b|"
    r"\bngay (?:nao|bao nhieu|may)\b|\bhom nao\b"
)
# `bến số mấy`, `lần thứ bao nhiêu` ask for a name, unless a rank is asked for.
_ASKS_NAME = re.compile(rf"\bso (?:{_ASKS_COUNT})\b|\b(?:lan|ky|khoa) thu (?:{_ASKS_COUNT})\b")
_REFERS_BACK = re.compile(
    r"^(?:the )?(?:con|the|vay|the con|vay con|thi|va|trong do|rieng|nam sau|nam truoc|sang nam)\b|"
    r"\b(?:truoc do|sau do)\b|\b(?:thi sao|thi the nao|do|nay|ay|nam do|nam truoc do|chi tieu do|con so do|"
    r"so do|no)\s*(?:\?|$|la|so|dat|bang|cao|thap|tang|giam|thi|co|theo|duoc|thuoc|voi|gap)"
)
_PLACE_NAME = re.compile(
    r"\b(?P<type>tỉnh|thành phố|TP\.?|huyện|quận|thị xã|xã|phường|thị trấn)\s+(?P<name>[^\W\d_]+(?:\s+[^\W\d_]+)*)",
    re.IGNORECASE,
)


def understand(text: str, own_territories: Iterable[str], *, fold: bool = False) -> QuestionFrame:
    """The frame of one question on its own words; `own_territories` are the documents' (`Hải Phòng`).

    `fold` reads it as typed without accents even where a few words have them.
    """
    accent_free = fold or not has_accents(text)
    folded = _fold_cues(text, accent_free=accent_free)
    own = tuple(own_territories)
    periods, baseline = _periods(text)
    statuses, leaning = _statuses(folded, compares=bool(baseline) or len(periods) > 1)
    operation = _operation(folded, periods, statuses, baseline)
    return QuestionFrame(
        text=text,
        terms=_terms(text, own, accent_free=accent_free, of_change=_CHANGE.search(folded) is not None),
        periods=periods,
        baseline=baseline,
        statuses=statuses,
        leaning=leaning,
        territories=_territories(text, own, accent_free=accent_free),
        units=_units(text),
        kinds=(FigureKind.CHANGE,) if _CHANGE.search(folded) else (),
        operation=operation,
        wants_figure=_wants_figure(folded, text, operation),
        asks=len(re.findall(rf"\b(?:{_ASKS_COUNT})\b", folded)) + bool(_ASKS_CHANGE_TOO.search(folded)),
        asks_document=_ASKS_DOCUMENT.search(folded) is not None,
        compares=_COMPARE.search(folded) is not None,
        accent_free=accent_free,
        refers_back=_REFERS_BACK.search(folded.strip()) is not None,
    )


# Words that fold to a cue and are none, for questions typed with accents: `nhà máy` does not ask `mấy`.
_NO_CUES = frozenset(
    ("máy", "may", "bạn", "bán", "bản", "tầng", "tảng", "con", "cơn", "đất", "dịch", "đình", "nợ", "thẻ", "vay", "giáo")
    + ("sợ", "tháng", "tu", "tự", "nhiễu", "đá", "sẻ", "hướng", "cá", "cả", "vượn")
)


def _fold_cues(text: str, *, accent_free: bool) -> str:
    """The folded text that cues are looked for in. `đặt` is no `đạt`: to set a target is not to reach it."""
    if accent_free:
        return fold_accents(text)
    words = re.split(r"(\W+)", text.lower().replace("đặt", "đề ra"))
    return fold_accents("".join("_" if word in _NO_CUES else word for word in words))


def _wants_figure(folded: str, text: str, operation: Operation) -> bool:
    """Whether a figure is asked for, in so many words or by naming an indicator and nothing else."""
    if _ASKS_DOCUMENT.search(folded) or _ASKS_NAME.search(folded):
        return False
    if _WANTS_FIGURE.search(folded) or _states_figure(text):
        return True
    # A bare follow-up asks for whatever the turn before asked for.
    return operation is Operation.LOOK_UP and not _ASKS_OTHER.search(folded) and not _REFERS_BACK.search(folded.strip())


def _states_figure(text: str) -> bool:
    """A figure in the question is a premise to be checked against the register."""
    return any(
        mention.kind is MentionKind.FIGURE for mention in parse_mentions(text) if isinstance(mention, FigureSpan)
    )


def _periods(text: str) -> tuple[tuple[Period, ...], Period | None]:
    """The periods asked about, and the one that a change is measured against (`so với năm 2022`).

    Years that belong to a norm or a price base (`chuẩn nghèo 2022 - 2025`, `giá so sánh 2010`) are neither.
    """
    asked: list[Period] = []
    baseline: Period | None = None
    for years in parse_years(text):
        before = fold_accents(text[: years.start])
        if _NORM_BEFORE.search(before):
            continue
        if _BASELINE_BEFORE.search(before) or (asked and _TIMES_BEFORE.search(before)):
            baseline = years.period
        else:
            asked.append(years.period)
    if baseline and not asked:
        return (baseline,), None
    return tuple(dict.fromkeys(asked)), baseline


def _terms(text: str, own: Sequence[str], *, accent_free: bool, of_change: bool) -> tuple[str, ...]:
    """Content terms without numbers and without the documents' own place, its name spelled out or by its initials.

    `kinh tế` that grows, or mere growth, is that of the gross product.
    """
    plain = text
    for mention in reversed(parse_mentions(text)):
        if mention.kind is not MentionKind.DOCUMENT_NUMBER:
            digits = re.match(r"[\d.,%\s–-]+", mention.text)
            cut = digits.end() if digits else 0
            plain = plain[: mention.start] + " " + plain[mention.start + cut :]
    for name in own:
        initials = "".join(word[0] for word in name.split())
        plain = re.sub(
            rf"(?<!\w)(?:{re.escape(name)}|{re.escape(fold_accents(name))}|{initials})(?!\w)", " ", plain, flags=re.I
        )
    terms = load_lexicon().content_terms(plain, folded=accent_free)
    economy = "kinh te" if accent_free else "kinh tế"
    terms = ["grdp" if of_change and term == economy else term for term in terms]
    if "grdp" not in terms and len(terms) <= 1 and re.search(r"tang truong", fold_accents(text)):
        terms.append("grdp")
    return tuple(dict.fromkeys(terms))


def _statuses(folded: str, *, compares: bool) -> tuple[tuple[Status, ...], tuple[Status, ...]]:
    """Statuses that the question names, and those it leans to. `kết quả thực hiện chỉ tiêu` names a result only."""
    folded = _COUNTED_TARGETS.sub(" ", folded)
    if _AGAINST_PLAN.search(folded) and not compares:
        return (Status.TARGET, Status.RESULT, Status.ESTIMATE), ()
    result = _FIRM_RESULT.search(folded) is not None
    target = (_FIRM_TARGET if result else _TARGET).search(folded) is not None
    statuses = ((Status.TARGET,) if target else ()) + ((Status.RESULT, Status.ESTIMATE) if result else ())
    leaning = (Status.RESULT, Status.ESTIMATE) if _WEAK_RESULT.search(folded) and not target else ()
    return statuses, leaning


def _territories(text: str, own: Sequence[str], *, accent_free: bool) -> tuple[str, ...]:
    """Places named in the question that are not the documents' own."""
    form = fold_accents(text) if accent_free else text.lower()
    owned = {fold_accents(name) for name in own}
    found = []
    for place in load_places():
        name = fold_accents(place) if accent_free else place.lower()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", form):
            form = form.replace(name, " ")
            if fold_accents(place) not in owned:
                found.append(place)
    for mention in _PLACE_NAME.finditer(text):
        name = _capitalised_start(mention["name"])
        if (
            name
            and fold_accents(name) not in owned
            and not any(fold_accents(name) == fold_accents(place) for place in found)
        ):
            found.append(name)
    return tuple(found)


def _capitalised_start(words: str) -> str:
    name = []
    for word in words.split():
        if not word[0].isupper():
            break
        name.append(word)
    return " ".join(name)


def _units(text: str) -> tuple[str, ...]:
    """Canonical units named after the asking word (`bao nhiêu tỷ đồng` → `đồng`) or in words (`phần trăm`)."""
    spelled = re.sub(r"\b(?:bn|bnhiêu|bnhieu|bnhiu)\b", "bao nhiêu", text, flags=re.I)
    units = []
    for asked in re.finditer(
        r"(?:bao nhiêu|bao nhieu|mấy|may|nhiêu)\s+(?P<rest>[^?,.;]{1,40})", spelled, re.IGNORECASE
    ):
        rest = _restore_accents(asked["rest"])
        if re.match(r"tiền\b", rest):
            units += ["đồng", "USD"]
        for mention in parse_mentions(f"là 5 {rest}"):
            if isinstance(mention, FigureSpan) and mention.figure.unit:
                units.append(mention.figure.unit)
    if re.search(r"%|phần trăm|phan tram|pt\b", text, re.IGNORECASE):
        units.append("%")
    if re.search(r"\bthứ (?:mấy|bao nhiêu|hạng)\b|\bthu (?:may|hang)\b", text, re.IGNORECASE):
        units.append("thứ")
    return tuple(dict.fromkeys(units))


_ACCENTED_UNITS = {fold_accents(word): word for word in (*SCALES, *COUNTED, *MEASURES) if word and has_accents(word)}
_PLAIN_UNIT = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _ACCENTED_UNITS), key=len, reverse=True))})(?!\w)", re.I
)


def _restore_accents(text: str) -> str:
    """Scales and units typed without accents, with them: `ty dong` → `tỷ đồng`."""
    if has_accents(text):
        return text
    return _PLAIN_UNIT.sub(lambda found: _ACCENTED_UNITS[found.group().lower()], text)


def _operation(
    folded: str, periods: Sequence[Period], statuses: Sequence[Status], baseline: Period | None
) -> Operation:
    both_statuses = Status.TARGET in statuses and Status.RESULT in statuses
    if len(periods) > 1 or both_statuses or (baseline and _COMPARE.search(folded)):
        return Operation.COMPARE
    if _LIST.search(folded):
        return Operation.LIST
    if _EXPLAIN.search(folded) and not re.search(rf"\b(?:{_ASKS_COUNT})\b", folded):
        return Operation.EXPLAIN
    return Operation.LOOK_UP


def is_follow_up(frame: QuestionFrame) -> bool:
    """Whether the frame may lean on the turns before it: it points back, or names no period or no content."""
    return frame.refers_back or not frame.terms or not frame.periods
