"""Sentences that answer a question in a document of a few lines."""

from rag.answering.facts.places import FactPlaces
from rag.answering.question.understanding import understand
from rag.answering.quotes.quote_answers import QuoteAnswers, fits_period
from rag.datatypes import Document, RankedPassage, SourceRecord
from rag.ingestion.chunking import split_passages
from rag.retrieval.term_counts import count_terms


def _told(text: str, question: str) -> list[str]:
    document = Document("a.txt", f"Kế hoạch\n\n{text}\n", SourceRecord("Kế hoạch"))
    passages = split_passages(document, 700)
    answers = QuoteAnswers([document], passages, count_terms(passages), FactPlaces([document], ()))
    ranking = [RankedPassage(passage, 1.0) for passage in passages]
    return [one.text for one in answers.answer(understand(question, ()), ranking, asks_figure=False)]


def test_a_line_that_only_leads_to_the_answer_is_none() -> None:
    assert _told("Chủ đề tháng hành động vì trẻ em", "Chủ đề tháng hành động vì trẻ em là gì?") == []


def test_what_a_colon_leads_to_is_told_with_it() -> None:
    question = "Các khâu đột phá của kế hoạch trẻ em là gì?"
    assert _told("Kế hoạch trẻ em xác định 03 khâu đột phá:", question) == []
    whole = "Kế hoạch trẻ em xác định khâu đột phá:\nTrường lớp được xây dựng ở mọi xã."
    assert all("Trường lớp" in told for told in _told(whole, question))


def test_a_whole_sentence_may_say_what_the_question_says() -> None:
    sentence = "Tháng hành động vì trẻ em được tổ chức."
    assert _told(sentence, "Tháng hành động vì trẻ em được tổ chức phải không?") == [sentence]


def test_a_year_that_something_is_measured_against_is_not_that_of_the_sentence() -> None:
    document = Document("a.txt", "Kế hoạch năm 2031\n\nSản lượng tăng 5% so với năm 2030.\n", SourceRecord("Kế hoạch"))
    (passage,) = (one for one in split_passages(document, 700) if "Sản lượng" in one.text)
    assert fits_period(understand("Sản lượng năm 2031 tăng bao nhiêu?", ()), passage, passage.text)
    told_of_2030 = "Năm 2030 sản lượng tăng 5%."
    assert not fits_period(understand("Sản lượng năm 2031 tăng bao nhiêu?", ()), passage, told_of_2030)


def test_a_day_that_is_counted_up_to_tells_the_year_of_the_sentence() -> None:
    document = Document("a.txt", "Kế hoạch năm 2031\n\nThu đến 31.12.2030 đạt 640 tỷ.\n", SourceRecord("Kế hoạch"))
    (passage,) = (one for one in split_passages(document, 700) if "Thu" in one.text)
    for told in ("Thu đến 31.12.2030 đạt 640 tỷ.", "Thu đến 30-9-2030 đạt 480 tỷ.", "Thu T9/2030 đạt 50 tỷ."):
        assert not fits_period(understand("Thu năm 2031 đạt bao nhiêu?", ()), passage, told)
        assert fits_period(understand("Thu năm 2030 đạt bao nhiêu?", ()), passage, told)
