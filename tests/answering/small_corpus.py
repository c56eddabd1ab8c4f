"""A document of a few lines, and questions about it as the answerers see them."""

import datetime
from collections.abc import Sequence

from rag.answering.asked import Asked
from rag.answering.facts.answers import FactAnswers
from rag.answering.facts.places import FactPlaces
from rag.answering.question.parts import split_frame
from rag.answering.question.understanding import understand
from rag.answering.quotes.quote_answers import QuoteAnswers
from rag.datatypes import Document, Fact, Question, QuestionFrame, RankedPassage, SourceRecord
from rag.figures.register import read_facts
from rag.ingestion.chunking import split_passages
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.term_counts import count_terms

_TEXT = """Báo cáo năm 2031

I. KẾT QUẢ NĂM 2031
1. Sản lượng tôm nuôi đạt 40 nghìn tấn. Giá tôm ổn định.
2. Sản lượng tôm khai thác đạt 7 nghìn tấn.
3. Sản lượng cua đạt 6 nghìn tấn.
4. Công tác tuyển quân hoàn thành, bảo đảm chất lượng.

II. NHIỆM VỤ
1. Đến năm 2033 trồng 9 nghìn cây xanh.
2. Việc trồng cây chậm vì thiếu giống.
"""
DOCUMENT = Document("a.txt", _TEXT, SourceRecord("Báo cáo năm", "Báo cáo", date=datetime.date(2031, 12, 1)))
_PASSAGES = split_passages(DOCUMENT, 700)
FACTS = read_facts(DOCUMENT, _PASSAGES)
_TERMS = count_terms(_PASSAGES)
FACT_ANSWERS = FactAnswers([DOCUMENT], _PASSAGES, ())
QUOTE_ANSWERS = QuoteAnswers([DOCUMENT], _PASSAGES, _TERMS, FactPlaces([DOCUMENT], ()))


def ask(question: str, facts: Sequence[Fact] = FACTS) -> Asked:
    """The question with every passage found for it, in the order of the document."""
    frame = understand(question, ())
    search = FactSearch(facts, _PASSAGES, [DOCUMENT], _TERMS)
    ranking = [RankedPassage(passage, 1.0) for passage in _PASSAGES]
    parts = split_frame(frame, _read)
    by_facts = FACT_ANSWERS.answer(frame, parts, search.match)
    return Asked(Question(question), frame, ranking, ranking, parts, by_facts, search.match, _read)


def _read(text: str) -> QuestionFrame:
    return understand(text, ())
