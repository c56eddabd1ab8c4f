from eval.answer_lines import CitedQuote
from eval.measures.citations import CitationScore, Span, count_unverbatim, occurrences, score_citations
from eval.questions_format import Evidence
from tests.eval.builders import FILE, LINES, TEXT, TEXTS, cited

EVIDENCE = (Evidence(FILE, LINES[1]),)


def quote_of(text: str) -> CitedQuote:
    start = TEXT.index(text)
    return CitedQuote(FILE, text, start, start + len(text))


def test_the_evidence_itself_is_a_hit() -> None:
    assert score_citations([cited(1)], EVIDENCE, (), TEXTS) == CitationScore(True, 1 / 1, 1 / 1)


def test_a_citation_beside_the_evidence_lowers_precision_only() -> None:
    assert score_citations([cited(1), cited(2)], EVIDENCE, (), TEXTS) == CitationScore(True, 1 / 2, 1 / 1)


def test_recall_is_over_the_evidence() -> None:
    both = (*EVIDENCE, Evidence(FILE, LINES[2]))
    assert score_citations([cited(1)], both, (), TEXTS) == CitationScore(False, 1 / 1, 1 / 2)


def test_half_of_the_content_syllables_are_enough() -> None:
    # Chỉ tiêu năm 2024 sản lượng lúa đạt 45 nghìn tấn: 11 content syllables.
    six = quote_of("Chỉ tiêu năm 2024: sản lượng")
    five = quote_of("Chỉ tiêu năm 2024: sản")
    assert 6 / 11 >= 0.5 > 5 / 11
    assert score_citations([six], EVIDENCE, (), TEXTS).hit
    assert not score_citations([five], EVIDENCE, (), TEXTS).hit


def test_the_asked_figure_in_the_evidence_is_enough() -> None:
    short = quote_of("45 nghìn tấn")
    assert score_citations([short], EVIDENCE, ("45 nghìn tấn",), TEXTS).hit
    assert not score_citations([short], EVIDENCE, (), TEXTS).hit


def test_the_same_figure_elsewhere_is_not() -> None:
    assert not score_citations([quote_of("40 nghìn tấn")], EVIDENCE, ("40 nghìn tấn",), TEXTS).hit


def test_a_citation_within_the_evidence_is_relevant_though_no_hit() -> None:
    assert score_citations([quote_of("Chỉ tiêu năm")], EVIDENCE, (), TEXTS) == CitationScore(False, 1 / 1, 0 / 1)


def test_no_citations_have_no_precision() -> None:
    assert score_citations([], EVIDENCE, (), TEXTS) == CitationScore(False, None, 0 / 1)


def test_unverbatim_citations_are_counted() -> None:
    shifted = CitedQuote(FILE, LINES[1], 0, len(LINES[1]))
    invented = CitedQuote(FILE, "không có câu này", 0, 16)
    foreign = CitedQuote("khac.txt", LINES[1], 0, len(LINES[1]))
    empty = CitedQuote(FILE, "", 0, 0)
    assert count_unverbatim([cited(1), shifted, invented, foreign, empty], TEXTS) == 4


def test_a_verbatim_quote_at_a_wrong_place_is_found_where_it_stands() -> None:
    assert score_citations([CitedQuote(FILE, LINES[1], 0, 0)], EVIDENCE, (), TEXTS).hit


def test_every_occurrence_is_a_place() -> None:
    assert occurrences("d", "aa", "aaa") == (Span("d", 0, 2), Span("d", 1, 3))
    assert occurrences("d", "", "aaa") == ()
