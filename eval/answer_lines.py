"""The answer contract: one JSON line an answer, whichever system gave it."""

import json
from dataclasses import asdict, dataclass, field

from pydantic import TypeAdapter, ValidationError

from eval.questions_format import Asked
from rag.datatypes import AnswerOutcome, Citation, Mode, NotInDocuments, VerifiedAnswer
from rag.errors import InvalidInput, RagError


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """What an answer cites. `quote` should be the document's text from `start` to `end`; a measure counts if not.

    `place`, which the contract does not ask for, is where the quote begins in the original file: `trang 3`.
    """

    document: str
    quote: str
    start: int
    end: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer as the contract writes it.

    `certainty` says how the answer stands to its question: `sure`, `offered` (labelled candidates, none of them told as
    the answer) or `none`. A product that does not write it is as sure as it is loud: `sure` unless it abstained.
    """

    id: str | int
    question: str
    answer: str
    abstained: bool
    citations: tuple[CitedQuote, ...]
    mode: str
    certainty: str = field(default="", kw_only=True)
    probability: float | None = field(default=None, kw_only=True)
    """The product's probability that its answer is right, shown or not; the contract does not ask for it."""
    seconds: float

    @property
    def has_answer(self) -> bool:
        """Whether there is an answer: neither an abstention nor candidates only."""
        return not (self.abstained or self.is_offer)

    @property
    def is_offer(self) -> bool:
        """Whether candidates are shown instead of an answer."""
        return not self.abstained and self.certainty == AnswerOutcome.OFFERED.value

    def to_json(self) -> str:
        """One line, keys in the contract's order, Vietnamese unescaped."""
        return json.dumps(asdict(self), ensure_ascii=False)


_ANSWER_LINE = TypeAdapter(AnswerLine)


def answer_line_from(text: str) -> AnswerLine:
    """Reads a line of the contract, which another product may have written; unknown fields are passed over.

    Raises:
        InvalidInput: it is no JSON object, or a field is missing or of the wrong type.
    """
    try:
        return _ANSWER_LINE.validate_json(text)
    except ValidationError as error:
        raise InvalidInput("Dòng trả lời không đúng định dạng.", f"bad answer line {text!r}: {error}") from error


def line_of_answer(asked: Asked, answer: VerifiedAnswer, seconds: float) -> AnswerLine:
    """Our own answer in the contract's form; an abstention's text is what is missing and what is nearby."""
    text = (
        _abstention_text(answer.abstention)
        if answer.abstention is not None
        else "\n".join(filter(None, (answer.lead, *(plain_text(item.text) for item in answer.statements))))
    )
    return AnswerLine(
        id=asked.id,
        question=asked.question.text,
        answer=text,
        abstained=answer.abstention is not None,
        citations=tuple(map(cited_quote, answer.citations)),
        mode=answer.mode.value,
        seconds=round(seconds, 4),
        certainty=answer.outcome.value,
        probability=None if answer.probability is None else round(answer.probability, 4),
    )


def cited_quote(citation: Citation) -> CitedQuote:
    """A citation of ours in the contract's form."""
    return CitedQuote(citation.passage.file, citation.quote, citation.start, citation.end, citation.place)


def line_of_error(asked: Asked, error: RagError, seconds: float) -> AnswerLine:
    """A question that could not be answered, as an abstention with the reason: the other questions go on."""
    none = AnswerOutcome.NONE.value
    return AnswerLine(
        asked.id, asked.question.text, error.message, True, (), Mode.QUOTES.value, round(seconds, 4), certainty=none
    )


def plain_text(text: str) -> str:
    """Without the marks that make words bold."""
    return text.replace("**", "")


def _abstention_text(abstention: NotInDocuments) -> str:
    return "\n".join(plain_text(line) for line in (abstention.missing, *abstention.nearby))
