"""The quantities that a question asks for, each with what is said of it alone: its unit, a change, a status."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from rag.answering.question import cues
from rag.datatypes import AskedQuantity, Status
from rag.figures.parsing import FigureSpan, MentionKind, parse_mentions
from rag.figures.units import COUNTED, MEASURES, SCALES
from rag.vietnamese import fold_accents, has_accents

_MONEY = ("đồng", "USD")
_AREA = ("ha", "km²", "m²")
_LENGTH = ("km", "m")
# `nhieu` is mostly `nhiều`, typed plainly.
_ASKING_WORDS = {*cues.COUNT_WORDS, *map(fold_accents, cues.COUNT_WORDS)} - {"nhieu"}
_ASKS = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(_ASKING_WORDS))}|(?P<how>ra sao|(?:như )?thế nào|(?:nhu )?the nao))(?!\w)",
    re.IGNORECASE,
)
# `mấy` typed plainly amid words with accents, and no `may` (to sew).
_COUNTS = re.compile(
    r"\s+(?:ty|tỷ|ti|trieu|triệu|nghin|phan tram|phần trăm|pt|lan|lần|luot|lượt|xa|xã|diem|điểm|%)(?!\w)", re.I
)
# `mỗi thứ bao nhiêu` asks how much of each, not for a rank.
_EACH = re.compile(r"\b(?:moi|tung) thu\s*$")
# Typed plainly, `thu` mostly takes in money: only behind a verb of rank it is `thứ`.
_RANK_BEFORE = re.compile(r"(?:thứ|hạng|\b(?:xep|dung|lon|cao|hang) thu|\bhang)\s*$", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:trên|trong|của|cho|ở|vào|so|và|là|thì|nữa|rồi)\b", re.IGNORECASE)
_MONEY_WORD = re.compile(r"(?:tiền|vốn|kinh phí|củ|tien(?= |$)|von(?= |$)|kinh phi)(?!\w)", re.IGNORECASE)
_DOLLARS = re.compile(
    r"(?:tỷ|tỉ|ty|ti|triệu|trieu|nghìn|nghin)?\s*(?:đô|đô la|đôla|do la|ngoại tệ|ngoai te)(?!\w)", re.IGNORECASE
)
# Money needs no unit where it goes into the thousand millions: `bao nhiêu tỷ`.
_BARE_BILLIONS = re.compile(
    r"(?:nghìn |ngàn |nghin )?(?:tỷ|tỉ|ty|ti)(?!\w)(?!\s+(?:đồng|dong|usd|kwh|đô|do|lượt|luot|lệ|le|trọng|trong))", re.I
)
# The noun before the asking word tells the unit where nothing behind it does: `dài bao nhiêu`. Where accents
# are written, `đất` and `đầu` are folded to `_`.
_UNITS_BY_NOUN = {
    re.compile(r"(?<!\bdat )(?<!_ )\b(?:dai|chieu dai)\b(?:\s+\w+){0,2}\s*$"): _LENGTH,
    re.compile(r"\b(?:dien tich|rong|quy mo (?:dat|_))\b(?:\s+\w+){0,3}\s*$"): _AREA,
    re.compile(r"^\W*(?:so )?tien (?!do\b|trinh\b|hanh\b|si\b|bo\b|toi\b)"): _MONEY,
    re.compile(r"\b(?:kinh phi|tong muc (?:dau|_) tu|so tien|tri gia|ton)\b(?:\s+\w+){0,3}\s*$"): _MONEY,
}
_CHANGES = re.compile(r"\b(?:tang|giam|nhich|vuot|gap|hut|bot|them)(?! truong)(?:\s+\w+){0,6}\s*$")
# For how long something is kept up, ¿ being the asking word: `mấy năm liền`, `liền mấy năm`, `năm thứ mấy liên tiếp`.
_IN_SUCCESSION = r"\blien(?: tuc| tiep)?\b(?! truoc| ke| sau)"
_STREAK = re.compile(
    rf"¿ (?P<count>nam|quy|thang)(?: qua)? {_IN_SUCCESSION}|{_IN_SUCCESSION}(?: trong)? ¿ (?P<years>nam)\b|"
    rf"\b(?P<ordinal>nam|quy|thang) thu ¿ {_IN_SUCCESSION}"
)
_STREAK_UNITS = {"nam": "năm", "quy": "quý", "thang": "tháng"}
_CONVERTED = re.compile(
    r"(?<!\w)(?:quy(?: đổi| doi)?|đổi|doi)\s+(?:ra|sang|thành|thanh|bằng|bang)(?!\w)", re.IGNORECASE
)
_RESTATES = re.compile(r"\b(?:tuc|tuong ung|tuong duong|hay)(?: la| voi)?\s*$")
_LONGEST_UNIT_CHARS = 40


def asked_quantities(
    text: str, statuses: Callable[[str], tuple[Status, ...]], *, accent_free: bool
) -> tuple[AskedQuantity, ...]:
    """The quantities in the order in which they are asked for; `statuses` reads those that a piece of text names."""
    found: list[AskedQuantity] = []
    end = 0
    for ask in _ASKS.finditer(text):
        if ask.group().lower() == "may" and not (accent_free or _COUNTS.match(text, ask.end())):
            continue
        piece = text[end : ask.start()]
        clause = re.split(r"[,;:?]", piece)[-1]
        before = cues.fold_cues(clause, accent_free=accent_free)
        if ask["how"] and not _units_before(before):
            continue  # `quy mô đất ra sao` asks for a size, `tình hình ra sao` for none
        rest = re.split(r"[?,.;](?!\d)|(?:^|\s)(?:và|va)\s", text[ask.end() :].lstrip()[:_LONGEST_UNIT_CHARS])[0]
        restates = bool(found) and _RESTATES.search(before) is not None
        kept_up = _streak_unit(clause, rest)
        is_change = not kept_up and (_CHANGES.search(before) is not None or (restates and found[-1].is_change))
        units = (
            kept_up
            or (
                ("thứ",)
                if _RANK_BEFORE.search(clause) and not _EACH.search(fold_accents(clause))
                else _units_behind(rest)
            )
            or (() if is_change else _units_before(before))
        )
        found.append(AskedQuantity(units, is_change, statuses(f"{piece} {rest}"), f"{piece}{ask.group()} {rest}"))
        end = ask.end()
    if len(found) == 1 and cues.ASKS_CHANGE_TOO.search(cues.fold_cues(text, accent_free=accent_free)):
        # `… và mức tăng là bao nhiêu`, `… bao nhiêu và tăng ra sao`: one asking word for the level and the change.
        level = replace(found[0], units=() if found[0].is_change else found[0].units, is_change=False)
        return (level, replace(found[0], units=found[0].units if found[0].is_change else (), is_change=True))
    return tuple(found)


def converted_to(text: str) -> tuple[str, ...]:
    """The unit that a figure is wanted in: `quy ra USD thì sao?`; none where the text names none."""
    found = _CONVERTED.search(text)
    return _units_behind(text[found.end() :].lstrip()) if found else ()


def _units_named(text: str) -> Iterator[str]:
    """The units of the words behind `bao nhiêu`: `nghìn tỷ đồng cho`."""
    for mention in parse_mentions(f"là 5 {_restore_accents(text)}"):
        if isinstance(mention, FigureSpan) and _is_asked(mention) and mention.figure.unit:
            yield mention.figure.unit


def _streak_unit(before: str, behind: str) -> tuple[str, ...]:
    """The unit of a question for how long something is kept up: `giữ được` and `năm liền` → `năm`."""
    found = _STREAK.search(f"{fold_accents(before).strip()} ¿ {fold_accents(behind).strip()}")
    if found is None:
        return ()
    return (_STREAK_UNITS[found["count"] or found["years"] or found["ordinal"]],)


def _units_behind(rest: str) -> tuple[str, ...]:
    if _DOLLARS.match(rest):
        return ("USD",)
    if _MONEY_WORD.match(rest) or _BARE_BILLIONS.match(rest):
        return _MONEY
    if _PREPOSITION.match(_restore_accents(rest)):
        return ()
    named = tuple(dict.fromkeys(_units_named(rest)))
    # Land is told in ha, whatever it is asked in.
    return _AREA if {"km²", "m²"}.intersection(named) else named


def _units_before(before: str) -> tuple[str, ...]:
    return next((units for noun, units in _UNITS_BY_NOUN.items() if noun.search(before)), ())


_ACCENTED_UNITS = {fold_accents(word): word for word in (*SCALES, *COUNTED, *MEASURES) if word and has_accents(word)}
_PLAIN_UNIT = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _ACCENTED_UNITS), key=len, reverse=True))})(?!\w)", re.I
)


def _restore_accents(text: str) -> str:
    """Scales and units typed without accents, with them: `ty dong` → `tỷ đồng`."""
    if has_accents(text):
        return text
    return _PLAIN_UNIT.sub(lambda found: _ACCENTED_UNITS[found.group().lower()], text)


def _is_asked(mention: FigureSpan) -> bool:
    """`mấy ngày`, but not `bao nhiêu theo báo cáo 9 tháng`."""
    return mention.kind is MentionKind.FIGURE or mention.text.startswith("5 ")
