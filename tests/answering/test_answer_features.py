"""What speaks for and against claims about a document of a few lines."""

from collections.abc import Mapping

import pytest

from rag.answering.answer_features import DOUBTS, SPEAKS_EITHER_WAY, SPEAKS_FOR, AnswerFeatures
from rag.answering.answer_odds import is_doubtful
from rag.answering.answerers import AnswerFromRegister, QuoteSentences
from tests.answering.small_corpus import FACT_ANSWERS, QUOTE_ANSWERS, ask

_FEATURES = AnswerFeatures(FACT_ANSWERS, QUOTE_ANSWERS)


def _of_register(question: str) -> Mapping[str, float]:
    asked = ask(question)
    claim = AnswerFromRegister().claim(asked)
    assert claim is not None
    return _FEATURES.read(asked, claim)


def test_a_plain_question_raises_no_doubt() -> None:
    features = _of_register("Sản lượng cua năm 2031 là bao nhiêu?")
    assert not is_doubtful(features)
    assert features["by register"] == 1
    assert features["name named"] == 1
    assert features["no period asked"] == 0


@pytest.mark.parametrize(
    ("question", "doubt"),
    [
        ("Sản lượng cua năm 2031 của hãng Bình Minh là bao nhiêu?", "names left over, facts"),
        ("Sản lượng cua năm 2031 chia theo từng loại là bao nhiêu?", "one figure of parts"),
    ],
)
def test_what_a_claim_leaves_open_is_a_doubt(question: str, doubt: str) -> None:
    features = _of_register(question)
    assert features[doubt] > 0
    assert is_doubtful(features)


def test_a_sentence_is_no_yes_or_no() -> None:
    asked = ask("Công tác tuyển quân hoàn thành, bảo đảm chất lượng phải không?")
    claim = QuoteSentences(QUOTE_ANSWERS).claim(asked)
    assert claim is not None
    assert _FEATURES.read(asked, claim)["takes for granted, quotes"] == 1


def test_every_word_that_no_cited_sentence_bears_is_counted() -> None:
    asked = ask("Sản lượng cua xuất khẩu năm 2031 là bao nhiêu?")
    claim = AnswerFromRegister().claim(ask("Sản lượng cua năm 2031 là bao nhiêu?"))
    assert claim is not None
    assert _FEATURES.read(asked, claim)["words missing, facts"] == 1


def test_a_feature_speaks_one_way() -> None:
    assert not SPEAKS_FOR & (DOUBTS | SPEAKS_EITHER_WAY)
