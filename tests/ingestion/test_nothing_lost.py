"""Nothing that a reader of a document sees is lost on the way to its passages: every figure stands in one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.datatypes import Document
from rag.figures.parsing import parse_figures
from rag.ingestion.chunking import split_passages
from rag.ingestion.cleaning import find_residue
from rag.ingestion.loading import find_files, load_document
from rag.ingestion.tables import find_tables

ROOT = Path(__file__).resolve().parents[2]
CORPORA = [ROOT / "corpus", *sorted([*ROOT.glob("tests/*/corpus"), *ROOT.glob("tests/*/*/corpus")])]
PASSAGE_CHARS = 700


def lost_figures(document: Document) -> list[str]:
    """The lines with a figure outside all passages; residue and the headings of tables state none."""
    text = document.text
    inside = bytearray(len(text))
    for passage in split_passages(document, PASSAGE_CHARS):
        inside[passage.start : passage.end] = bytes([1]) * (passage.end - passage.start)
    for start, end in [*find_residue(text), *_column_headings(text)]:
        inside[start:end] = bytes([1]) * (end - start)
    return [
        line.group()
        for line in re.finditer(r"[^\n]+", text)
        if any(
            not all(inside[line.start() + figure.start : line.start() + figure.end])
            for figure in parse_figures(line.group())
        )
    ]


def _column_headings(text: str) -> Iterator[tuple[int, int]]:
    for table in find_tables(text):
        yield from table.unit_notes
        yield table.start, table.rows[0][0][0] if table.rows else table.end


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.parent.name)
def test_every_figure_of_the_corpora_stands_in_a_passage(corpus: Path) -> None:
    lost = {path.name: lost_figures(load_document(path, corpus, None)) for path in find_files(corpus)}
    assert {name: lines for name, lines in lost.items() if lines} == {}
