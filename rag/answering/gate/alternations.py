"""Other orders in which a sentence says the same: what grammar alone allows, so that each can be held against a source.

A model that answers a question puts first what was asked. None of these forms adds a word that tells anything, and each
is held against its source as strictly as the sentence itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answering.gate.counts_in_words import COUNTS
from rag.language.sentence_words import (
    agent_words,
    document_kinds,
    effect_words,
    fronting_words,
    institutions,
    reason_words,
    reporting_phrases,
)

_FRONTED = re.compile(
    rf"^(?P<part>(?:{'|'.join(fronting_words())})\s[^,;:]{{2,120}}),\s+(?P<rest>\S.*)$", re.IGNORECASE | re.DOTALL
)
_REPORTED = re.compile(
    rf"^(?P<part>[^,;:]{{2,120}},\s+)?(?P<document>(?:{'|'.join(document_kinds())})(?!\w)[^,;:]{{0,80}}?)\s+"
    rf"(?:{'|'.join(reporting_phrases())})(?:\s+rằng)?(?:\s*:)?\s+(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ACCORDING = re.compile(
    rf"^theo\s+(?P<document>(?:{'|'.join(document_kinds())})(?!\w)[^,;:]{{0,80}}),\s+(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OF_A_KIND = re.compile(
    rf"^(?:(?:trong số\s+|có\s+)?(?:các|những|nhiều|\d{{1,2}}|{'|'.join(COUNTS)})\s+)?"
    r"(?P<kind>[^\W\d]+(?:\s+[^\W\d]+){0,3}?)\s+"
    r"(?:(?:đã|sẽ|đang|vừa|được|phải|cần)\s+)+(?P<act>[^;:]{3,120}?)"
    r"(?:\s*:|,?\s+(?:gồm có|bao gồm|gồm|là|có|trong đó có))\s+(?P<list>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_IS_OF_A_KIND = re.compile(
    rf"^(?P<part>(?:tính\s+)?(?:{'|'.join(fronting_words())})\s[^,;:]{{2,60}},\s+)?(?P<list>[^;:]{{2,200}}?)\s+là\s+(?:(?:các|những|một|\d{{1,2}}|{'|'.join(COUNTS)})\s+)?"
    r"(?P<kind>[^\W\d]+(?:\s+[^\W\d]+){0,3}?)\s+(?:(?:đã|sẽ|đang|vừa|được|phải|cần)\s+)+(?P<act>[^;:]{3,120})$",
    re.IGNORECASE | re.DOTALL,
)
_REASON = "|".join(reason_words())
_EFFECT = "|".join(effect_words())
_NAMED_REASON = r"(?:nguyên nhân|lý do)(?:\s+(?:chính|chủ yếu))?"
_CAUSE_FIRST = re.compile(
    rf"^(?:{_NAMED_REASON}\s+là(?:\s+(?:{_REASON}))?\s+)?(?P<cause>[^;:]{{3,200}}?),?\s+(?:đã\s+)?(?:{_EFFECT})\s+"
    r"(?P<effect>[^;:]{3,})$",
    re.IGNORECASE,
)
_REASON_OPENS = re.compile(
    rf"^(?:{_REASON})\s+(?P<cause>[^;:,]{{3,200}}),\s+(?:nên\s+)?(?P<effect>[^;:]{{3,}})$", re.IGNORECASE
)
_REASON_NAMED = re.compile(
    rf"^{_NAMED_REASON}\s+(?:(?:khiến|làm cho|của việc|của)\s+)?(?P<effect>[^;:]{{3,200}}?)\s+là"
    rf"(?:\s+(?:{_REASON}))?\s+"
    r"(?P<cause>[^;:]{3,})$",
    re.IGNORECASE,
)
_REASON_LAST = re.compile(
    rf"^(?P<effect>[^;:]{{3,200}}?),?\s+(?:là\s+)?(?:{_REASON})\s+(?P<cause>[^;:]{{3,}})$", re.IGNORECASE
)
_INSTITUTION = rf"(?:(?:các|những)\s+)?(?:{'|'.join(institutions())})(?!\w)"
_AGENT = re.compile(
    rf"^(?:việc\s+)?(?P<act>[^;:]{{3,200}}?)\s+do\s+(?P<agent>{_INSTITUTION}[^;:]{{0,200}}?)"
    rf"(?:\s+(?:{'|'.join(agent_words())}))?$",
    re.IGNORECASE,
)
_AGENT_NAMED = re.compile(
    rf"^(?:việc\s+)?(?P<act>[^;:]{{3,200}}?)\s+do\s+(?P<agent>{_INSTITUTION}[^;:]{{3,}})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A sentence in another order, without what it names as the `document` that says it, and without the `kind` that
    it says the things of a list to be."""

    text: str
    document: str = ""
    kind: str = ""


def alternations(text: str) -> Iterator[Form]:
    """Other forms of a sentence, without its full stop, each once; not the sentence itself."""
    forms = [Form(text.strip(" ."))]
    for change in (_without_reporter, _without_kind, _reasons_otherwise, _agent_first, _front_last):
        for form in list(forms):
            for other in change(form):
                if other not in forms:
                    forms.append(other)
                    yield other


def _without_reporter(form: Form) -> Iterator[Form]:
    """`Tại cảng A, Kế hoạch yêu cầu khởi công bến B` → `Tại cảng A, khởi công bến B`."""
    if found := _REPORTED.match(form.text):
        yield replace(form, text=f"{found['part'] or ''}{found['rest']}", document=found["document"])
    if found := _ACCORDING.match(form.text):
        yield replace(form, text=found["rest"], document=found["document"])


def _without_kind(form: Form) -> Iterator[Form]:
    """`Hai dự án được đôn đốc là A và B`, `A và B là hai dự án được đôn đốc` → `đôn đốc: A và B`."""
    if found := _OF_A_KIND.match(form.text):
        yield replace(form, text=f"{found['act']}: {found['list']}", kind=found["kind"])
    if found := _IS_OF_A_KIND.match(form.text):
        part = found["part"] or ""
        yield replace(form, text=f"{part}{found['act']}: {found['list']}", kind=found["kind"])
        yield replace(form, text=f"{part}{found['kind']} {found['list']} được {found['act']}")


def _reasons_otherwise(form: Form) -> Iterator[Form]:
    """`Mưa lớn khiến đường ngập` → `đường ngập do mưa lớn`, and the other way round."""
    for pattern in (_CAUSE_FIRST, _REASON_OPENS, _REASON_NAMED):
        if found := pattern.match(form.text):
            yield replace(form, text=f"{found['effect']} do {_lowered(found['cause'])}")
    if found := _REASON_LAST.match(form.text):
        yield replace(form, text=f"{found['cause']} dẫn đến {_lowered(found['effect'])}")


def _agent_first(form: Form) -> Iterator[Form]:
    """`Việc theo dõi do sở A thực hiện` → `sở A theo dõi`."""
    if found := _AGENT.match(form.text):
        yield replace(form, text=f"{found['agent']} {_lowered(found['act'])}")
    if found := _AGENT_NAMED.match(form.text):
        yield replace(form, text=f"{found['act']} được {found['agent']}")


def _front_last(form: Form) -> Iterator[Form]:
    """`Tại cảng A, khởi công bến B` → `khởi công bến B tại cảng A`."""
    if found := _FRONTED.match(form.text):
        yield replace(form, text=f"{found['rest']} {_lowered(found['part'])}")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
