"""A question that asks for several things → a frame for each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.facts.relations import names_rate
from rag.datatypes import Operation, Question, QuestionFrame
from rag.vietnamese import fold_accents, split_sentences

_JOINS = re.compile(r"\s+(?:và|va|lẫn|cùng|(?<!so )(?<!đối )(?<!doi )(?:với|voi))\s+", re.IGNORECASE)
_SETS_APART = re.compile(r"\b(?:so voi|so sanh|hon|chenh|lech|gap|tong)\b")
_BOTH = re.compile(r"\b(?:hai|ca hai) (?:ben|noi|cho|van ban|tai lieu|nguon|con so|so)\b")


def split_frame(frame: QuestionFrame, read: Callable[[str], QuestionFrame]) -> list[QuestionFrame]:
    """The frames of a question's coordinate parts, each with the periods, statuses and places of the whole where it
    names none of its own.

    `read` understands a piece of text on its own. Fewer than two frames where the question has one subject.
    """
    joins = r"và|lẫn|cùng|hay|va|hoặc|(?:thì )?(?:còn )?(?:riêng|rieng)|trong đó|trong do"
    if frame.compares:
        joins += r"|so với|với|(?:cao|thấp|nhiều|ít|nhanh|chậm|lớn) hơn|hơn"
    elif len(frame.quantities) < 2 and not re.search(
        r"(?<!\w)(?:và|lẫn|cả|hay|lần lượt|mỗi|từng|va|lan|hai|ba|riêng|rieng)(?!\w)", frame.text
    ):
        return []
    listed = frame.text.rpartition(": ")[2] if frame.text.count(": ") == 1 else frame.text
    if frame.compares:
        # `Trong tổng vốn, vốn vay lớn hơn vốn tự có bao nhiêu`: the whole is not compared.
        listed = re.sub(r"^\s*trong (?:tổng|số|cơ cấu)[^,;:]*,\s+", "", listed, flags=re.IGNORECASE)
    rates = ("%",) if frame.compares and ({"%", "điểm %"} & set(frame.units) or names_rate(frame.text)) else ()
    pieces = re.split(rf"\s+(?:{joins})\s+|[,;:]\s+", listed)
    is_list = frame.operation is Operation.LIST
    found = []
    for piece in pieces:
        part = read(piece)
        terms = tuple(term for term in part.terms if term in frame.terms)
        if not terms and re.search(r"(?<!\w)(?:tổng|chung|toàn bộ|tong)(?!\w)", piece):
            # `thu ngân sách: cả tổng số lẫn thu nội địa`: the total is that of what leads the list.
            terms = tuple(term for term in read(frame.text.partition(": ")[0]).terms if term in frame.terms)
        if terms:
            found.append(
                replace(
                    frame,
                    terms=terms,
                    periods=part.periods or frame.periods,
                    homes=part.homes or frame.homes,
                    statuses=part.statuses or (() if part.periods else frame.statuses),
                    leaning=part.leaning or frame.leaning,
                    baseline=part.baseline if part.periods else frame.baseline,
                    units=part.units or rates,
                    kinds=part.kinds,
                    quantities=part.quantities,
                    operation=Operation.LOOK_UP if is_list or part.periods else frame.operation,
                )
            )
    return found


def asked_apart(question: Question) -> Question | None:
    """The one sentence that asks, with what else is said (`tôi thấy hai chỗ ghi không giống nhau`) as turns before it;
    None for a question of one sentence, and for one after both of what the others name (`hai bên tính thế nào`)."""
    text = question.text
    sentences = [text[start:end] for start, end in split_sentences(text)]
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    if len(sentences) < 2 or len(asking) != 1 or _BOTH.search(fold_accents(asking[0])):
        return None
    said = [sentence for sentence in sentences if sentence != asking[0]]
    return replace(question, text=asking[0], history=(*question.history, *said))


def asked_severally(question: Question) -> list[Question]:
    """The later turns that a later turn joins (`còn công nghiệp với nông nghiệp?`), each to be completed by itself from
    the turns before; fewer than two where it names one thing, or sets things against each other."""
    if not question.history or _SETS_APART.search(fold_accents(question.text)):
        return []
    pieces = [piece for piece in _JOINS.split(question.text) if re.search(r"[^\W\d_]", piece)]
    return [replace(question, text=piece) for piece in pieces] if len(pieces) > 1 else []


def terms_with_one_replaced(before: Sequence[str], own: Sequence[str]) -> list[tuple[str, ...]]:
    """The readings of terms that say too little alone (`và nông thôn`, `thế ở nông thôn?` after `nước sạch đô thị`):
    those before with them, less one each that they take the place of; none where there is but one before."""
    if len(before) < 2:
        return []
    return [tuple(dict.fromkeys((*(term for term in before if term != out), *own))) for out in before]
