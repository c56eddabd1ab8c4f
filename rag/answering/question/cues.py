"""The words by which a question says what it wants: patterns over its folded text, however it was typed."""

import re
from collections.abc import Sequence

from rag.datatypes import Status
from rag.language.questions.asides import words_named_before
from rag.language.senses import Sense, TextKind, Weight
from rag.language.status_lexicon import phrases_of
from rag.language.status_words import StatusWord, read_status_words
from rag.vietnamese import fold_accents

COUNT_WORDS = ("bao nhiêu", "bnhiêu", "bnhiu", "bnh", "bn", "nhiêu", "nhiu", "mấy")
"""The ways in which a quantity is asked for, with accents."""

# All patterns are matched against the folded question, so that they hold for every way of typing.
ASKS_COUNT = "|".join(fold_accents(word) for word in COUNT_WORDS)
PLAN_NOUN = rf"(?:{'|'.join(map(fold_accents, phrases_of('plan_nouns')))})(?! quoc gia)"
"""Matches what a plan is called, in folded text."""

# "bao nhiêu chỉ tiêu hoàn thành" counts targets; it names no status.
COUNTED_TARGETS = re.compile(
    rf"\b(?:{ASKS_COUNT}|\d+|so|cac|nhung)\s+chi tieu\b.*|\b(?:tren|trong) (?:tong )?so\b.{{0,20}}\bchi tieu\b.*"
)
COUNTS_TARGETS = re.compile(rf"\b(?:{ASKS_COUNT})\s+chi tieu\b")
MET = re.compile(r"\b(?P<missed>(?:khong|chua)\s+(?:the\s+)?)?(?:hoan thanh|dat|xong|lam duoc)\b")
# A plan that was missed or met is no plan that is asked for.
MET_OR_MISSED = re.compile(
    r"\b(?:khong|chua|lo|hut|truot|vuot|da)\s+(?:(?:hoan thanh|dat|duoc|muc)\s+)*"
    rf"{PLAN_NOUN}(?: (?:de ra|duoc giao))?\b"
)
# `Kế hoạch 275-KH/TU`, `kế hoạch số mấy` is a document.
NUMBERED_PLAN = re.compile(r"\bke hoach (?=so\b|\d)")
NOT_ESTIMATED = re.compile(
    r"\b(?:khong phai|khong lay|khong tinh) (?:la )?(?:so )?uoc\b|\bso (?:lieu )?(?:thuc hien )?chinh thuc\b|"
    # Not `chính thức khai trương`: that is a deed.
    rf"\bchinh thuc (?:la|dat|duoc|cua|nam|ca nam|toan|sau|{ASKS_COUNT})\b|\bchinh thuc\W*$"
)
CHANGE = re.compile(
    rf"\b(?:tang|giam|tang truong|tang them|bot|vuot|gap|nhanh|cham)\b(?!\s+(?:len|xuong|con)\s+(?:{ASKS_COUNT}))"
)
MOVES = re.compile(r"\b(?:tang|giam|nhich|vuot|gap|nhanh|cham|bot)\b")
COMPARE = re.compile(
    r"\b(?:lech|lech nhau|cach nhau|ben nao|(?<!gia )so sanh|so voi|chenh|chenh lech|cao hon|thap hon|hon kem|"
    r"khac nhau|nhieu hon|it hon|lon hon|nho hon|tang them|vuot|hut|(?<!toi )thieu(?! so)|gap may|gap bao nhieu|"
    # `chỉ tiêu 2024 hơn chỉ tiêu 2021 bao nhiêu`: not `hơn 7 triệu`.
    rf"hon (?={PLAN_NOUN}|ket qua|muc|so|nam|thuc hien|uoc|20\d\d)|"
    r"nhinh|troi|lui|doi chieu|dat canh|de ra canh|thay doi|tang hay giam|cao hay thap|dat hay khong|co dat|bang may)\b"
)
RANKS_SIZE = re.compile(rf"\b(?:lon|to)(?: dung| xep)? thu (?:{ASKS_COUNT})\b")
# A result held against its own plan.
AGAINST_PLAN = re.compile(
    rf"\bdat (?:duoc )?{PLAN_NOUN}\b.{{0,25}}\bkhong\b|"
    rf"(?:\bphan tram|%|\bpt) (?:so voi )?{PLAN_NOUN}\b|"
    r"\b(?:vuot|hut|thap hon|cao hon|hon|kem|nhinh hon|so voi|thua|(?<!toi )thieu|doi chieu)\b.{0,30}"
    rf"\b(?:{PLAN_NOUN}|(?:so|muc) (?:duoc )?giao)\b.{{0,20}}"
    r"(?:\bgiao\b|\bde ra\b|\bdau nam\b|\bthe nao\b|\bra sao\b|\bbao nhieu\b|\bmay\b|\bkhong\b|\?|$)|"
    r"\bke hoach va (?:thuc hien|thuc te|ket qua|uoc)\b"
)
# Where nothing is named that was to be reached, the plan was.
# Who carries out a plan is no result of it.
ASKS_WHO = re.compile(r"\bai\b|\b(?:co quan|don vi|to chuc|ban|so|nganh|cap|nguoi|dong chi) nao\b")
ASKS_WHETHER_MET = re.compile(r"\bco (?:dat|hoan thanh)(?: duoc)?(?: hay)? khong\b")
PLAN = re.compile(rf"\b(?:{PLAN_NOUN}|(?:so|muc) (?:duoc )?giao)\b")
# `phải được bao nhiêu % kế hoạch vốn` sets a share of the plan as the target.
SETS_TARGET = re.compile(r"\b(?:phai|toi thieu|it nhat|phan dau)\b")
NORM_BEFORE = re.compile(
    r"(?:chuan ngheo|\(\s*chuan|gia so sanh|gia co dinh)(?:\s+\w+){0,4}\s*\(?\s*$|"
    r"\b(?:bao cao|nghi quyet|chi thi|van ban|hoi nghi)(?:\s+cuoi)?\s+nam\s*$"
)
TIMES_BEFORE = re.compile(r"\b(?:may lan|bao nhieu lan|gap)(?:\s+\w+){0,5}\s*$")
BASELINE_BEFORE = re.compile(
    r"(?:so voi|so sanh voi|hon|so|tu|chuyen tiep tu|chuyen tu)(?:\s+(?:muc|so|ket qua|thuc hien|uoc|nam|"
    rf"{PLAN_NOUN}|cua|cung ky)){{0,4}}\s*$"
)
WHY = re.compile(
    r"\b(?:vi sao|tai sao|nguyen nhan|ly do|do dau|nho dau|vi dau)\b|^(?:the |vay )?sao\b.+\b(?:lai|khong|chua)\b"
)
# What these ask for is no figure, even after a question that was for one.
ASKS_NO_FIGURE = re.compile(
    r"\b(?:la gi|lam gi|nhung gi|ai|o dau|cai nao|nhung cai gi|gom (?:nhung )?(?:gi|ai|cai gi))\b"
)
LIST = re.compile(
    r"\b(?:nhung|cac|liet ke|ke ten|ke ra|gom|bao gom)\b.*\b(?:nao|gi|nhung gi|cac)\b|\b(?:liet ke|ke ten|ke ra|"
    rf"gom nhung|bao gom nhung|neu cac|neu nhung)\b|^\W*(?:cho biet )?(?:cac|nhung)\b(?!.*\b(?:{ASKS_COUNT})\b)"
)
EXPLAIN = re.compile(
    r"\b(?:vi sao|tai sao|nguyen nhan|ly do|nhu the nao|the nao|ra sao|lam gi|nham muc dich|la gi|y nghia|"
    r"giai phap)\b"
)
WANTS_FIGURE = re.compile(
    rf"\b(?:{ASKS_COUNT}|phan tram|con so|so lieu|muc nao|moc nao|ty le|ti le|ty trong|ti trong|toc do|tang truong|"
    rf"quy mo|chenh lech|gap may|"
    r"cao hon|thap hon|kim ngach|san luong|may)\b|%"
)
# `đâu`, not `đầu tư`, `phấn đấu`, `bình quân đầu người`.
ASKS_OTHER = re.compile(
    r"\b(?:gi|nao|ai|(?<!phan )(?<!quan )(?<!ban )dau(?! (?:tu|nam|nguoi|tien|mo|vao)\b)|sao|"
    r"vi sao|tai sao|the nao|khi nao|bao gio|hom nao|viec gi|co phai)\b"
)
ASKS_WHEN = re.compile(r"\b(?:bao gio|khi nao|luc nao|ngay nao|hom nao|tuan nao|thang nao|quy nao|nam nao|han chot)\b")
ASKS_CHANGE_TOO = re.compile(r"\bva (?:muc |ty le |toc do |no )?(?:tang|giam)\b")
# The number or the date of a document is no figure of the register.
DOCUMENT_NOUN = (
    r"(?:nghi quyet|bao cao|chi thi|ket luan|thong bao|chuong trinh(?: hanh dong)?|quyet dinh|ke hoach|cong van|"
    r"de an|van ban)"
)
ASKS_DOCUMENT = re.compile(
    rf"\b{DOCUMENT_NOUN}(?:\s+\w+){{0,2}}\s+so (?:may|bao nhieu|nao)\b|\bmang so\b|\bso (?:hieu|ky hieu)\b|"
    r"\bngay (?:nao|bao nhieu|may)\b|\bhom nao\b"
)
# `bến số mấy`, `lần thứ bao nhiêu` ask for a name, unless a rank is asked for.
ASKS_NAME = re.compile(rf"\bso (?:{ASKS_COUNT})\b|\b(?:lan|ky|khoa) thu (?:{ASKS_COUNT})\b")
REFERS_BACK = re.compile(
    r"^(?:the )?(?:con|the|vay|the con|vay con|thi|va|trong do|rieng|nam sau|nam truoc|sang nam)\b|"
    r"\b(?:truoc do|sau do)\b|\b(?:thi sao|thi the nao|(?<!toc )(?<!muc )(?<!trinh )do|nay|ay|nam do|nam truoc do|"
    r"chi tieu do|con so do|so do|no)\s*(?:\?|$|la|so|dat|bang|cao|thap|tang|giam|thi|co|theo|duoc|thuoc|voi|gap)"
)

PRONOUN = re.compile(
    rf"\b(?:{'|'.join(words_named_before())}) (?:do|nay|ay|noi tren)\b|"
    r"\bcua no\b|\b(?:con so|chi tieu|muc|so) (?:ay|do|nay|kia)\b|^(?:the )?no\b"
)

# Words that fold to a cue and are none, for questions typed with accents: `nhà máy` does not ask `mấy`.
_NO_CUES = re.compile(
    r"(?<!\w)(?:máy|may|bạn|bán|bản|tầng|tảng|con|cơn|đất|dịch|đình|nợ|thẻ|vay|giáo|giám|sợ|tháng|tu|tự|nhiễu|đá|"
    r"(?<!ban )đầu(?! năm)|dầu|đậu|dâu|sẻ|"
    r"hướng(?! (?:tới|đến)(?!\w))|cá|cả|độ|đô|đỗ|nợ|vượn)(?!\w)"
)


def fold_cues(text: str, *, accent_free: bool) -> str:
    """The folded text that cues are looked for in. `đặt` is no `đạt`: to set a target is not to reach it."""
    if accent_free:
        return fold_accents(text)
    return fold_accents(_NO_CUES.sub("_", text.lower()).replace("đặt", "đề ra"))


def status_words(folded: str) -> tuple[StatusWord, ...]:
    """The words of a folded question that name a status, or lean to one."""
    return read_status_words(folded, TextKind.QUESTION, accent_free=True)


def without_plan_done(folded: str, words: Sequence[StatusWord]) -> tuple[StatusWord, ...]:
    """The words without the plan that something has been done of: `giải ngân được bao nhiêu của kế hoạch`."""
    done = [word.end for word in words if word.sense is Sense.DONE]
    return tuple(
        word
        for word in words
        if not (done and word.sense is Sense.PLAN and min(done) < word.start and folded[: word.start].endswith(" cua "))
    )


def names_result(words: Sequence[StatusWord]) -> bool:
    """Whether the words ask for what came about, be it estimated: `phấn đấu thu hút được bao nhiêu` does not."""
    done = {word.weight for word in words if word.status in {Status.RESULT, Status.ESTIMATE}}
    plans = any(word.status is Status.TARGET for word in words)
    return Weight.FIRM in done or (Weight.PLAIN in done and not plans)


def names_target(words: Sequence[StatusWord]) -> bool:
    """Whether the words ask for the plan; `chỉ tiêu` in `kết quả thực hiện chỉ tiêu` does not."""
    weights = {Weight.FIRM} if names_result(words) else {Weight.FIRM, Weight.PLAIN}
    return any(word.weight in weights and word.status is Status.TARGET for word in words)


def leans_to_result(word: StatusWord) -> bool:
    """`đạt bao nhiêu`: said of plans, too."""
    return word.sense is Sense.REACHED


def names_status(words: str) -> bool:
    """Whether folded words are, all of them, one by which a question names a status."""
    found = status_words(words)
    covers = len(found) == 1 and (found[0].start, found[0].end) == (0, len(words))
    return covers and (names_result(found) or names_target(found))
