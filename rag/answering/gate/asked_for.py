"""Whether a model's sentence keeps to what the register has answered."""

from rag.answering.gate.subjects import content_terms
from rag.datatypes import Fact, Mode, QuestionFrame, Statement, VerifiedAnswer
from rag.figures.parsing import parse_years


def was_asked_for(written: Statement, first: VerifiedAnswer, frame: QuestionFrame) -> bool:
    """Whether a sentence with figures states one of the answer's, or one of its period that has the same name (the plan
    beside the result) or the same passage, wherever the register has answered; where no year was asked, one of another
    year that the sentence names.

    Another year's or indicator's figure alone, however true, is taken for what was asked.
    """
    if first.mode is not Mode.FACTS or not written.facts:
        return True
    told = [fact for statement in first.statements for fact in statement.facts]
    of_any_year = not frame.periods and bool(list(parse_years(written.text)))
    return any(_is_of(fact, other, of_any_year=of_any_year) for fact in written.facts for other in told)


def _is_of(fact: Fact, told: Fact, *, of_any_year: bool) -> bool:
    if fact.figure == told.figure:
        return True
    if of_any_year and _name(fact) == _name(told):
        return True
    return fact.period == told.period and (fact.passage_id == told.passage_id or _name(fact) == _name(told))


def _name(fact: Fact) -> frozenset[str]:
    return content_terms(f"{fact.indicator} {fact.part}")
