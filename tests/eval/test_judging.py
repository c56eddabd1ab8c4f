import pytest

from eval.judging import Outcome, judge, missing_keywords
from eval.questions_format import GoldQuestion
from eval.scoring import MEASURES, score
from tests.eval.builders import LINES, TEXTS, cited, gold_question, span, system_answer, unanswerable_question

KEYWORD_QUESTION = gold_question(figures=(), keywords=(("Sở Nông nghiệp", "Sở NN"),))


@pytest.mark.parametrize(
    ("question", "text", "abstained", "outcome"),
    [
        (gold_question(), "45 nghìn tấn", False, Outcome.RIGHT),
        (gold_question(), "40 nghìn tấn", False, Outcome.WRONG),
        (gold_question(), "45 nghìn tấn, trước là 40 nghìn tấn", False, Outcome.WRONG),
        (gold_question(), "không có, chỉ có 40 nghìn tấn", True, Outcome.REFUSED),
        (gold_question(keywords=(("Sở Nông nghiệp",),)), "45 nghìn tấn", False, Outcome.WRONG),
        (KEYWORD_QUESTION, "do sở nn chủ trì", False, Outcome.RIGHT),
        (KEYWORD_QUESTION, "do Sở Y tế chủ trì", False, Outcome.WRONG),
        (unanswerable_question(), "không có", True, Outcome.RIGHT),
        (unanswerable_question(), "không có", False, Outcome.WRONG),
    ],
)
def test_outcomes(question: GoldQuestion, text: str, abstained: bool, outcome: Outcome) -> None:
    assert judge(question, system_answer(text, abstained), TEXTS).outcome is outcome


@pytest.mark.parametrize(
    ("question", "text", "outcome"),
    [
        (gold_question(), "45 nghìn tấn; năm trước: 40 nghìn tấn", Outcome.RIGHT),
        (gold_question(), "40 nghìn tấn", Outcome.REFUSED),
        (unanswerable_question(), "40 nghìn tấn", Outcome.RIGHT),
    ],
)
def test_an_offer_is_right_with_the_answer_among_its_candidates_and_never_wrong(
    question: GoldQuestion, text: str, outcome: Outcome
) -> None:
    judgement = judge(question, system_answer(text, certainty="offered"), TEXTS)
    assert judgement.outcome is outcome
    assert not judgement.has_answer


def test_what_is_told_is_measured_apart_from_what_is_offered() -> None:
    has_answer = [judge(gold_question(), system_answer(text), TEXTS) for text in ("45 nghìn tấn", "40 nghìn tấn")]
    offered = [
        judge(gold_question(), system_answer(text, certainty="offered"), TEXTS)
        for text in ("45 nghìn tấn, 40 nghìn tấn", "40 nghìn tấn", "44 nghìn tấn", "45 nghìn tấn")
    ]
    measures = score([*has_answer, *offered]).measures
    assert measures["sure precision"].mean == 1 / 2
    assert measures["sure coverage"].mean == pytest.approx(2 / 6)
    assert measures["offered recall@3"].mean == 2 / 4
    assert measures["binding errors"].mean == pytest.approx(1 / 6)


def test_missing_keywords_show_their_alternatives() -> None:
    assert missing_keywords("a  B", [["A b", "x"], ["c", "d"]]) == ("c|d",)


def test_the_means_of_four_answers() -> None:
    right = system_answer("45 nghìn tấn", citations=[cited(1)], ranking=[span(1)], seconds=1)
    wrong = system_answer("40 nghìn tấn", citations=[cited(0)], ranking=[span(0), span(1)], seconds=2)
    refused = system_answer("không có", abstained=True, ranking=[span(2)], seconds=3)
    question, missing = gold_question(), unanswerable_question()
    judgements = [judge(question, answer, TEXTS) for answer in (right, wrong, refused)]
    judgements.append(judge(missing, system_answer("không có", abstained=True, seconds=4), TEXTS))

    result = score(judgements)

    means: dict[str, tuple[object, int]] = {name: (found.mean, found.count) for name, found in result.measures.items()}
    expected: dict[str, tuple[object, int]] = {
        "right": (pytest.approx(2 / 4), 4),
        "figure accuracy": (pytest.approx(1 / 3), 3),
        "figure precision": (pytest.approx((1 + 0) / 2), 2),
        "binding errors": (pytest.approx(1 / 4), 4),
        "keyword accuracy": (0, 0),
        "sure precision": (pytest.approx(1 / 2), 2),
        "sure coverage": (pytest.approx(2 / 3), 3),
        "offered recall@3": (0, 0),
        "truthfulness": (pytest.approx((1 - 1 + 0 + 1) / 4), 4),
        "citation hit": (pytest.approx(1 / 2), 2),
        "citation precision": (pytest.approx((1 + 0) / 2), 2),
        "citation recall": (pytest.approx((1 + 0) / 2), 2),
        "sentence citation precision": (pytest.approx((1 + 1) / 2), 2),
        "sentence citation recall": (pytest.approx((1 + 1) / 2), 2),
        "unverbatim citations": (0, 2),
        "abstention precision": (pytest.approx(1 / 2), 2),
        "abstention recall": (1, 1),
        "false refusals": (pytest.approx(1 / 3), 3),
        "evidence recall@1": (pytest.approx(1 / 3), 3),
        "evidence recall@5": (pytest.approx(2 / 3), 3),
        "evidence recall@10": (pytest.approx(2 / 3), 3),
        "nDCG@10": (pytest.approx((1 + 0.6309297535714575 + 0) / 3), 3),
        "MRR": (pytest.approx((1 + 1 / 2 + 0) / 3), 3),
    }
    assert means == expected
    assert {name: found.mean for name, found in result.right_by_category.items()} == {
        "target": pytest.approx(1 / 3),
        "unanswerable": 1,
    }
    assert result.seconds.median == (2 + 3) / 2
    assert result.seconds.p95 == pytest.approx(3 + 0.85)


def test_keyword_accuracy_counts_an_abstention_as_missing() -> None:
    keyword = next(measure for measure in MEASURES if measure.name == "keyword accuracy")
    assert keyword.of(judge(KEYWORD_QUESTION, system_answer("", abstained=True), TEXTS)) == 0
    assert keyword.of(judge(KEYWORD_QUESTION, system_answer(LINES[2]), TEXTS)) == 1


def test_every_measure_says_what_it_is() -> None:
    assert all(measure.definition and measure.label for measure in MEASURES)
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
