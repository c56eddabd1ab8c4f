"""What speaks for and against claims about a document of a few lines."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rag.answering.answer_features import DOUBTS, SPEAKS_EITHER_WAY, SPEAKS_FOR, AnswerFeatures
from rag.answering.answer_odds import is_doubtful
from rag.answering.answerers import AnswerFromRegister, QuoteSentences
from rag.answering.question.understanding import understand
from rag.datatypes import Certainty, SlotReading
from tests.answering.small_corpus import FACT_ANSWERS, FACTS, QUOTE_ANSWERS, ask

_FEATURES = AnswerFeatures(FACT_ANSWERS, QUOTE_ANSWERS)


_PLAIN = "Sản lượng cua năm 2031 là bao nhiêu?"


def test_a_plain_question_raises_no_doubt() -> None:
    asked = ask(_PLAIN)
    claim = AnswerFromRegister().claim(asked)
    assert claim is not None
    features = _FEATURES.read(asked, claim)
    assert not is_doubtful(features)
    assert features["by register"] == 1
    assert features["name named"] == 1
    assert features["no period asked"] == 0


@pytest.mark.parametrize(
    ("question", "doubt"),
    [
        ("Sản lượng cua năm 2031 của hãng Bình Minh là bao nhiêu?", "names left over, facts"),
        ("Sản lượng cua năm 2031 chia theo từng loại là bao nhiêu?", "one figure of parts"),
        ("Sản lượng cua năm 2031 cao hơn tôm bao nhiêu?", "one level of a comparison"),
        ("Sản lượng cua năm 2031 là bao nhiêu héc-ta?", "other measure"),
        ("Sản lượng cua năm 2031 bao nhiêu và trong bao lâu?", "one figure of several asked"),
        ("Các sản lượng cua năm 2031", "one figure of several asked"),
        ("Sản lượng cua năm 2031 ở đô thị và ở nông thôn là bao nhiêu?", "one figure of a contrast"),
        ("Đến năm 2033 trồng cây xanh bao nhiêu?", "another thing named whole"),
    ],
)
def test_what_a_claim_leaves_open_is_a_doubt(question: str, doubt: str) -> None:
    claim = AnswerFromRegister().claim(ask(_PLAIN))
    assert claim is not None
    features = _FEATURES.read(ask(question), claim)
    assert features[doubt] > 0
    assert is_doubtful(features)


@pytest.mark.parametrize(
    ("question", "doubt"),
    [
        ("Sản lượng ốc năm 2031 là bao nhiêu?", "another word in the name"),
        ("Diện tích cua năm 2031 là bao nhiêu?", "other side measured"),
    ],
)
def test_the_figure_of_another_thing_is_a_doubt(question: str, doubt: str) -> None:
    claim = AnswerFromRegister().claim(ask("Sản lượng tôm khai thác năm 2031 là bao nhiêu?"))
    assert claim is not None
    assert _FEATURES.read(ask(question.replace("ốc", "ốc khai thác")), claim)[doubt] == 1


def test_what_is_itself_a_difference_is_no_level_of_a_comparison() -> None:
    claim = AnswerFromRegister().claim(ask(_PLAIN))
    assert claim is not None
    (statement,) = claim.statements
    named = tuple(replace(fact, indicator="Chênh lệch thu chi") for fact in statement.facts)
    asked = ask("Chênh lệch thu chi năm 2031 là bao nhiêu?")
    told = replace(claim, statements=(replace(statement, facts=named),))
    assert _FEATURES.read(asked, told)["one level of a comparison"] == 0


def test_a_guess_that_says_otherwise_is_a_doubt() -> None:
    cua = next(fact for fact in FACTS if fact.indicator == "Sản lượng cua")
    other = replace(cua, figure=replace(cua.figure, low=Decimal(9000), high=Decimal(9000)), start=cua.start + 1)
    guessed = replace(other, slots=(SlotReading("status", Certainty.UNKNOWN, 0.4),))
    claim = AnswerFromRegister().claim(ask(_PLAIN))
    assert claim is not None
    assert _FEATURES.read(ask(_PLAIN, [*FACTS, guessed]), claim)["a guess against it"] == 1
    assert _FEATURES.read(ask(_PLAIN, [*FACTS, other]), claim)["a guess against it"] == 0


def test_accents_that_were_typed_are_not_passed_over() -> None:
    asked = ask("Sản lượng tốm khai thác năm 2031 là bao nhiêu?")
    claim = AnswerFromRegister().claim(ask("Sản lượng tôm khai thác năm 2031 là bao nhiêu?"))
    assert claim is not None
    folded = replace(asked, frame=understand(asked.frame.text, (), fold=True))
    assert _FEATURES.read(folded, claim)["accents passed over"] == 1
    mistyped = ask("Sản luong tôm khai thác năm 2031 là bao nhieu?")
    folded = replace(mistyped, frame=understand(mistyped.frame.text, (), fold=True))
    assert _FEATURES.read(folded, claim)["accents passed over"] == 0


def test_a_sentence_is_no_yes_or_no() -> None:
    asked = ask("Công tác tuyển quân hoàn thành, bảo đảm chất lượng phải không?")
    claim = QuoteSentences(QUOTE_ANSWERS).claim(asked)
    assert claim is not None
    assert _FEATURES.read(asked, claim)["wants a yes or no, quotes"] == 1


def test_every_word_that_no_cited_sentence_bears_is_counted() -> None:
    asked = ask("Sản lượng cua xuất khẩu năm 2031 là bao nhiêu?")
    claim = AnswerFromRegister().claim(ask(_PLAIN))
    assert claim is not None
    assert _FEATURES.read(asked, claim)["words missing, facts"] == 1


def test_a_sentence_of_another_kind_than_asked_is_a_doubt() -> None:
    for question in (
        "Công tác tuyển quân năm 2031 hoàn thành khi nào?",
        "Công tác tuyển quân được giao bởi văn bản nào?",
        "Vì sao công tác tuyển quân hoàn thành?",
    ):
        told = QuoteSentences(QUOTE_ANSWERS).claim(ask("Công tác tuyển quân có bảo đảm chất lượng?"))
        assert told is not None
        features = _FEATURES.read(ask(question), told)
        assert features["lacks what is asked for, quotes"] == 1
        assert is_doubtful(features)


def test_a_feature_speaks_one_way() -> None:
    assert not SPEAKS_FOR & (DOUBTS | SPEAKS_EITHER_WAY)


def test_one_word_does_not_name_a_long_name() -> None:
    claim = AnswerFromRegister().claim(ask(_PLAIN))
    assert claim is not None
    (statement,) = claim.statements
    named = replace(statement.facts[0], indicator="Hàng quán ven biển bán cua có giấy chứng nhận an toàn thực phẩm")
    of_long_name = replace(claim, statements=(replace(statement, facts=(named,)),))
    short, doubt = ask("Có bao nhiêu cua?"), "few words of a long name"
    assert _FEATURES.read(short, of_long_name)[doubt] == 1
    assert _FEATURES.read(short, claim)[doubt] == 0
