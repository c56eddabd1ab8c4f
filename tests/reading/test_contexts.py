"""What the learned reader sees of a passage."""

import datetime

import numpy as np
import pytest

from rag.datatypes import ContextHeader, Document, Passage, SourceRecord
from rag.reading.batches import find_words, mark_figures
from rag.reading.contexts import BEFORE, HEADER, TEXT, Context, YearRelation, build_context
from tests.fakes import FakeTokenEncoder

TITLE = "Báo cáo 9 tháng năm 2031"
BODY = "Thu ngân sách đạt 84 tỷ đồng, tăng 11% so với cùng kỳ; chi 70 tỷ đồng."


def passage_of(text: str, *headings: str, title: str = TITLE) -> Passage:
    return Passage("a:0", "a.txt", 0, len(text), text, ContextHeader(title, "", headings, ""), is_item=False)


def context_of(text: str = BODY, *headings: str, before: str = "", date: datetime.date | None = None) -> Context:
    passage = passage_of(text, *headings)
    _, encoded = FakeTokenEncoder().encode_passages([passage.indexed_text, before])
    document = Document("a.txt", text, SourceRecord(TITLE, date=date))
    return build_context(document, passage, encoded[0], encoded[1] if before else None)


def test_every_token_of_the_text_stands_for_its_own_words() -> None:
    context = context_of(BODY, "I. Ngân sách", before="Năm 2030 thu 76 tỷ đồng.")
    words = [context.words((token, token + 1)) for token in range(1, len(context.origin))]
    assert words[: words.index("Ngân")] == ["Báo", "cáo", "9", "tháng", "năm", "2031", "›", "I", "."]
    assert {HEADER, BEFORE, TEXT} == set(context.section.tolist())
    assert context.words(context.figures[0].span) == "84 tỷ đồng"


def test_what_lies_between_two_tokens_can_be_counted() -> None:
    context = context_of()
    first, last = context.figures[0].span[0], context.figures[2].span[0]
    assert context.figures_before[last] - context.figures_before[first] == 2
    assert context.clauses_before[last] - context.clauses_before[first] == 2
    assert context.sentences_before[last] == context.sentences_before[first]


def test_years_are_named_or_follow_from_those_named_and_from_the_date() -> None:
    context = context_of("Giai đoạn 2031-2035 thu 84 tỷ đồng.", date=datetime.date(2030, 5, 1))
    meant = {(year.first, year.last, year.relation) for year in context.years}
    assert (2031, 2035, YearRelation.NAMED) in meant
    assert (2035, 2035, YearRelation.SPAN_END) in meant
    assert (2030, 2030, YearRelation.YEAR_BEFORE) in meant
    assert any(year.span is None and year.first == 2030 for year in context.years)


def test_without_a_date_no_year_is_of_no_words() -> None:
    assert all(year.span for year in context_of().years)


def test_a_figure_sees_the_header_and_what_is_near() -> None:
    far_away = " ".join(["xa"] * 300)
    marked = mark_figures(context_of(f"{far_away}. {BODY}"), [])[0]
    assert len(marked.near) < 200
    assert marked.local(marked.item.span) is not None
    assert marked.context.words(marked.wide(marked.local(marked.item.span) or (0, 1))) == "84 tỷ đồng"


def test_words_are_found_where_they_stand_closest() -> None:
    context = context_of("Thu 5 tỷ đồng. Chi 4 tỷ đồng, thu 6 tỷ đồng.")
    (span,) = find_words(context, "thu", context.figures[2].span[0])
    assert span[0] == context.figures[2].span[0] - 1


@pytest.mark.parametrize("limit", [12, 20])
def test_a_figure_that_the_model_did_not_read_to_is_left_out(limit: int) -> None:
    passage = passage_of(BODY)
    _, (encoded,) = FakeTokenEncoder().encode_passages([passage.indexed_text])
    cut = type(encoded)(encoded.text, encoded.starts[:limit], encoded.ends[:limit], encoded.states[:limit])
    context = build_context(Document("a.txt", BODY, SourceRecord(TITLE)), passage, cut, None)
    assert len(context.figures) < 3
    assert np.all(context.section[1:] >= HEADER)
