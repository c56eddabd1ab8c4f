"""Documents of one folder → each with the later document that replaces or amends it, as that one says."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.datatypes import Document, SourceRecord
from rag.figures.places import place_name
from rag.ingestion.source_reading.administrative import parse_date
from rag.ingestion.source_reading.kinds import CODE, plain_number

_CODE = re.compile(CODE)
_WITH_YEAR = re.compile(r"\d+/\d{4}/")


def mark_succession(documents: Sequence[Document]) -> list[Document]:
    """The documents with `replaced_by` and `amended_by` where another of them states it; a record's own fields stay.

    Only a document with a source record does that to another. The word of any other is told as a claim.
    """
    confirmed = [document for document in documents if document.source.recorded]
    others = [document for document in documents if not document.source.recorded]
    replaced = _successors(confirmed, documents, _replaces)
    amended = _successors(confirmed, documents, lambda source: source.amends)
    claimed = _successors(others, documents, lambda source: (*_replaces(source), *source.amends))
    return [
        replace(
            document,
            source=replace(
                document.source,
                replaced_by=document.source.replaced_by or replaced.get(document.file, ""),
                amended_by=document.source.amended_by or amended.get(document.file, ""),
                unconfirmed_successor=claimed.get(document.file, ""),
            ),
        )
        for document in documents
    ]


def _replaces(source: SourceRecord) -> tuple[str, ...]:
    return (*source.replaces, *source.repeals)


def _successors(
    newer_ones: Sequence[Document],
    documents: Sequence[Document],
    references: Callable[[SourceRecord], tuple[str, ...]],
) -> dict[str, str]:
    """By file, the names of those of `newer_ones` that refer to it so."""
    numbered: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        numbered[_plain(document.source.number)].append(document)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for newer in newer_ones:
        for reference in references(newer.source):
            code = _CODE.search(reference)
            borne = numbered[_plain(code.group())] if code else []
            named = [older for older in borne if older is not newer and _names(reference, newer, older)]
            # Numbers begin anew each year: where two documents bear the one named, none is known to be meant.
            if len(named) == 1:
                found[named[0].file][_short_name(newer.source)] = None
    return {file: ", ".join(names) for file, names in found.items()}


def _plain(number: str) -> str:
    return plain_number(number).upper()


def _names(reference: str, newer: Document, older: Document) -> bool:
    """Whether a reference in `newer` with the number of `older` means it: by kind, and date where it gives one."""
    code = _CODE.search(reference)
    source = older.source
    if not code or not source.number:
        return False
    if source.kind and not reference.casefold().startswith(source.kind.casefold()):
        return False
    places = {place_name(document.source.territory) for document in (older, newer)} - {""}
    if len(places) > 1:
        return False
    date = parse_date(reference[code.end() :])
    if date is not None and source.date is not None:
        return date == source.date
    if _WITH_YEAR.match(source.number):
        return True
    return source.date is not None and newer.source.date is not None and source.date < newer.source.date


def _short_name(source: SourceRecord) -> str:
    """`Nghị quyết số 31/NQ-HĐND ngày 10/07/2030`."""
    date = f" ngày {source.date:%d/%m/%Y}" if source.date else ""
    return f"{source.kind or 'văn bản'} số {source.number}{date}".strip() if source.number else source.title
