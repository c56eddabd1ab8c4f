"""What a reader may ask next: questions on other years, parts, places and neighbours of the facts of an answer."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from rag.answering.facts.fact_lines import FactLines
from rag.answering.wording import STATUS_WORDS, period_text
from rag.datatypes import AnswerOutcome, Fact, FigureKind, Status, VerifiedAnswer

_OF_EACH_KIND = 2
_LONGEST_NAME_WORDS = 14


def question_name(fact: Fact) -> str:
    """The indicator as it stands amid a sentence: without what parentheses qualify, small unless it is an acronym."""
    name = " ".join(re.sub(r"\([^)]*\)", " ", fact.indicator).split())
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def question_for(fact: Fact) -> str:
    """A question that needs no turn before it and asks for the fact alone."""
    opening = "" if fact.status is Status.UNKNOWN else f"{STATUS_WORDS[fact.status]} "
    part = f" – {fact.part}" if fact.part else ""
    text = f"{opening}{question_name(fact)}{part} {period_text(fact.period)} là bao nhiêu?"
    return text[:1].upper() + text[1:]


def facts_of(answer: VerifiedAnswer) -> tuple[Fact, ...]:
    """Those that an answer states, offers or, where it is a refusal, says that there are; each once."""
    stated = (statement.facts[0] for statement in answer.statements if statement.facts)
    return tuple(dict.fromkeys((*stated, *(answer.abstention.facts if answer.abstention else ()))))


def nearby_questions(
    answer: VerifiedAnswer,
    lines: FactLines,
    answer_of: Callable[[str], VerifiedAnswer],
    most: int,
    in_time: Callable[[], bool],
) -> tuple[str, ...]:
    """At most so many questions that the documents answer with the very fact that each is about.

    Args:
        answer: What was just answered, offered or refused.
        lines: The whole register, in the order of the documents.
        answer_of: What a question would be answered.
        most: Of the questions.
        in_time: Tells whether there is time for one more of them to be tried.
    """
    of_answer = facts_of(answer)
    if not of_answer:
        return ()
    found: list[str] = []
    is_sure = answer.outcome is AnswerOutcome.SURE
    for fact in _candidates(of_answer, lines, starts_with_own=not is_sure):
        if len(found) == most or not in_time():
            break
        question = question_for(fact)
        if question not in found and _is_answered_by(fact, answer_of(question)):
            found.append(question)
    return tuple(found)


def _candidates(of_answer: Sequence[Fact], lines: FactLines, *, starts_with_own: bool) -> Iterator[Fact]:
    if starts_with_own:
        yield from filter(_can_be_asked, of_answer)
    first = of_answer[0]
    series = (fact for fact in lines.series(first) if fact not in of_answer and _can_be_asked(fact))
    yield from islice(sorted(series, key=_last_year, reverse=True), 2 * _OF_EACH_KIND)
    others = [fact for fact in lines.of_file(first.file) if fact not in of_answer and _can_be_asked(fact)]
    parts = (fact for fact in others if _is_beside(fact, first) and fact.territory == first.territory)
    yield from islice(parts, _OF_EACH_KIND)
    places = (fact for fact in others if _is_beside(fact, first) and fact.territory != first.territory)
    yield from islice(places, _OF_EACH_KIND)
    behind = (fact for fact in others if fact.start > first.start and not fact.part)
    yield from islice((fact for fact in behind if fact.indicator != first.indicator), 2 * _OF_EACH_KIND)


def _can_be_asked(fact: Fact) -> bool:
    """Whether a short question can name the fact: what is named by half a sentence cannot."""
    is_short = 0 < len(f"{question_name(fact)} {fact.part}".split()) <= _LONGEST_NAME_WORDS
    return is_short and fact.period is not None and fact.figure.kind is not FigureKind.FRACTION


def _is_beside(fact: Fact, first: Fact) -> bool:
    """Whether it is another part, or place, of the same indicator in a list of one document."""
    return (fact.indicator, fact.period, fact.status) == (first.indicator, first.period, first.status)


def _last_year(fact: Fact) -> int:
    return fact.period.last if fact.period else 0


def _is_answered_by(fact: Fact, answer: VerifiedAnswer) -> bool:
    """Whether the answer states the fact's figure first, and is sure of it."""
    stated = answer.statements[0].facts if answer.statements else ()
    return answer.outcome is AnswerOutcome.SURE and any(
        (other.file, other.figure, other.period, other.status) == (fact.file, fact.figure, fact.period, fact.status)
        for other in stated
    )
