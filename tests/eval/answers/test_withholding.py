"""Evidence taken away: neither its passages nor their facts are found."""

from dataclasses import dataclass

from eval.answers.withholding import _FactsWithout, _passages_with, _Without
from eval.questions_format import Evidence
from rag.answering.question.understanding import understand
from rag.datatypes import RankedPassage
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.term_counts import count_terms
from tests.eval.builders import DOCUMENT, FACTS, FILE, LINES, PASSAGES, TEXTS

WITHHELD = _passages_with(PASSAGES, [Evidence(FILE, LINES[1])], TEXTS)


@dataclass(frozen=True)
class Everything:
    def search(self, query: str, k: int) -> list[RankedPassage]:  # noqa: ARG002 - it finds every passage
        """See `PassageIndex`."""
        return [RankedPassage(passage, 1.0) for passage in PASSAGES][:k]


def test_the_passages_of_the_evidence_are_withheld() -> None:
    assert {PASSAGES[1].id} == WITHHELD


def test_what_is_withheld_is_not_found_and_leaves_no_gap() -> None:
    found = _Without(Everything(), WITHHELD).search("?", 2)
    assert [ranked.passage.id for ranked in found] == [PASSAGES[0].id, PASSAGES[2].id]


def test_the_facts_of_what_is_withheld_are_not_found_either() -> None:
    whole = FactSearch(FACTS, PASSAGES, [DOCUMENT], count_terms(PASSAGES))
    frame = understand("Sản lượng lúa là bao nhiêu?", ())
    assert {match.fact for match in whole.match(frame)} == set(FACTS)
    assert [match.fact for match in _FactsWithout(whole, WITHHELD).match(frame)] == [FACTS[0]]
    assert {match.fact for match in whole.match(frame)} == set(FACTS)
