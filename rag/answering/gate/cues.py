"""Words of plan and result in a sentence: how it tells its figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.datatypes import Status
from rag.figures.phrases import PLAN_NOUNS
from rag.language.senses import Sense, TextKind, Weight
from rag.language.sentence_words import assigning_phrases, directing_verbs, directives, document_kinds
from rag.language.status_words import StatusWord, read_status_words


class StatusClaim(StrEnum):
    """How words tell a figure. FINAL: as a result beyond doubt (`thực tế`, `đã đạt`). EXPECTED: `dự kiến`, which is
    said of plans and of estimates."""

    TARGET = "target"
    ESTIMATE = "estimate"
    RESULT = "result"
    FINAL = "final result"
    EXPECTED = "expected"
    MIXED = "both plan and result"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of plan or result."""

    claim: StatusClaim
    words: str


_CLAIMS_OF_SENSES = {
    Sense.EXPECTED: StatusClaim.EXPECTED,
    Sense.REPORT: StatusClaim.RESULT,
    **dict.fromkeys((Sense.DONE, Sense.STATE, Sense.FINAL), StatusClaim.FINAL),
}
# Not `nghị quyết`: a draft names its sources, and `Kế hoạch 275-KH/TU` is one too.
_PLAN_OPENING = re.compile(
    rf"^\W*(?:{PLAN_NOUNS}|KH)(?:\s+[^\W\d]+)?\s+(?:đến\s+)?(?:năm|giai đoạn)\s+[\d\s–-]+[,:]", re.IGNORECASE
)
_TASK = re.compile(
    rf"(?<!\w)(?:{'|'.join(assigning_phrases())})(?!\w)"
    r"|(?<!thực hiện )(?<!hoàn thành )(?<!\w)nhiệm vụ(?:\s+(?:trọng tâm|chủ yếu))?"
    r"(?:\s+(?:của\s+)?năm\s+\d{4})?\s+là(?!\w)"
    rf"|(?<!\w)(?:{'|'.join(document_kinds())})(?!\w)[^,;:.]{{0,40}}?\s(?:{'|'.join(directing_verbs())})(?!\w)"
    rf"|(?<!\w)(?:{'|'.join(directives())})(?!\w)[^,;:.]{{0,40}}?\s(?:đưa ra|nêu ra|nêu)(?!\w)",
    re.IGNORECASE,
)
"""`Nhiệm vụ năm 2034 là …`, `Chỉ thị yêu cầu …`: what stands behind is to be done."""
_LINKED = re.compile(r"^\W*(?:là|theo|như|thuộc|của)(?!\w)|^\s*[(,–-]", re.IGNORECASE)
_LINK = re.compile(r"^[^\w;]*(?:(?:là|theo|như|thuộc|của)\s+)?(?:số\s+(?!liệu)|kết quả\s+(?=thực tế))?", re.IGNORECASE)


def cues_in(text: str) -> tuple[Cue, ...]:
    """The words of plan and result in a text, in order; a draft that opens with `Chỉ tiêu năm 2024,` and goes on with
    words of result says both."""
    cues = tuple(_cues(text))
    if not cues and (task := _TASK.search(text)):
        return (Cue(StatusClaim.TARGET, task.group().removesuffix(" là")),)
    if (
        cues
        and _PLAN_OPENING.search(text)
        and cues[-1].claim in {StatusClaim.ESTIMATE, StatusClaim.RESULT, StatusClaim.FINAL}
    ):
        return (*cues[:-1], Cue(StatusClaim.MIXED, cues[-1].words))
    return cues


def _cues(text: str) -> Iterator[Cue]:
    """Without verbs that say nothing of their own behind a wish: `phấn đấu thu hút được`."""
    wishes = False
    for word in read_status_words(text, TextKind.SENTENCE):
        claim = _claim_of_word(word)
        if claim is None or (word.weight is Weight.WEAK and (wishes or word.status is not Status.RESULT)):
            continue
        wishes = word.sense is not Sense.PLAN and word.status is not Status.RESULT
        yield Cue(claim, word.text)


def _claim_of_word(word: StatusWord) -> StatusClaim | None:
    if word.status is Status.TARGET:
        return StatusClaim.TARGET
    return StatusClaim.ESTIMATE if word.status is Status.ESTIMATE else _CLAIMS_OF_SENSES.get(word.sense)


def cues_behind(after: str) -> tuple[Cue, ...]:
    """`45.000 tỷ đồng là mục tiêu`, `42.500 tỷ đồng (ước)`; but `đạt 108% kế hoạch` is measured against the plan."""
    link = _LINK.match(after)
    if link is None or not _LINKED.search(after):
        return ()
    words = read_status_words(after[link.end() :], TextKind.SENTENCE)
    if not words or words[0].start or words[0].sense not in {Sense.PLAN, Sense.ESTIMATE, Sense.FINAL}:
        return ()
    claim = _claim_of_word(words[0])
    return (Cue(claim, words[0].text),) if claim else ()
