"""What is read of a hostile text grows as the text does, in every parser between a file or a question and its figures.

Two counters: the calls of Python, which `sys.setprofile` sees; and, because a regular expression runs in one call for
however long, this thread's own processor time, as a ratio and the least of three, which no other program disturbs much.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import pytest

from rag.answering.gate.evidence import Evidence
from rag.answering.gate.verification import verify_or_attribute
from rag.answering.question.understanding import understand
from rag.datatypes import ContextHeader, Document, Draft, Passage, SourceRecord
from rag.figures.parsing import parse_mentions
from rag.figures.register import find_damaged_figures, read_facts
from rag.ingestion.assembling import assemble
from rag.ingestion.chunking import split_passages
from rag.ingestion.cleaning import find_residue
from rag.ingestion.readers.content import FileContent, PageContent
from rag.ingestion.source_reading.reading import read_source
from rag.ingestion.tables import find_tables
from rag.vietnamese import split_sentences

FRAME = understand("Chỉ tiêu thu ngân sách năm 2031 là bao nhiêu?", ("Sông Lam",))
HOSTILE = {
    "numbers without end": "1.1",
    "numbered lines": "1. A\n",
    "articles": "Điều 1. A\n",
    "figures": "đạt 5 tỷ đồng, ",
    "years": "2024-",
    "dates": "1/1/2024 ",
    "bars": "| ",
    "rows": "| a | 5 |\n",
    "tables": "|a|5|\n|---|---|\n",
    "columns": "a     ",
    "drawn": "| a | b |\n+---+---+\n",
    "dashes": "-",
    "brackets": "(",
    "nested brackets": "((a))",
    "quotes": "“",
    "zero width": "1\u200b",
    "marks on letters": "e\u0301\u0323",
    "empty lines": "\n",
    "blank lines": " \n \n",
    "short lines": "a\n",
    "capitals": "A",
    "compared": "tăng so với ",
    "in it": "trong đó ",
    "recipients": "Nơi nhận:\n- lưu\n",
    "numbers of documents": "Nghị quyết số 1/NQ-",
}


@dataclass(frozen=True, slots=True)
class Parser:
    read: Callable[[str], object]
    chars: int = 1500


def _document(text: str) -> Document:
    return Document("a.txt", text, SourceRecord("Kế hoạch"))


def _facts(text: str) -> None:
    document = _document(text)
    passages = split_passages(document, 700)
    read_facts(document, passages)
    find_damaged_figures(document, passages)


def _gate(text: str) -> None:
    passage = Passage("a.txt#0", "a.txt", 0, len(text), text, ContextHeader("Kế hoạch", "", (), "2031"), False)
    document = _document(text)
    evidence = Evidence([passage], {passage.id: read_facts(document, [passage])}, {"a.txt": document}, ())
    verify_or_attribute(Draft(text.strip() or "a", (1,)), FRAME, evidence)


PARSERS = {
    "figures": Parser(parse_mentions),
    "sentences": Parser(split_sentences),
    "cleaning": Parser(find_residue),
    "tables": Parser(find_tables),
    "assembling": Parser(lambda text: assemble(FileContent((PageContent((text,)),)))),
    "source": Parser(lambda text: read_source(text, "a.txt", None)),
    "outline and passages": Parser(lambda text: split_passages(_document(text), 700)),
    "register": Parser(_facts),
    "question": Parser(lambda text: understand(text, ("Sông Lam",)), 500),
    "gate": Parser(_gate, 250),
}
_SECONDS_THAT_MATTER = 0.05
_MOST = 2.3
"""Times the work for twice the text."""


def _calls(read: Callable[[str], object], text: str) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return calls


def _seconds(read: Callable[[str], object], hostile: str, chars: int) -> float:
    """The least of three; what was read is remembered in places, so that each time it is a little longer."""
    taken = []
    for more in (7, 8, 9):
        text = _text(hostile, chars + more)
        started = time.thread_time()
        read(text)
        taken.append(time.thread_time() - started)
    return min(taken)


def _text(hostile: str, chars: int) -> str:
    return (hostile * chars)[:chars]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS.keys())
def test_twice_the_text_is_twice_the_work(parser: Parser, hostile: str) -> None:
    read, chars = parser.read, parser.chars
    read(_text(hostile, chars - 20))  # what is made once, patterns and lexicons, is made
    assert _calls(read, _text(hostile, 2 * chars)) <= _MOST * _calls(read, _text(hostile, chars)) + 200
    seconds = _seconds(read, hostile, 8 * chars)
    if seconds > _SECONDS_THAT_MATTER:
        assert seconds <= 8 * _MOST * max(_seconds(read, hostile, chars), 0.0005)
