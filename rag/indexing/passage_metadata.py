"""What Chroma holds of a passage beside its text, so that whoever queries the collection can filter by it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rag.datatypes import Document, Fact, Passage, Period

Metadata: TypeAlias = dict[str, str | int]

_LONGEST_SPAN_YEARS = 20
"""A longer one names an age and no years to look for."""


def metadata_of(passages: Sequence[Passage], documents: Iterable[Document], facts: Iterable[Fact]) -> list[Metadata]:
    """For each passage its document, place and headings; `year_2024` and `status_target` are 1 where one of its
    facts is of that year or status."""
    places = {document.file: document.source.territory for document in documents}
    flags: dict[str, Metadata] = defaultdict(dict)
    for fact in facts:
        flags[fact.passage_id] |= {f"year_{year}": 1 for year in _years(fact.period)}
        flags[fact.passage_id] |= {f"status_{fact.status.value}": 1}
    return [
        {
            "file": passage.file,
            "start": passage.start,
            "end": passage.end,
            "title": passage.header.title,
            "number": passage.header.number,
            "headings": " › ".join(passage.header.heading_path),
            "period": passage.header.period,
            "header": passage.header.text,
            "place": places[passage.file],
            # Where LlamaIndex's store for Chroma looks for a node's offsets.
            "node_info": json.dumps({"start": passage.start, "end": passage.end}),
            **flags.get(passage.id, {}),
        }
        for passage in passages
    ]


def _years(period: Period | None) -> range:
    if period is None or period.last - period.first >= _LONGEST_SPAN_YEARS:
        return range(0)
    return range(period.first, period.last + 1)
