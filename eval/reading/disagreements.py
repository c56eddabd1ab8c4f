"""The figures of real documents on which the two witnesses disagree, as items for somebody to label."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rag.datatypes import Document, Fact, Passage
from rag.figures.register import RuleReading
from rag.ingestion.chunking import split_passages
from rag.ingestion.loading import find_files, load_document
from rag.reading.fact_reader import TwoWitnesses

_PASSAGE_CHARS = 700


def find_disagreements(folder: Path, witnesses: TwoWitnesses) -> list[dict[str, object]]:
    """An item for each passage with such a figure, its labels still empty; `rules` and `reader` say what each read."""
    alone = replace(witnesses, sees_rules=False)
    return [line for path in find_files(folder) for line in _of_document(load_document(path, folder, None), alone)]


def _of_document(document: Document, witnesses: TwoWitnesses) -> Iterator[dict[str, object]]:
    passages = split_passages(document, _PASSAGE_CHARS)
    by_passage: dict[str, list[dict[str, str]]] = {}
    for rules, fact in witnesses.read_side_by_side(document, passages):
        if fact is not None and _differ(rules, fact):
            found = {"figure": fact.figure.text, "rules": _slots_line(rules.fact), "reader": _slots_line(fact)}
            by_passage.setdefault(fact.passage_id, []).append(found)
    for passage in passages:
        if passage.id in by_passage:
            yield _item(document, passage, by_passage[passage.id])


def _differ(rules: RuleReading, fact: Fact) -> bool:
    if not rules.is_sure:
        return True
    other = rules.fact
    return (other.period, other.status, other.indicator) != (fact.period, fact.status, fact.indicator)


def _slots_line(fact: Fact) -> str:
    return f"{fact.indicator} | {fact.part} | {fact.period or ''} | {fact.status.value}"


def _item(document: Document, passage: Passage, found: list[dict[str, str]]) -> dict[str, object]:
    return {
        "id": f"{Path(document.file).stem}-{passage.start}",
        "kind": "disagreement",
        "title": document.source.title,
        "headings": list(passage.header.heading_path),
        "text": passage.text,
        "facts": [],
        "not_facts": [],
        "disagreements": found,
    }
