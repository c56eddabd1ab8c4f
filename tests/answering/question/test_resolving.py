from collections.abc import Sequence

import pytest

from rag.answering.question.resolving import Fit, Fitness, resolve
from rag.answering.question.understanding import understand
from rag.datatypes import Operation, Period, Question, QuestionFrame, Status
from rag.language.questions.slips import without_slip
from rag.vietnamese import fold_accents

FIRST = "Chỉ tiêu kim ngạch xuất khẩu năm 2031 của Sông Lam là bao nhiêu?"


def _never_fits(_frame: QuestionFrame, _own_terms: Sequence[str]) -> Fitness:
    return Fitness(0.0, 0.0)


def _resolve(*turns: str, fit: Fit = _never_fits) -> QuestionFrame:
    return resolve(Question(turns[-1], turns[:-1]), lambda turn, _before: understand(turn, ("Sông Lam",)), fit)


def _prefers(term: str, borne: float = 1.0) -> Fit:
    return lambda frame, _own_terms: Fitness(float(term in frame.terms), borne)


def test_a_question_without_history_is_its_own_frame() -> None:
    assert _resolve(FIRST) == understand(FIRST, ("Sông Lam",))


def test_a_question_that_stands_alone_takes_nothing_from_the_turns_before() -> None:
    alone = "Tỷ lệ hộ nghèo năm 2030 là bao nhiêu?"
    assert _resolve(FIRST, alone) == understand(alone, ("Sông Lam",))


@pytest.mark.parametrize("typed", ["Còn năm 2030?", "con nam 2030?", "Thế năm 2030 thì sao?"])
def test_another_year_keeps_the_indicator(typed: str) -> None:
    frame = _resolve(FIRST, typed)
    assert frame.periods == (Period(2030, 2030),)
    assert {fold_accents(term) for term in understand(FIRST, ("Sông Lam",)).terms} <= {
        fold_accents(term) for term in frame.terms
    }
    assert frame.wants_figure


def test_the_status_of_the_turn_before_holds_for_its_own_year_and_is_only_likely_for_another() -> None:
    assert _resolve(FIRST, "Còn nhập khẩu?").statuses == (Status.TARGET,)
    other_year = _resolve(FIRST, "Còn năm 2030?")
    assert other_year.statuses == ()
    assert other_year.leaning == (Status.TARGET,)
    assert set(_resolve(FIRST, "Còn kết quả năm 2030?").statuses) == {Status.RESULT, Status.ESTIMATE}


def test_another_indicator_keeps_the_year() -> None:
    (nickel,) = understand("niken", ()).terms
    frame = _resolve(FIRST, "Còn niken thì sao?")
    assert frame.periods == (Period(2031, 2031),)
    assert nickel in frame.terms


def test_what_the_documents_hold_decides_whether_new_words_replace_or_narrow_the_indicator() -> None:
    first = understand(FIRST, ("Sông Lam",)).terms[0]
    turns = (FIRST, "Còn niken thì sao?")
    assert first in _resolve(*turns, fit=_prefers(first)).terms
    assert first not in _resolve(*turns, fit=lambda frame, _own_terms: Fitness(1 / len(frame.terms), 1.0)).terms


def test_new_words_that_belong_to_nothing_asked_before_are_a_new_question() -> None:
    first = understand(FIRST, ("Sông Lam",)).terms[0]
    assert first not in _resolve(FIRST, "Còn niken thì sao?", fit=_prefers(first, borne=0.5)).terms


def test_a_bare_why_asks_for_the_reasons_of_what_was_asked_before() -> None:
    frame = _resolve(FIRST, "Tại sao vậy?")
    assert frame.wants_reason
    assert not frame.wants_figure
    assert frame.terms == understand(FIRST, ("Sông Lam",)).terms


def test_thanks_between_two_questions_change_nothing() -> None:
    assert _resolve(FIRST, "Cảm ơn bạn!", "Còn năm 2030?").terms == _resolve(FIRST, "Còn năm 2030?").terms


def test_a_year_that_what_was_asked_is_held_against_stands_beside_the_one_before() -> None:
    frame = _resolve(FIRST, "So với năm trước thì sao?")
    assert set(frame.periods) == {Period(2031, 2031), Period(2030, 2030)}
    assert frame.operation is Operation.COMPARE


@pytest.mark.parametrize(
    ("text", "year"), [("Còn năm trước đó?", 2030), ("Thế năm sau?", 2032), ("Còn năm tiếp theo?", 2032)]
)
def test_a_year_told_by_its_distance_is_reckoned_from_the_turn_before(text: str, year: int) -> None:
    assert _resolve(FIRST, text).periods == (Period(year, year),)


def test_a_chain_of_turns_carries_the_indicator_on() -> None:
    frame = _resolve(FIRST, "Còn năm 2030?", "Thế năm 2029?")
    assert frame.periods == (Period(2029, 2029),)
    assert set(understand(FIRST, ("Sông Lam",)).terms) <= set(frame.terms)


def test_a_question_that_leans_on_nothing_is_read_as_it_stands() -> None:
    assert _resolve("Còn năm 2030?") == understand("Còn năm 2030?", ("Sông Lam",))


def test_the_frame_keeps_the_words_of_the_last_turn() -> None:
    assert _resolve(FIRST, "Còn năm 2030?").text == "Còn năm 2030?"


def test_a_pronoun_stands_for_the_name_and_not_for_what_was_asked_of_it() -> None:
    def whole_name_without_investment(frame: QuestionFrame, _own_terms: Sequence[str]) -> Fitness:
        return Fitness(float("rạng" in frame.terms) - float("mức" in frame.terms), 1.0)

    first = "Đập thủy lợi Rạng Đông tổng mức bao nhiêu?"
    frame = _resolve(first, "Năm 2031 công trình đó giải ngân bao nhiêu?", fit=whole_name_without_investment)
    assert "rạng" in frame.terms
    assert "công" not in frame.terms


def test_who_asks_when_asks_about_all_that_was_named() -> None:
    frame = _resolve(FIRST, "Bao giờ thì đạt?")
    assert not frame.wants_figure
    assert set(understand(FIRST, ("Sông Lam",)).terms) <= set(frame.terms)


def test_a_demonstrative_behind_a_common_noun_points_back_amid_a_question() -> None:
    frame = _resolve("Vụ Đông Xuân năm 2031 gieo bao nhiêu ha?", "Năng suất vụ đó năm 2030 là bao nhiêu?")
    assert {"đông", "xuân"} <= set(frame.terms)
    assert frame.periods == (Period(2030, 2030),)


def test_counting_again_says_anew_whether_targets_were_met() -> None:
    turns = ("Năm 2031 còn mấy chỉ tiêu chưa đạt?", "Vậy năm 2030 hoàn thành được mấy?")
    assert _resolve(*turns).terms == ("chỉ tiêu", "hoàn thành", "hoàn thành kế hoạch")


@pytest.mark.parametrize("turn", ["Nhờ đâu mà được cao thế?", "vì sao lại thế?", "lý do là gì?"])
def test_a_why_with_nothing_but_filling_words_is_of_what_was_asked_before(turn: str) -> None:
    assert _resolve(FIRST, turn).wants_reason


def test_another_indicator_of_two_years_is_asked_for_both() -> None:
    frame = _resolve("Xuất khẩu năm 2030 và năm 2031 là bao nhiêu?", "Còn niken của hai năm đó?")
    assert len(frame.periods) == 2
    assert frame.operation is Operation.COMPARE


def test_who_asks_what_after_a_figure_wants_no_figure() -> None:
    assert not _resolve(FIRST, "Chủ đề năm đó là gì?").wants_figure


def test_a_turn_that_takes_back_what_was_said_replaces_the_indicator() -> None:
    def replaced(turn: str) -> tuple[str, ...]:
        question = Question(turn, (FIRST,))
        return resolve(
            question,
            lambda turn, _before: understand(without_slip(turn), ("Sông Lam",)),
            _prefers("xuất khẩu"),
        ).terms

    assert "xuất khẩu" in replaced("còn niken?")
    assert replaced("xin lỗi, tôi định hỏi niken") == understand("niken", ()).terms
