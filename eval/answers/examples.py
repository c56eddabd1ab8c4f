"""What the product claims for questions with known answers: the features of each claim, and whether it is right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.answer_lines import line_of_answer
from eval.answers.withholding import without_evidence
from eval.judging import Outcome, SystemAnswer, judge
from eval.questions_format import Category, GoldQuestion, load_questions
from rag.answering.answerers import CORRECTION, Claim
from rag.answering.composing import Composer
from rag.datatypes import VerifiedAnswer

_REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class QuestionedCorpus:
    """A folder of documents with the files of questions about them."""

    name: str
    folder: Path
    questions: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ClaimExample:
    """A claim as if it had been given as the answer.

    `withheld`: the question's evidence was not to be found. `answerable`: it was, and the documents have an answer.
    `is_first`: nothing was claimed for a likelier reading of it.
    """

    corpus: str
    question: str
    answerable: bool
    withheld: bool
    is_first: bool
    features: Mapping[str, float]
    is_right: bool


def own_corpora() -> tuple[QuestionedCorpus, ...]:
    """Our documents and every invented province of the tests."""
    tests = _REPOSITORY / "tests"
    provinces = [tests / "fictitious_province", *sorted((tests / "other_provinces").iterdir())]
    own = QuestionedCorpus(
        "hai_phong", _REPOSITORY / "corpus", tuple(sorted((_REPOSITORY / "eval" / "questions").glob("*.jsonl")))
    )
    invented = (
        QuestionedCorpus(folder.name, folder / "corpus", tuple(sorted(folder.glob("questions*.jsonl"))))
        for folder in provinces
    )
    return (own, *invented)


def make_examples(corpus: QuestionedCorpus, composer: Composer) -> Iterator[ClaimExample]:
    """One for each reading of each question of which something is claimed, with its evidence there and without it."""
    texts = {document.file: document.text for document in composer.documents}
    for question in load_questions(corpus.questions):
        yield from _claims(corpus.name, question, composer, texts, withheld=False)
        if question.answerable and question.evidence:
            blind = without_evidence(composer, question.evidence, texts)
            yield from _claims(corpus.name, question, blind, texts, withheld=True)


def _claims(
    corpus: str, question: GoldQuestion, composer: Composer, texts: Mapping[str, str], *, withheld: bool
) -> Iterator[ClaimExample]:
    is_first = True
    for asked in composer.readings(question.asked.question):
        claim = composer.claim(asked)
        if claim is None or _is_undecided(question, claim):
            continue
        verified = VerifiedAnswer(question.asked.question, claim.statements, claim.mode)
        judged = judge(question, SystemAnswer(line_of_answer(question.asked, verified, 0.0), 0.0, None), texts)
        yield ClaimExample(
            corpus=corpus,
            question=question.id,
            answerable=question.answerable and not withheld,
            withheld=withheld,
            is_first=is_first,
            features=composer.judge.features.read(asked, claim),
            is_right=judged.outcome is Outcome.RIGHT,
        )
        is_first = False


def _is_undecided(question: GoldQuestion, claim: Claim) -> bool:
    """Whether a premise is corrected of a question that has no answer: what its gold says in words nobody compares."""
    is_premise = question.category is Category.FALSE_PREMISE and not question.answerable
    return is_premise and claim.answerer == CORRECTION


def corpora_of(examples: Sequence[ClaimExample]) -> list[str]:
    """Their names, in order."""
    return list(dict.fromkeys(example.corpus for example in examples))
