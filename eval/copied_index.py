"""A large index without hours of reading: a small one whose documents are copied under other names and places.

A place's name is exchanged for another one of the same length, so that every offset stays what it was. Vectors are
drawn from hashes: they cost nothing and mean nothing.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag.datatypes import Document, Fact, Passage, SourceRecord
from rag.indexing import storage, swapping
from rag.indexing.lexical_index import LexicalIndex
from rag.indexing.vector_index import VectorIndex
from rag.pipeline import write_words
from rag.protocols import Vectors

_DIMENSIONS = 384
_INITIALS, _REST = "BCDĐGHKLMNPQRSTVX", "aăâbceêghiklmnoôơpqrstuưvy"


def copy_index(source: Path, data_dir: Path, passages: int) -> tuple[Document, ...]:
    """Publish below `data_dir` at least so many passages, copies of those of the data folder `source`; returns the
    documents, the first of which are the original ones.

    Raises:
        IndexUnusable: there is no index in `source`, or the new one cannot be written.
    """
    stored = storage.read_index(source)
    copies = [_copy(stored, number) for number in range(-(-passages // len(stored.passages)))]
    documents = [document for copy, _, _ in copies for document in copy]
    of_passages = [passage for _, copy, _ in copies for passage in copy]
    facts = [fact for _, _, copy in copies for fact in copy]
    states = [
        replace(state, file=_file(state.file, number))
        for number in range(len(copies))
        for state in stored.manifest.files
    ]
    manifest = replace(stored.manifest, files=tuple(states))
    with swapping.building(data_dir) as folder:
        VectorIndex.build(folder / storage.VECTORS, of_passages, random_vectors(len(of_passages)))
        LexicalIndex.build(folder / storage.LEXICAL, of_passages)
        write_words(folder, documents, of_passages, facts)
        storage.write_content(folder, manifest, documents, of_passages, facts, [one.source for one in documents])
        swapping.publish(data_dir, folder)
    return tuple(documents)


def random_vectors(rows: int) -> Vectors:
    """Rows of length 1, the same ones each time."""
    drawn = np.random.default_rng(0).standard_normal((rows, _DIMENSIONS), np.float32)
    vectors: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return vectors


def _copy(stored: storage.StoredIndex, number: int) -> tuple[list[Document], list[Passage], list[Fact]]:
    """The copy of this number; 0 is the index itself."""
    rename = _renaming(stored.documents, number)

    def file_of(file: str) -> str:
        return _file(file, number)

    documents = [
        replace(document, file=file_of(document.file), text=rename(document.text), source=_source(document, rename))
        for document in stored.documents
    ]
    passages = [
        replace(
            passage,
            id=f"{file_of(passage.file)}:{passage.start}-{passage.end}",
            file=file_of(passage.file),
            text=rename(passage.text),
            header=replace(passage.header, title=rename(passage.header.title)),
        )
        for passage in stored.passages
    ]
    ids = {old.id: new.id for old, new in zip(stored.passages, passages, strict=True)}
    facts = [
        replace(fact, file=file_of(fact.file), passage_id=ids[fact.passage_id], territory=rename(fact.territory))
        for fact in stored.facts
    ]
    return documents, passages, facts


def _file(file: str, number: int) -> str:
    return f"{number:05d}/{file}" if number else file


def _source(document: Document, rename: Callable[[str], str]) -> SourceRecord:
    source = document.source
    return replace(source, title=rename(source.title), territory=rename(source.territory))


def _renaming(documents: Sequence[Document], number: int) -> Callable[[str], str]:
    """Exchanges the home places of the documents; the copy of number 0 keeps them."""
    drawn = random.Random(number)
    places = sorted({document.source.territory.removeprefix("tỉnh ") for document in documents} - {""})
    others = {place: " ".join(_word(drawn, len(word)) for word in place.split()) for place in places} if number else {}

    def rename(text: str) -> str:
        for place, other in others.items():
            text = text.replace(place, other)
        return text

    return rename


def _word(drawn: random.Random, length: int) -> str:
    return drawn.choice(_INITIALS) + "".join(drawn.choice(_REST) for _ in range(length - 1))
