"""Sentences that answer a question in a document of a few lines."""

from rag.answering.fact_places import FactPlaces
from rag.answering.quote_answers import QuoteAnswers
from rag.answering.understanding import understand
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


def test_a_whole_sentence_may_say_what_the_question_says() -> None:
    sentence = "Tháng hành động vì trẻ em được tổ chức."
    assert _told(sentence, "Tháng hành động vì trẻ em được tổ chức phải không?") == [sentence]
