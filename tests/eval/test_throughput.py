from pathlib import Path

import pytest

from eval.generated_corpus import document_text, make_corpus, write_document
from eval.throughput import HashedEmbedder, measure_throughput, throughput_table
from rag.ingestion.loading import find_files
from rag.ingestion.source_records import load_records
from rag.settings import Settings


def test_the_same_seed_gives_the_same_documents_and_another_seed_others() -> None:
    assert document_text(3, seed=0) == document_text(3, seed=0)
    assert len({document_text(number, seed) for number in range(3) for seed in range(3)}) == 3 * 3
    assert 16_000 < len(document_text(3, seed=0).encode()) < 25_000


def test_a_folder_of_documents_has_records_for_most_of_them(tmp_path: Path) -> None:
    size = make_corpus(tmp_path, 20)
    files = find_files(tmp_path)
    assert len(files) == 20
    assert size == sum(path.stat().st_size for path in files)
    assert len(load_records(tmp_path)) == 18
    before = {path: path.read_bytes() for path in files}
    write_document(tmp_path, 7, seed=1)
    assert sum(before[path] != path.read_bytes() for path in files) == 1


def test_hashed_vectors_are_of_length_one_and_the_same_for_the_same_text() -> None:
    vectors = HashedEmbedder().embed_passages(["a", "b", "a"])
    assert (vectors[0] == vectors[2]).all()
    assert (vectors[0] != vectors[1]).any()
    assert (vectors**2).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


@pytest.mark.real
def test_a_small_folder_is_measured(tmp_path: Path) -> None:
    measured = measure_throughput(Settings.model_validate({"data_dir": tmp_path}), 2, with_model=False)
    assert measured.second.passages == measured.opening.passages > 100
    assert 0 < measured.second.embedded < measured.first.embedded
    assert measured.unchanged.embedded == 0
    assert measured.first.peak_bytes > 10_000_000
    assert throughput_table(measured).row_count == 4
