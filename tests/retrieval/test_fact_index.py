"""The index finds what a scan of every fact finds, to the last bit, on every question of the benchmark."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from eval.questions_format import load_asked
from rag.answering.question.understanding import understand
from rag.datatypes import Document, Fact, Passage, Question, QuestionFrame
from rag.deriving import derive, read
from rag.errors import IndexUnusable
from rag.figures.register import read_facts
from rag.ingestion.surveying import survey_corpus
from rag.retrieval.fact_index import FactIndex
from rag.retrieval.fact_search import FactSearch
from rag.retrieval.term_counts import TermCounts, count_terms, open_counts, write_counts
from rag.settings import Settings
from rag.vietnamese import fold_accents
from tests.retrieval.scanning import scan

ROOT = Path(__file__).parents[2]
PROVINCES = {folder.name: folder for folder in sorted((ROOT / "tests" / "other_provinces").iterdir())}
CORPORA = {
    "own": (ROOT / "corpus", sorted((ROOT / "eval" / "questions").glob("*.jsonl"))),
    "fictitious_province": (
        ROOT / "tests" / "fictitious_province" / "corpus",
        sorted((ROOT / "tests" / "fictitious_province").glob("questions*.jsonl")),
    ),
    **{name: (folder / "corpus", [folder / "questions.jsonl"]) for name, folder in PROVINCES.items()},
}


@dataclass(frozen=True)
class Register:
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    terms: Mapping[bool, TermCounts]

    def search(self, index: FactIndex | None = None) -> FactSearch:
        """Over the whole register."""
        return FactSearch(self.facts, self.passages, self.documents, self.terms, index)


@cache
def register(name: str) -> Register:
    """Of the corpus, as rules alone read it."""
    chars = Settings().passage_chars
    files = [
        derive(file, read(file, lambda _page, _pages: None), chars, read_facts)
        for file in survey_corpus(CORPORA[name][0]).files
    ]
    passages = tuple(passage for file in files for passage in file.passages)
    facts = tuple(fact for file in files for fact in file.facts)
    return Register(tuple(file.document for file in files), passages, facts, count_terms(passages))


def _frame(question: Question, *, fold: bool) -> QuestionFrame:
    return understand(fold_accents(question.text) if fold else question.text, ())


@pytest.mark.parametrize("name", CORPORA)
def test_every_benchmark_question_finds_what_a_scan_of_all_facts_finds(name: str) -> None:
    found = register(name)
    search = found.search()
    asked = [item.question for path in CORPORA[name][1] for item in load_asked(path)]
    for number, question in enumerate(asked):
        # The form without accents is another index: every fourth question asks that one.
        frame = _frame(question, fold=number % 4 == 0)
        terms = search.terms_of(frame)
        scanned = scan(frame, terms, found.facts, found.passages, found.documents, found.terms)
        assert list(search.match(frame)) == scanned, question.text


def test_an_index_that_was_written_finds_what_it_found_in_memory(tmp_path: Path) -> None:
    found = register("fictitious_province")
    write_counts(tmp_path / "terms", found.terms)
    FactIndex.of(found.facts, found.passages, found.documents, found.terms).write(tmp_path / "words")
    terms = open_counts(tmp_path / "terms")
    opened = found.search(FactIndex.open(tmp_path / "words", terms))
    in_memory = found.search()
    for item in load_asked(CORPORA["fictitious_province"][1][0]):
        frame = understand(item.question.text, ())
        assert list(opened.match(frame)) == list(in_memory.match(frame))
    assert {word: terms[True].rarity(word) for word in terms[True].passages_with} == {
        word: found.terms[True].rarity(word) for word in found.terms[True].passages_with
    }


def test_the_same_register_gives_the_same_files(tmp_path: Path) -> None:
    found = register("fictitious_province")
    for name in ("a", "b"):
        FactIndex.of(found.facts, found.passages, found.documents, found.terms).write(tmp_path / name)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.npy")]
    assert files
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


def test_a_register_without_facts_is_written_and_opened_like_any_other(tmp_path: Path) -> None:
    terms = count_terms(())
    FactIndex.of((), (), (), terms).write(tmp_path / "words")
    search = FactSearch((), (), (), terms, FactIndex.open(tmp_path / "words", terms))
    assert not search.match(understand("Sản lượng lúa là bao nhiêu?", ()))


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    terms = count_terms(())
    FactIndex.of((), (), (), terms).write(tmp_path)
    (tmp_path / "names.npy").write_bytes(b"\x93NUM")
    with pytest.raises(IndexUnusable):
        FactIndex.open(tmp_path, terms)


class TestFactMatches:
    """The matches of one question, as a list would have them."""

    @pytest.fixture
    def search(self) -> FactSearch:
        return register("fictitious_province").search()

    @pytest.fixture
    def frame(self) -> QuestionFrame:
        return understand("Thu ngân sách nhà nước năm 2031 là bao nhiêu tỷ đồng?", ())

    def test_they_can_be_counted_cut_and_read_from_the_end(self, search: FactSearch, frame: QuestionFrame) -> None:
        matches = search.match(frame)
        listed = list(matches)
        assert len(listed) == len(matches) > 50
        assert matches[:7] == listed[:7]
        assert matches[-1] == listed[-1]
        assert matches[3] is matches[3]
        with pytest.raises(IndexError):
            matches[len(listed)]

    def test_those_of_facts_and_passages_are_found_without_the_others(
        self, search: FactSearch, frame: QuestionFrame
    ) -> None:
        listed = list(search.match(frame))
        wanted = [match.fact for match in listed[5:60:9]]
        assert search.match(frame).of_facts(reversed(wanted)) == [match for match in listed if match.fact in wanted]
        passage = listed[4].fact.passage_id
        assert search.match(frame).of_passage(passage) == [m for m in listed if m.fact.passage_id == passage]
        assert search.match(frame).of_passage("none") == []

    def test_those_of_names_are_found_by_one_fact_of_each_name(self, search: FactSearch, frame: QuestionFrame) -> None:
        listed = list(search.match(frame))

        def is_short(fact: Fact) -> bool:
            return len(fact.indicator) < 20

        assert search.match(frame).of_names(is_short) == [match for match in listed if is_short(match.fact)]
