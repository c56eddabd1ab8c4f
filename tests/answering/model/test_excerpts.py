from collections.abc import Sequence

import pytest

from rag.answering.model.excerpts import Excerpt, ExcerptChooser
from rag.answering.model.speed import estimate_tokens
from rag.answering.question.understanding import understand
from rag.datatypes import Citation, ContextHeader, Passage, QuestionFrame, RankedPassage, SourceRecord
from rag.retrieval.term_counts import count_terms

LONG = (
    "Mở rộng bến Gò Đá để đón tàu mười nghìn tấn, gắn với đường sắt và kho lạnh phục vụ hàng nông sản của các huyện; "
    "trồng mới rừng ngập mặn dọc bãi bồi phía nam, giao cho các hợp tác xã chăm sóc và hưởng lợi lâu dài; "
    "xây dựng ba trường nghề ở các huyện miền núi, ưu tiên con em đồng bào học nghề chế biến gỗ và dệt."
)


def _passage(number: int, text: str, headings: tuple[str, ...] = ("I. Nhiệm vụ",)) -> Passage:
    header = ContextHeader("Kế hoạch năm 2031", "7/KH", headings, "2031")
    start = number * 10_000
    return Passage(f"p{number}", "a.txt", start, start + len(text), text, header, is_item=False)


PASSAGES = (
    _passage(1, "Bến Gò Đá bị bồi lấp. Trường học đủ lớp."),
    _passage(2, LONG),
    _passage(3, "Thu ngân sách đạt 5 tỷ đồng. Bến Gò Đá xuống cấp do bão. Chợ Gò Đá họp sáng."),
)


def _frame(text: str) -> QuestionFrame:
    return understand(text, ())


def _choose(text: str, tokens: int, passages: Sequence[Passage] = PASSAGES) -> tuple[Excerpt, ...]:
    ranking = [RankedPassage(passage, 1.0 - 0.1 * rank) for rank, passage in enumerate(reversed(passages))]
    return ExcerptChooser(count_terms(passages)).choose(_frame(text), ranking, (), (), {}, tokens)


def test_clauses_that_bear_on_the_question_are_chosen_and_not_their_neighbours() -> None:
    text = "\n".join(excerpt.text for excerpt in _choose("Vì sao bến Gò Đá xuống cấp?", 80))
    assert "Bến Gò Đá xuống cấp do bão." in text
    assert "Thu ngân sách" not in text
    assert "rừng ngập mặn" not in text


def test_a_long_sentence_is_taken_clause_by_clause() -> None:
    (excerpt,) = _choose("Mở rộng bến Gò Đá để làm gì?", 70, PASSAGES[1:2])
    assert excerpt.text.startswith("Mở rộng bến Gò Đá")
    assert "trường nghề" not in excerpt.text


def test_what_was_left_out_between_two_clauses_is_marked() -> None:
    start = LONG.index("xây dựng")
    assert " … xây dựng ba" in Excerpt(PASSAGES[1], ((0, 10), (start, len(LONG)))).text


def test_they_stand_in_the_order_of_the_documents_whatever_their_rank_behind_what_is_cited() -> None:
    assert [excerpt.passage.id for excerpt in _choose("Bến Gò Đá thế nào?", 400)] == ["p1", "p2", "p3"]
    ranking = [RankedPassage(passage, 1.0) for passage in PASSAGES]
    start = PASSAGES[2].start
    citation = Citation(PASSAGES[2], SourceRecord("Kế hoạch"), "Thu", start, start + 3)
    chosen = ExcerptChooser(count_terms(PASSAGES)).choose(
        _frame("Bến Gò Đá thế nào?"), ranking, [citation], (), {}, 400
    )
    assert [excerpt.passage.id for excerpt in chosen] == ["p3", "p1", "p2"]


def test_what_the_answer_cites_comes_before_what_only_ranks() -> None:
    passage = PASSAGES[2]
    quote = "Thu ngân sách đạt 5 tỷ đồng."
    citation = Citation(passage, SourceRecord("Kế hoạch"), quote, passage.start, passage.start + len(quote))
    chooser = ExcerptChooser(count_terms(PASSAGES))
    chosen = chooser.choose(_frame("Bến Gò Đá?"), [RankedPassage(PASSAGES[0], 1.0)], [citation], (), {}, 30)
    assert [excerpt.text for excerpt in chosen] == [quote]


def test_of_what_is_not_quoted_yet_only_clauses_about_as_fitting_as_the_best_are_chosen() -> None:
    asked, ranking = _frame("Xuống cấp do bão thế nào?"), [RankedPassage(one, 1.0) for one in PASSAGES]
    chooser = ExcerptChooser(count_terms(PASSAGES))

    def texts(*quotes: str) -> list[str]:
        places = [
            (one, one.start + one.text.index(quote), quote) for one in PASSAGES for quote in quotes if quote in one.text
        ]
        quoted = [Citation(one, SourceRecord("x"), quote, start, start + len(quote)) for one, start, quote in places]
        return [excerpt.text for excerpt in chooser.choose_unquoted(asked, ranking, quoted, 400)]

    assert texts() == ["Bến Gò Đá xuống cấp do bão."]
    assert texts("xuống cấp") == []


@pytest.mark.parametrize("tokens", [0, 40, 90, 150, 400])
def test_a_budget_is_kept_but_for_the_first_clause(tokens: int) -> None:
    chosen = _choose("Bến Gò Đá xuống cấp, mở rộng để làm gì?", tokens)
    spans = [excerpt.passage.text[start:end] for excerpt in chosen for start, end in excerpt.spans]
    assert spans
    assert len(spans) == 1 or sum(map(estimate_tokens, spans)) <= tokens


@pytest.mark.parametrize(
    ("number", "headings", "heading"),
    [
        ("7/KH", ("A", "B", "C"), "7/KH › B › C › 2031"),
        ("", (), "Kế hoạch › 2031"),
        ("7/KH", ("từ " * 40,), f"7/KH › {'từ ' * 19}từ… › 2031"),
    ],
)
def test_a_heading_says_in_few_words_where_an_excerpt_stands(
    number: str, headings: tuple[str, ...], heading: str
) -> None:
    header = ContextHeader("Kế hoạch", number, headings, "2031")
    assert Excerpt(Passage("p", "a.txt", 0, 1, "x", header, is_item=False), ()).heading == heading
