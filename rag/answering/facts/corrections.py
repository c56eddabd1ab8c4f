"""What of a question's premise the facts deny, and whether what it asks about met its plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.facts.answers import SURE_COVERAGE, FactAnswer, FactAnswers, Match
from rag.answering.facts.fulfilment import FulfilmentLists, asks_whether_met, fulfilment_statement, without_verdicts
from rag.answering.facts.premises import Premises, asserts_plan_met, compares_by_premise
from rag.datatypes import Operation, QuestionFrame, Statement, Status


@dataclass(frozen=True, slots=True)
class Corrections:
    """Holds a question's premise against the register and against the reports' lists of targets met and missed."""

    fact_answers: FactAnswers
    premises: Premises
    fulfilment: FulfilmentLists

    def correct(self, frame: QuestionFrame, by_facts: FactAnswer, match: Match) -> Sequence[Statement]:
        """What denies the premise of the question, or says whether its plan was met; nothing where it stands or cannot
        be told. `by_facts` is the answer that takes the premise as it is."""
        if listed := self.fulfilment.denied(frame):
            return listed
        if verdict := self._whether_met(frame, by_facts, match):
            return verdict
        answer = by_facts
        if frame.operation is Operation.EXPLAIN and compares_by_premise(frame):
            statuses = (
                frame.statuses
                if asserts_plan_met(frame.text) is None
                else (Status.TARGET, Status.RESULT, Status.ESTIMATE)
            )
            answer = self.fact_answers.answer(replace(frame, operation=Operation.COMPARE, statuses=statuses), (), match)
        return self.premises.denied(frame, answer.statements, answer.coverage) or self.premises.other_figure(
            frame, answer.statements, match(frame), answer.coverage
        )

    def _whether_met(self, frame: QuestionFrame, by_facts: FactAnswer, match: Match) -> Sequence[Statement]:
        """`… tăng bao nhiêu và có hoàn thành kế hoạch không`: the result, and where the report lists its target, if no
        figure of the plan tells."""
        facts = [fact for statement in by_facts.statements for fact in statement.facts]
        target = self.fulfilment.find(frame) if asks_whether_met(frame.text) else None
        if target is None or any(fact.status is Status.TARGET for fact in facts):
            return ()
        result = replace(
            frame,
            operation=Operation.LOOK_UP,
            statuses=(Status.RESULT, Status.ESTIMATE),
            terms=without_verdicts(frame.terms, folded=frame.accent_free),
        )
        done = self.fact_answers.answer(result, (), match)
        statements = done.statements if done.coverage >= SURE_COVERAGE else ()
        return (*statements, fulfilment_statement(target))
